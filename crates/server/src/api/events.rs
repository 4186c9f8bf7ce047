//! `GET /v1/sales/{sale}/events`: a sale or a return as it changes, as server-sent events.

use super::problem::{Problem, ProblemBody};
use super::resource::SaleBody;
use super::sales::SaleCall;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use checkout::{AggregateId, ReturnId};
use futures_util::{Stream, StreamExt};
use std::convert::Infallible;
use std::time::Duration;
use tokio_stream::wrappers::BroadcastStream;

/// The sale or return at once, and again after every change of it, its payment or its membership
/// request.
/// Each event is named `sale`, has the sale's version as id and the whole sale as data, so that a
/// stream that breaks is simply opened again.
#[utoipa::path(get, path = "/v1/sales/{sale}/events", tag = "sales",
    params(("sale" = uuid::Uuid, Path)),
    responses((status = 200, body = SaleBody, content_type = "text/event-stream"),
              (status = "4XX", body = ProblemBody)))]
pub(crate) async fn sale_events(
    call: SaleCall,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let SaleCall { app, caller, sale, .. } = call;
    let changes = BroadcastStream::new(app.engine.changes());
    let first = app.engine.document(&caller.merchant, sale.0).await?;
    let till = first.till().clone();
    let ids = [AggregateId::from(&sale), AggregateId::from(&ReturnId(sale.0))];
    let first = event_of(first);
    let merchant = caller.merchant.clone();
    // Payment and enrolment of a sale change at its till; what does not concern the sale is told
    // apart by what the sale looks like.
    let later = changes
        .filter(move |change| {
            // Whoever lagged behind looks anew.
            let concerns = change.as_ref().map_or(true, |change| {
                change.merchant == merchant
                    && (change.tills.contains(&till)
                        || change.ids.iter().any(|id| ids.contains(id)))
            });
            std::future::ready(concerns)
        })
        .filter_map(move |_| {
            let (engine, merchant) = (app.engine.clone(), caller.merchant.clone());
            async move { engine.document(&merchant, sale.0).await.ok().map(event_of) }
        });
    let events = futures_util::stream::once(std::future::ready(first)).chain(later).map(Ok);
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))))
}

fn event_of(document: engine::Document) -> Event {
    let body = SaleBody::from(document);
    let event = Event::default().event("sale").id(body.version.to_string());
    event.data(serde_json::to_string(&body).expect("a sale is always JSON"))
}
