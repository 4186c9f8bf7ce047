//! Customer displays on machines of their own. A screen that is none yet shows a code, somebody at a till
//! types it there, and the screen is that till's display from then on: a till has one, and the next takes
//! its place. Which one it is stands in the database; codes are of this process, and last minutes.

use crate::facts::Target;
use crate::session::Extras;
use crate::{Engine, EngineError, Request};
use checkout::{Command, MerchantId, TillId};
use std::sync::{Mutex, MutexGuard, PoisonError};
use store::{LookupRule, LookupWrite};
use uuid::Uuid;

const DISPLAY_INDEX: &str = "display";
/// How long a code can be typed.
const OFFER_MS: i64 = 10 * 60_000;
/// How many screens may show a code at once; one more, and the oldest shows another.
const OFFERS_MAX: usize = 64;
const CODES: u32 = 1_000_000;

/// What a screen that offered itself is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offer {
    /// Six digits to type at a till.
    Waiting { code: String },
    /// It is a till's display, under that id.
    Paired { till: TillId, display: Uuid },
}

#[derive(Debug)]
struct Offered {
    screen: Uuid,
    code: String,
    until_unix_ms: i64,
    paired: Option<(TillId, Uuid)>,
}

/// The screens that wait to be paired.
#[derive(Debug, Default)]
pub(crate) struct Offers(Mutex<Vec<Offered>>);

impl Offers {
    /// Those whose time isn't over.
    fn current(&self, now_unix_ms: i64) -> MutexGuard<'_, Vec<Offered>> {
        let mut offers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        offers.retain(|offer| now_unix_ms < offer.until_unix_ms);
        offers
    }
}

impl Engine {
    /// Offers a screen as somebody's display: the secret that it asks with from then on, and its code.
    pub fn offer_display(&self) -> (Uuid, String) {
        let now_unix_ms = self.now_unix_ms();
        let mut offers = self.inner.displays.current(now_unix_ms);
        let mut waiting = offers.iter().enumerate().filter(|(_, offer)| offer.paired.is_none());
        let oldest = waiting.next().map(|(place, _)| place);
        if let Some(oldest) = oldest.filter(|_| waiting.count() + 1 >= OFFERS_MAX) {
            offers.remove(oldest);
        }
        let mut bytes = [0; 4];
        let code = loop {
            self.inner.random.fill(&mut bytes);
            let code = format!("{:06}", u32::from_le_bytes(bytes) % CODES);
            if offers.iter().all(|offer| offer.code != code) {
                break code;
            }
        };
        let screen = self.random_uuid();
        let until_unix_ms = now_unix_ms + OFFER_MS;
        offers.push(Offered { screen, code: code.clone(), until_unix_ms, paired: None });
        (screen, code)
    }

    /// What has become of a screen's offer. None if its time is over, or there never was one.
    pub fn offered_display(&self, screen: Uuid) -> Option<Offer> {
        let offers = self.inner.displays.current(self.now_unix_ms());
        let offer = offers.iter().find(|offer| offer.screen == screen)?;
        Some(match &offer.paired {
            Some((till, display)) => Offer::Paired { till: till.clone(), display: *display },
            None => Offer::Waiting { code: offer.code.clone() },
        })
    }

    /// Makes the screen that shows a code the display of the till that asks. False if none shows it.
    pub async fn pair_display(&self, request: &Request, code: &str) -> Result<bool, EngineError> {
        let digits: String = code.chars().filter(char::is_ascii_digit).collect();
        let waits = |offer: &Offered| offer.code == digits && offer.paired.is_none();
        let screen = {
            let offers = self.inner.displays.current(self.now_unix_ms());
            offers.iter().find(|offer| waits(offer)).map(|offer| offer.screen)
        };
        let Some(screen) = screen else { return Ok(false) };
        let display = self.pair_this_display(request).await?;
        let mut offers = self.inner.displays.current(self.now_unix_ms());
        let mut offers = offers.iter_mut();
        let Some(offer) = offers.find(|offer| offer.screen == screen && waits(offer)) else {
            return Ok(false);
        };
        offer.paired = Some((request.context.till.clone(), display));
        Ok(true)
    }

    /// Makes the screen that asks the display of the till; its id.
    pub async fn pair_this_display(&self, request: &Request) -> Result<Uuid, EngineError> {
        let display = self.random_uuid();
        let lookup = self.display_lookup(&request.context.till, display, LookupRule::Replace);
        self.set_display(request, &Command::PairDisplay, lookup).await?;
        Ok(display)
    }

    /// Ends the pairing of a till's display, if there is one.
    pub async fn unpair_display(&self, request: &Request) -> Result<(), EngineError> {
        let (merchant, till) = (&request.context.merchant, &request.context.till);
        let Some(display) = self.paired_display(merchant, till).await? else { return Ok(()) };
        let lookup = self.display_lookup(till, display, LookupRule::Remove);
        self.set_display(request, &Command::UnpairDisplay, lookup).await
    }

    /// The display that a till has.
    pub async fn paired_display(
        &self,
        merchant: &MerchantId,
        till: &TillId,
    ) -> Result<Option<Uuid>, EngineError> {
        let hash = self.display_hash(till);
        self.holder(merchant, DISPLAY_INDEX, &hash).await
    }

    async fn set_display(
        &self,
        request: &Request,
        command: &Command,
        lookup: LookupWrite,
    ) -> Result<(), EngineError> {
        let extras = Extras { lookups: vec![lookup], ..Extras::default() };
        self.run(&Target::default(), &request.context, command, &extras).await?;
        Ok(())
    }

    fn display_lookup(&self, till: &TillId, display: Uuid, rule: LookupRule) -> LookupWrite {
        let hash = self.display_hash(till);
        LookupWrite { index: DISPLAY_INDEX, hash, holder: display.to_string(), rule }
    }

    fn display_hash(&self, till: &TillId) -> [u8; 32] {
        self.inner.vault.hash(&[DISPLAY_INDEX, till.as_str()])
    }
}
