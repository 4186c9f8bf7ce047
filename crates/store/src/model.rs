//! The values that go in and out of the store. Plain data: what they mean is decided elsewhere.

use crate::StoreError;
use checkout::{
    AggregateId, Audience, Currency, Encoded, GroupId, Gtin, LocalDate, MerchantId, ProductId,
    StoreId, TillId, VatCategory,
};

/// A snapshot as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    pub version: u64,
    pub snapshot: Encoded,
}

/// An event as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvent {
    pub version: u64,
    pub at_unix_ms: i64,
    pub event: Encoded,
}

/// Everything that one decision brings about, all or none.
#[derive(Debug, Clone)]
pub struct Commit {
    pub merchant: MerchantId,
    pub at_unix_ms: i64,
    /// Aggregates that were read and are not written: their versions must still hold (0: absent).
    pub reads: Vec<(AggregateId, u64)>,
    pub writes: Vec<Write>,
    pub subjects: Vec<SubjectWrite>,
    /// Subjects whose key and rows are deleted. An older backup still has both.
    pub erased: Vec<String>,
    /// The same, of those whose time is over at `at_unix_ms` still.
    pub expired: Vec<String>,
    pub lookups: Vec<LookupWrite>,
    /// Sales and returns as lists show them from now on.
    pub listed: Vec<Listed>,
    pub answer: Option<AnswerWrite>,
    /// Inbox entries that this commit has dealt with.
    pub handled: Vec<i64>,
}

impl Commit {
    /// A commit of nothing, to be filled.
    pub fn new(merchant: MerchantId, at_unix_ms: i64) -> Self {
        Self {
            merchant,
            at_unix_ms,
            reads: Vec::new(),
            writes: Vec::new(),
            subjects: Vec::new(),
            erased: Vec::new(),
            expired: Vec::new(),
            lookups: Vec::new(),
            listed: Vec::new(),
            answer: None,
            handled: Vec::new(),
        }
    }
}

/// New events of one aggregate, and its state after them. Its version grows by one an event.
#[derive(Debug, Clone)]
pub struct Write {
    pub id: AggregateId,
    /// 0 for an aggregate that is new.
    pub expected_version: u64,
    pub events: Vec<Encoded>,
    pub snapshot: Encoded,
    pub due: DueWrite,
    /// Since when its state waits for a person.
    pub unresolved_since_unix_ms: Option<i64>,
}

/// A sale or a return as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub id: AggregateId,
    pub store: StoreId,
    pub till: TillId,
    /// By which lists go.
    pub at_unix_ms: i64,
    /// What a list and figures show of it, as whoever wrote it reads it. Nothing personal.
    pub summary: String,
}

/// Which of them: those of a store, or of one of its tills, from a time on and before another.
#[derive(Debug, Clone)]
pub struct ListedQuery {
    pub store: StoreId,
    pub till: Option<TillId>,
    pub from_unix_ms: i64,
    /// Newest first, from behind this place: a time, and the key of what stands there; the empty key
    /// is behind all of that time.
    pub before: (i64, String),
    pub limit: u32,
}

/// When something is due for an aggregate after a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DueWrite {
    /// As its state says; nobody has claimed it any more.
    At(Option<i64>),
    /// Whoever commits goes on working on it until then; the claims are counted on, and are at
    /// least one.
    Leased { until_unix_ms: i64 },
}

/// Sealed rows of a subject. The wrapped key is written with the first row and never changed: a
/// commit with another one is a conflict, for its rows could never be opened.
#[derive(Debug, Clone)]
pub struct SubjectWrite {
    pub subject: String,
    pub wrapped_key: Vec<u8>,
    /// Name and sealed content; a row of the same name is replaced.
    pub rows: Vec<(String, Vec<u8>)>,
    /// When its time is over; none leaves that as it is, and what is new without end.
    pub erase_at_unix_ms: Option<i64>,
}

/// A subject's wrapped key and its sealed rows by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    pub wrapped_key: Vec<u8>,
    pub erase_at_unix_ms: Option<i64>,
    pub rows: Vec<(String, Vec<u8>)>,
}

/// What happens when a hash is held already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LookupRule {
    /// The commit is a conflict, unless the same holder holds it.
    Unique,
    /// The new holder takes it over.
    Replace,
    /// The commit is a conflict unless that holder holds it, and stays so until the commit is made.
    Held,
    /// The hash goes, if that holder holds it.
    Remove,
}

/// A keyed hash, and who holds it.
#[derive(Debug, Clone)]
pub struct LookupWrite {
    pub index: &'static str,
    pub hash: [u8; 32],
    pub holder: String,
    pub rule: LookupRule,
}

/// Where an idempotency key holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AnswerScope {
    pub merchant: MerchantId,
    pub client: String,
    /// Method and path.
    pub call: String,
    pub key: String,
}

/// The answer to a request with an idempotency key. It holds no body: bodies are rendered from the
/// resource, so that no personal data is kept in answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAnswer {
    pub body_sha256: [u8; 32],
    pub status: u16,
    /// What the answer shows, as the server names it.
    pub resource: String,
}

#[derive(Debug, Clone)]
pub struct AnswerWrite {
    pub scope: AnswerScope,
    pub answer: StoredAnswer,
}

/// An aggregate that a worker has taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    pub merchant: MerchantId,
    pub id: AggregateId,
    pub version: u64,
    pub lease_until_unix_ms: i64,
}

/// An aggregate that was claimed five times without progress.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parked {
    pub merchant: MerchantId,
    pub id: AggregateId,
    pub version: u64,
}

/// An aggregate that waits for a person, with its newest snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unresolved {
    pub id: AggregateId,
    pub since_unix_ms: i64,
    /// There if it is parked: when it is tried again.
    pub parked_until_unix_ms: Option<i64>,
    pub stored: Stored,
}

/// What came in from outside, verified, without anything personal in it.
#[derive(Debug, Clone)]
pub struct NewInboxEntry {
    pub merchant: MerchantId,
    /// The same for every copy of the same news.
    pub dedupe_key: String,
    /// What it is about, such as `payment`.
    pub kind: String,
    pub payload: String,
    pub at_unix_ms: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxEntry {
    pub id: i64,
    pub merchant: MerchantId,
    pub kind: String,
    pub payload: String,
}

/// A place in the feed. Opaque: only its order says anything, and only within one database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FeedPosition {
    pub(crate) transaction: i64,
    pub(crate) number: i64,
}

impl FeedPosition {
    /// Before everything.
    pub const START: Self = Self { transaction: 0, number: 0 };
}

/// That an aggregate changed, and nothing of how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedEntry {
    pub position: FeedPosition,
    pub id: AggregateId,
    pub version: u64,
    pub at_unix_ms: i64,
}

/// A product with its prices in one currency, minor units including tax.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    pub id: ProductId,
    pub gtin: Option<Gtin>,
    pub name: String,
    pub vat_category: VatCategory,
    pub currency: Currency,
    pub unit_minor: i64,
    pub club_unit_minor: Option<i64>,
    /// The groups of products that it is in. None, where it is put: as before.
    pub groups: Option<Vec<GroupId>>,
}

impl Product {
    /// Its prices in the catalogue: for everybody, and for members, which is withdrawn if there is none.
    pub fn prices(&self) -> [NewPriceRow; 2] {
        let both =
            [(Audience::Public, Some(self.unit_minor)), (Audience::Members, self.club_unit_minor)];
        both.map(|(audience, unit_minor)| NewPriceRow {
            product: self.id.clone(),
            currency: self.currency,
            list: String::new(),
            audience,
            unit_minor,
            from: None,
            until: None,
        })
    }
}

/// A price of one unit that was or is to be offered, in minor units including tax: of a price list, or
/// of the catalogue, whose list is the empty one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceRow {
    pub product: ProductId,
    pub currency: Currency,
    pub list: String,
    pub audience: Audience,
    pub unit_minor: i64,
    pub from: Option<LocalDate>,
    /// The last day.
    pub until: Option<LocalDate>,
    /// 0: before that was kept.
    pub put_at_unix_ms: i64,
    /// When another took its place, or it was withdrawn.
    pub replaced_at_unix_ms: Option<i64>,
}

/// A price to be put. It takes the place of the one of the same product, currency, list, audience and
/// first day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPriceRow {
    pub product: ProductId,
    pub currency: Currency,
    pub list: String,
    pub audience: Audience,
    /// None: the price is withdrawn.
    pub unit_minor: Option<i64>,
    pub from: Option<LocalDate>,
    /// The last day.
    pub until: Option<LocalDate>,
}

/// Why a commit did not happen.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// Something that was read has changed: load again and decide again.
    #[error("something that was read has changed since")]
    Conflict,
    /// The idempotency key was used before; its answer is stored.
    #[error("the idempotency key was used before")]
    KeyUsed,
    #[error(transparent)]
    Store(#[from] StoreError),
}
