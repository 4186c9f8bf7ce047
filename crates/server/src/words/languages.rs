//! Fluent's files, embedded in the executable, and the messages in them.

use checkout::Language;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use std::sync::LazyLock;

type Bundle = FluentBundle<FluentResource>;

/// The files of one language.
macro_rules! files {
    ($tag:literal) => {
        [
            include_str!(concat!("../../locales/", $tag, "/pages.ftl")),
            include_str!(concat!("../../locales/", $tag, "/till.ftl")),
            include_str!(concat!("../../locales/", $tag, "/finding.ftl")),
            include_str!(concat!("../../locales/", $tag, "/customer.ftl")),
            include_str!(concat!("../../locales/", $tag, "/payment.ftl")),
            include_str!(concat!("../../locales/", $tag, "/display.ftl")),
            include_str!(concat!("../../locales/", $tag, "/receipts.ftl")),
            include_str!(concat!("../../locales/", $tag, "/paper.ftl")),
            include_str!(concat!("../../locales/", $tag, "/refusals.ftl")),
            include_str!(concat!("../../locales/", $tag, "/consents.ftl")),
            include_str!(concat!("../../locales/", $tag, "/office.ftl")),
            include_str!(concat!("../../locales/", $tag, "/import.ftl")),
        ]
    };
}

pub(super) fn files(language: Language) -> [&'static str; 12] {
    match language {
        Language::En => files!("en"),
        Language::Nb => files!("nb"),
        Language::Da => files!("da"),
        Language::Sv => files!("sv"),
        Language::Fi => files!("fi"),
    }
}

static BUNDLES: LazyLock<Vec<(Language, Bundle)>> =
    LazyLock::new(|| Language::ALL.into_iter().map(|one| (one, bundle(one))).collect());

/// What is wrong in a file is left out, and found by the tests.
fn bundle(language: Language) -> Bundle {
    let mut bundle = Bundle::new_concurrent(language.tag().parse().into_iter().collect());
    // The marks that isolate arguments would be read out, and copied with a number.
    bundle.set_use_isolating(false);
    for file in files(language) {
        let resource = FluentResource::try_new(file.to_owned());
        bundle.add_resource_overriding(resource.unwrap_or_else(|(resource, _)| resource));
    }
    bundle
}

/// A message in a language, or what is missing of it.
pub(super) fn text(
    language: Language,
    name: &str,
    arguments: &FluentArgs<'_>,
) -> Result<String, String> {
    let bundle = BUNDLES.iter().find(|(one, _)| *one == language).map(|(_, bundle)| bundle);
    let bundle = bundle.ok_or("the language")?;
    let message = bundle.get_message(name).ok_or("the message")?;
    let pattern = message.value().ok_or("its text")?;
    let mut missing = Vec::new();
    let text = bundle.format_pattern(pattern, Some(arguments), &mut missing).into_owned();
    if missing.is_empty() { Ok(text) } else { Err(format!("{missing:?}")) }
}

/// A message that can't be told is a fault of ours, and never stops a page; it stops a test.
pub(super) fn tell(language: Language, name: &str, missing: &str) {
    #[cfg(test)]
    panic!("{}: {name}: {missing}", language.tag());
    #[cfg(not(test))]
    tracing::error!(message.name = name, language = language.tag(), missing, "words are missing");
}
