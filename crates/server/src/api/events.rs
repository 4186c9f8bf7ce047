//! `GET /v1/sales/{sale}/events`: a sale as it changes, as server-sent events.

use super::problem::{Problem, ProblemBody};
use super::resource::SaleBody;
use super::sales::SaleCall;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use checkout::AggregateId;
use futures_util::{Stream, StreamExt};
use std::convert::Infallible;
use std::time::Duration;
use tokio_stream::wrappers::BroadcastStream;

/// The sale at once, and again after every change of it, its payment or its membership request.
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
    let first = app.engine.sale(&caller.merchant, sale).await?;
    let till = first.sale.context.till.clone();
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
                        || change.ids.contains(&AggregateId::from(&sale)))
            });
            std::future::ready(concerns)
        })
        .filter_map(move |_| {
            let (engine, merchant) = (app.engine.clone(), caller.merchant.clone());
            async move { engine.sale(&merchant, sale).await.ok().map(event_of) }
        });
    let events = futures_util::stream::once(std::future::ready(first)).chain(later).map(Ok);
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))))
}

fn event_of(view: engine::SaleView) -> Event {
    let event = Event::default().event("sale").id(view.version.to_string());
    let json = serde_json::to_string(&SaleBody::from(view)).expect("a sale is always JSON");
    event.data(json)
}
