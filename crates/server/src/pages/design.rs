//! Every token and component of the style sheet on one page, for whoever builds pages. What is in
//! `clubtill.css` is here: the tokens are read out of it, and a test looks for the rest.

use super::stopped::Stopped;
use super::visit::Admitted;
use crate::words::Words;
use askama::Template;
use axum::http::header;
use axum::response::{Html, IntoResponse};
use std::fmt::Write;

const CSS: &str = include_str!("../../assets/clubtill.css");

#[derive(Template)]
#[template(path = "design.html")]
struct DesignPage {
    words: Words,
    colours: Vec<Token>,
    sizes: Vec<Token>,
    spaces: Vec<Token>,
    shapes: Vec<Token>,
}

/// A token as the style sheet first says it.
#[derive(Debug, Clone, Copy)]
struct Token {
    /// Without its dashes.
    name: &'static str,
    value: &'static str,
}

pub(super) async fn page(_: Admitted) -> Result<Html<String>, Stopped> {
    let some = |begins: &'static [&'static str]| {
        let is_some = move |one: &Token| begins.iter().any(|begin| one.name.starts_with(begin));
        tokens().into_iter().filter(is_some).collect()
    };
    let page = DesignPage {
        words: Words::english(),
        colours: tokens().into_iter().filter(|one| one.value.starts_with('#')).collect(),
        sizes: some(&["size"]),
        spaces: some(&["space"]),
        shapes: some(&["round", "target"]),
    };
    Ok(Html(page.render()?))
}

/// What shows each token: pages have no styles of their own, so the sheet is made of the tokens.
pub(super) async fn tokens_css(_: Admitted) -> impl IntoResponse {
    let mut css = String::new();
    for Token { name, value } in tokens() {
        let shown = match name.split('-').next().unwrap_or_default() {
            "size" => format!("font-size: var(--{name})"),
            "space" | "target" => format!("width: var(--{name}); height: var(--{name})"),
            "round" => format!("border-radius: var(--{name})"),
            _ if value.starts_with('#') => format!("background: var(--{name})"),
            _ => continue,
        };
        let _ = writeln!(css, ".show-{name} {{ {shown}; }}");
    }
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], css)
}

/// Those of the first `:root`: the light ones, and all that have no other for the dark.
fn tokens() -> Vec<Token> {
    let root = CSS.split(":root {").nth(1).and_then(|rest| rest.split('}').next());
    let lines = root.unwrap_or_default().lines();
    let read = |line: &'static str| {
        let (name, value) = line.trim().strip_prefix("--")?.split_once(": ")?;
        Some(Token { name, value: value.trim_end_matches(';') })
    };
    lines.filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// The classes that a text names, each after what comes before it.
    fn classes<'a>(text: &'a str, before: &str) -> BTreeSet<&'a str> {
        let is_name = |one: char| one.is_ascii_lowercase() || one == '-';
        let names = text.split(before).skip(1).map(|rest| rest.split(|one| !is_name(one)).next());
        names.flatten().filter(|name| !name.is_empty()).collect()
    }

    #[test]
    fn whatever_the_style_sheet_has_is_shown() {
        let page = include_str!("../../templates/design.html");
        let shown: BTreeSet<&str> = page
            .split("class=\"")
            .skip(1)
            .flat_map(|rest| rest.split('"').next().unwrap_or_default().split(' '))
            .collect();
        // What stands before a brace are selectors; sizes such as .875rem begin with a digit.
        let selectors: String = CSS.split('}').filter_map(|rule| rule.split('{').next()).collect();
        let missing: Vec<_> =
            classes(&selectors, ".").into_iter().filter(|one| !shown.contains(one)).collect();
        assert!(missing.is_empty(), "not on the page: {missing:?}");
        assert!(tokens().len() > 25, "{:?}", tokens());
    }

    #[test]
    fn each_colour_that_changes_in_the_dark_is_a_token() {
        let dark = CSS.split("prefers-color-scheme: dark").nth(1).unwrap();
        let dark = dark.split('}').next().unwrap();
        let known: BTreeSet<&str> = tokens().iter().map(|token| token.name).collect();
        for name in classes(dark, "  --") {
            assert!(known.contains(name), "--{name} has no light one");
        }
    }
}
