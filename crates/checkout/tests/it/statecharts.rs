//! Draws the states of a sale, a return, a payment, an enrolment, a voucher and what a club is told by walking
//! through everything that can happen to them, and holds `docs/statecharts.md` to what it saw. Write it
//! anew with `CLUBTILL_STATECHARTS=write`.

use crate::told::{self, fate};
use crate::walk::{self, Step, after, at_the_till, name, of_the_payment, sale, tell};
use crate::world::World;
use checkout::{
    Audience, ClubId, Command, Currency, Enrolment, Environment, LoginAnswer, MemberId, Msn,
    PaymentState, SalesUnit, StartAnswer, StartRefusal, TenderKind, VoucherId, VoucherOff,
    VoucherReason, VoucherTerms,
};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;
use uuid::Uuid;

/// From, to, and what led there.
type Edges = BTreeMap<(String, String), BTreeSet<&'static str>>;

#[derive(Default)]
struct Charts {
    sale: Edges,
    returning: Edges,
    payment: Edges,
    enrolment: Edges,
    /// Of each thing that is told, one by one.
    booking: Edges,
    voucher: Edges,
}

fn of_the_enrolment() -> Vec<Step> {
    let unit =
        SalesUnit { msn: Msn::new(crate::world::SALES_UNIT), environment: Environment::Simulator };
    let started = StartAnswer::Started { expires_in_s: 600, interval_s: 5 };
    let login = |words, answer| tell(words, move |_| Command::LoginAnswered { answer });
    let start = |words, answer| tell(words, move |_| Command::StartAnswered { answer });
    vec![
        (
            "asked to join",
            Box::new(move |world| {
                world.facts.enrolment.is_none().then_some(())?;
                let request = Command::RequestMembership {
                    enrolment: checkout::EnrolmentId(Uuid::from_u128(60)),
                    club: Some(ClubId::new("club")),
                    sales_unit: unit.clone(),
                    binding_message: "ELG-12".to_owned(),
                    anew: false,
                };
                after(world, request)
            }),
        ),
        tell("start sent", |_| Command::StartSent),
        start("started", started),
        start("start refused", StartAnswer::Refused(StartRefusal::NoApp)),
        start("start unanswered", StartAnswer::Lost),
        login("approved", LoginAnswer::Approved),
        login("declined", LoginAnswer::Declined),
        login("run out", LoginAnswer::Expired),
        login("app too old", LoginAnswer::AppTooOld),
        login("approval lost", LoginAnswer::Spent),
        login("tokens of no use", LoginAnswer::Unusable),
        (
            "shut out",
            Box::new(|world| {
                let mut world = world.clone();
                world.facts.member = Some(crate::membership::blocked());
                after(
                    &world,
                    Command::Enrol {
                        member: MemberId(Uuid::from_u128(61)),
                        consents: Vec::new(),
                        by_number: false,
                        has_new_number: false,
                        for_other: false,
                    },
                )
            }),
        ),
        tell("enrolled", |_| Command::Enrol {
            member: MemberId(Uuid::from_u128(61)),
            consents: Vec::new(),
            by_number: false,
            has_new_number: false,
            for_other: false,
        }),
    ]
}

/// A voucher that a sale comes to less than, or more.
fn of_the_voucher(minimum_minor: i64) -> Vec<Step> {
    let voucher = VoucherId(Uuid::from_u128(70));
    let (off, currency) = (VoucherOff::Amount { minor: 100 }, Some(Currency::Nok));
    let terms = VoucherTerms {
        name: "100 off".to_owned(),
        off,
        currency,
        minimum_minor,
        only: Vec::new(),
        except: Vec::new(),
        audience: Audience::Public,
        stores: Vec::new(),
        from: None,
        until: None,
    };
    let is_new = |world: &World| world.facts.vouchers.is_empty();
    let issue = move |world: &World| {
        let (terms, ends) = (terms.clone(), "123".to_owned());
        is_new(world).then_some(())?;
        after(world, Command::IssueVoucher { voucher, terms, ends })
    };
    let paid = if minimum_minor > 0 { "paid without it" } else { "the sale is paid" };
    vec![
        ("issued", Box::new(issue)),
        tell("put on a sale", move |_| Command::PutVoucherOn { voucher }),
        tell("taken off", move |_| Command::TakeVoucherOff { voucher }),
        tell(paid, |world| Command::Tender {
            kind: TenderKind::Cash,
            minor: world.sale().due().minor,
        }),
        tell("the sale is cancelled", |_| Command::CancelSale),
        tell("withdrawn", move |_| {
            let reason = VoucherReason::Ended;
            Command::WithdrawVoucher { voucher, reason }
        }),
    ]
}

impl Charts {
    fn walk(&mut self, start: World, steps: &[Step]) {
        walk::walk(start, steps, |before, after, words| self.note(before, after, words));
    }

    fn note(&mut self, before: &World, after: &World, words: &'static str) {
        let sale = |world: &World| world.facts.sale.as_ref().map(|one| name(&one.state));
        let returning = |world: &World| world.facts.returning.as_ref().map(|one| name(&one.state));
        let payment = |world: &World| world.facts.payment.as_ref().map(|one| name(&one.state));
        let enrolment = |world: &World| {
            let state = |one: &Enrolment| one.state.as_str().to_owned();
            world.facts.enrolment.as_ref().map(state)
        };
        let voucher = |world: &World| world.facts.vouchers.first().map(|one| name(&one.state));
        edge(&mut self.voucher, voucher(before), voucher(after), words);
        edge(&mut self.sale, sale(before), sale(after), words);
        edge(&mut self.returning, returning(before), returning(after), words);
        edge(&mut self.payment, payment(before), payment(after), words);
        edge(&mut self.enrolment, enrolment(before), enrolment(after), words);
        let entry = |world: &World, place| {
            world.facts.booking.as_ref().and_then(|one| one.entries.get(place)).map(fate)
        };
        let count = after.facts.booking.as_ref().map_or(0, |one| one.entries.len());
        for place in 0..count {
            edge(&mut self.booking, entry(before, place), entry(after, place), words);
        }
    }
}

fn edge(edges: &mut Edges, before: Option<String>, after: Option<String>, words: &'static str) {
    let Some(after) = after.filter(|after| Some(after) != before.as_ref()) else { return };
    let before = before.unwrap_or_else(|| "[*]".to_owned());
    edges.entry((before, after)).or_default().insert(words);
}

fn draw(title: &str, edges: &Edges) -> String {
    let mut text = format!("## {title}\n\n```mermaid\nstateDiagram-v2\n");
    for ((from, to), words) in edges {
        let words: Vec<_> = words.iter().copied().collect();
        writeln!(text, "    {from} --> {to}: {}", words.join(" / ")).unwrap();
    }
    let left: BTreeSet<_> = edges.keys().map(|(from, _)| from).collect();
    let ends: BTreeSet<_> =
        edges.keys().map(|(_, to)| to).filter(|to| !left.contains(to)).collect();
    for end in ends {
        writeln!(text, "    {end} --> [*]").unwrap();
    }
    text + "```\n"
}

fn charts() -> Charts {
    let mut charts = Charts::default();
    edge(&mut charts.sale, None, Some("open".to_owned()), "opened");
    let mut paying = at_the_till();
    paying.extend(of_the_payment());
    charts.walk(sale(), &paying);
    // With all of this as well, every combination would be walked.
    charts.walk(sale(), &of_the_enrolment());
    for start in [told::a_member_buys(), told::somebody_buys(), told::somebody_joins()] {
        charts.walk(start, &told::steps());
    }
    // What happens to the sale meanwhile is drawn above.
    let mut with_voucher = Charts::default();
    with_voucher.walk(sale(), &of_the_voucher(0));
    with_voucher.walk(sale(), &of_the_voucher(2 * walk::TOTAL_MINOR));
    charts.voucher = with_voucher.voucher;
    charts
}

#[test]
fn the_charts_in_the_docs_are_current() {
    let charts = charts();
    let reached: BTreeSet<_> = charts.payment.keys().map(|(_, to)| to.clone()).collect();
    let all = [
        PaymentState::Intended,
        PaymentState::Requested,
        PaymentState::Abandoned,
        PaymentState::Created,
        PaymentState::Authorized,
        PaymentState::Captured,
        PaymentState::Released,
        PaymentState::Aborted,
        PaymentState::Expired,
        PaymentState::Terminated,
        PaymentState::Refused,
        PaymentState::Dropped,
    ];
    assert_eq!(reached, all.iter().map(name).collect(), "every state is reached");
    let fates: BTreeSet<_> = charts.booking.keys().map(|(_, to)| to.as_str()).collect();
    let all = ["done", "given_up", "intended", "refused", "sent", "unanswered"];
    assert_eq!(fates, BTreeSet::from(all), "every fate is reached");
    let text = format!(
        "# States\n\nDrawn from the code: a test walks through everything that can happen and notes \
         each change of\nstate. `CLUBTILL_STATECHARTS=write cargo test -p checkout statecharts` draws \
         them anew.\n\n{}\n{}\n{}\n{}\n{}\n{}",
        draw("A sale", &charts.sale),
        draw("A return", &charts.returning),
        draw("A payment", &charts.payment),
        draw("An enrolment", &charts.enrolment),
        draw("An entry of a booking", &charts.booking),
        draw("A voucher", &charts.voucher),
    );
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/statecharts.md");
    if std::env::var_os("CLUBTILL_STATECHARTS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == text, "the states have changed: CLUBTILL_STATECHARTS=write draws them anew");
}
