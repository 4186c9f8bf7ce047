//! The catalogue and the price lists as files that an import takes back.

use super::super::stopped::Stopped;
use super::desk::Desk;
use axum::body::Body;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use import::{Export, Exporting};

/// Written while it is sent: a whole catalogue is never held. What can't be read to its end breaks off,
/// and the browser says so.
pub(super) async fn file(desk: Desk, Path(name): Path<String>) -> Result<Response, Stopped> {
    let export = match name.as_str() {
        "products.csv" => Export::Products,
        "prices.csv" => Export::Prices { ending_from: desk.today(desk.store(None)?) },
        _ => return Err(Stopped::NotThere),
    };
    let exporting = Exporting::new(&desk.app.engine, &desk.app.settings.merchant, export);
    let parts = stream::try_unfold(exporting, async |mut exporting| {
        let part = exporting.next().await;
        let part = part.inspect_err(|error| tracing::error!(%error, "an export broke off"))?;
        Ok::<_, std::io::Error>(part.map(|part| (part, exporting)))
    });
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, Body::from_stream(parts)).into_response())
}
