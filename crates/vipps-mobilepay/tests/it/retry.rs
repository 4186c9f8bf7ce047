//! Repeating: what is repeated, how often and how long after, without waiting.

use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use vipps_mobilepay::{
    Chance, Clock, Error, Invalid, Operation, Problem, Retry, RetryPolicy, Sleep, Unknown,
};

/// Time that passes by sleeping alone, and notes each sleep.
#[derive(Default)]
struct Time {
    now_unix_ms: AtomicI64,
    slept_ms: Mutex<Vec<u64>>,
}

impl Clock for Time {
    fn now_unix_ms(&self) -> i64 {
        self.now_unix_ms.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl Sleep for Time {
    async fn sleep_ms(&self, milliseconds: u64) {
        self.slept_ms.lock().unwrap().push(milliseconds);
        self.now_unix_ms.fetch_add(i64::try_from(milliseconds).unwrap(), Ordering::SeqCst);
    }
}

struct Dice(u64);

impl Chance for Dice {
    fn number(&self) -> u64 {
        self.0
    }
}

const POLICY: RetryPolicy =
    RetryPolicy { tries_max: 5, wait_ms_first: 1000, wait_ms_max: 3000, total_ms_max: 600_000 };

fn retry(policy: RetryPolicy, dice: u64) -> (Retry, Arc<Time>) {
    let time = Arc::new(Time::default());
    let retry = Retry::new(policy, time.clone(), time.clone(), Arc::new(Dice(dice))).unwrap();
    (retry, time)
}

fn problem(status: u16, code: Option<u16>) -> Problem {
    Problem { status, code, title: String::new(), fields: Vec::new(), trace_id: None }
}

fn lost() -> Error {
    Error::Unknown(Unknown::NoAnswer { detail: "cut".to_owned() })
}

fn unsettled(status: u16, code: Option<u16>) -> Error {
    Error::Unknown(Unknown::Unsettled { problem: problem(status, code), retry_after_s: None })
}

fn slower(retry_after_s: Option<u64>) -> Error {
    Error::RateLimited { retry_after_s }
}

/// Gives the outcomes in turn, the last one for ever, and counts.
struct Script(Vec<Result<bool, Error>>, AtomicUsize);

impl Script {
    fn new(outcomes: Vec<Result<bool, Error>>) -> Self {
        Self(outcomes, AtomicUsize::new(0))
    }

    fn next(&self) -> Result<bool, Error> {
        let turn = self.1.fetch_add(1, Ordering::SeqCst);
        self.0[turn.min(self.0.len() - 1)].clone()
    }

    fn count(&self) -> usize {
        self.1.load(Ordering::SeqCst)
    }
}

#[tokio::test]
async fn waits_double_with_chance_up_to_their_limit() {
    let rows = [(0, [500, 1000, 1500, 1500]), (500, [1000, 1500, 2000, 2000])];
    for (dice, expected) in rows {
        let (retry, time) = retry(POLICY, dice);
        let calls = Script::new(vec![Err(lost())]);
        assert_eq!(retry.read(async || calls.next()).await, Err(lost()));
        assert_eq!(calls.count(), 5);
        assert_eq!(*time.slept_ms.lock().unwrap(), expected);
    }
    for dice in [1501, 99_999, u64::MAX] {
        let (retry, time) = retry(POLICY, dice);
        let calls = Script::new(vec![Err(lost())]);
        assert_eq!(retry.read(async || calls.next()).await, Err(lost()));
        let slept = time.slept_ms.lock().unwrap().clone();
        for (slept, limit) in slept.into_iter().zip([1000, 2000, 3000, 3000]) {
            assert!((limit / 2..=limit).contains(&slept), "{slept} of {limit}");
        }
    }
}

#[tokio::test]
async fn a_read_is_repeated_while_it_is_open() {
    let refused = || Error::Refused(problem(404, Some(5090)));
    let rows = [
        (vec![Ok(true)], Ok(true), 1),
        (vec![Err(lost()), Ok(true)], Ok(true), 2),
        (vec![Err(unsettled(503, None)), Err(slower(None)), Ok(true)], Ok(true), 3),
        (
            vec![Err(Error::NotSent { detail: "no".to_owned(), retry_after_s: None }), Ok(true)],
            Ok(true),
            2,
        ),
        (vec![Err(lost()), Err(refused())], Err(refused()), 2),
        (
            vec![Err(Error::Unauthorised { status: 401 })],
            Err(Error::Unauthorised { status: 401 }),
            1,
        ),
    ];
    for (outcomes, expected, count) in rows {
        let (retry, _) = retry(POLICY, 0);
        let calls = Script::new(outcomes);
        assert_eq!(retry.read(async || calls.next()).await, expected);
        assert_eq!(calls.count(), count, "{expected:?}");
    }
}

#[tokio::test]
async fn a_wait_that_was_asked_for_is_kept_or_nothing_is_sent() {
    let retry_after_s = Some(17);
    let of_status = |status| Unknown::Unsettled { problem: problem(status, None), retry_after_s };
    for error in [
        slower(retry_after_s),
        Error::Unknown(of_status(503)),
        Error::Unknown(of_status(423)),
        Error::Unknown(Unknown::Unreadable { status: 503, retry_after_s }),
        Error::NotSent { detail: "no token".to_owned(), retry_after_s },
    ] {
        let (retrying, time) = retry(POLICY, 0);
        let calls = Script::new(vec![Err(error.clone()), Ok(true)]);
        assert_eq!(retrying.read(async || calls.next()).await, Ok(true));
        assert_eq!(*time.slept_ms.lock().unwrap(), [17_000], "{error:?}");

        // Before a write is looked at or sent again, the same.
        let (retrying, time) = retry(POLICY, 0);
        let calls = Script::new(vec![Err(error.clone()), Ok(true)]);
        let capture = retrying.write(Operation::Capture, async || calls.next(), async || Ok(None));
        assert_eq!(capture.await, Ok(true));
        assert_eq!(time.slept_ms.lock().unwrap()[0], 17_000, "{error:?}");

        let (retrying, time) = retry(RetryPolicy { total_ms_max: 16_999, ..POLICY }, 0);
        let calls = Script::new(vec![Err(error.clone()), Ok(true)]);
        assert_eq!(retrying.read(async || calls.next()).await, Err(error));
        assert_eq!((calls.count(), time.slept_ms.lock().unwrap().len()), (1, 0));
    }
}

/// What a write came to: its outcome, how often it was sent and how often was looked.
async fn write(
    operation: Operation,
    sends: Vec<Result<bool, Error>>,
    looks: Vec<Result<Option<bool>, Error>>,
) -> (Result<bool, Error>, usize, usize) {
    let (retry, _) = retry(POLICY, 0);
    let (calls, looked) = (Script::new(sends), AtomicUsize::new(0));
    let look = async || looks[looked.fetch_add(1, Ordering::SeqCst).min(looks.len() - 1)].clone();
    let outcome = retry.write(operation, async || calls.next(), look).await;
    (outcome, calls.count(), looked.load(Ordering::SeqCst))
}

#[tokio::test]
async fn a_write_of_unknown_outcome_is_looked_at_before_it_is_sent_again() {
    use Operation::{Cancel, Capture, Create, Refund};
    let gone = || Err(Error::Refused(problem(404, None)));
    let refused = || Err(Error::Refused(problem(400, Some(6080))));
    let rows = [
        // The effect is there: nothing is sent again.
        (Capture, vec![Err(lost())], vec![Ok(Some(true))], (Ok(true), 1, 1)),
        (Create, vec![Err(unsettled(409, Some(4150)))], vec![Ok(Some(true))], (Ok(true), 1, 1)),
        // It is still due: the same again.
        (Refund, vec![Err(lost()), Ok(true)], vec![Ok(None)], (Ok(true), 2, 1)),
        // A look that fails is repeated, and nothing is sent meanwhile.
        (Capture, vec![Err(lost()), Ok(true)], vec![Err(lost()), Ok(None)], (Ok(true), 2, 2)),
        (Capture, vec![Err(lost())], vec![Err(unsettled(500, None))], (Err(lost()), 1, 4)),
        // What a look is refused says nothing of the write: one 404 proves nothing.
        (Create, vec![Err(lost())], vec![gone()], (Err(lost()), 1, 1)),
        // Surely without effect, or asked to try later: no look.
        (Create, vec![Err(slower(Some(1))), Ok(true)], vec![Ok(None)], (Ok(true), 2, 0)),
        (Cancel, vec![Err(unsettled(423, Some(6250))), Ok(true)], vec![Ok(None)], (Ok(true), 2, 0)),
        (
            Capture,
            vec![Err(unsettled(400, Some(6260))), Ok(true)],
            vec![Ok(None)],
            (Ok(true), 2, 0),
        ),
        // A definite refusal stays one for its key, also one that asks for a new key.
        (Capture, vec![refused()], vec![Ok(None)], (refused(), 1, 0)),
        (Capture, vec![Err(lost()), refused()], vec![Ok(None)], (refused(), 2, 1)),
    ];
    for (row, (operation, sends, looks, expected)) in rows.into_iter().enumerate() {
        assert_eq!(write(operation, sends, looks).await, expected, "{row}");
    }
}

/// Five writes a minute are all that a payment has.
#[tokio::test]
async fn a_write_is_sent_at_most_twice_a_minute() {
    for (error, looks) in [(slower(None), false), (lost(), true)] {
        let (retry, time) = retry(RetryPolicy { tries_max: 20, ..POLICY }, 0);
        let sent_at_unix_ms = Mutex::new(Vec::new());
        let send = async || {
            sent_at_unix_ms.lock().unwrap().push(time.now_unix_ms());
            Err::<bool, _>(error.clone())
        };
        let outcome = retry.write(Operation::Capture, send, async || Ok(None)).await;
        assert_eq!(outcome, Err(error));
        let sent = sent_at_unix_ms.into_inner().unwrap();
        assert!(sent.len() > 4, "{looks}: {sent:?}");
        assert!(sent.windows(3).all(|three| three[2] - three[0] >= 60_000), "{looks}: {sent:?}");
        assert!(*sent.last().unwrap() <= 600_000, "{sent:?}");
    }
}

#[test]
fn a_policy_has_limits() {
    let make = |policy| -> Result<Retry, Invalid> {
        let time = Arc::new(Time::default());
        Retry::new(policy, time.clone(), time, Arc::new(Dice(0)))
    };
    assert!(make(RetryPolicy::default()).is_ok());
    for policy in [
        RetryPolicy { tries_max: 0, ..POLICY },
        RetryPolicy { tries_max: 21, ..POLICY },
        RetryPolicy { total_ms_max: 600_001, ..POLICY },
        RetryPolicy { wait_ms_max: u64::MAX, ..POLICY },
    ] {
        assert!(make(policy).is_err(), "{policy:?}");
    }
}
