//! How a product is looked for by a few letters of its name: folded, so that whoever has no å on the
//! keyboard finds it all the same, and cut into words, each of which may be begun only.

/// The most words of a text that count; a name has fewer.
const WORDS_MAX: usize = 30;
/// The longest beginning of a word that counts, in characters.
const WORD_LENGTH_MAX: usize = 30;

/// The words of a text as they are looked for: small letters and digits, without accents, each once, in
/// order. `å`, `ä` and `æ` are an `a`, `ö` and `ø` an `o`; so are `aa`, `ae` and `oe`, which stand for them
/// where a keyboard has no others. The beginning of a text has the beginnings of its words.
pub fn search_words(text: &str) -> Vec<String> {
    let folded: String = text.chars().flat_map(char::to_lowercase).flat_map(folded).collect();
    let words = folded.split(|mark: char| !mark.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut found: Vec<String> = Vec::new();
    for word in words {
        let mut letters = String::with_capacity(word.len());
        for letter in word.chars().take(2 * WORD_LENGTH_MAX) {
            match (letters.chars().last(), letter) {
                (Some('a'), 'a' | 'e') | (Some('o'), 'e') => {}
                _ => letters.push(letter),
            }
        }
        let letters: String = letters.chars().take(WORD_LENGTH_MAX).collect();
        if !found.contains(&letters) && found.len() < WORDS_MAX {
            found.push(letters);
        }
    }
    found
}

/// A small letter without its accent. A mark that stands alone after its letter goes.
fn folded(letter: char) -> impl Iterator<Item = char> {
    let text = match letter {
        'à'..='æ' | 'ā' | 'ă' | 'ą' => "a",
        'ç' | 'ć' | 'č' => "c",
        'ð' | 'đ' => "d",
        'è'..='ë' | 'ē' | 'ę' | 'ě' => "e",
        'ì'..='ï' | 'ī' => "i",
        'ł' => "l",
        'ñ' | 'ń' | 'ŋ' => "n",
        'ò'..='ö' | 'ø' | 'ő' | 'œ' => "o",
        'š' | 'ś' => "s",
        'ß' => "ss",
        'ŧ' => "t",
        'þ' => "th",
        'ù'..='ü' | 'ū' | 'ű' => "u",
        'ý' | 'ÿ' => "y",
        'ž' | 'ź' | 'ż' => "z",
        '\u{300}'..='\u{36f}' => "",
        _ => return Some(letter).into_iter().chain("".chars()),
    };
    None.into_iter().chain(text.chars())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_is_found_with_and_without_its_letters() {
        for (text, expected) in [
            ("Blåbærsyltetøy 400 g", "blabarsyltetoy 400 g"),
            ("BLAABAERSYLTETOEY", "blabarsyltetoy"),
            ("Kräftstjärtar i lake", "kraftstjartar i lake"),
            ("Jättehyvä, kynsi-öljy", "jattehyva kynsi olj".replace("olj", "oljy").as_str()),
            ("Crème brûlée", "creme brulee"),
            ("a\u{30a}l", "al"),
            ("Thermos, 0.75 l l", "thermos 0 75 l"),
            ("  ,. ", ""),
        ] {
            assert_eq!(search_words(text).join(" "), expected, "{text:?}");
        }
        assert_eq!(search_words(&"word ".repeat(99)).len(), 1);
        assert!(search_words(&"å".repeat(500))[0].len() <= WORD_LENGTH_MAX);
    }

    proptest! {
        /// Whoever has typed a part of a word finds what the whole one finds.
        #[test]
        fn the_beginning_of_a_word_is_the_beginning_of_it_folded(word in "[a-zåäöæø]{1,20}") {
            let whole = search_words(&word).concat();
            for (end, _) in word.char_indices().skip(1) {
                let begun = search_words(&word[..end]).concat();
                prop_assert!(whole.starts_with(&begun), "{begun} of {whole}");
            }
        }
    }
}
