//! Rows that are acted on one by one, or some together.

use crate::{ImportError, Progress, Rows};
use std::future::Future;
use store::StoreError;

/// So many are under way at once: the database makes them durable together.
const UNDER_WAY_MAX: usize = 64;
/// So many rows go into the database at once.
const ROWS_AT_ONCE: usize = 500;

/// What comes of each row, in their order. Each runs to its end although nobody waits for it any more.
pub(crate) async fn for_each<O, T, F>(
    rows: Rows<O>,
    act: impl Fn(u64, O) -> F,
    progress: Progress<'_>,
) -> Result<Vec<T>, ImportError>
where
    T: Send + 'static,
    F: Future<Output = Result<T, ImportError>> + Send + 'static,
{
    let whole = rows.len();
    let mut done = Vec::with_capacity(whole);
    let mut rows = rows.into_iter();
    while done.len() < whole {
        let some = rows.by_ref().take(UNDER_WAY_MAX);
        let under_way: Vec<_> = some.map(|(line, row)| tokio::spawn(act(line, row))).collect();
        for one in under_way {
            done.push(one.await.map_err(|_| ImportError::Broken)??);
        }
        progress(done.len(), whole);
    }
    Ok(done)
}

/// Puts rows into the database, some at once.
pub(crate) async fn by_chunks<T: Clone, F>(
    rows: Vec<T>,
    put: impl Fn(Vec<T>) -> F,
    progress: Progress<'_>,
) -> Result<(), StoreError>
where
    F: Future<Output = Result<(), StoreError>>,
{
    let mut done = 0;
    for some in rows.chunks(ROWS_AT_ONCE) {
        put(some.to_vec()).await?;
        done += some.len();
        progress(done, rows.len());
    }
    Ok(())
}
