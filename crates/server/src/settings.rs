//! Who may call: API keys by their hash, and from where the pages may be opened. And how receipts
//! are printed.

use crate::paper::ReceiptSettings;
use crate::people::Person;
use crate::roles::Role;
use checkout::MerchantId;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use subtle::ConstantTimeEq;

/// After how long a till locks itself where the settings do not say.
pub const TILL_LOCK_S: u32 = 10 * 60;

/// A key of the API, kept as its SHA-256.
#[derive(Debug, Clone)]
pub struct ApiKey {
    pub sha256: [u8; 32],
    /// Who calls with it; the operator of what it does, and the scope of its idempotency keys.
    pub client: String,
    pub merchant: MerchantId,
    pub role: Role,
    /// Whether it is good on this machine only.
    pub loopback_only: bool,
}

impl ApiKey {
    pub fn hash(key: &str) -> [u8; 32] {
        Sha256::digest(key).into()
    }
}

#[derive(Debug, Clone)]
pub struct Settings {
    pub api_keys: Vec<ApiKey>,
    /// Whose tills the pages show.
    pub merchant: MerchantId,
    /// Whether displays, and tills where nobody can sign in, may be opened from other machines: the
    /// network itself is then the lock.
    pub pages_open_to_network: bool,
    pub receipts: ReceiptSettings,
    /// Who signs in. Where nobody does, tills are worked by a cashier without a name, and the back
    /// office stays closed.
    pub people: Vec<Arc<Person>>,
    /// Whether the tills of this machine open without signing in although somebody could.
    pub tills_open_here: bool,
    /// A till locks itself after so long without use.
    pub till_lock_s: u32,
    /// What the start page tells everybody: of a demo, who there is and what they type.
    pub told_people: Vec<ToldPerson>,
}

/// Somebody of a demo, with what they type.
#[derive(Debug, Clone)]
pub struct ToldPerson {
    pub id: String,
    pub typed: String,
    /// Typed at a till; if not, in the back office.
    pub is_pin: bool,
}

impl Settings {
    /// Those of a merchant without keys and people, whose pages open on this machine.
    pub fn of(merchant: MerchantId) -> Self {
        Self {
            api_keys: Vec::new(),
            merchant,
            pages_open_to_network: false,
            receipts: ReceiptSettings::default(),
            people: Vec::new(),
            tills_open_here: false,
            till_lock_s: TILL_LOCK_S,
            told_people: Vec::new(),
        }
    }

    /// The key that a caller named, compared in constant time.
    pub(crate) fn key(&self, key: &str) -> Option<&ApiKey> {
        let hash = ApiKey::hash(key);
        self.api_keys.iter().find(|known| bool::from(known.sha256.ct_eq(&hash)))
    }
}
