//! Draws the states of a sale, a return, a payment and an enrolment by walking through everything
//! that can happen to them, and holds `docs/statecharts.md` to what it saw. Write it anew with
//! `CLUBTILL_STATECHARTS=write`.

use crate::world::{World, item};
use checkout::{
    CallAnswer, CallRefusal, Claim, ClubId, Command, Currency, Enrolment, Environment, Fate,
    LineId, LoginAnswer, MemberId, Msn, Operation, PaymentState, ProviderState, Quantity, Reading,
    ReturnId, SalesUnit, StartAnswer, StartRefusal, TenderKind, TillId,
};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write;
use std::path::Path;
use uuid::Uuid;

const TOTAL_MINOR: i64 = 10_000;
/// Past the time that a request lives and that proves its absence.
const LATER_MS: i64 = 12 * 60_000;

/// Something that happens, in the words of the chart; none if it is not for this world, or changes
/// nothing in it.
type Step = (&'static str, Box<dyn Fn(&World) -> Option<World>>);

/// From, to, and what led there.
type Edges = BTreeMap<(String, String), BTreeSet<&'static str>>;

#[derive(Default)]
struct Charts {
    sale: Edges,
    returning: Edges,
    payment: Edges,
    enrolment: Edges,
}

fn tell(words: &'static str, command: impl Fn(&World) -> Command + 'static) -> Step {
    (words, Box::new(move |world| after(world, command(world))))
}

/// The world after a command that changes something.
fn after(world: &World, command: Command) -> Option<World> {
    let changes = world.decide(command.clone()).ok()?;
    if changes.is_empty() {
        return None;
    }
    let mut after = World { history: Vec::new(), ..world.clone() };
    after.tell(command).unwrap();
    Some(after)
}

fn at_the_till() -> Vec<Step> {
    use TenderKind::Cash;
    vec![
        (
            "part paid at the counter",
            Box::new(|world| {
                let minor = TOTAL_MINOR / 2;
                world.sale().tenders.is_empty().then_some(())?;
                after(world, Command::Tender { kind: Cash, minor })
            }),
        ),
        tell("paid at the counter", |world| Command::Tender {
            kind: Cash,
            minor: world.sale().due().minor,
        }),
        tell("cancelled", |_| Command::CancelSale),
        tell("parked", |_| Command::ParkSale),
        tell("resumed", |_| Command::ResumeSale),
        (
            "taken over",
            Box::new(|world| {
                let mut world = world.clone();
                world.facts.from_till = world.facts.till.take();
                world.context.till = TillId::new("2");
                after(&world, Command::TakeOverSale)
            }),
        ),
        (
            "asked to pay in the app",
            Box::new(|world| {
                let mut world = world.clone();
                let is_first = world.sale().attempts.is_empty();
                (is_first && world.request().is_ok()).then_some(world)
            }),
        ),
        tell("the cashier cancels", |_| Command::CancelPayment),
        tell("finish", |_| Command::ClaimPayment { claim: Claim::Finish }),
        tell("release", |_| Command::ClaimPayment { claim: Claim::Release }),
        (
            "wares come back",
            Box::new(|world| {
                if world.facts.returning.is_some() {
                    return None;
                }
                let mut world = world.clone();
                world.facts.paid_by.extend(world.facts.payment.take());
                let (id, lines) = (ReturnId(Uuid::from_u128(50)), vec![(LineId(1), None)]);
                let (by, currency) = (None, Currency::Nok);
                let mut world = after(&world, Command::StartReturn { id, lines, by, currency })?;
                world.facts.payment = world.facts.paid_by.pop();
                Some(world)
            }),
        ),
        tell("paid out at the counter", |_| Command::PayOut {
            kind: Cash,
            currency: Currency::Nok,
        }),
        tell("called off", |_| Command::CancelReturn),
    ]
}

fn of_the_payment() -> Vec<Step> {
    use Operation::{Cancel, Capture, Create, Refund, Release};
    let mut steps = vec![
        notice("on the phone", ProviderState::Created),
        notice("the customer approves", ProviderState::Authorized),
        notice("the customer declines", ProviderState::Aborted),
        notice("ten minutes are over", ProviderState::Expired),
        notice("cancelled there", ProviderState::Terminated),
        read("captured", TOTAL_MINOR, 0),
        read("released", 0, TOTAL_MINOR),
        tell("the refund is in the log", |world| Command::RefundLookedUp {
            is_logged: true,
            asked_at_unix_ms: world.now_unix_ms,
        }),
        absent("not there yet", 1),
        absent("never arrived", LATER_MS),
    ];
    let names = [
        (Create, ["create sent", "create answered", "create refused", "create unanswered"]),
        (Capture, ["capture sent", "capture answered", "capture refused", "capture unanswered"]),
        (Cancel, ["cancel sent", "cancel answered", "cancel refused", "cancel unanswered"]),
        (Release, ["release sent", "release answered", "release refused", "release unanswered"]),
        (Refund, ["refund sent", "refund answered", "refund refused", "refund unanswered"]),
    ];
    for (operation, [sent, done, refused, unanswered]) in names {
        steps.push(send(sent, operation));
        steps.push(answer(done, operation, CallAnswer::Done(None)));
        let refusal = CallRefusal { code: None, again: false };
        steps.push(answer(refused, operation, CallAnswer::Refused(refusal)));
        steps.push(answer(unanswered, operation, CallAnswer::Unknown { wait_ms: 1_000 }));
    }
    steps
}

/// Whether Vipps MobilePay could know of the payment.
fn is_sent(world: &World) -> bool {
    let payment = world.facts.payment.as_ref();
    payment.is_some_and(|payment| payment.calls.contains_key(&Operation::Create))
}

fn notice(words: &'static str, state: ProviderState) -> Step {
    let step = move |world: &World| {
        is_sent(world).then_some(())?;
        after(world, Command::PaymentNoticed { state })
    };
    (words, Box::new(step))
}

/// A read of money that was taken or released. What is taken is not released as well.
fn read(words: &'static str, captured_minor: i64, cancelled_minor: i64) -> Step {
    let step = move |world: &World| {
        let payment = world.facts.payment.as_ref()?;
        let asked = |operation| payment.calls.contains_key(&operation);
        let seen = payment.seen;
        let is_possible = is_sent(world)
            && (cancelled_minor == 0 || asked(Operation::Release))
            && seen.captured_minor * cancelled_minor + seen.cancelled_minor * captured_minor == 0;
        is_possible.then_some(())?;
        let reading = Reading {
            state: ProviderState::Authorized,
            authorized_minor: payment.plan.amount.minor,
            captured_minor,
            cancelled_minor,
            refunded_minor: 0,
        };
        let asked_at_unix_ms = world.now_unix_ms + 1;
        after(world, Command::PaymentRead { reading, asked_at_unix_ms })
    };
    (words, Box::new(step))
}

fn absent(words: &'static str, after_ms: i64) -> Step {
    let step = move |world: &World| {
        let now_unix_ms = world.now_unix_ms + after_ms;
        let world = World { now_unix_ms, ..world.clone() };
        after(&world, Command::PaymentAbsent { asked_at_unix_ms: now_unix_ms })
    };
    (words, Box::new(step))
}

fn send(words: &'static str, operation: Operation) -> Step {
    tell(words, move |world| {
        let payment = world.facts.payment.as_ref();
        let sequence = payment.map_or(1, |payment| payment.next_sequence(operation));
        Command::CallSent { operation, sequence, body_sha256: "0".repeat(64) }
    })
}

fn answer(words: &'static str, operation: Operation, answer: CallAnswer) -> Step {
    tell(words, move |world| {
        let payment = world.facts.payment.as_ref();
        let sequence = payment.map_or(1, |payment| payment.next_sequence(operation));
        Command::CallAnswered { operation, sequence, answer }
    })
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
        tell("enrolled", |_| Command::Enrol {
            member: MemberId(Uuid::from_u128(61)),
            consents: Vec::new(),
        }),
    ]
}

/// What tells two worlds apart on the walk: states and what they follow from, no times and counts.
fn key(world: &World) -> String {
    let payment = world.facts.payment.as_ref().map(|payment| {
        let create = payment.calls.get(&Operation::Create).map(|call| match call.fate {
            Fate::Open => "open",
            Fate::Unknown { .. } => "unknown",
            Fate::Absent { .. } => "absent",
            Fate::Done => "done",
            Fate::Refused { .. } => "refused",
        });
        let calls: Vec<_> = payment.calls.keys().collect();
        let cancel = payment.calls.get(&Operation::Cancel).map(|call| call.fate);
        let abandoned = matches!(cancel, Some(Fate::Unknown { .. }));
        let asked = payment.cancel_asked_at_unix_ms.is_some();
        let ends: Vec<_> = payment.refunds.iter().map(|refund| refund.end).collect();
        let seen = payment.seen.provider;
        format!(
            "{:?} {seen:?} {create:?} {calls:?} {abandoned} {asked} {:?} {ends:?}",
            payment.state, payment.claim
        )
    });
    let sale = world.sale();
    let attempts: Vec<_> = sale.attempts.iter().map(|attempt| attempt.end).collect();
    format!(
        "{} {} {attempts:?} {payment:?} {} {}",
        name(&sale.state),
        sale.tenders.len(),
        world.facts.returning.as_ref().map_or(String::new(), |one| name(&one.state)),
        world.facts.enrolment.as_ref().map_or(String::new(), |one| name(&one.state)),
    )
}

/// The name of a state, as it is written.
fn name(state: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(state).unwrap();
    let text = value.as_str().or_else(|| value["state"].as_str());
    text.unwrap().to_owned()
}

impl Charts {
    fn walk(&mut self, start: World, steps: &[Step]) {
        let mut seen = BTreeSet::from([key(&start)]);
        let mut queue = VecDeque::from([start]);
        while let Some(world) = queue.pop_front() {
            for (words, step) in steps {
                let Some(after) = step(&world) else { continue };
                self.note(&world, &after, words);
                if seen.insert(key(&after)) {
                    queue.push_back(after);
                }
            }
        }
    }

    fn note(&mut self, before: &World, after: &World, words: &'static str) {
        let sale = |world: &World| world.facts.sale.as_ref().map(|one| name(&one.state));
        let returning = |world: &World| world.facts.returning.as_ref().map(|one| name(&one.state));
        let payment = |world: &World| world.facts.payment.as_ref().map(|one| name(&one.state));
        let enrolment = |world: &World| {
            let state = |one: &Enrolment| one.state.as_str().to_owned();
            world.facts.enrolment.as_ref().map(state)
        };
        edge(&mut self.sale, sale(before), sale(after), words);
        edge(&mut self.returning, returning(before), returning(after), words);
        edge(&mut self.payment, payment(before), payment(after), words);
        edge(&mut self.enrolment, enrolment(before), enrolment(after), words);
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
    let sale = || World::with_sale(vec![(item("a", TOTAL_MINOR, None), Quantity::ONE)]);
    edge(&mut charts.sale, None, Some("open".to_owned()), "opened");
    let mut paying = at_the_till();
    paying.extend(of_the_payment());
    charts.walk(sale(), &paying);
    // With all of this as well, every combination would be walked.
    charts.walk(sale(), &of_the_enrolment());
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
    let text = format!(
        "# States\n\nDrawn from the code: a test walks through everything that can happen and notes \
         each change of\nstate. `CLUBTILL_STATECHARTS=write cargo test -p checkout statecharts` draws \
         them anew.\n\n{}\n{}\n{}\n{}",
        draw("A sale", &charts.sale),
        draw("A return", &charts.returning),
        draw("A payment", &charts.payment),
        draw("An enrolment", &charts.enrolment),
    );
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/statecharts.md");
    if std::env::var_os("CLUBTILL_STATECHARTS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == text, "the states have changed: CLUBTILL_STATECHARTS=write draws them anew");
}
