//! What came in and went out, read from the feed until its end.
#![allow(clippy::print_stdout, reason = "an example shows what came of it")]

mod shared;

use std::sync::Arc;

use shared::Failure;
use vipps_mobilepay::report::Topic;
use vipps_mobilepay::{Retry, RetryPolicy, SystemChance, SystemClock, TokioSleep};

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let client = shared::client()?;
    let clock = Arc::new(SystemClock);
    let retry =
        Retry::new(RetryPolicy::default(), clock, Arc::new(TokioSleep), Arc::new(SystemChance))?;

    let page = retry.read(async || client.report().ledgers(None, None).await).await?;
    for ledger in page.items {
        println!("ledger {}", ledger.ledger_id.as_str());
        let mut cursor: Option<String> = None;
        loop {
            let (id, at) = (&ledger.ledger_id, cursor.as_deref());
            let read = async || client.report().feed(id, Topic::Funds, at).await;
            let page = retry.read(read).await?;
            for entry in &page.items {
                println!("{} {:?} {}", entry.ledger_date, entry.entry_type, entry.amount);
            }
            // In a shop the cursor is stored together with the entries.
            let stands_still = cursor.as_deref() == Some(page.cursor.as_str());
            if page.try_later || stands_still {
                break;
            }
            cursor = Some(page.cursor);
        }
    }
    Ok(())
}
