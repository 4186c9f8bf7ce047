//! The domain as a whole: commands in, events out, and what must hold whatever the order.
#![allow(clippy::unwrap_used, reason = "a test's helper panics to fail the test")]

mod arithmetic;
mod bookings;
mod bounds;
mod crediting;
mod exact;
mod golden;
mod instead;
mod membership;
mod model;
mod moving;
mod observations;
mod points;
mod prices;
mod printing;
mod proving;
mod races;
mod refunds;
mod returns;
mod statecharts;
mod told;
mod vouchers;
mod walk;
mod world;
