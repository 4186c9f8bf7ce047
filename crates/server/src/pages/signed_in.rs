//! Who has signed in, from request to request: a signed cookie that names a visit, which the database
//! has as long as it holds. So it survives a restart, ends when somebody signs out, wherever a copy of
//! the cookie may be, and by itself after a while without use and at the end of a day.

use super::stopped::Stopped;
use crate::App;
use crate::people::{By, Person};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use checkout::TillId;
use engine::EngineError;
use std::fmt::Write;
use std::sync::Arc;
use subtle::ConstantTimeEq;
use uuid::Uuid;

/// The back office ends by itself after so long without use.
const OFFICE_IDLE_MS: i64 = 30 * 60_000;
/// Whatever is done, one signs in anew after so long: a day at work.
const VISIT_MS_MAX: i64 = 12 * 60 * 60_000;
/// A use that is newer than this is not written into the cookie again.
const TOUCHED_AFTER_MS: i64 = 15_000;

/// Where one signs in. What is signed for one place is nothing at another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Area {
    Office,
    Till(TillId),
}

impl Area {
    /// The area of a path, if it is in one.
    fn of_path(path: &str) -> Option<Self> {
        let mut segments = path.trim_start_matches('/').split('/');
        match (segments.next(), segments.next()) {
            (Some("office"), _) => Some(Self::Office),
            (Some("till"), Some(till)) => Some(Self::Till(TillId::new(decoded(till)?))),
            _ => None,
        }
    }

    pub(super) fn by(&self) -> By {
        match self {
            Self::Office => By::Password,
            Self::Till(_) => By::Pin,
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Office => "office".to_owned(),
            Self::Till(till) => format!("till/{till}"),
        }
    }

    /// A till of any name has a cookie.
    fn cookie(&self) -> String {
        match self {
            Self::Office => "clubtill_office".to_owned(),
            Self::Till(till) => {
                let bytes = till.as_str().bytes();
                bytes.fold("clubtill_till_".to_owned(), |mut name, byte| {
                    let _ = write!(name, "{byte:02x}");
                    name
                })
            }
        }
    }

    fn path(&self) -> &'static str {
        match self {
            Self::Office => "/office",
            Self::Till(_) => "/till",
        }
    }

    /// The cookie that takes the browser's away.
    pub(super) fn over(&self) -> String {
        cookie(&self.cookie(), "", (self.path(), 0), false)
    }

    fn idle_ms(&self, app: &App) -> i64 {
        match self {
            Self::Office => OFFICE_IDLE_MS,
            Self::Till(_) => i64::from(app.settings.till_lock_s) * 1_000,
        }
    }
}

/// What a cookie says. Its signature holds for the secret too that the person had: who gets another one
/// has signed in nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Pass {
    visit: Uuid,
    person: String,
    begun_unix_ms: i64,
    used_unix_ms: i64,
    /// Whether the browser came over https.
    is_secure: bool,
}

impl Pass {
    fn unsigned(&self) -> String {
        let Self { visit, person, begun_unix_ms, used_unix_ms, is_secure } = self;
        format!("{visit}.{person}.{begun_unix_ms}.{used_unix_ms}.{}", u8::from(*is_secure))
    }

    fn read(text: &str) -> Option<(Self, &str)> {
        let (unsigned, signature) = text.rsplit_once('.')?;
        let mut parts = unsigned.split('.');
        let mut next = || parts.next();
        let pass = Self {
            visit: next()?.parse().ok()?,
            person: next()?.to_owned(),
            begun_unix_ms: next()?.parse().ok()?,
            used_unix_ms: next()?.parse().ok()?,
            is_secure: next()? == "1",
        };
        (pass.unsigned() == unsigned).then_some((pass, signature))
    }

    fn signature(&self, app: &App, area: &Area, secret: &str) -> String {
        let signed = app.engine.signature(&["visit", &area.name(), &self.unsigned(), secret]);
        signed.iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    fn cookie(&self, app: &App, area: &Area, secret: &str) -> String {
        let value = format!("{}.{}", self.unsigned(), self.signature(app, area, secret));
        let age_s = (self.begun_unix_ms + VISIT_MS_MAX - self.used_unix_ms).max(0) / 1_000;
        cookie(&area.cookie(), &value, (area.path(), age_s), self.is_secure)
    }
}

/// What lets its holder in: for our own pages alone, and out of a script's reach.
pub(super) fn cookie(
    name: &str,
    value: &str,
    (path, age_s): (&str, i64),
    is_secure: bool,
) -> String {
    let secure = if is_secure { "; Secure" } else { "" };
    format!("{name}={value}; Path={path}; Max-Age={age_s}; HttpOnly; SameSite=Strict{secure}")
}

/// Somebody who has signed in where the request goes to.
#[derive(Debug, Clone)]
pub(super) struct SignedIn {
    pub(super) person: Arc<Person>,
    pub(super) visit: Uuid,
}

/// A browser that somebody signed in with today at this till: it may show the names of those who work
/// there, also while the till is locked.
#[derive(Debug, Clone, Copy)]
struct Known;

impl SignedIn {
    pub(super) fn of(parts: &Parts) -> Option<&Self> {
        parts.extensions.get()
    }

    /// The cookie that somebody has from now on who signed in just now.
    pub(super) async fn begin(
        app: &App,
        area: &Area,
        person: &Person,
        headers: &HeaderMap,
    ) -> Result<String, EngineError> {
        let now_unix_ms = app.engine.now_unix_ms();
        let until_unix_ms = now_unix_ms + VISIT_MS_MAX;
        let pass = Pass {
            visit: app.engine.begin_visit(&app.settings.merchant, until_unix_ms).await?,
            person: person.id.clone(),
            begun_unix_ms: now_unix_ms,
            used_unix_ms: now_unix_ms,
            is_secure: is_secure(headers),
        };
        let secret = person.secret(area.by()).map(|secret| secret.mark().to_owned());
        Ok(pass.cookie(app, area, &secret.unwrap_or_default()))
    }
}

/// Whether somebody has signed in at this till with this browser today.
pub(super) fn is_known(parts: &Parts) -> bool {
    parts.extensions.get::<Known>().is_some()
}

/// Finds out who asks, before a page of theirs is made, and keeps in the cookie that they did.
pub(super) async fn recognise(
    State(app): State<App>,
    mut request: Request,
    next: Next,
) -> Response {
    let area = Area::of_path(request.uri().path()).filter(|_| !app.settings.people.is_empty());
    let Some(area) = area else { return next.run(request).await };
    // Nobody is sent to sign in anew because it can't be looked up just now.
    let found = match find(&app, &area, request.headers()).await {
        Ok(found) => found,
        Err(error) => return Stopped::from(error).into_response(),
    };
    let now_unix_ms = app.engine.now_unix_ms();
    let mut renewed = None;
    if let Some((pass, person)) = found {
        request.extensions_mut().insert(Known);
        if now_unix_ms < pass.used_unix_ms + area.idle_ms(&app) {
            let visit = pass.visit;
            // What runs by itself is no use of it.
            let is_used = !request.uri().path().ends_with("/events");
            if is_used && now_unix_ms >= pass.used_unix_ms + TOUCHED_AFTER_MS {
                let secret = person.secret(area.by()).map(|secret| secret.mark().to_owned());
                let used = Pass { used_unix_ms: now_unix_ms, ..pass };
                renewed = Some(used.cookie(&app, &area, &secret.unwrap_or_default()));
            }
            request.extensions_mut().insert(SignedIn { person, visit });
        }
    }
    let mut response = next.run(request).await;
    let says_otherwise = response.headers().contains_key(header::SET_COOKIE);
    let renewed = renewed.filter(|_| !says_otherwise);
    if let Some(cookie) = renewed.and_then(|cookie| HeaderValue::try_from(cookie).ok()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// A pass that was signed here, of somebody who is still there with that secret, and whose visit holds.
/// Whether it has been used of late is not asked.
async fn find(
    app: &App,
    area: &Area,
    headers: &HeaderMap,
) -> Result<Option<(Pass, Arc<Person>)>, EngineError> {
    let Some(found) = signed(app, area, headers) else { return Ok(None) };
    let holds = app.engine.visit_holds(&app.settings.merchant, found.0.visit).await?;
    Ok(Some(found).filter(|_| holds))
}

/// The same as far as the cookie tells.
fn signed(app: &App, area: &Area, headers: &HeaderMap) -> Option<(Pass, Arc<Person>)> {
    let value = cookie_value(headers, &area.cookie())?;
    let (pass, signature) = Pass::read(value)?;
    let person = app.settings.people.iter().find(|person| person.id == pass.person)?;
    let secret = person.secret(area.by())?;
    let expected = pass.signature(app, area, secret.mark());
    let is_ours = bool::from(expected.as_bytes().ct_eq(signature.as_bytes()));
    let is_in_time = app.engine.now_unix_ms() < pass.begun_unix_ms + VISIT_MS_MAX;
    (is_ours && is_in_time).then(|| (pass, Arc::clone(person)))
}

pub(super) fn cookie_value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|one| one.split_once('='));
    pairs.find(|(known, _)| known.trim() == name).map(|(_, value)| value.trim())
}

/// A browser says with a form from where its page is; a proxy in front says how it was asked.
pub(super) fn is_secure(headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    text(header::ORIGIN).is_some_and(|origin| origin.starts_with("https://"))
        || text(HeaderName::from_static("x-forwarded-proto")) == Some("https")
}

/// A segment of a path as it was before it was encoded.
pub(super) fn decoded(segment: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            let digits = std::str::from_utf8(&digits).ok()?.to_owned();
            bytes.push(u8::from_str_radix(&digits, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}
