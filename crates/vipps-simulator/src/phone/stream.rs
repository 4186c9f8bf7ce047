//! Server-sent events for one phone: the whole screen at connect and after every change. It waits
//! for changes only; time passing is a change that the delivery loop makes.

use std::convert::Infallible;

use askama::Template as _;
use axum::extract::{Path, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream::{self, Stream};
use tokio::sync::watch;

use crate::phone::pages::missing;
use crate::phone::screen::Screen;
use crate::simulator::Simulator;

struct Watch {
    simulator: Simulator,
    msisdn: String,
    changes: watch::Receiver<Option<u64>>,
    last: String,
}

pub(super) async fn stream(
    State(simulator): State<Simulator>,
    Path(msisdn): Path<String>,
) -> Response {
    if Screen::of(&simulator, &msisdn).is_none() {
        return missing("There is no phone with this number.");
    }
    let mut changes = simulator.changes();
    changes.mark_changed();
    let watch = Watch { simulator, msisdn, changes, last: String::new() };
    Sse::new(screens(watch)).keep_alive(KeepAlive::default()).into_response()
}

/// Ends when the simulator closes.
fn screens(watch: Watch) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold(watch, |mut watch| async move {
        loop {
            watch.changes.changed().await.ok()?;
            let is_open = watch.changes.borrow_and_update().is_some();
            let screen = Screen::of(&watch.simulator, &watch.msisdn).filter(|_| is_open)?;
            let html = screen.render().ok()?;
            if html != watch.last {
                let event = Event::default().event("screen").data(&html);
                watch.last = html;
                return Some((Ok(event), watch));
            }
        }
    })
}
