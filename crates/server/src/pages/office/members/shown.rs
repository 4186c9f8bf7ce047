//! A member as the page shows them.

use super::super::super::format::{amount, phone, whole};
use super::super::super::messages;
use super::super::super::stopped::Stopped;
use super::super::desk::Desk;
use checkout::{Balance, ConsentChannel, MemberStatus, PointsReason, Store};
use engine::{MemberExport, PointsEntry};

pub(super) struct Consent {
    pub(super) purpose: String,
    /// The word of a form, where it can be taken back now.
    pub(super) takes_back: Option<String>,
    pub(super) is_given: bool,
    pub(super) text: String,
    pub(super) version: String,
    pub(super) channel: String,
    pub(super) at: String,
}

pub(super) struct Entry {
    pub(super) what: String,
    pub(super) points: String,
    pub(super) sale: Option<String>,
    pub(super) at: String,
}

pub(super) struct Proposal {
    pub(super) number: u32,
    pub(super) points: String,
    pub(super) reason: String,
    pub(super) by: String,
    pub(super) at: String,
    /// Whoever proposed may not confirm.
    pub(super) is_own: bool,
}

pub(super) struct Purchase {
    pub(super) path: String,
    pub(super) number: u64,
    pub(super) total: String,
    pub(super) returned: Option<String>,
    pub(super) at: String,
}

pub(super) struct Shown {
    pub(super) name: String,
    pub(super) status: Option<String>,
    standing: MemberStatus,
    pub(super) is_kept_elsewhere: bool,
    pub(super) tier: Option<String>,
    pub(super) facts: Vec<(String, String)>,
    pub(super) available: String,
    pub(super) pending: Option<String>,
    pub(super) held: Option<String>,
    pub(super) owed: Option<String>,
    pub(super) proposals: Vec<Proposal>,
    pub(super) ledger: Vec<Entry>,
    pub(super) consents: Vec<Consent>,
    pub(super) purchases: Vec<Purchase>,
}

impl Shown {
    pub(super) fn is_active(&self) -> bool {
        self.standing == MemberStatus::Active
    }

    pub(super) fn is_blocked(&self) -> bool {
        self.standing == MemberStatus::Blocked
    }

    pub(super) fn is_erased(&self) -> bool {
        self.standing == MemberStatus::Erased
    }

    pub(super) async fn of(desk: &Desk, exported: MemberExport) -> Result<Self, Stopped> {
        let words = desk.words;
        let store = desk.store(None)?;
        let MemberExport { view, points, .. } = exported;
        let tier = desk.app.engine.tier_of(&desk.app.settings.merchant, &view.member).await?;
        let written = |points: i64| whole(points, words.form);
        let some = |points: i64| Some(points).filter(|points| *points > 0).map(written);
        let balance = view.balance.as_ref();
        let of = |part: fn(&Balance) -> i64| balance.map_or(0, part);
        let member = words.of("member").to_string();
        let proposals = view.proposals.iter().map(|one| Proposal {
            number: one.number,
            points: written(one.points),
            reason: words.of(points_reason(one.reason)).to_string(),
            by: desk.name_of(&one.operator),
            at: desk.moment(one.at_unix_ms, store),
            is_own: one.operator.as_str() == desk.who.id,
        });
        let purchases = view.purchases.iter().rev().map(|one| {
            let returned = one.returned_total();
            Purchase {
                path: format!("/office/sales/{}", one.sale),
                number: one.receipt_number,
                total: amount(one.total, words.form),
                returned: (returned.minor > 0).then(|| amount(returned, words.form)),
                at: desk.moment(one.at_unix_ms, store),
            }
        });
        Ok(Self {
            name: view.person.given_name.clone().unwrap_or(member),
            status: status(view.member.status).map(|message| words.of(message).to_string()),
            standing: view.member.status,
            is_kept_elsewhere: view.is_kept_elsewhere,
            tier,
            facts: facts(desk, store, &view),
            available: written(of(|balance| balance.available)),
            pending: some(of(|balance| balance.pending)),
            held: some(of(|balance| balance.held)),
            owed: some(of(|balance| balance.owed)),
            proposals: proposals.collect(),
            ledger: points.iter().rev().map(|one| entry(desk, store, one)).collect(),
            consents: consents(desk, store, &view),
            purchases: purchases.collect(),
        })
    }
}

fn facts(desk: &Desk, store: &Store, view: &engine::MemberView) -> Vec<(String, String)> {
    let (words, joined) = (desk.words, &view.member.joined);
    let mut facts = Vec::new();
    let mut fact = |message: &'static str, value: Option<String>| {
        let value = value.filter(|value| !value.is_empty());
        facts.extend(value.map(|value| (words.of(message).to_string(), value)));
    };
    fact("office-name", view.person.name.clone());
    fact(
        "office-number",
        Some(&view.person.msisdn).filter(|number| !number.is_empty()).map(|number| phone(number)),
    );
    fact("office-email", view.person.email.clone());
    fact("office-club", Some(view.member.club.to_string()));
    fact("office-joined", Some(desk.moment(joined.at_unix_ms, store)));
    fact("office-joined-by", Some(desk.name_of(&joined.operator)));
    fact("office-home-store", Some(view.member.home_store.to_string()));
    facts
}

fn status(status: MemberStatus) -> Option<&'static str> {
    match status {
        MemberStatus::Active => None,
        MemberStatus::Blocked => Some("member-blocked"),
        MemberStatus::Withdrawn => Some("member-withdrawn"),
        MemberStatus::Merged { .. } => Some("member-merged"),
        MemberStatus::Erased => Some("member-erased"),
    }
}

fn points_reason(reason: PointsReason) -> &'static str {
    match reason {
        PointsReason::Goodwill => "reason-goodwill",
        PointsReason::Campaign => "reason-campaign",
        PointsReason::Correction => "reason-correction",
        PointsReason::Elsewhere => "reason-elsewhere",
        PointsReason::Erased => "member-erased",
    }
}

fn entry(desk: &Desk, store: &Store, entry: &PointsEntry) -> Entry {
    let message = match entry.kind {
        "opened" => "ledger-opened",
        "earned" => "ledger-earned",
        "taken_back" => "ledger-taken-back",
        "held" => "ledger-held",
        "released" => "ledger-released",
        "spent" => "ledger-spent",
        "given_back" => "ledger-given-back",
        "expired" => "ledger-expired",
        "granted" => "ledger-granted",
        "withdrawn" => "ledger-withdrawn",
        "proposed" => "ledger-proposed",
        "answered" => "ledger-answered",
        _ => "ledger-moved",
    };
    let what = match entry.reason {
        // Nobody took them: they went with the person.
        Some(reason @ PointsReason::Erased) => desk.words.of(points_reason(reason)).to_string(),
        Some(reason) => {
            let why = desk.words.of(points_reason(reason));
            format!("{} · {why}", desk.words.of(message))
        }
        None => desk.words.of(message).to_string(),
    };
    let sign = if entry.points > 0 { "+" } else { "" };
    Entry {
        what,
        points: format!("{sign}{}", whole(entry.points, desk.words.form)),
        sale: entry.sale.map(|sale| format!("/office/sales/{sale}")),
        at: desk.moment(entry.at_unix_ms, store),
    }
}

/// Newest first; what holds of each purpose can be taken back.
fn consents(desk: &Desk, store: &Store, view: &engine::MemberView) -> Vec<Consent> {
    let words = desk.words;
    let shown = view.consents.iter().rev().map(|one| {
        let holds = view.member.consents.contains(one);
        let takes_back = one.accepted && holds && one.purpose.stands_alone();
        Consent {
            purpose: messages::purpose(&one.purpose, words),
            takes_back: takes_back.then(|| one.purpose.as_str().to_owned()),
            is_given: one.accepted,
            text: one.text.clone(),
            version: one.version.clone().unwrap_or_default(),
            channel: words.of(channel(one.channel)).to_string(),
            at: desk.moment(one.at_unix_ms, store),
        }
    });
    shown.collect()
}

fn channel(channel: ConsentChannel) -> &'static str {
    match channel {
        ConsentChannel::App => "channel-app",
        ConsentChannel::Staff => "channel-staff",
        ConsentChannel::Import => "channel-import",
        ConsentChannel::Notice => "channel-notice",
    }
}
