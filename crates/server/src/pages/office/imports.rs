//! Files brought in: looked through, shown with what is wrong or what would change, and put in when
//! whoever brought them says so. The page follows an import that is under way.

use super::super::format::whole;
use super::super::messages::{self, imports as told};
use super::super::stopped::Stopped;
use super::desk::{Desk, Section};
use super::products::before_price;
use crate::imports::{Busy, Import, Stage};
use crate::words::Words;
use askama::Template;
use axum::Form;
use axum::extract::multipart::{Multipart, MultipartError, MultipartRejection};
use axum::extract::rejection::FormRejection;
use axum::extract::{DefaultBodyLimit, Path};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use checkout::ImportKind;
use import::{Brought, File, FileFault, ImportError, LineFaults, Warning};
use serde::Deserialize;
use uuid::Uuid;

/// The most that the files of an import are, in bytes: some 150,000 members with their consents.
const BYTES_MAX: usize = 32 * 1024 * 1024;
/// So many warnings are told; the rest is counted.
const WARNINGS_MAX: usize = 20;

/// A file is larger than any other form.
pub(super) fn limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(BYTES_MAX)
}

#[derive(Debug, Deserialize)]
pub(super) struct Fields {
    import: Uuid,
}

/// An import as the page shows it.
struct Shown {
    id: Uuid,
    what: String,
    by: String,
    /// `wait`, `good` or `bad`.
    look: &'static str,
    /// How things are, in a sentence or two.
    state: Vec<String>,
    is_running: bool,
    /// Lines done of all lines.
    progress: Option<(usize, usize)>,
    rows: Option<String>,
    /// Lines that can't be used, and why.
    faults: Vec<(u64, String)>,
    warnings: Vec<String>,
    more: Option<String>,
    may_put: bool,
    /// What ends it.
    end: String,
}

/// Files that belong together.
struct Sheet {
    name: &'static str,
    title: String,
    what: String,
    files: Vec<Field>,
}

struct Field {
    name: &'static str,
    label: String,
    is_needed: bool,
    fault: Option<String>,
}

/// What is wrong with what was posted: in which file, and in words.
type Wrong = (File, String);

#[derive(Template)]
#[template(path = "office/imports.html")]
struct Page<'a> {
    desk: &'a Desk,
    words: Words,
    here: Section,
    import: Option<Shown>,
    sheets: Vec<Sheet>,
    message: String,
    /// In bytes, and what is said to more.
    most: usize,
    too_large: String,
}

pub(super) async fn page(desk: Desk) -> Result<Response, Stopped> {
    show(&desk, StatusCode::OK, None, String::new())
}

fn show(
    desk: &Desk,
    status: StatusCode,
    wrong: Option<&Wrong>,
    message: String,
) -> Result<Response, Stopped> {
    let import = desk.app.imports.look(|import| import.map(|import| shown(desk, import)));
    let sheets = sheets(desk.words, wrong);
    let (words, here) = (desk.words, Section::Imports);
    let too_large = too_large(words);
    let page = Page { desk, words, here, import, sheets, message, most: BYTES_MAX, too_large };
    Ok((status, Html(page.render()?)).into_response())
}

fn sheets(words: Words, wrong: Option<&Wrong>) -> Vec<Sheet> {
    let field = |file: File, label: &'static str, is_needed| Field {
        name: file.name(),
        label: words.of(label).to_string(),
        is_needed,
        fault: wrong.filter(|(one, _)| *one == file).map(|(_, fault)| fault.clone()),
    };
    let sheet = |kind: ImportKind, what: &'static str, files| Sheet {
        name: name(kind),
        title: words.of(told::kind(kind)).to_string(),
        what: words.of(what).to_string(),
        files,
    };
    vec![
        sheet(
            ImportKind::Products,
            "import-products-what",
            vec![field(File::Products, "import-file", true)],
        ),
        sheet(
            ImportKind::Prices,
            "import-prices-what",
            vec![field(File::Prices, "import-file", true)],
        ),
        sheet(
            ImportKind::Vouchers,
            "import-vouchers-what",
            vec![field(File::Vouchers, "import-file", true)],
        ),
        sheet(
            ImportKind::Members,
            "import-members-what",
            vec![
                field(File::Members, "office-members", true),
                field(File::Consents, "import-consents", true),
                field(File::Points, "import-points", false),
            ],
        ),
    ]
}

/// As addresses have it.
fn name(kind: ImportKind) -> &'static str {
    match kind {
        ImportKind::Products => "products",
        ImportKind::Prices => "prices",
        ImportKind::Vouchers => "vouchers",
        ImportKind::Members => "members",
    }
}

fn shown(desk: &Desk, import: &Import) -> Shown {
    let words = desk.words;
    let say = |message: &'static str| words.of(message).to_string();
    let count = |message: &'static str, count: usize| {
        let number = i64::try_from(count).unwrap_or(i64::MAX);
        words.of(message).count(number, whole(number, words.form)).to_string()
    };
    let rows = |message: &'static str, new: usize, before: usize| {
        let new = (new > 0).then(|| count(message, new));
        let before = (before > 0).then(|| count("import-before", before));
        new.into_iter().chain(before).collect::<Vec<_>>()
    };
    let progress = import.progress().filter(|_| import.is_running());
    let number = |number: usize| whole(i64::try_from(number).unwrap_or(i64::MAX), words.form);
    let done = |(done, whole): (usize, usize)| {
        words.of("import-rows").with("done", number(done)).with("whole", number(whole)).to_string()
    };
    let base = Shown {
        id: import.id,
        what: words.of(told::kind(import.kind)).to_string(),
        by: words.of("import-by").with("who", &import.by).to_string(),
        look: "wait",
        state: Vec::new(),
        is_running: import.is_running(),
        progress,
        rows: progress.map(done),
        faults: Vec::new(),
        warnings: Vec::new(),
        more: None,
        may_put: false,
        end: say("import-close"),
    };
    match &import.stage {
        Stage::Checking => {
            Shown { state: vec![say("import-checking")], end: say("import-stop"), ..base }
        }
        Stage::Putting => {
            Shown { state: vec![say("import-putting")], end: say("import-stop"), ..base }
        }
        Stage::Ready(checked) => {
            let is_new = checked.new_rows() > 0;
            let mut state = if is_new {
                rows("import-ready", checked.new_rows(), checked.before)
            } else {
                vec![say("import-nothing-new")]
            };
            state.extend(is_new.then(|| say("import-waits")));
            let warnings = checked.warnings.iter().take(WARNINGS_MAX);
            let more = checked.warnings.len().saturating_sub(WARNINGS_MAX);
            Shown {
                look: if is_new { "wait" } else { "good" },
                state,
                warnings: warnings.map(|one| warning(desk, one)).collect(),
                more: (more > 0).then(|| count("import-and-more", more)),
                may_put: is_new,
                end: say(if is_new { "import-forget" } else { "import-close" }),
                ..base
            }
        }
        Stage::Done { new, before } => {
            Shown { look: "good", state: rows("import-done", *new, *before), ..base }
        }
        Stage::GivenUp => Shown { look: "bad", state: vec![say("import-stopped")], ..base },
        Stage::Failed(error) => failed(desk, error, base),
    }
}

/// What is wrong, file by file and line by line.
fn failed(desk: &Desk, error: &ImportError, base: Shown) -> Shown {
    let words = desk.words;
    let count = |message: &'static str, count: usize| {
        let number = i64::try_from(count).unwrap_or(i64::MAX);
        words.of(message).count(number, whole(number, words.form)).to_string()
    };
    let shown = Shown { look: "bad", ..base };
    match error {
        ImportError::Unusable { file, fault } => {
            let (faults, more, sentence) = match fault {
                FileFault::Lines(LineFaults { count: all, named }) => {
                    let of = |(line, fault): &(u64, _)| (*line, told::line(fault, words));
                    let faults: Vec<_> = named.iter().map(of).collect();
                    let more = all - named.len();
                    let more = (more > 0).then(|| count("import-more", more));
                    (faults, more, count("import-unusable", *all))
                }
                _ => (Vec::new(), None, words.of("import-unusable-file").to_string()),
            };
            let of_many = file_of_many(*file, words).map(|name| format!("{name}:"));
            let state = of_many.into_iter().chain([sentence]).chain(told::file(fault, words));
            Shown { state: state.collect(), faults, more, ..shown }
        }
        ImportError::Broken => {
            Shown { state: vec![words.of("refusal-internal").to_string()], ..shown }
        }
        ImportError::Engine(error) => Shown { state: vec![messages::error(error, words)], ..shown },
        ImportError::Stopped { line, source } => {
            let stopped = match line {
                Some(line) => words.of("import-stopped-at").with("line", line),
                None => words.of("import-stopped"),
            };
            Shown { state: vec![stopped.to_string(), messages::error(source, words)], ..shown }
        }
    }
}

/// Which of several files it is.
fn file_of_many(file: File, words: Words) -> Option<String> {
    let message = match file {
        File::Products | File::Prices | File::Vouchers => return None,
        File::Members => "office-members",
        File::Consents => "import-consents",
        File::Points => "import-points",
    };
    Some(words.of(message).to_string())
}

fn warning(desk: &Desk, warning: &Warning) -> String {
    match warning {
        Warning::Dearer { line } => desk.words.of("import-dearer").with("line", line).to_string(),
        Warning::Dormant { count, first_line } => {
            let number = i64::try_from(*count).unwrap_or(i64::MAX);
            let message = desk.words.of("import-dormant").with("line", first_line);
            message.count(number, whole(number, desk.words.form)).to_string()
        }
        Warning::Before(one) => before_price(desk, one),
    }
}

/// Takes files, and looks through them.
pub(super) async fn bring(
    desk: Desk,
    Path(what): Path<String>,
    posted: Result<Multipart, MultipartRejection>,
) -> Result<Response, Stopped> {
    let refused = StatusCode::UNPROCESSABLE_ENTITY;
    let first = File::ALL.into_iter().find(|file| file.name() == what).ok_or(Stopped::NotThere)?;
    let Ok(posted) = posted else {
        let message = desk.words.of("unreadable").to_string();
        return show(&desk, refused, None, message);
    };
    let mut files = match read(posted).await {
        Ok(files) => files,
        Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            let wrong = (first, too_large(desk.words));
            return show(&desk, error.status(), Some(&wrong), String::new());
        }
        Err(_) => {
            let message = desk.words.of("unreadable").to_string();
            return show(&desk, refused, None, message);
        }
    };
    let mut take = |file: File| {
        let place = files.iter().position(|(one, _)| *one == file)?;
        Some(files.swap_remove(place).1)
    };
    let mut needed = |file: File| take(file).ok_or(file);
    let brought = match first {
        File::Products => needed(first).map(Brought::Products),
        File::Prices => needed(first).map(Brought::Prices),
        File::Vouchers => needed(first).map(Brought::Vouchers),
        File::Members => needed(File::Members).and_then(|members| {
            let (consents, points) = (needed(File::Consents)?, needed(File::Points).ok());
            Ok(Brought::Members { members, consents, points })
        }),
        File::Consents | File::Points => return Err(Stopped::NotThere),
    };
    let brought = match brought {
        Ok(brought) => brought,
        Err(file) => {
            let fault = desk.words.of("import-no-file").to_string();
            return show(&desk, refused, Some(&(file, fault)), String::new());
        }
    };
    let (engine, merchant) = (&desk.app.engine, &desk.app.settings.merchant);
    let who = (desk.who.name.clone(), brought);
    match desk.app.imports.begin(engine, merchant, who) {
        Ok(()) => Ok(Redirect::to("/office/import").into_response()),
        Err(Busy) => {
            let message = desk.words.of("import-busy").to_string();
            show(&desk, StatusCode::CONFLICT, None, message)
        }
    }
}

fn too_large(words: Words) -> String {
    words.of("import-too-large").with("most", BYTES_MAX / (1024 * 1024)).to_string()
}

/// The files that were chosen. A field without one comes as a file that is empty and has no name.
async fn read(mut posted: Multipart) -> Result<Vec<(File, Vec<u8>)>, MultipartError> {
    let mut files = Vec::new();
    while let Some(field) = posted.next_field().await? {
        let file = File::ALL.into_iter().find(|file| Some(file.name()) == field.name());
        let is_chosen = field.file_name().is_some_and(|name| !name.is_empty());
        let bytes = field.bytes().await?;
        if let Some(file) = file.filter(|_| is_chosen || !bytes.is_empty()) {
            files.push((file, bytes.to_vec()));
        }
    }
    Ok(files)
}

/// Puts in what was looked through.
pub(super) async fn put(
    desk: Desk,
    posted: Result<Form<Fields>, FormRejection>,
) -> Result<Response, Stopped> {
    if let Ok(Form(Fields { import })) = posted {
        let request = desk.request_of_any()?;
        if !desk.app.imports.put(&desk.app.engine, request, import) {
            let message = desk.words.of("import-not-there").to_string();
            return show(&desk, StatusCode::CONFLICT, None, message);
        }
    }
    Ok(Redirect::to("/office/import").into_response())
}

/// Stops or forgets an import.
pub(super) async fn end(
    desk: Desk,
    posted: Result<Form<Fields>, FormRejection>,
) -> Result<Response, Stopped> {
    if let Ok(Form(Fields { import })) = posted {
        desk.app.imports.give_up(import);
    }
    Ok(Redirect::to("/office/import").into_response())
}

/// A file as it may be.
pub(super) async fn example(_: Desk, Path(file): Path<String>) -> Result<Response, Stopped> {
    let name = file.strip_suffix(".csv").unwrap_or(&file);
    let file = File::ALL.into_iter().find(|one| one.name() == name).ok_or(Stopped::NotThere)?;
    let disposition = format!("attachment; filename=\"{}.csv\"", file.name());
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, file.example()).into_response())
}
