//! Makes the members, each with what an enrolment at a till and some purchases leave of them: the contact,
//! the enrolment, the member with the answers given and the purchases, the account with its ledger, the
//! sealed rows and the look-ups. The sales themselves, their tills and receipts are not made.
//!
//! All of it is made by the product's own types and put in by the store's own commits, many members in
//! each: one durable commit after the other, while the next is made.

use crate::people::{Crowd, joined_at_unix_ms, msisdn, profile};
use crate::shop;
use anyhow::Context as _;
use checkout::{
    Account, AccountEvent, AccountId, Aggregate, AggregateId, Amount, Context, Currency,
    EnrolmentEvent, Member, MemberEvent, PointsRules, encode,
};
use engine::{Engine, Shop, SystemClock};
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::sync::Arc;
use store::{Commit, DueWrite, Write as Written};
use testkit::CountedRandom;

/// So many members are in one durable commit.
const AT_ONCE: u64 = 250;
const WEEK_MS: i64 = 7 * 24 * 60 * 60 * 1_000;
/// What a purchase comes to, and the points that it earns by the shop's rule.
const TOTAL_MINOR: i64 = 239_900;
const POINTS: i64 = 239;

/// Makes a file with the crowd.
pub(crate) async fn fill(
    path: &Path,
    crowd: Crowd,
    progress: &mut (impl Write + IsTerminal),
) -> anyhow::Result<()> {
    let engine = shop::engine(path, Arc::new(SystemClock), Arc::new(CountedRandom::default()))?;
    shop::put_products(&engine).await?;
    let starts = (0..crowd.members).step_by(usize::try_from(AT_ONCE).context("it is small")?);
    let mut made = None;
    for start in starts.map(Some).chain([None]) {
        let next = async {
            let Some(start) = start else { return Ok(None) };
            let (engine, until) = (engine.clone(), (start + AT_ONCE).min(crowd.members));
            let commit = tokio::task::spawn_blocking(move || some(&engine, crowd, start..until));
            commit.await?.map(Some)
        };
        let put = async {
            match made.take() {
                Some(commit) => engine.store().commit(commit).await,
                None => Ok(()),
            }
        };
        let (next, put) = tokio::join!(next, put);
        put.context("the members can't be put in")?;
        made = next?;
        if progress.is_terminal() {
            let done = start.unwrap_or(crowd.members);
            write!(progress, "\r{done} of {} members", crowd.members)?;
        }
    }
    if progress.is_terminal() {
        writeln!(progress)?;
    }
    Ok(())
}

/// The commit of some members.
fn some(engine: &Engine, crowd: Crowd, numbers: std::ops::Range<u64>) -> anyhow::Result<Commit> {
    let shop = engine.shop(&testkit::merchant())?;
    let context = shop::context(shop)?;
    let at_unix_ms = joined_at_unix_ms(numbers.end);
    let mut commit = Commit::new(shop.merchant.clone(), at_unix_ms);
    for number in numbers {
        one(engine, (shop, &context), crowd, number, &mut commit)?;
    }
    Ok(commit)
}

/// Adds one member to a commit.
fn one(
    engine: &Engine,
    (shop, context): (&Shop, &Context),
    crowd: Crowd,
    number: u64,
    commit: &mut Commit,
) -> anyhow::Result<()> {
    let ids = crowd.ids(number);
    let at_unix_ms = joined_at_unix_ms(number);
    let store = shop::store(shop);
    let club = store.club.context("the shop has a club")?;
    let rules = shop.points.get(&club).context("the club gives points")?;
    let mut asked = vec![
        EnrolmentEvent::Intended {
            id: ids.enrolment,
            sale: ids.asked_at,
            context: Box::new(context.clone()),
            club,
            sales_unit: store.sales_unit,
            contact: ids.contact,
            binding_message: "Fjelltopp Sport 1".to_owned(),
            at_unix_ms,
        },
        EnrolmentEvent::Sent { at_unix_ms },
        EnrolmentEvent::Started { expires_at_unix_ms: at_unix_ms, interval_s: 5, at_unix_ms },
        EnrolmentEvent::Approved { at_unix_ms },
    ];
    let enrolment = checkout::Enrolment::fold(None, &asked).context("it begins as one")?;
    let joining = engine.joining(&enrolment, ids.member, profile(&msisdn(number), number))?;
    asked.extend(joining.changes.enrolment);
    let mut member = joining.changes.member;
    let account = AccountId::from(ids.member);
    let mut ledger = Vec::new();
    for purchase in 0..crowd.entries {
        let weeks = i64::try_from(purchase).context("too many purchases")?;
        let now = shop.now(&store.id, at_unix_ms + weeks * WEEK_MS);
        let (sale, at_unix_ms) = (crowd.purchase(number, purchase), now.unix_ms);
        let total = Amount::new(TOTAL_MINOR, Currency::Nok);
        let receipt_number = number * crowd.entries + purchase + 1;
        member.push(MemberEvent::PurchaseBooked { sale, receipt_number, total, at_unix_ms });
        earn(&mut ledger, account, sale, rules, now);
    }
    commit.writes.push(written::<checkout::Enrolment>(&ids.enrolment, &asked)?);
    commit.writes.push(written::<Member>(&ids.member, &member)?);
    if !ledger.is_empty() {
        commit.writes.push(written::<Account>(&account, &ledger)?);
    }
    commit.subjects.extend(joining.subjects);
    commit.lookups.extend(joining.lookups);
    Ok(())
}

/// As the commit does it that completes a sale.
fn earn(
    ledger: &mut Vec<AccountEvent>,
    account: AccountId,
    sale: checkout::SaleId,
    rules: &PointsRules,
    now: checkout::Now,
) {
    if ledger.is_empty() {
        ledger.push(AccountEvent::Opened { id: account });
    }
    let before = Account::fold(None, ledger).expect("it is opened first");
    ledger.extend(before.earn(sale, POINTS, rules, now));
}

fn written<A: Aggregate>(
    id: impl Into<AggregateId>,
    events: &[A::Event],
) -> anyhow::Result<Written> {
    let state = A::fold(None, events).context("the first event begins it")?;
    Ok(Written {
        id: id.into(),
        expected_version: 0,
        events: events.iter().map(encode::<A>).collect(),
        snapshot: encode::<A>(&state),
        due: DueWrite::At(state.due_unix_ms()),
        unresolved_since_unix_ms: state.unresolved_since_unix_ms(),
    })
}
