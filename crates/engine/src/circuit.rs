//! Whether Vipps MobilePay can be reached, as a sales unit's own calls tell; and a club's own system
//! likewise. After some failures in a row its circuit opens: people are told at once, duties wait instead of hammering, one call at a
//! time finds out whether all is well again, and the first answer closes it. Held in memory: after a
//! restart the calls tell anew.

use crate::answers::rate_limit_ms;
use checkout::SalesUnit;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};
use vipps_mobilepay::{Error, Unknown};

/// Failures in a row after which a circuit opens.
const FAILURES_MAX: u32 = 3;
/// From opening to the first probe; it doubles with each that fails.
const PROBE_AFTER_MS: i64 = 5_000;
const PROBE_AFTER_MS_MAX: i64 = 30_000;
/// How long a probe may take before another may set out: longer than a call with its token.
const PROBE_MS_MAX: i64 = 30_000;
/// Duties and people come first; when none does, a worker probes by itself this much later.
const PROBE_UNASKED_AFTER_MS: i64 = 2_000;
/// What waits while a probe is under way looks again after this long.
const LOOK_AGAIN_MS: i64 = 1_000;

/// Ways to use Vipps MobilePay that may fail one without the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// Looking at payments, and exchanging personal QRs.
    Read,
    /// What changes a payment.
    Write,
    /// Membership requests.
    Login,
}

const WAYS: usize = 3;
/// What a worker can find out by itself: a login starts with a person.
const PROBED: [Way; 2] = [Way::Write, Way::Read];

/// Why a circuit is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unavailable {
    /// No answers come back.
    Silent,
    /// Answers come, and tell of trouble there (5xx).
    Failing,
    /// The keys or the sales unit are not let in (401, or a gateway's 403).
    KeysRefused,
}

/// An open circuit, for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outage {
    pub why: Unavailable,
    pub since_unix_ms: i64,
    pub next_try_at_unix_ms: i64,
}

/// What a call told about the other side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    Well,
    Ill(Unavailable),
    /// Neither: too many calls, and how long to wait.
    Wait {
        ms: i64,
    },
    /// Neither: nothing was sent.
    Nothing,
}

#[derive(Debug, Clone, Copy, Default)]
struct Circuit {
    failures: u32,
    open: Option<Open>,
}

#[derive(Debug, Clone, Copy)]
struct Open {
    outage: Outage,
    probes_failed: u32,
    probing_until_unix_ms: Option<i64>,
}

/// The circuits of everything of one kind: of sales units, or of clubs' systems.
pub(crate) struct Circuits<K = SalesUnit> {
    units: Mutex<HashMap<K, [Circuit; WAYS]>>,
}

impl<K> Default for Circuits<K> {
    fn default() -> Self {
        Self { units: Mutex::default() }
    }
}

impl<K: Clone + Eq + Hash> Circuits<K> {
    /// How long a duty has to wait; none lets it go, as the probe where one is due.
    pub(crate) fn hold_ms(&self, unit: &K, way: Way, now_unix_ms: i64) -> Option<i64> {
        let mut units = self.lock();
        let open = units.get_mut(unit)?[way as usize].open.as_mut()?;
        if open.is_probing(now_unix_ms) {
            return Some(LOOK_AGAIN_MS);
        }
        let wait_ms = open.outage.next_try_at_unix_ms - now_unix_ms;
        if wait_ms > 0 {
            return Some(wait_ms);
        }
        open.probing_until_unix_ms = Some(now_unix_ms + PROBE_MS_MAX);
        None
    }

    /// Why people had better not ask now; none where it may work.
    pub(crate) fn refuses(&self, unit: &K, way: Way, now_unix_ms: i64) -> Option<Unavailable> {
        let open = self.lock().get(unit)?[way as usize].open?;
        let may_try =
            now_unix_ms >= open.outage.next_try_at_unix_ms && !open.is_probing(now_unix_ms);
        (!may_try).then_some(open.outage.why)
    }

    /// The outage of a sales unit, if it has one: what people use it for is to be paid.
    pub(crate) fn outage(&self, unit: &K) -> Option<Outage> {
        let units = self.lock();
        let circuits = units.get(unit)?;
        of_payments(circuits).find_map(Circuit::outage)
    }

    /// When the next probe is due.
    pub(crate) fn next_probe_unix_ms(&self) -> Option<i64> {
        let units = self.lock();
        let open = units.values().flat_map(of_payments).filter_map(|circuit| circuit.open);
        open.map(|open| open.probe_at_unix_ms()).min()
    }

    /// Takes in what a call told. True if that changes what people are told.
    pub(crate) fn tell(&self, unit: &K, way: Way, told: Told, now_unix_ms: i64) -> bool {
        let mut units = self.lock();
        let circuits = units.entry(unit.clone()).or_default();
        let before = circuits.map(|circuit| circuit.outage().map(|outage| outage.why));
        match told {
            Told::Nothing => circuits[way as usize].end_probe(),
            Told::Wait { ms } => circuits[way as usize].wait_until(now_unix_ms + ms),
            Told::Well => {
                circuits[way as usize] = Circuit::default();
                // Whoever answers one way is not silent on another.
                let silent = |circuit: &Circuit| {
                    circuit.outage().is_some_and(|it| it.why == Unavailable::Silent)
                };
                for circuit in circuits.iter_mut().filter(|circuit| silent(circuit)) {
                    *circuit = Circuit::default();
                }
            }
            Told::Ill(Unavailable::Silent) => {
                for circuit in circuits.iter_mut() {
                    circuit.fail(Unavailable::Silent, now_unix_ms);
                }
            }
            Told::Ill(why) => circuits[way as usize].fail(why, now_unix_ms),
        }
        before != circuits.map(|circuit| circuit.outage().map(|outage| outage.why))
    }

    /// News came from there, so it lives: what waits may try now.
    pub(crate) fn lives(&self, unit: &K, now_unix_ms: i64) {
        if let Some(circuits) = self.lock().get_mut(unit) {
            for open in circuits.iter_mut().filter_map(|circuit| circuit.open.as_mut()) {
                open.outage.next_try_at_unix_ms = now_unix_ms;
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<K, [Circuit; WAYS]>> {
        self.units.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Circuits {
    /// A sales unit to be probed because nobody else does. It counts as being probed from then on.
    pub(crate) fn to_probe(&self, now_unix_ms: i64) -> Option<SalesUnit> {
        let mut units = self.lock();
        let (unit, circuits) = units
            .iter_mut()
            .filter(|(_, circuits)| of_payments(circuits).any(|one| one.is_unprobed(now_unix_ms)))
            .min_by(|(one, _), (other, _)| one.msn.as_str().cmp(other.msn.as_str()))?;
        for way in PROBED {
            if let Some(open) = &mut circuits[way as usize].open {
                open.probing_until_unix_ms = Some(now_unix_ms + PROBE_MS_MAX);
            }
        }
        Some(unit.clone())
    }

    /// Takes in how a call went. True if that changes what people are told.
    pub(crate) fn saw(
        &self,
        unit: &SalesUnit,
        way: Way,
        error: Option<&Error>,
        now_unix_ms: i64,
    ) -> bool {
        self.tell(unit, way, told(error), now_unix_ms)
    }
}

impl Circuit {
    fn outage(&self) -> Option<Outage> {
        self.open.map(|open| open.outage)
    }

    fn is_unprobed(&self, now_unix_ms: i64) -> bool {
        self.open.is_some_and(|open| {
            now_unix_ms >= open.probe_at_unix_ms() && !open.is_probing(now_unix_ms)
        })
    }

    fn end_probe(&mut self) {
        if let Some(open) = &mut self.open {
            open.probing_until_unix_ms = None;
        }
    }

    /// A probe that was told to wait has ended, and the next one waits as long as it was told.
    fn wait_until(&mut self, unix_ms: i64) {
        self.end_probe();
        if let Some(open) = &mut self.open {
            open.outage.next_try_at_unix_ms = open.outage.next_try_at_unix_ms.max(unix_ms);
        }
    }

    fn fail(&mut self, why: Unavailable, now_unix_ms: i64) {
        self.failures = self.failures.saturating_add(1);
        if let Some(open) = &mut self.open {
            // What was under way when it opened tells nothing new.
            let tried = now_unix_ms >= open.outage.next_try_at_unix_ms;
            open.outage.why = why;
            open.probing_until_unix_ms = None;
            if tried {
                open.probes_failed = open.probes_failed.saturating_add(1);
                let wait_ms = PROBE_AFTER_MS << open.probes_failed.min(3);
                open.outage.next_try_at_unix_ms = now_unix_ms + wait_ms.min(PROBE_AFTER_MS_MAX);
            }
        } else if self.failures >= FAILURES_MAX {
            let next_try_at_unix_ms = now_unix_ms + PROBE_AFTER_MS;
            let outage = Outage { why, since_unix_ms: now_unix_ms, next_try_at_unix_ms };
            self.open = Some(Open { outage, probes_failed: 0, probing_until_unix_ms: None });
        }
    }
}

impl Open {
    fn is_probing(&self, now_unix_ms: i64) -> bool {
        self.probing_until_unix_ms.is_some_and(|until| now_unix_ms < until)
    }

    fn probe_at_unix_ms(&self) -> i64 {
        self.probing_until_unix_ms
            .unwrap_or(self.outage.next_try_at_unix_ms + PROBE_UNASKED_AFTER_MS)
    }
}

fn of_payments(circuits: &[Circuit; WAYS]) -> impl Iterator<Item = &Circuit> {
    PROBED.into_iter().map(|way| &circuits[way as usize])
}

fn told(error: Option<&Error>) -> Told {
    match error {
        Some(Error::Unknown(Unknown::NoAnswer { .. }) | Error::NotSent { .. }) => {
            Told::Ill(Unavailable::Silent)
        }
        Some(Error::Unknown(Unknown::Unreadable { status, .. })) if *status >= 500 => {
            Told::Ill(Unavailable::Failing)
        }
        Some(Error::Unknown(Unknown::Unsettled { problem, .. })) if problem.status >= 500 => {
            Told::Ill(Unavailable::Failing)
        }
        None | Some(Error::Refused(_) | Error::Unknown(_)) => Told::Well,
        Some(Error::Unauthorised { .. }) => Told::Ill(Unavailable::KeysRefused),
        Some(Error::RateLimited { retry_after_s }) => {
            Told::Wait { ms: rate_limit_ms(*retry_after_s) }
        }
        Some(Error::Invalid(_)) => Told::Nothing,
    }
}

/// The same of a call to a club's own system. One that can't be read is as bad as none.
pub(crate) fn told_by_directory(error: Option<&directory::Error>) -> Told {
    use directory::Error::{Failing, Malformed, NoAnswer, NotLetIn, NotSent, Refused, Wait};
    match error {
        None | Some(Refused(_)) => Told::Well,
        Some(NotSent(_) | NoAnswer(_)) => Told::Ill(Unavailable::Silent),
        Some(Failing { .. } | Malformed { .. }) => Told::Ill(Unavailable::Failing),
        Some(NotLetIn { .. }) => Told::Ill(Unavailable::KeysRefused),
        Some(Wait { retry_after_s }) => Told::Wait { ms: rate_limit_ms(*retry_after_s) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use checkout::{Environment, Msn};

    fn unit() -> SalesUnit {
        SalesUnit { msn: Msn::new("123456"), environment: Environment::Simulator }
    }

    fn silent() -> Error {
        Error::NotSent { detail: "refused".to_owned(), retry_after_s: None }
    }

    fn failing() -> Error {
        Error::Unknown(Unknown::Unreadable { status: 503, retry_after_s: None })
    }

    fn open(circuits: &Circuits, error: &Error) {
        for _ in 0..FAILURES_MAX {
            circuits.saw(&unit(), Way::Write, Some(error), 0);
        }
    }

    /// Bound: failures in a row at a sales unit
    #[test]
    fn it_opens_after_failures_in_a_row_and_an_answer_closes_it() {
        let circuits = Circuits::default();
        for _ in 0..10 {
            circuits.saw(&unit(), Way::Write, Some(&failing()), 0);
            circuits.saw(&unit(), Way::Write, Some(&failing()), 0);
            assert!(!circuits.saw(&unit(), Way::Write, None, 0), "not in a row");
        }
        open(&circuits, &failing());
        assert_eq!(circuits.refuses(&unit(), Way::Write, 0), Some(Unavailable::Failing));
        assert_eq!(circuits.refuses(&unit(), Way::Read, 0), None, "5xx tell of one way only");
        assert!(circuits.saw(&unit(), Way::Write, None, 10), "people are told");
        assert_eq!(circuits.outage(&unit()), None);
    }

    #[test]
    fn silence_is_silence_every_way_and_so_is_its_end() {
        let circuits = Circuits::default();
        open(&circuits, &silent());
        for way in [Way::Read, Way::Write, Way::Login] {
            assert_eq!(circuits.refuses(&unit(), way, 0), Some(Unavailable::Silent));
        }
        circuits.saw(&unit(), Way::Login, None, 10);
        for way in [Way::Read, Way::Write, Way::Login] {
            assert_eq!(circuits.refuses(&unit(), way, 10), None);
        }
    }

    /// Bound: failures in a row at a sales unit
    #[test]
    fn one_probe_at_a_time_and_rarer_and_rarer() {
        let circuits = Circuits::default();
        open(&circuits, &silent());
        let (mut now, mut waits) = (0, Vec::new());
        for _ in 0..6 {
            let wait = circuits.hold_ms(&unit(), Way::Write, now).unwrap();
            waits.push(wait);
            now += wait;
            assert_eq!(circuits.hold_ms(&unit(), Way::Write, now), None, "the probe");
            assert_eq!(circuits.hold_ms(&unit(), Way::Write, now), Some(LOOK_AGAIN_MS));
            assert!(circuits.refuses(&unit(), Way::Write, now).is_some());
            circuits.saw(&unit(), Way::Write, Some(&silent()), now);
        }
        assert_eq!(waits, [5_000, 10_000, 20_000, 30_000, 30_000, 30_000]);
    }

    /// Bound: a probe that is told to wait (429)
    #[test]
    fn a_probe_that_is_told_to_wait_waits() {
        for (retry_after_s, wait_ms) in [(Some(30), 30_000), (None, 15_000), (Some(9_999), 600_000)]
        {
            let circuits = Circuits::default();
            open(&circuits, &silent());
            assert_eq!(circuits.to_probe(60_000), Some(unit()));
            let told = Error::RateLimited { retry_after_s };
            for way in PROBED {
                circuits.saw(&unit(), way, Some(&told), 60_000);
            }
            let next = 60_000 + wait_ms;
            assert_eq!(circuits.next_probe_unix_ms(), Some(next + PROBE_UNASKED_AFTER_MS));
            assert_eq!(circuits.to_probe(next - 1), None);
            assert_eq!(circuits.hold_ms(&unit(), Way::Write, 60_000), Some(wait_ms));
            assert_eq!(circuits.hold_ms(&unit(), Way::Write, next), None, "the next probe");
        }
    }

    /// Bound: a probe without an end
    #[test]
    fn a_probe_that_never_ends_is_forgotten() {
        let circuits = Circuits::default();
        open(&circuits, &silent());
        assert_eq!(circuits.hold_ms(&unit(), Way::Write, 5_000), None);
        assert_eq!(circuits.hold_ms(&unit(), Way::Write, 5_000 + PROBE_MS_MAX), None);
    }

    #[test]
    fn without_anything_to_do_a_worker_probes() {
        let circuits = Circuits::default();
        assert_eq!(circuits.next_probe_unix_ms(), None);
        open(&circuits, &silent());
        assert_eq!(circuits.next_probe_unix_ms(), Some(7_000));
        assert_eq!(circuits.to_probe(6_999), None);
        assert_eq!(circuits.to_probe(7_000), Some(unit()));
        assert_eq!(circuits.to_probe(7_001), None, "one at a time");
    }

    #[test]
    fn a_login_that_fails_waits_for_the_next_person_who_asks() {
        let circuits = Circuits::default();
        for _ in 0..FAILURES_MAX {
            circuits.saw(&unit(), Way::Login, Some(&failing()), 0);
        }
        assert_eq!(circuits.refuses(&unit(), Way::Login, 0), Some(Unavailable::Failing));
        assert_eq!(circuits.outage(&unit()), None, "payments go on");
        assert_eq!((circuits.next_probe_unix_ms(), circuits.to_probe(60_000)), (None, None));
        assert_eq!(circuits.refuses(&unit(), Way::Login, 5_000), None);
    }

    #[test]
    fn news_from_there_lets_the_next_one_try() {
        let circuits = Circuits::default();
        open(&circuits, &failing());
        circuits.lives(&unit(), 100);
        assert_eq!(circuits.refuses(&unit(), Way::Write, 100), None);
        assert_eq!(circuits.hold_ms(&unit(), Way::Write, 100), None);
    }
}
