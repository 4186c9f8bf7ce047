//! Files brought in: looked through, shown with what is wrong or what would change, and put in when
//! whoever brought them says so. The page follows an import that is under way.

mod shown;

use super::super::messages::imports as told;
use super::super::stopped::Stopped;
use super::desk::{Desk, Section};
use crate::imports::Busy;
use crate::words::Words;
use askama::Template;
use axum::Form;
use axum::extract::multipart::{Multipart, MultipartError, MultipartRejection};
use axum::extract::rejection::FormRejection;
use axum::extract::{DefaultBodyLimit, Path};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use checkout::ImportKind;
use import::{Brought, File};
use serde::Deserialize;
use shown::{Shown, shown};
use uuid::Uuid;

/// The most that the files of an import are, in bytes: some 150,000 members with their consents.
const BYTES_MAX: usize = 32 * 1024 * 1024;

/// A file is larger than any other form.
pub(super) fn limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(BYTES_MAX)
}

#[derive(Debug, Deserialize)]
pub(super) struct Fields {
    import: Uuid,
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
    /// What is there can be had as such a file.
    is_exported: bool,
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
        is_exported: matches!(file, File::Products | File::Prices),
        fault: wrong.filter(|(one, _)| *one == file).map(|(_, fault)| fault.clone()),
    };
    let sheet = |kind: ImportKind, what: &'static str, files: Vec<Field>| Sheet {
        name: files[0].name,
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
