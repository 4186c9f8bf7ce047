//! A till and its journal, as people look at them.

use crate::facts::Target;
use crate::{Engine, EngineError, Request};
use checkout::{
    AggregateId, Command, ImportKind, JournalEntry, MemberId, MerchantId, Till, TillEvent, TillId,
    decode,
};

impl Engine {
    /// A till; none if nothing has happened there yet.
    pub async fn till(
        &self,
        merchant: &MerchantId,
        till: &TillId,
    ) -> Result<Option<Till>, EngineError> {
        self.shop(merchant)?.till(till)?;
        Ok(self.read::<Till>(merchant, &till.into()).await?.map(|(till, _)| till))
    }

    /// Writes into the journal that rows of files are about to go in.
    pub async fn journal_import(
        &self,
        request: &Request,
        what: ImportKind,
        rows: u64,
    ) -> Result<(), EngineError> {
        self.command(request, Target::default(), &Command::BeginImport { what, rows }).await
    }

    /// Says in the journal that somebody takes along all that there is about a member.
    pub async fn journal_export(
        &self,
        request: &Request,
        member: MemberId,
    ) -> Result<(), EngineError> {
        self.command(request, Target::default(), &Command::ExportMember { member }).await
    }

    /// Entries of a till's journal with their numbers, newest first: those below a number, or the newest.
    pub async fn journal(
        &self,
        merchant: &MerchantId,
        till: &TillId,
        below: Option<u64>,
        limit: u64,
    ) -> Result<Vec<(u64, JournalEntry)>, EngineError> {
        self.shop(merchant)?.till(till)?;
        let id = AggregateId::from(till);
        let Some(stored) = self.inner.store.load(merchant, &id).await? else {
            return Ok(Vec::new());
        };
        // Entries are numbered without gaps, so that a page is a range of numbers.
        let last =
            below.map_or(stored.version, |below| below.saturating_sub(1).min(stored.version));
        let after = last.saturating_sub(limit);
        let count = u32::try_from(last - after).unwrap_or(u32::MAX);
        let events = self.inner.store.events(merchant, &id, after, count).await?;
        let entry = |stored: &store::StoredEvent| {
            let event = decode::<Till, TillEvent>(stored.event.revision, &stored.event.json)
                .map_err(|error| EngineError::Unreadable(format!("{id}: {error}")))?;
            Ok((stored.version, event.entry))
        };
        events.iter().rev().map(entry).collect()
    }
}
