//! Sealing of what is personal or secret. Every subject (a contact, a member, a login) has a key
//! of its own, wrapped by the master key; deleting it makes the subject's rows unreadable. An
//! older backup still has the key. Look-ups go by a keyed hash, which says nothing without the master key.

use crate::ports::Random;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::fmt;

const KEY_LENGTH: usize = 32;
const NONCE_LENGTH: usize = 24;

/// The key that everything sealed hangs on. Kept outside the database.
#[derive(Clone)]
pub struct MasterKey([u8; KEY_LENGTH]);

impl MasterKey {
    pub fn new(bytes: [u8; KEY_LENGTH]) -> Self {
        Self(bytes)
    }

    /// A new one.
    pub fn generate(random: &dyn Random) -> Self {
        let mut bytes = [0; KEY_LENGTH];
        random.fill(&mut bytes);
        Self(bytes)
    }

    /// The bytes, for whoever stores them safely.
    pub fn expose(&self) -> &[u8; KEY_LENGTH] {
        &self.0
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(…)")
    }
}

/// What was sealed can't be opened: another master key, or damage.
#[derive(Debug, thiserror::Error)]
#[error("a sealed row can't be opened: is the data key the one it was written with?")]
pub(crate) struct Unopened;

pub(crate) struct Vault {
    wrapping: XChaCha20Poly1305,
    hashing: [u8; 32],
}

/// The unwrapped key of one subject.
pub(crate) struct SubjectKey {
    subject: String,
    cipher: XChaCha20Poly1305,
    pub(crate) wrapped: Vec<u8>,
}

impl Vault {
    pub(crate) fn new(master: &MasterKey) -> Self {
        // Two uses, two keys: one derived from the master key for each.
        let derive = |purpose: &[u8]| keyed_hash(&master.0, &[purpose]);
        Self { wrapping: cipher(&derive(b"wrap")), hashing: derive(b"look-up") }
    }

    /// A fresh key for a new subject.
    pub(crate) fn new_subject(&self, subject: &str, random: &dyn Random) -> SubjectKey {
        let mut key = [0; KEY_LENGTH];
        random.fill(&mut key);
        let wrapped = seal(&self.wrapping, &key, subject.as_bytes(), random);
        SubjectKey { subject: subject.to_owned(), cipher: cipher(&key), wrapped }
    }

    pub(crate) fn subject(&self, subject: &str, wrapped: &[u8]) -> Result<SubjectKey, Unopened> {
        let key = open(&self.wrapping, wrapped, subject.as_bytes())?;
        let key = <[u8; KEY_LENGTH]>::try_from(key).map_err(|_| Unopened)?;
        Ok(SubjectKey {
            subject: subject.to_owned(),
            cipher: cipher(&key),
            wrapped: wrapped.to_vec(),
        })
    }

    /// A hash to look up by: HMAC-SHA-256 over the parts, each told apart by its length.
    pub(crate) fn hash(&self, parts: &[&str]) -> [u8; 32] {
        let parts: Vec<&[u8]> = parts.iter().map(|part| part.as_bytes()).collect();
        keyed_hash(&self.hashing, &parts)
    }
}

impl SubjectKey {
    pub(crate) fn seal(&self, name: &str, content: &[u8], random: &dyn Random) -> Vec<u8> {
        seal(&self.cipher, content, self.bound_to(name).as_bytes(), random)
    }

    pub(crate) fn open(&self, name: &str, sealed: &[u8]) -> Result<Vec<u8>, Unopened> {
        open(&self.cipher, sealed, self.bound_to(name).as_bytes())
    }

    /// A row opens only as the row that it was sealed as.
    fn bound_to(&self, name: &str) -> String {
        format!("{}/{name}", self.subject)
    }
}

fn cipher(key: &[u8; KEY_LENGTH]) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&Key::from(*key))
}

/// Nonce, then ciphertext with its tag.
fn seal(cipher: &XChaCha20Poly1305, content: &[u8], aad: &[u8], random: &dyn Random) -> Vec<u8> {
    let mut nonce = [0; NONCE_LENGTH];
    random.fill(&mut nonce);
    let payload = Payload { msg: content, aad };
    let sealed = cipher
        .encrypt(&XNonce::from(nonce), payload)
        .expect("only a content of many gigabytes can't be sealed");
    [nonce.as_slice(), &sealed].concat()
}

fn open(cipher: &XChaCha20Poly1305, sealed: &[u8], aad: &[u8]) -> Result<Vec<u8>, Unopened> {
    let (nonce, content) = sealed.split_at_checked(NONCE_LENGTH).ok_or(Unopened)?;
    let nonce = <[u8; NONCE_LENGTH]>::try_from(nonce).map_err(|_| Unopened)?;
    cipher.decrypt(&XNonce::from(nonce), Payload { msg: content, aad }).map_err(|_| Unopened)
}

fn keyed_hash(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SystemRandom;

    #[test]
    fn a_row_opens_as_itself_and_as_nothing_else() {
        let vault = Vault::new(&MasterKey::new([7; 32]));
        let key = vault.new_subject("contact-1", &SystemRandom);
        let sealed = key.seal("person", b"4798765432", &SystemRandom);
        assert!(!sealed.windows(10).any(|window| window == b"4798765432"));

        let again = vault.subject("contact-1", &key.wrapped).unwrap();
        assert_eq!(again.open("person", &sealed).unwrap(), b"4798765432");
        assert!(again.open("tokens", &sealed).is_err());
        assert!(vault.subject("contact-2", &key.wrapped).is_err());
        assert!(Vault::new(&MasterKey::new([8; 32])).subject("contact-1", &key.wrapped).is_err());
        for index in 0..sealed.len() {
            let mut damaged = sealed.clone();
            damaged[index] ^= 1;
            assert!(again.open("person", &damaged).is_err(), "byte {index}");
        }
    }

    #[test]
    fn hashes_tell_their_parts_apart() {
        let vault = Vault::new(&MasterKey::new([7; 32]));
        assert_ne!(vault.hash(&["ab", "c"]), vault.hash(&["a", "bc"]));
        assert_eq!(vault.hash(&["ab", "c"]), vault.hash(&["ab", "c"]));
    }
}
