//! Server-sent events for all phones: a word at connect and after every change, on which a page
//! asks for itself anew. It waits for changes only; time passing is a change that the delivery
//! loop makes.

use std::convert::Infallible;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream};

use crate::simulator::Simulator;

/// Ends when the simulator closes.
pub(super) async fn stream(
    State(simulator): State<Simulator>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let mut changes = simulator.changes();
    changes.mark_changed();
    let events = stream::unfold(changes, |mut changes| async move {
        changes.changed().await.ok()?;
        (*changes.borrow_and_update())?;
        Some((Ok(Event::default().data("changed")), changes))
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}
