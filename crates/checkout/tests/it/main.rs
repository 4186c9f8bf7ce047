//! The domain as a whole: commands in, events out, and what must hold whatever the order.

mod arithmetic;
mod golden;
mod observations;
mod world;
