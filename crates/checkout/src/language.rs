//! The languages in which people are served. A store has one, its country's unless the settings say
//! otherwise; whoever stands at a screen may choose another.

use crate::vat::Country;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// By its BCP 47 tag, which is also how settings and cookies write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    En,
    Nb,
    Da,
    Sv,
    Fi,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a language is en, nb, da, sv or fi")]
pub struct LanguageUnknown;

impl Language {
    pub const ALL: [Self; 5] = [Self::En, Self::Nb, Self::Da, Self::Sv, Self::Fi];

    /// What is spoken in a country's stores.
    pub fn of(country: Country) -> Self {
        match country {
            Country::No => Self::Nb,
            Country::Dk => Self::Da,
            Country::Se => Self::Sv,
            Country::Fi => Self::Fi,
        }
    }

    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Nb => "nb",
            Self::Da => "da",
            Self::Sv => "sv",
            Self::Fi => "fi",
        }
    }

    /// What it calls itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Nb => "Norsk",
            Self::Da => "Dansk",
            Self::Sv => "Svenska",
            Self::Fi => "Suomi",
        }
    }
}

impl FromStr for Language {
    type Err = LanguageUnknown;

    fn from_str(text: &str) -> Result<Self, LanguageUnknown> {
        Self::ALL.into_iter().find(|one| one.tag() == text).ok_or(LanguageUnknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_has_its_own_language() {
        for (country, tag) in
            [(Country::No, "nb"), (Country::Dk, "da"), (Country::Se, "sv"), (Country::Fi, "fi")]
        {
            assert_eq!(Language::of(country).tag(), tag);
        }
    }

    #[test]
    fn a_tag_is_read_back_and_nothing_else_is() {
        for language in Language::ALL {
            assert_eq!(language.tag().parse(), Ok(language));
            let written = serde_json::to_string(&language).unwrap();
            assert_eq!(written, format!("\"{}\"", language.tag()));
        }
        for text in ["", "EN", "no", "nb-NO", "de"] {
            assert_eq!(text.parse::<Language>(), Err(LanguageUnknown), "{text:?}");
        }
    }
}
