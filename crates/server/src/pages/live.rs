//! What keeps a page live: server-sent events that carry its whole live part, at connect and after
//! every change at its till, so that nothing depends on what a page saw before.

use super::place::Place;
use super::stopped::Stopped;
use super::visit::{Pass, ReceiptVisit, Visit};
use super::{display, receipts, till};
use crate::App;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use checkout::{MerchantId, SaleId};
use engine::{Changed, SaleView};
use futures_util::{Stream, stream};
use std::convert::Infallible;
use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};

/// Carries the stamp of an answer that isn't an event.
pub(super) const STAMP_HEADER: &str = "x-stamp";

/// Proxies cut a connection on which nothing moves.
const KEEP_ALIVE_S: u64 = 15;

/// When a state was read: unix milliseconds here, made strictly growing. A page shows nothing older
/// than what it shows already, whichever answer comes first, and tells from it how far its own
/// clock is off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Stamp(i64);

impl Stamp {
    /// Taken before reading: what is read is at least as new as its stamp.
    pub(super) fn next(now_unix_ms: i64) -> Self {
        static NEWEST: AtomicI64 = AtomicI64::new(0);
        let next = |newest: i64| now_unix_ms.max(newest.saturating_add(1));
        let newest =
            NEWEST.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |newest| Some(next(newest)));
        Self(next(newest.unwrap_or_else(|newest| newest)))
    }

    pub(super) fn unix_ms(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The sale that a till is at, and the stamp of this look.
pub(super) async fn current_sale(
    app: &App,
    place: &Place,
) -> Result<(Stamp, Option<SaleView>), Stopped> {
    let stamp = Stamp::next(app.engine.now_unix_ms());
    let view = app.engine.current_sale(&app.settings.merchant, &place.till).await?;
    Ok((stamp, view))
}

/// Which page's live part a stream carries.
#[derive(Debug, Clone, Copy)]
enum Screen {
    Till,
    Display,
    Receipt(SaleId),
}

pub(super) async fn till_events(
    visit: Visit,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    events(visit.app, visit.place, visit.pass, Screen::Till)
}

pub(super) async fn display_events(
    visit: Visit,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    events(visit.app, visit.place, visit.pass, Screen::Display)
}

pub(super) async fn receipt_events(
    visit: ReceiptVisit,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    events(visit.app, visit.place, visit.pass, Screen::Receipt(visit.sale))
}

fn events(
    app: App,
    place: Place,
    pass: Pass,
    screen: Screen,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    // Listening begins before the first look, so that nothing falls between the two.
    let changes = app.engine.changes();
    let watch = Watch { app, place, pass, screen, changes, stage: Stage::First };
    let keep_alive = KeepAlive::new().interval(Duration::from_secs(KEEP_ALIVE_S));
    Sse::new(stream::unfold(watch, next)).keep_alive(keep_alive)
}

/// Tells a page that it may be seen no longer.
fn over_event() -> Event {
    Event::default().event("over").data("over")
}

/// The stream of such a page.
pub(super) fn over() -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    Sse::new(stream::iter([Ok(over_event())]))
}

struct Watch {
    app: App,
    place: Place,
    pass: Pass,
    screen: Screen,
    changes: Receiver<Changed>,
    stage: Stage,
}

/// How far a stream is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    First,
    Later,
    /// What let the page in holds no longer, and the page was told.
    Over,
}

/// Waits for a change at the till, and draws it. Ends when the service does, or when a state can't
/// be read: the page then connects anew.
async fn next(mut watch: Watch) -> Option<(Result<Event, Infallible>, Watch)> {
    match watch.stage {
        Stage::First => watch.stage = Stage::Later,
        Stage::Later => watch.change().await?,
        Stage::Over => return None,
    }
    // Whatever else has changed meanwhile is in the same look.
    while let Ok(_) | Err(TryRecvError::Lagged(_)) = watch.changes.try_recv() {}
    if !watch.pass.holds(&watch.app, &watch.place.till).await.ok()? {
        watch.stage = Stage::Over;
        return Some((Ok(over_event()), watch));
    }
    watch.place.words = watch.place.words_at(watch.app.engine.now_unix_ms());
    let (stamp, html) = match watch.screen {
        Screen::Till => till::live_html(&watch.app, &watch.place).await.ok()?,
        Screen::Display => display::live_html(&watch.app, &watch.place).await.ok()?,
        Screen::Receipt(sale) => receipts::live_html(&watch.app, &watch.place, sale).await.ok()?,
    };
    let event = Event::default().event("live").id(stamp.to_string()).data(html);
    Some((Ok(event), watch))
}

impl Watch {
    async fn change(&mut self) -> Option<()> {
        loop {
            match self.changes.recv().await {
                Ok(change) if !self.concerns(&change.merchant, &change) => {}
                // Whoever lagged behind looks anew.
                Ok(_) | Err(RecvError::Lagged(_)) => return Some(()),
                Err(RecvError::Closed) => return None,
            }
        }
    }

    fn concerns(&self, merchant: &MerchantId, change: &Changed) -> bool {
        *merchant == self.app.settings.merchant && change.tills.contains(&self.place.till)
    }
}

#[cfg(test)]
mod tests {
    use super::Stamp;

    #[test]
    fn stamps_grow_even_when_the_clock_does_not() {
        let stamps = [5, 5, 3, 9_000_000_000_000, 4].map(Stamp::next);
        assert!(stamps.is_sorted_by(|one, other| one < other), "{stamps:?}");
        assert!(stamps[3].unix_ms() >= 9_000_000_000_000);
    }
}
