//! PINs and passwords: kept as Argon2id in PHC strings, compared by working the same out again.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params};
use std::fmt;
use std::sync::LazyLock;

/// A PIN is digits, and no fewer than these.
pub const PIN_DIGITS_MIN: usize = 4;
/// Nobody types more; working out a long text is work that anybody could ask for.
pub const TYPED_BYTES_MAX: usize = 256;

/// A secret as it is kept. Never printed.
#[derive(Clone)]
pub struct Secret(String);

#[derive(Debug, thiserror::Error)]
#[error("write it as `clubtill password` prints it: $argon2id$…")]
pub struct SecretError;

impl Secret {
    /// Takes what [`Secret::hash`] made, or another program that writes Argon2id as a PHC string.
    pub fn parse(phc: &str) -> Result<Self, SecretError> {
        let hash = PasswordHash::new(phc).map_err(|_| SecretError)?;
        let is_argon2id = Algorithm::try_from(hash.algorithm.as_str()) == Ok(Algorithm::Argon2id);
        let params = Params::try_from(&hash).map_err(|_| SecretError)?;
        // More than this takes a till's memory away from it.
        let is_bearable = params.m_cost() <= 1 << 18 && params.t_cost() <= 64;
        if is_argon2id && is_bearable && hash.hash.is_some() {
            Ok(Self(phc.to_owned()))
        } else {
            Err(SecretError)
        }
    }

    /// A PIN or a password as the settings keep it, with a salt of its own.
    ///
    /// # Errors
    /// If the machine has no randomness to give.
    pub fn hash(typed: &str) -> Result<String, SecretError> {
        let hash = Argon2::default().hash_password(typed.as_bytes()).map_err(|_| SecretError)?;
        Ok(hash.to_string())
    }

    /// Takes some 20 MiB and tens of milliseconds, whatever comes of it.
    pub fn is(&self, typed: &str) -> bool {
        let Ok(hash) = PasswordHash::new(&self.0) else { return false };
        typed.len() <= TYPED_BYTES_MAX
            && Argon2::default().verify_password(typed.as_bytes(), &hash).is_ok()
    }

    /// What is compared where nobody has that name: it takes as long, and nothing is it.
    pub(crate) fn nobodys() -> &'static Self {
        static NOBODYS: LazyLock<Secret> =
            LazyLock::new(|| Secret(Secret::hash("nobody types this").unwrap_or_default()));
        &NOBODYS
    }

    /// Who changes it ends what was signed in with it.
    pub(crate) fn mark(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_what_it_was_made_of_and_says_nothing() {
        let phc = Secret::hash("1111").unwrap();
        let secret = Secret::parse(&phc).unwrap();
        assert!(secret.is("1111") && !secret.is("1112") && !secret.is(""));
        assert_ne!(phc, Secret::hash("1111").unwrap(), "each with a salt of its own");
        assert_eq!(format!("{secret:?}"), "Secret(…)");
        assert!(!Secret::nobodys().is("") && !Secret::nobodys().is("1111"));
    }

    #[test]
    fn only_argon2id_that_a_till_can_bear_is_taken() {
        let phc = Secret::hash("1111").unwrap();
        for wrong in [
            "1111".to_owned(),
            String::new(),
            phc.replace("argon2id", "argon2i"),
            phc.replace("m=19456", "m=4194304"),
            phc.replace("t=2", "t=100"),
            phc.rsplit_once('$').unwrap().0.to_owned(),
        ] {
            assert!(Secret::parse(&wrong).is_err(), "{wrong}");
        }
    }
}
