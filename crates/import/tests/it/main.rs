//! Files as somebody brings them, into the shop of the tests.
#![allow(clippy::unwrap_used, reason = "a test's helper panics to fail the test")]

mod exporting;
mod members;
mod putting;

use checkout::{Channel, OperatorId, TillId};
use engine::Request;
use testkit::{TestApp, merchant};

/// On behalf of somebody of head office.
fn request(app: &TestApp) -> Request {
    let shop = app.engine.shop(&merchant()).unwrap();
    let context = shop.context(&TillId::new("1"), OperatorId::new("hanne"), Channel::Office);
    Request { context: context.unwrap(), answer: None }
}
