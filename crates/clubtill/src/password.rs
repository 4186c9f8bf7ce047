//! `clubtill password`: a PIN or a password as the settings keep it.

use crate::system::say;
use anyhow::{Context, bail, ensure};
use clap::Args;
use server::{PIN_DIGITS_MIN, Secret, TYPED_BYTES_MAX};
use std::io::{IsTerminal, Read};

/// Shorter passwords are guessed.
const PASSWORD_LENGTH_MIN: usize = 10;

#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  clubtill password --pin\n\nPut what it prints into the settings, \
    as pin or password of a [[person]]."
)]
pub(crate) struct Password {
    /// For a till: digits alone
    #[arg(long)]
    pin: bool,
}

impl Password {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let typed = if std::io::stdin().is_terminal() { self.ask()? } else { from_stdin()? };
        self.check(&typed)?;
        say(&Secret::hash(&typed).context("the machine gives no randomness")?)
    }

    /// Asks twice, and shows nothing of it.
    fn ask(&self) -> anyhow::Result<String> {
        let what = if self.pin { "PIN" } else { "Password" };
        let typed = rpassword::prompt_password(format!("{what}: "))?;
        self.check(&typed)?;
        if rpassword::prompt_password("Once more: ")? != typed {
            bail!("these are not the same: nothing was made");
        }
        Ok(typed)
    }

    fn check(&self, typed: &str) -> anyhow::Result<()> {
        ensure!(typed.len() <= TYPED_BYTES_MAX, "{TYPED_BYTES_MAX} bytes at most");
        if self.pin {
            let is_pin = typed.len() >= PIN_DIGITS_MIN && typed.bytes().all(|b| b.is_ascii_digit());
            ensure!(is_pin, "a PIN is {PIN_DIGITS_MIN} digits or more, and nothing else");
        } else {
            let is_long = typed.chars().count() >= PASSWORD_LENGTH_MIN;
            ensure!(is_long, "a password has {PASSWORD_LENGTH_MIN} characters or more");
        }
        Ok(())
    }
}

/// One line.
fn from_stdin() -> anyhow::Result<String> {
    let mut text = String::new();
    // As much as could be right, and what shows that it is too long.
    std::io::stdin().take(4_096).read_to_string(&mut text)?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}
