//! The changes of state that days commit, held to the charts in `docs/statecharts.md`, which are drawn
//! from the code: none that the charts don't know, and in the gate each of them at least once, but for
//! those that have their reason here.

use checkout::{AggregateId, Kind};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::LazyLock;
use store::Commit;

const CHARTS: &str = include_str!("../../../docs/statecharts.md");
/// Where a state that is the first comes from.
const START: &str = "[*]";

const NO_CLUB_REFUSES: &str = "no club refuses on those days; in the sales of `--each` it does";
/// Edges that the gate's days need not walk: of what, from any of these states to any of those, and why.
const NOT_NEEDED: [(Kind, &[&str], &str, &str); 10] = [
    (
        Kind::Payment,
        &["abandoned", "created", "dropped", "refused", "requested"],
        "captured",
        "we capture what we know to be approved; a person in the portal took it before that",
    ),
    (
        Kind::Payment,
        &["abandoned", "dropped", "refused", "requested"],
        "terminated",
        "we cancel what we know to be there; a person in the portal did it before that",
    ),
    (
        Kind::Payment,
        &["created"],
        "dropped refused",
        "Vipps MobilePay says that it never had what it had",
    ),
    (
        Kind::Payment,
        &["dropped", "refused"],
        "aborted authorized created expired",
        "it comes after its absence was proved: some of 2,000 days have that, not each way of it",
    ),
    (
        Kind::Payment,
        &["abandoned", "requested"],
        "aborted expired",
        "nobody tells of the request until it has ended: a few of 2,000 days have that",
    ),
    (
        Kind::Enrolment,
        &["approved"],
        "declined refused",
        "few of those days shut out who is being asked, and the app lets nobody pass without the terms",
    ),
    (Kind::Booking, &["sent"], "refused", NO_CLUB_REFUSES),
    (Kind::Booking, &["refused"], "done given_up unanswered", NO_CLUB_REFUSES),
    (Kind::Booking, &[START, "intended"], "given_up", NO_CLUB_REFUSES),
    (
        Kind::Booking,
        &["given_up", "intended", "unanswered"],
        "done",
        "who bought shows the receipt while the club is asked, or an answer comes after it was given up",
    ),
];

/// A change of state: of what, from which, to which.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Edge {
    chart: String,
    from: String,
    to: String,
}

impl fmt::Display for Edge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} --> {}", self.chart, self.from, self.to)
    }
}

impl Edge {
    fn new(chart: &str, from: &str, to: &str) -> Self {
        Self { chart: chart.to_owned(), from: from.to_owned(), to: to.to_owned() }
    }

    /// Whether the charts have it.
    pub(crate) fn is_drawn(&self) -> bool {
        static DRAWN: LazyLock<BTreeSet<Edge>> = LazyLock::new(drawn);
        DRAWN.contains(self)
    }
}

/// How often each was walked.
pub(crate) type Walks = BTreeMap<Edge, u64>;

/// Where everything of a run stands, and which way it came.
#[derive(Default)]
pub(crate) struct Path {
    /// Of each aggregate; of a booking, of each entry by its place.
    states: BTreeMap<(AggregateId, usize), String>,
    walks: Walks,
}

/// The one thing that all those snapshots have.
#[derive(Deserialize)]
#[serde(untagged)]
enum Snapshot {
    One { state: State },
    Many { entries: Vec<Entry> },
}

#[derive(Deserialize)]
struct Entry {
    fate: Fate,
}

#[derive(Deserialize)]
struct Fate {
    fate: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum State {
    Plain(String),
    Tagged { state: String },
}

impl Path {
    /// Notes what a commit brought about.
    pub(crate) fn committed(&mut self, commit: &Commit) -> Vec<Edge> {
        let charted = [
            Kind::Sale,
            Kind::Return,
            Kind::Payment,
            Kind::Enrolment,
            Kind::Booking,
            Kind::Voucher,
        ];
        let writes = commit.writes.iter().filter(|write| charted.contains(&write.id.kind));
        let mut walked = Vec::new();
        for write in writes {
            let Ok(snapshot) = serde_json::from_str::<Snapshot>(&write.snapshot.json) else {
                continue;
            };
            let states = match snapshot {
                Snapshot::One { state: State::Plain(state) | State::Tagged { state } } => {
                    vec![state]
                }
                Snapshot::Many { entries } => {
                    entries.into_iter().map(|entry| entry.fate.fate).collect()
                }
            };
            for (place, to) in states.into_iter().enumerate() {
                let from = self.states.insert((write.id.clone(), place), to.clone());
                let from = from.unwrap_or_else(|| START.to_owned());
                if from != to {
                    let edge = Edge::new(write.id.kind.as_str(), &from, &to);
                    *self.walks.entry(edge.clone()).or_default() += 1;
                    walked.push(edge);
                }
            }
        }
        walked
    }

    pub(crate) fn walks(&self) -> &Walks {
        &self.walks
    }
}

/// Edges that must be walked and are missing among these walks.
pub(crate) fn gaps(walks: &Walks) -> Vec<Edge> {
    let needed = drawn().into_iter().filter(|edge| !not_needed().contains(edge));
    needed.filter(|edge| !walks.contains_key(edge)).collect()
}

fn not_needed() -> BTreeSet<Edge> {
    let edges = NOT_NEEDED.iter().flat_map(|(kind, from, to, _why)| {
        let to = to.split(' ');
        to.flat_map(move |to| from.iter().map(move |from| Edge::new(kind.as_str(), from, to)))
    });
    edges.collect()
}

fn drawn() -> BTreeSet<Edge> {
    let mut edges = BTreeSet::new();
    let mut chart = "";
    for line in CHARTS.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            chart = title.rsplit(' ').next().unwrap_or(title);
        }
        // An end has no words.
        if let Some((edge, _words)) = line.split_once(": ")
            && let Some((from, to)) = edge.trim().split_once(" --> ")
        {
            edges.insert(Edge::new(&chart.to_lowercase(), from, to));
        }
    }
    edges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_charts_are_read() {
        let edges = drawn();
        assert!(edges.contains(&Edge::new("sale", START, "open")));
        assert!(edges.contains(&Edge::new("enrolment", "pending", "declined")));
        assert!(edges.contains(&Edge::new("booking", "sent", "unanswered")));
        assert!(!edges.iter().any(|edge| edge.to == START));
        let charts: BTreeSet<_> = edges.iter().map(|edge| edge.chart.as_str()).collect();
        let all = ["booking", "enrolment", "payment", "return", "sale", "voucher"];
        assert_eq!(charts, BTreeSet::from(all));
    }

    #[test]
    fn an_edge_that_no_day_walks_is_a_gap() {
        assert!(not_needed().is_subset(&drawn()), "a reason is given for no edge");
        let mut walks: Walks = drawn().into_iter().map(|edge| (edge, 1)).collect();
        walks.retain(|edge, _| !not_needed().contains(edge));
        assert_eq!(gaps(&walks), []);
        let parked = Edge::new("sale", "open", "parked");
        walks.remove(&parked);
        assert_eq!(gaps(&walks), [parked]);
    }
}
