//! The one table that turns an answer of the ePayment API into what to do next. It covers the
//! whole published catalogue of error codes; a code it does not know is judged by its status.
//!
//! Source: ePayment API guide, errors:
//! `https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/errors/`.

/// An ePayment operation, as far as the advice differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    /// Create a payment.
    Create,
    /// Capture some or all.
    Capture,
    /// Cancel, before or after the customer approved.
    Cancel,
    /// Refund some or all.
    Refund,
    /// Any call without an effect: get, events, QR exchange, user-exists.
    Read,
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Advice {
    /// The effect is there, or nothing is left to act on. Send nothing more; amounts come from
    /// the answer's `aggregate` or from a read.
    Done,
    /// Send the same bytes with the same key again.
    SameKey,
    /// Refused, but not for ever: once the reason is gone (the customer approves, the amount is
    /// put right) send again with a new key. The old key stays refused.
    NewKey,
    /// Refused for good. A new attempt at a payment has a new reference.
    GiveUp,
    /// Our picture of the payment is not the true one, or the call may have taken effect: read
    /// the payment and its events, then decide. If it is still due, the same bytes and key.
    ReadFirst,
    /// Nothing is settled, and asking again at once does not help: after `Retry-After`, or some
    /// seconds, the same bytes with the same key.
    Wait,
}

/// Codes that leave the operation open, whatever the status they come with.
const OPEN_CODES: [u16; 8] = [3010, 4010, 4020, 4150, 6160, 6250, 6260, 6280];

/// Whether an answer outside 2xx settles that the call had no effect. Not definite are 401, a
/// gateway's 403 (one without a code), 408, 409, 423, 429, 5xx and the codes that leave it open:
/// a 409 may be the answer to our own earlier send.
pub(crate) fn is_definite(status: u16, code: Option<u16>) -> bool {
    let by_status = match status {
        403 => code.is_some(),
        401 | 408 | 409 | 423 | 425 | 429 => false,
        _ => (400..500).contains(&status),
    };
    by_status && !code.is_some_and(|code| OPEN_CODES.contains(&code))
}

/// What to do after an answer with this status and, if the answer had one, this error code.
pub fn advice(operation: Operation, status: u16, code: Option<u16>) -> Advice {
    match (status, code) {
        (200..=299, _) => Advice::Done,
        (401 | 423 | 425 | 429, _) | (403, None) => Advice::Wait,
        (400..=499, Some(code)) if status != 408 && status != 409 => by_code(operation, code),
        (404, None) => not_found(operation),
        (400 | 402 | 405..=407 | 410..=422 | 424 | 426..=499, None) => Advice::GiveUp,
        _ => lost(operation),
    }
}

/// After an answer that says nothing: a read is repeated, a write is looked up.
fn lost(operation: Operation) -> Advice {
    if operation == Operation::Read { Advice::SameKey } else { Advice::ReadFirst }
}

/// A payment that is not there (yet): one 404 proves nothing while a create is under way.
fn not_found(operation: Operation) -> Advice {
    if operation == Operation::Read { Advice::Wait } else { Advice::ReadFirst }
}

/// The payment is in another state, or holds another amount, than the caller thought.
const STATE_DIFFERS: [u16; 12] =
    [6040, 6050, 6060, 6070, 6090, 6150, 6170, 6180, 6190, 6200, 6210, 6230];

/// What was asked for is wrong, too late, or not allowed to this sales unit or customer.
const REFUSED_FOR_GOOD: [u16; 29] = [
    4040, 4050, 4060, 4070, 4080, 4090, 4100, 4110, 4120, 4130, 4140, 4160, 5010, 5020, 5030, 5040,
    5050, 5060, 5070, 5080, 5100, 6010, 6030, 6100, 6110, 6120, 6130, 6220, 7010,
];

/// The codes of the published catalogue; each has a row in the test of this table.
pub const ERROR_CODES: [u16; 53] = [
    3010, 4010, 4020, 4040, 4050, 4060, 4070, 4080, 4090, 4100, 4110, 4120, 4130, 4140, 4150, 4160,
    5010, 5020, 5030, 5040, 5050, 5060, 5070, 5080, 5090, 5100, 6010, 6020, 6030, 6040, 6050, 6060,
    6070, 6080, 6090, 6100, 6110, 6120, 6130, 6140, 6150, 6160, 6170, 6180, 6190, 6200, 6210, 6220,
    6230, 6250, 6260, 6280, 7010,
];

fn by_code(operation: Operation, code: u16) -> Advice {
    use Operation::{Cancel, Capture, Create, Refund};
    match (code, operation) {
        // Something went wrong inside, or the key or the reference is known already: perhaps ours.
        (3010 | 4010 | 4020 | 4150, _) => lost(operation),
        (5090, _) => not_found(operation),
        // Another operation on the payment is running, or the customer is just approving.
        (6160 | 6250, _) => Advice::Wait,
        // The funds were not there just now: "try later" with the same key.
        (6260 | 6280, _) => Advice::SameKey,
        // Not yet approved, or only the whole amount may be captured.
        (6020 | 6080 | 6140, _) => Advice::NewKey,
        // Nothing is left to cancel, capture or refund.
        (6050 | 6190, Cancel) | (6170, Capture) | (6180, Refund) => Advice::Done,
        _ if STATE_DIFFERS.contains(&code) => Advice::ReadFirst,
        // A code of a later version refuses a create; where money may be at stake, look.
        _ if REFUSED_FOR_GOOD.contains(&code) || operation == Create => Advice::GiveUp,
        _ => lost(operation),
    }
}

#[cfg(test)]
mod tests {
    use super::Advice::{Done, GiveUp, NewKey, ReadFirst, SameKey, Wait};
    use super::Operation::{Cancel, Capture, Create, Read, Refund};
    use super::*;

    const ALL: [Operation; 5] = [Create, Capture, Cancel, Refund, Read];

    /// Code, documented or likely status, the operation it belongs to, advice, definite.
    /// One row for each of the catalogue, more where operations differ.
    const ROWS: [(u16, u16, Operation, Advice, bool); 78] = [
        (3010, 500, Create, ReadFirst, false),
        (3010, 500, Read, SameKey, false),
        (4010, 409, Capture, ReadFirst, false),
        (4020, 409, Create, ReadFirst, false),
        (4040, 400, Create, GiveUp, true),
        (4040, 400, Capture, GiveUp, true),
        (4050, 400, Create, GiveUp, true),
        (4060, 400, Create, GiveUp, true),
        (4070, 400, Create, GiveUp, true),
        (4080, 400, Create, GiveUp, true),
        (4090, 400, Create, GiveUp, true),
        (4100, 400, Create, GiveUp, true),
        (4110, 400, Create, GiveUp, true),
        (4120, 400, Create, GiveUp, true),
        (4130, 400, Create, GiveUp, true),
        (4140, 400, Create, GiveUp, true),
        (4150, 409, Create, ReadFirst, false),
        (4150, 409, Refund, ReadFirst, false),
        (4150, 400, Create, ReadFirst, false),
        (4160, 400, Create, GiveUp, true),
        (5010, 400, Create, GiveUp, true),
        (5020, 403, Create, GiveUp, true),
        (5030, 403, Create, GiveUp, true),
        (5040, 400, Create, GiveUp, true),
        (5050, 403, Create, GiveUp, true),
        (5060, 403, Create, GiveUp, true),
        (5070, 422, Create, GiveUp, true),
        (5080, 403, Create, GiveUp, true),
        (5090, 404, Read, Wait, true),
        (5090, 404, Capture, ReadFirst, true),
        (5090, 404, Cancel, ReadFirst, true),
        (5100, 400, Refund, GiveUp, true),
        (6010, 400, Create, GiveUp, true),
        (6020, 400, Refund, NewKey, true),
        (6030, 400, Cancel, GiveUp, true),
        (6040, 400, Cancel, ReadFirst, true),
        (6050, 400, Cancel, Done, true),
        (6050, 400, Capture, ReadFirst, true),
        (6060, 400, Cancel, ReadFirst, true),
        (6070, 400, Capture, ReadFirst, true),
        (6080, 400, Capture, NewKey, true),
        (6090, 400, Capture, ReadFirst, true),
        (6100, 400, Capture, GiveUp, true),
        (6110, 400, Create, GiveUp, true),
        (6120, 400, Create, GiveUp, true),
        (6130, 400, Create, GiveUp, true),
        (6140, 400, Capture, NewKey, true),
        (6150, 400, Refund, ReadFirst, true),
        (6160, 423, Capture, Wait, false),
        (6160, 400, Refund, Wait, false),
        (6170, 400, Capture, Done, true),
        (6170, 400, Cancel, ReadFirst, true),
        (6180, 400, Refund, Done, true),
        (6180, 400, Capture, ReadFirst, true),
        (6190, 400, Cancel, Done, true),
        (6200, 400, Capture, ReadFirst, true),
        (6210, 400, Refund, ReadFirst, true),
        (6220, 400, Refund, GiveUp, true),
        (6230, 400, Create, ReadFirst, true),
        (6250, 400, Cancel, Wait, false),
        (6250, 423, Cancel, Wait, false),
        (6260, 400, Capture, SameKey, false),
        (6280, 400, Capture, SameKey, false),
        (7010, 400, Create, GiveUp, true),
        // A code that we do not know.
        (9990, 400, Create, GiveUp, true),
        (9990, 400, Capture, ReadFirst, true),
        (9990, 400, Cancel, ReadFirst, true),
        (9990, 400, Refund, ReadFirst, true),
        (9990, 400, Read, SameKey, true),
        // The status wins where it alone says that nothing is settled.
        (6080, 409, Capture, ReadFirst, false),
        (6080, 408, Capture, ReadFirst, false),
        (6080, 423, Capture, Wait, false),
        (6080, 429, Capture, Wait, false),
        (6080, 401, Capture, Wait, false),
        (6080, 500, Capture, ReadFirst, false),
        (6080, 503, Capture, ReadFirst, false),
        (6190, 409, Cancel, ReadFirst, false),
        (6180, 409, Refund, ReadFirst, false),
    ];

    #[test]
    fn every_code_has_its_advice() {
        for (code, status, operation, expected, definite) in ROWS {
            let row = format!("{code} as {status} to {operation:?}");
            assert_eq!(advice(operation, status, Some(code)), expected, "{row}");
            assert_eq!(is_definite(status, Some(code)), definite, "{row}");
        }
        for code in ERROR_CODES {
            assert!(ROWS.iter().any(|row| row.0 == code), "{code} has no row");
        }
    }

    #[test]
    fn a_status_without_a_code_has_its_advice() {
        let rows = [
            (200, Done, Done, false),
            (201, Done, Done, false),
            (204, Done, Done, false),
            (302, ReadFirst, SameKey, false),
            (400, GiveUp, GiveUp, true),
            (401, Wait, Wait, false),
            (403, Wait, Wait, false),
            (404, ReadFirst, Wait, true),
            (408, ReadFirst, SameKey, false),
            (409, ReadFirst, SameKey, false),
            (415, GiveUp, GiveUp, true),
            (422, GiveUp, GiveUp, true),
            (423, Wait, Wait, false),
            (429, Wait, Wait, false),
            (500, ReadFirst, SameKey, false),
            (502, ReadFirst, SameKey, false),
            (599, ReadFirst, SameKey, false),
        ];
        for (status, write, read, definite) in rows {
            for operation in ALL {
                let expected = if operation == Read { read } else { write };
                assert_eq!(advice(operation, status, None), expected, "{status} {operation:?}");
            }
            assert_eq!(is_definite(status, None), definite, "{status}");
        }
    }

    /// What is not definite never frees the caller of the call, and never asks for a new key: a
    /// second key would be a second effect.
    #[test]
    fn an_open_answer_never_leads_to_a_new_key_or_to_giving_up() {
        for status in 300..600 {
            for code in ERROR_CODES.into_iter().map(Some).chain([None, Some(9990)]) {
                for operation in ALL {
                    let given = advice(operation, status, code);
                    let free = matches!(given, NewKey | GiveUp | Done);
                    assert!(
                        is_definite(status, code) || !free,
                        "{status} {code:?} {operation:?} gives {given:?}"
                    );
                }
            }
        }
    }
}
