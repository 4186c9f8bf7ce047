//! What the API and the pages say alike.

/// A message as a sentence of its own.
pub(crate) fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), characters.as_str().trim_end_matches('.'))
}
