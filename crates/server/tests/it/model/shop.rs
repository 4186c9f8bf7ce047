//! The shop as the model knows it: plain data that a person can check by reading. Prices are whole
//! minor units, quantities whole units; it shares nothing with the code that it judges.

use super::calls::Call;
use super::returning::Return;

/// Barcode, id, public and member price. Without a barcode the till prices it; a refund of exactly
/// its price is refused by the simulator.
pub(super) const PRODUCTS: [(Option<&str>, &str, i64, i64); 5] = [
    (Some("9521234500018"), "jacket1234", 319_900, 239_900),
    (Some("9521234500025"), "socks1001", 14_900, 12_450),
    (Some("9521234500032"), "thermos075", 34_900, 34_900),
    (Some("9521234500100"), "sticker", 50, 50),
    (None, "gum", REFUND_REFUSED_MINOR, REFUND_REFUSED_MINOR),
];
pub(super) const REFUND_REFUSED_MINOR: i64 = 123;
/// The same, and one more.
const REFUNDS_REFUSED_MINOR: [i64; 2] = [REFUND_REFUSED_MINOR, 124];
/// Amounts that the simulator lets no customer pay, or not at once.
const UNPAYABLE_MINOR: [i64; 9] = [151, 182, 183, 184, 186, 187, 197, 201, 202];

/// Numbers of people. The last has no app.
pub(super) const PEOPLE: [&str; 3] = ["98765432", "4712345678", "99999999"];
pub(super) const NO_APP: usize = 2;

const REQUEST_LIVES_MS: i64 = 600_000;
const CLAIM_MS: i64 = 300_000;
const REFUND_WINDOW_MS: i64 = 365 * 86_400_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Cash,
    Card,
    GiftCard,
    /// By which attempt.
    App(usize),
}

impl Kind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Cash => "cash",
            Self::Card => "card",
            Self::GiftCard => "gift_card",
            Self::App(_) => "vipps",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Open,
    Parked,
    Completed,
    Cancelled,
}

impl State {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Parked => "parked",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) id: u32,
    pub(super) product: usize,
    pub(super) units: i64,
}

/// How far a payment request has come, as the service knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    Intended,
    OnPhone {
        since_ms: i64,
    },
    /// Approved while it was being cancelled.
    AwaitsClaim {
        since_ms: i64,
    },
    Finishing,
    Releasing,
    Captured {
        at_ms: i64,
    },
    Ended(&'static str),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RefundState {
    Open,
    Done,
    Refused,
    PaidOut,
}

impl RefundState {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::Refused => "refused",
            Self::PaidOut => "paid_out",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Refund {
    pub(super) minor: i64,
    /// The return that it is for; none: a tender was undone.
    pub(super) of: Option<usize>,
    pub(super) state: RefundState,
}

impl Refund {
    pub(super) fn is_done(&self) -> bool {
        self.state == RefundState::Done
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Attempt {
    pub(super) minor: i64,
    pub(super) who: usize,
    pub(super) phase: Phase,
    pub(super) cancel_asked: bool,
    /// What the customer said, as long as the service has not heard of it.
    pub(super) answer: Option<bool>,
    pub(super) refunds: Vec<Refund>,
}

impl Attempt {
    pub(super) fn is_live(&self) -> bool {
        !matches!(self.phase, Phase::Captured { .. } | Phase::Ended(_))
    }

    /// Whether the customer can say something now.
    pub(super) fn can_answer(&self, now_ms: i64) -> bool {
        let on_phone = |since_ms| now_ms < since_ms + REQUEST_LIVES_MS;
        self.answer.is_none()
            && matches!(self.phase, Phase::OnPhone { since_ms } if on_phone(since_ms))
    }

    pub(super) fn can_approve(&self, now_ms: i64) -> bool {
        self.can_answer(now_ms) && !UNPAYABLE_MINOR.contains(&self.minor)
    }

    /// What it still could give back.
    pub(super) fn refundable(&self) -> i64 {
        let Phase::Captured { .. } = self.phase else { return 0 };
        let gone = |refund: &&Refund| matches!(refund.state, RefundState::Open | RefundState::Done);
        self.minor - self.refunds.iter().filter(gone).map(|refund| refund.minor).sum::<i64>()
    }

    /// What comes of it with time, and of what the customer said. True if it was captured just now.
    fn settle(&mut self, now_ms: i64) -> bool {
        let was_live = self.is_live();
        if self.phase == Phase::Intended {
            self.phase = match self.who {
                NO_APP => Phase::Ended("refused"),
                _ => Phase::OnPhone { since_ms: now_ms },
            };
        }
        self.phase = match (self.phase, self.answer.take()) {
            (Phase::OnPhone { .. }, Some(true)) if self.cancel_asked => {
                Phase::AwaitsClaim { since_ms: now_ms }
            }
            (Phase::OnPhone { .. }, Some(true)) | (Phase::Finishing, _) => {
                Phase::Captured { at_ms: now_ms }
            }
            (Phase::OnPhone { .. }, Some(false)) => Phase::Ended("aborted"),
            (Phase::OnPhone { since_ms }, None) if now_ms >= since_ms + REQUEST_LIVES_MS => {
                Phase::Ended("expired")
            }
            (Phase::OnPhone { .. }, None) if self.cancel_asked => Phase::Ended("terminated"),
            (Phase::AwaitsClaim { since_ms }, _) if now_ms >= since_ms + CLAIM_MS => {
                Phase::Ended("released")
            }
            (Phase::Releasing, _) => Phase::Ended("released"),
            (phase, _) => phase,
        };
        if let Phase::Captured { at_ms } = self.phase {
            let is_late = now_ms > at_ms + REFUND_WINDOW_MS;
            for refund in self.refunds.iter_mut().filter(|one| one.state == RefundState::Open) {
                let is_refused = is_late || REFUNDS_REFUSED_MINOR.contains(&refund.minor);
                refund.state = if is_refused { RefundState::Refused } else { RefundState::Done };
            }
        }
        was_live && matches!(self.phase, Phase::Captured { .. })
    }
}

/// A customer, and whether the sale knows them as a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Customer {
    pub(super) who: usize,
    pub(super) is_member: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sale {
    pub(super) state: State,
    pub(super) till: u8,
    pub(super) lines: Vec<Line>,
    pub(super) lines_ever: u32,
    pub(super) customer: Option<Customer>,
    pub(super) payer: Option<usize>,
    /// How many have been asked to join, and what came of the last.
    pub(super) joining: Option<(u32, &'static str)>,
    pub(super) member_prices: bool,
    /// Number, kind and amount.
    pub(super) tenders: Vec<(u32, Kind, i64)>,
    pub(super) tenders_ever: u32,
    /// Taken when the request that is open has ended without money.
    pub(super) chosen: Option<(Kind, i64)>,
    pub(super) attempts: Vec<Attempt>,
    /// The returns of it that are not called off.
    pub(super) returns: Vec<usize>,
    /// Paid so long ago that it is nobody's any more.
    pub(super) is_old: bool,
}

impl Sale {
    pub(super) fn new(till: u8) -> Self {
        Self {
            state: State::Open,
            till,
            lines: Vec::new(),
            lines_ever: 0,
            customer: None,
            payer: None,
            joining: None,
            member_prices: false,
            tenders: Vec::new(),
            tenders_ever: 0,
            chosen: None,
            attempts: Vec::new(),
            returns: Vec::new(),
            is_old: false,
        }
    }

    pub(super) fn price(&self, product: usize) -> i64 {
        let (_, _, public, member) = PRODUCTS[product];
        if self.member_prices { member } else { public }
    }

    pub(super) fn total(&self) -> i64 {
        self.lines.iter().map(|line| self.price(line.product) * line.units).sum()
    }

    pub(super) fn paid(&self) -> i64 {
        self.tenders.iter().map(|(_, _, minor)| minor).sum()
    }

    pub(super) fn due(&self) -> i64 {
        self.total() - self.paid()
    }

    pub(super) fn is_completed(&self) -> bool {
        self.state == State::Completed
    }

    pub(super) fn is_asked(&self) -> bool {
        self.attempts.last().is_some_and(Attempt::is_live)
    }

    pub(super) fn is_partly_paid_in_app(&self) -> bool {
        self.tenders.iter().any(|(_, kind, _)| matches!(kind, Kind::App(_)))
    }

    pub(super) fn take(&mut self, kind: Kind, minor: i64) {
        self.tenders_ever += 1;
        self.tenders.push((self.tenders_ever, kind, minor));
        if self.due() == 0 {
            self.state = State::Completed;
        }
    }

    pub(super) fn take_chosen(&mut self) {
        if let Some((kind, minor)) = self.chosen.take() {
            self.take(kind, minor);
        }
    }

    /// Prices follow the customer, unless something is asked for or paid.
    fn reprice(&mut self) {
        let unfinished = matches!(self.state, State::Open | State::Parked);
        if unfinished && !self.is_asked() && self.tenders.is_empty() {
            self.member_prices = self.customer.is_some_and(|customer| customer.is_member);
        }
    }

    /// What its version stands for. How far a request has come is the payment's own affair, until it
    /// ends.
    fn core(&self) -> Self {
        let ended = |attempt: &Attempt| Attempt {
            phase: if attempt.is_live() { Phase::Intended } else { attempt.phase },
            cancel_asked: false,
            answer: None,
            refunds: Vec::new(),
            ..attempt.clone()
        };
        let attempts = self.attempts.iter().map(ended).collect();
        Self { attempts, is_old: false, ..self.clone() }
    }
}

/// An answer of the API: its status, and the code of a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Refusal(pub(super) u16, pub(super) &'static str);

#[derive(Debug, Clone, Default)]
pub(super) struct Shop {
    pub(super) now_ms: i64,
    pub(super) sales: Vec<Option<Sale>>,
    pub(super) returns: Vec<Option<Return>>,
    pub(super) members: [bool; PEOPLE.len()],
    /// What the API must say to the step that was done last; none if it was no call.
    pub(super) answer: Option<Result<u16, Refusal>>,
    /// The last call, and its answer.
    pub(super) last: Option<(Call, Result<u16, Refusal>)>,
}

impl Shop {
    pub(super) fn sale(&self, sale: usize) -> Option<&Sale> {
        self.sales.get(sale)?.as_ref()
    }

    pub(super) fn returning(&self, id: usize) -> Option<&Return> {
        self.returns.get(id)?.as_ref()
    }

    /// Everybody does what is to be done now.
    pub(super) fn settle(&mut self) {
        let now_ms = self.now_ms;
        for sale in self.sales.iter_mut().flatten() {
            for index in 0..sale.attempts.len() {
                let attempt = &mut sale.attempts[index];
                let was_live = attempt.is_live();
                if attempt.settle(now_ms) {
                    let minor = attempt.minor;
                    sale.chosen = None;
                    sale.take(Kind::App(index), minor);
                } else if was_live && !sale.is_asked() {
                    sale.take_chosen();
                }
            }
        }
        for id in 0..self.returns.len() {
            self.complete_return(id);
        }
        self.reprice();
    }

    pub(super) fn reprice(&mut self) {
        self.sales.iter_mut().flatten().for_each(Sale::reprice);
    }

    /// What the simulator has taken and given back.
    pub(super) fn ledger(&self) -> (i64, i64) {
        let attempts = || self.sales.iter().flatten().flat_map(|sale| &sale.attempts);
        let captured = attempts().filter(|one| matches!(one.phase, Phase::Captured { .. }));
        let refunds = attempts().flat_map(|attempt| &attempt.refunds);
        let done = refunds.filter(|refund| refund.state == RefundState::Done);
        (captured.map(|one| one.minor).sum(), done.map(|refund| refund.minor).sum())
    }

    /// Whether a document has another version than before.
    pub(super) fn has_moved(&self, before: &Self, document: Document) -> bool {
        match document {
            Document::Sale(id) => {
                let returned = |shop: &Self| -> Vec<_> {
                    let returns = shop.sale(id).map(|sale| sale.returns.clone());
                    let one =
                        |id| shop.returning(id).map(|one| (one.state, one.handed_out.clone()));
                    returns.unwrap_or_default().into_iter().map(one).collect()
                };
                self.sale(id).map(Sale::core) != before.sale(id).map(Sale::core)
                    || returned(self) != returned(before)
            }
            Document::Return(id) => {
                self.returning(id) != before.returning(id)
                    || self.refunds_of(id) != before.refunds_of(id)
            }
        }
    }
}

/// What an id names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Document {
    Sale(usize),
    Return(usize),
}
