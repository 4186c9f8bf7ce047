//! Webhooks API: registrations, the signature over each delivery, the schedule by which a failed
//! one is tried again, and the port through which it leaves.

pub(crate) mod delivery;
pub(crate) mod registered;
pub(crate) mod registration;
pub(crate) mod sender;
mod signature;
