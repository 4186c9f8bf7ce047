//! Who may call: API keys by their hash, and from where the pages may be opened. And how receipts
//! are printed.

use crate::paper::ReceiptSettings;
use crate::roles::Role;
use checkout::MerchantId;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

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
    /// Whether till and display may be opened from other machines. Until operators sign in, the
    /// network itself is then the lock.
    pub pages_open_to_network: bool,
    pub receipts: ReceiptSettings,
}

impl Settings {
    /// The key that a caller named, compared in constant time.
    pub(crate) fn key(&self, key: &str) -> Option<&ApiKey> {
        let hash = ApiKey::hash(key);
        self.api_keys.iter().find(|known| bool::from(known.sha256.ct_eq(&hash)))
    }
}
