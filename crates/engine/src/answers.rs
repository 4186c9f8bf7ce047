//! What an error means for a call that was sent: refused, and whether a new key may be tried; or not
//! known, and when to look.

use checkout::{CallAnswer, CallRefusal, Operation};
use vipps_mobilepay::{Advice, Error};

/// Sends of one write after which only people can help.
const SENDS_MAX: u32 = 6;
/// Before the first look after an answer that was lost.
const LOOK_AFTER_MS: i64 = 1_000;
/// What a 429 without `Retry-After` waits, and the most that one with it does.
const RATE_LIMITED_MS: i64 = 15_000;
const RATE_LIMITED_S_MAX: i64 = 600;

/// What an error means for a call that was sent.
pub(crate) fn answer_of(operation: Operation, error: &Error, sends: u32) -> CallAnswer {
    let unknown = |wait_ms| CallAnswer::Unknown { wait_ms };
    match error {
        Error::Refused(problem) => {
            let refused = |again| CallAnswer::Refused(CallRefusal { code: problem.code, again });
            match error.advice(advice_of(operation)) {
                Advice::GiveUp => refused(false),
                Advice::NewKey => refused(true),
                // Told in so many words, and nothing was sent before it: no money has gone back.
                _ if operation == Operation::Refund && sends == 1 && problem.code.is_some() => {
                    refused(false)
                }
                // The state looks after a refused cancel by itself.
                _ if operation == Operation::Cancel || sends >= SENDS_MAX => refused(false),
                // It may be done already, or the picture may be old: look.
                _ => unknown(0),
            }
        }
        Error::RateLimited { retry_after_s } => unknown(rate_limit_ms(*retry_after_s)),
        Error::Unauthorised { .. } => unknown(5 * LOOK_AFTER_MS),
        Error::Unknown(_) | Error::NotSent { .. } => {
            unknown(error.retry_after_s().map_or(LOOK_AFTER_MS, |asked| rate_limit_ms(Some(asked))))
        }
        Error::Invalid(_) => CallAnswer::Refused(CallRefusal { code: None, again: false }),
    }
}

/// Milliseconds to wait after a 429.
pub(crate) fn rate_limit_ms(retry_after_s: Option<u64>) -> i64 {
    let asked = retry_after_s.and_then(|seconds| i64::try_from(seconds).ok());
    asked.map_or(RATE_LIMITED_MS, |seconds| seconds.clamp(1, RATE_LIMITED_S_MAX) * 1000)
}

fn advice_of(operation: Operation) -> vipps_mobilepay::Operation {
    match operation {
        Operation::Create => vipps_mobilepay::Operation::Create,
        Operation::Capture => vipps_mobilepay::Operation::Capture,
        Operation::Cancel | Operation::Release => vipps_mobilepay::Operation::Cancel,
        Operation::Refund => vipps_mobilepay::Operation::Refund,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vipps_mobilepay::{ERROR_CODES, Problem, Unknown};

    const ALL: [Operation; 5] = [
        Operation::Create,
        Operation::Capture,
        Operation::Cancel,
        Operation::Release,
        Operation::Refund,
    ];

    fn problem(status: u16, code: u16) -> Problem {
        let (title, fields) = (String::new(), Vec::new());
        Problem { status, code: Some(code), title, fields, trace_id: None }
    }

    fn unsettled(status: u16, code: u16, retry_after_s: Option<u64>) -> Error {
        Error::Unknown(Unknown::Unsettled { problem: problem(status, code), retry_after_s })
    }

    /// The codes of an operation that end it, or let a new key be tried.
    fn refused(operation: Operation, wanted: bool) -> Vec<u16> {
        let is_refused = |code: &u16| {
            let answer = answer_of(operation, &Error::Refused(problem(400, *code)), 1);
            answer == CallAnswer::Refused(CallRefusal { code: Some(*code), again: wanted })
        };
        ERROR_CODES.into_iter().filter(is_refused).collect()
    }

    #[test]
    fn each_code_ends_a_call_or_lets_it_go_on() {
        let of_requests = [
            4040, 4050, 4060, 4070, 4080, 4090, 4100, 4110, 4120, 4130, 4140, 4160, 5010, 5020,
            5030, 5040, 5050, 5060, 5070, 5080, 5100, 6010, 6030, 6100, 6110, 6120, 6130, 6220,
            7010,
        ];
        for operation in [Operation::Create, Operation::Capture, Operation::Release] {
            assert_eq!(refused(operation, false), of_requests, "{operation:?}");
            assert_eq!(refused(operation, true), [6020, 6080, 6140], "{operation:?}");
        }
        // After a refused cancel a read shows why: most likely the customer was faster (6060).
        assert!(refused(Operation::Cancel, false).contains(&6060));
        assert_eq!(refused(Operation::Cancel, true), [6020, 6080, 6140]);
    }

    #[test]
    fn what_proves_nothing_ends_nothing() {
        let open = [
            Error::Unknown(Unknown::NoAnswer { detail: String::new() }),
            Error::Unknown(Unknown::Unreadable { status: 502, retry_after_s: None }),
            Error::NotSent { detail: String::new(), retry_after_s: None },
            Error::Unauthorised { status: 401 },
            Error::Unauthorised { status: 403 },
            Error::RateLimited { retry_after_s: None },
        ];
        let unsettled = [(409, 4020), (409, 4150), (423, 6160), (400, 6250), (400, 6260)]
            .map(|(status, code)| unsettled(status, code, None));
        for error in open.iter().chain(&unsettled) {
            for operation in ALL {
                let answer = answer_of(operation, error, 99);
                assert!(matches!(answer, CallAnswer::Unknown { .. }), "{operation:?} {error}");
            }
        }
    }

    /// Bound: sends of one write
    #[test]
    fn a_picture_that_stays_wrong_is_left_to_people() {
        let error = Error::Refused(problem(400, 6090));
        let capture = |sends| answer_of(Operation::Capture, &error, sends);
        assert_eq!(capture(SENDS_MAX - 1), CallAnswer::Unknown { wait_ms: 0 });
        let refusal = CallRefusal { code: Some(6090), again: false };
        assert_eq!(capture(SENDS_MAX), CallAnswer::Refused(refusal));
    }

    #[test]
    fn a_refund_that_is_refused_at_its_first_send_ends_and_a_repeat_is_looked_after() {
        for code in [5100, 6150, 6180, 6220] {
            let error = Error::Refused(problem(400, code));
            let answer = answer_of(Operation::Refund, &error, 1);
            let refusal = CallRefusal { code: Some(code), again: false };
            assert_eq!(answer, CallAnswer::Refused(refusal), "{code}");
        }
        let error = Error::Refused(problem(400, 6150));
        let unknown = CallAnswer::Unknown { wait_ms: 0 };
        assert_eq!(answer_of(Operation::Refund, &error, 2), unknown);
        let without_a_code = Problem { code: None, ..problem(404, 0) };
        let answer = answer_of(Operation::Refund, &Error::Refused(without_a_code), 1);
        assert_eq!(answer, unknown);
    }

    /// Bound: `Retry-After`
    #[test]
    fn a_wait_that_was_asked_for_is_kept_within_bounds() {
        for (asked, wait_ms) in [
            (None, 15_000),
            (Some(0), 1_000),
            (Some(30), 30_000),
            (Some(u64::MAX), 15_000),
            (Some(9_999), 600_000),
        ] {
            assert_eq!(rate_limit_ms(asked), wait_ms, "{asked:?}");
        }
        for (asked, wait_ms) in [(None, LOOK_AFTER_MS), (Some(30), 30_000), (Some(9_999), 600_000)]
        {
            let page = Unknown::Unreadable { status: 503, retry_after_s: asked };
            for error in [Error::Unknown(page), unsettled(423, 6160, asked)] {
                let answer = answer_of(Operation::Capture, &error, 1);
                assert_eq!(answer, CallAnswer::Unknown { wait_ms }, "{error:?}");
            }
        }
    }
}
