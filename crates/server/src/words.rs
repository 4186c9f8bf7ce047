//! Every word of the pages, and what the API says alike, from Fluent's files in `locales`: a folder
//! for each language, all with the same messages and arguments. A message that were missing would be
//! told in English; the tests look that none is.

mod apps;
mod languages;

use checkout::{Country, Language, LocalDate};
use fluent_bundle::FluentArgs;
use std::borrow::Cow;
use std::fmt;

/// Stands where a message is to be parted; in no text.
const PARTING: &str = "\u{fffc}";

/// A language, with what it goes by for whoever looks: the forms of numbers and dates, and what the
/// app is called where the store stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) language: Language,
    /// The country whose form money, numbers and dates have: the language's own, and the store's
    /// for English.
    pub(crate) form: Country,
    app: &'static str,
}

impl Words {
    /// For a screen in a store.
    pub(crate) fn at(country: Country, today: LocalDate, language: Language) -> Self {
        Self { language, form: form(language, country), app: apps::app(Some(country), today) }
    }

    /// Where no store is known.
    pub(crate) fn of_no_store(language: Language) -> Self {
        let form = form(language, Country::No);
        Self { language, form, app: apps::company() }
    }

    /// What the API says.
    pub(crate) fn english() -> Self {
        Self::of_no_store(Language::En)
    }

    /// The message of a name; it writes itself.
    pub(crate) fn of(self, name: impl Into<Cow<'static, str>>) -> Message {
        let mut arguments = FluentArgs::with_capacity(4);
        arguments.set("app", self.app);
        arguments.set("company", apps::company());
        Message { language: self.language, name: name.into(), arguments }
    }
}

/// English is at home in no store: it takes the forms of the price tags around it.
fn form(language: Language, store: Country) -> Country {
    match language {
        Language::En => store,
        Language::Nb => Country::No,
        Language::Da => Country::Dk,
        Language::Sv => Country::Se,
        Language::Fi => Country::Fi,
    }
}

/// A message with its arguments.
#[derive(Debug)]
pub(crate) struct Message {
    language: Language,
    name: Cow<'static, str>,
    arguments: FluentArgs<'static>,
}

impl Message {
    /// Puts a text in: money, numbers and dates as [`crate::pages`] writes them.
    pub(crate) fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.arguments.set(name, value.to_string());
        self
    }

    /// How many there are, as `count`, by which a language chooses singular and plural, and as
    /// `number`, which it shows.
    pub(crate) fn count(mut self, count: i64, number: impl fmt::Display) -> Self {
        self.arguments.set("count", count);
        self.with("number", number)
    }

    /// A customer, as `name`; `known` is `no` where nobody knows it.
    pub(crate) fn customer(self, first_name: Option<&str>) -> Self {
        let known = if first_name.is_some() { "yes" } else { "no" };
        self.with("known", known).with("name", first_name.unwrap_or_default())
    }

    /// What stands before and after an argument, for a page that sets the argument off.
    pub(crate) fn around(self, name: &'static str) -> (String, String) {
        let text = self.with(name, PARTING).to_string();
        let (before, after) = text.split_once(PARTING).unwrap_or((text.as_str(), ""));
        (before.to_owned(), after.to_owned())
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { language, name, arguments } = self;
        let text = languages::text(*language, name, arguments);
        let text = text.or_else(|wrong| {
            languages::tell(*language, name, &wrong);
            languages::text(Language::En, name, arguments)
        });
        f.write_str(text.as_deref().unwrap_or(name))
    }
}

/// A message as a sentence of its own.
pub(crate) fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), characters.as_str().trim_end_matches('.'))
}

#[cfg(test)]
mod tests;
