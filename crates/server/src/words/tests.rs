//! Every language says everything, with the same arguments; nothing is said that nobody asks for.

use super::{Words, apps, languages};
use checkout::{Country, Language, LocalDate};
use fluent_bundle::{FluentArgs, FluentResource};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

type Arguments = BTreeSet<String>;

/// The messages of a language with the arguments that each takes.
fn messages(language: Language) -> BTreeMap<String, Arguments> {
    let mut messages: BTreeMap<String, Arguments> = BTreeMap::new();
    for file in languages::files(language) {
        if let Err((_, wrong)) = FluentResource::try_new(file.to_owned()) {
            panic!("{}: {wrong:?}", language.tag());
        }
        let mut name = "";
        for line in file.lines().filter(|line| !line.starts_with('#')) {
            if line.starts_with(|first: char| first.is_ascii_lowercase()) {
                name = line.split_once(" =").expect("a message has a text").0;
                let is_new = messages.insert(name.to_owned(), Arguments::new()).is_none();
                assert!(is_new, "{}: {name} is there twice", language.tag());
            }
            for part in line.split('$').skip(1) {
                let argument = part.split(|one: char| !one.is_ascii_alphanumeric()).next();
                let arguments = messages.get_mut(name).expect("a message comes first");
                arguments.insert(argument.unwrap_or_default().to_owned());
            }
        }
    }
    messages
}

#[test]
fn each_language_has_the_same_messages_with_the_same_arguments() {
    let english = messages(Language::En);
    assert!(english.len() > 250, "{}", english.len());
    for language in Language::ALL {
        let others = messages(language);
        let missing: Vec<_> = english.keys().filter(|name| !others.contains_key(*name)).collect();
        let left_over: Vec<_> = others.keys().filter(|name| !english.contains_key(*name)).collect();
        assert!(missing.is_empty(), "{}: missing {missing:?}", language.tag());
        assert!(left_over.is_empty(), "{}: nobody asks for {left_over:?}", language.tag());
        for (name, arguments) in &english {
            assert_eq!(&others[name], arguments, "{}: {name}", language.tag());
        }
    }
}

/// What an argument may be, where a message chooses by it.
fn choices(argument: &str) -> &'static [&'static str] {
    match argument {
        "known" => &["yes", "no"],
        "tender" => &["cash", "card", "gift-card", "points"],
        "why" => &["letters", "country", "length"],
        _ => &["\u{b7}"],
    }
}

#[test]
fn each_message_is_told_in_each_language() {
    let english = messages(Language::En);
    for language in Language::ALL {
        for (name, arguments) in &english {
            for count in [1_i64, 2] {
                for choice in 0..4 {
                    let mut told = FluentArgs::new();
                    for argument in arguments.iter().filter(|argument| *argument != "count") {
                        let among = choices(argument);
                        told.set(argument.clone(), among[choice % among.len()]);
                    }
                    told.set("count", count);
                    let text = languages::text(language, name, &told);
                    let text = text.unwrap_or_else(|why| {
                        panic!("{}: {name}: {why}", language.tag());
                    });
                    assert!(!text.contains(['\u{2068}', '\u{2069}', '{', '$']), "{text}");
                    assert!(!text.trim().is_empty(), "{}: {name}", language.tag());
                }
            }
        }
    }
}

/// The sources and templates that name messages, without tests.
fn sources(folder: &Path, into: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() && name != "tests" {
            sources(&path, into);
        } else if path.is_file() && name != "tests.rs" {
            into.push(fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn what_is_asked_for_is_there_and_what_is_there_is_asked_for() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts = Vec::new();
    sources(&here.join("src"), &mut texts);
    sources(&here.join("templates"), &mut texts);
    let english = messages(Language::En);
    let all = texts.concat();
    for part in all.split("words.of(\"").skip(1) {
        let name = part.split('"').next().unwrap();
        assert!(english.contains_key(name), "{name}");
    }
    for name in english.keys().filter(|name| !name.starts_with("refusal-")) {
        assert!(all.contains(&format!("\"{name}\"")), "nobody asks for {name}");
    }
}

/// The codes as the sources have them, so that a new one can't be forgotten.
fn codes(source: &str) -> BTreeSet<String> {
    let arms = source.split("=> ").skip(1).filter_map(|arm| arm.trim_start().strip_prefix('"'));
    arms.map(|arm| format!("refusal-{}", arm.split('"').next().unwrap())).collect()
}

#[test]
fn every_refusal_has_its_words() {
    let mut codes: BTreeSet<String> =
        [include_str!("../../../checkout/src/refusal.rs"), include_str!("../codes.rs")]
            .into_iter()
            .flat_map(codes)
            .collect();
    assert!(codes.len() > 100, "{}", codes.len());
    codes.insert("refusal-internal".to_owned());
    let english = messages(Language::En).into_keys();
    let told: BTreeSet<String> = english.filter(|name| name.starts_with("refusal-")).collect();
    assert_eq!(told, codes);
}

#[test]
fn the_app_has_the_name_of_its_market_and_day() {
    let day = |text: &str| text.parse::<LocalDate>().unwrap();
    for (country, today, expected) in [
        (Country::No, "2026-11-23", "Vipps"),
        (Country::Se, "2027-01-12", "Vipps"),
        (Country::Dk, "2027-01-11", "MobilePay"),
        (Country::Dk, "2027-01-12", "Vipps"),
        (Country::Fi, "2027-01-11", "MobilePay"),
        (Country::Fi, "2027-01-12", "Vipps"),
    ] {
        assert_eq!(apps::app(Some(country), day(today)), expected, "{country:?} {today}");
        let told = Words::at(country, day(today), Language::Nb).of("tender-app").to_string();
        assert_eq!(told, expected);
    }
    assert_eq!(Words::english().of("tender-app").to_string(), "Vipps MobilePay");
}

#[test]
fn one_is_no_more_than_one() {
    let lines = |language, count: i64| {
        Words::of_no_store(language).of("line-count").count(count, count).to_string()
    };
    for (language, one, two) in [
        (Language::En, "1 line", "2 lines"),
        (Language::Nb, "1 linje", "2 linjer"),
        (Language::Da, "1 linje", "2 linjer"),
        (Language::Sv, "1 rad", "2 rader"),
        (Language::Fi, "1 rivi", "2 riviä"),
    ] {
        assert_eq!((lines(language, 1), lines(language, 2)), (one.to_owned(), two.to_owned()));
    }
}

#[test]
fn a_message_is_parted_round_what_a_page_sets_off() {
    let parts = Words::english().of("display-saves").around("saving");
    assert_eq!(parts, ("You save ".to_owned(), " as a member".to_owned()));
}
