//! Reports: ledgers, a day that is still open and one that has ended, and the feed to its end.

use anyhow::ensure;
use vipps_mobilepay::report::{EntryType, LedgerDate, LedgerId, Topic};

use super::refused;
use super::world::{MSN, World};

/// The day on which the scenarios begin.
const DAY: &str = "2026-11-23";
const DAY_S: i64 = 24 * 3600;

pub(super) async fn reports(world: &World) -> anyhow::Result<()> {
    let report = world.client.report();
    ensure!(report.ledgers(None, None).await?.items.len() > 1, "each sales unit has a ledger");
    let handle = format!("api:{MSN}");
    let page = report.ledgers(Some(&handle), None).await?;
    let [ledger] = &page.items[..] else { anyhow::bail!("one handle, one ledger") };
    let ledger = &ledger.ledger_id;
    let day = LedgerDate::parse(DAY)?;
    for topic in [Topic::Funds, Topic::Fees] {
        ensure!(report.date(ledger, topic, day, None).await?.try_later, "the day is open");
    }
    world.advance_s(2 * DAY_S);
    for topic in [Topic::Funds, Topic::Fees] {
        let ended = report.date(ledger, topic, day, None).await?;
        ensure!(!ended.try_later && !ended.has_more, "the day has ended");
        let entries = ended.items;
        let balances = entries.windows(2).all(|two| two[0].balance_after == two[1].balance_before);
        ensure!(balances && !entries.is_empty(), "one entry follows from the other");
        if topic == Topic::Funds {
            for kind in [EntryType::Capture, EntryType::Refund, EntryType::PayoutScheduled] {
                ensure!(entries.iter().any(|entry| entry.entry_type == kind), "no {kind:?}");
            }
        }
        let first = report.feed(ledger, topic, None).await?;
        ensure!(first.items.len() >= entries.len() && first.try_later, "the feed has them too");
        let next = report.feed(ledger, topic, Some(&first.cursor)).await?;
        ensure!(next.items.is_empty() && next.try_later, "there is nothing more");
    }
    let unknown = LedgerId::parse("999999")?;
    refused(report.date(&unknown, Topic::Funds, day, None).await, 404)?;
    refused(report.feed(&unknown, Topic::Funds, None).await, 404)
}
