//! Who has signed in: a visit is a subject with an end, and nothing is sealed in it. It is there as
//! long as it holds, in every process on the database and after a restart; signing out erases it, and
//! what nobody ended is swept like any other subject whose time is over.

use crate::facts::Target;
use crate::session::Extras;
use crate::{Engine, EngineError, Request};
use checkout::{Command, MerchantId};
use store::{Commit, CommitError, SubjectWrite};
use uuid::Uuid;

impl Engine {
    /// Begins a visit that ends by itself at a time; its id.
    pub async fn begin_visit(
        &self,
        merchant: &MerchantId,
        until_unix_ms: i64,
    ) -> Result<Uuid, EngineError> {
        let id = self.random_uuid();
        let name = subject(id);
        let key = self.inner.vault.new_subject(&name, &*self.inner.random);
        let begun = SubjectWrite {
            subject: name,
            wrapped_key: key.wrapped,
            rows: Vec::new(),
            erase_at_unix_ms: Some(until_unix_ms),
        };
        let commit =
            Commit { subjects: vec![begun], ..Commit::new(merchant.clone(), self.now_unix_ms()) };
        self.commit_visit(commit).await?;
        Ok(id)
    }

    /// Whether a visit has begun and not ended.
    pub async fn visit_holds(&self, merchant: &MerchantId, id: Uuid) -> Result<bool, EngineError> {
        let stored = self.inner.store.subject(merchant, &subject(id)).await?;
        let until_unix_ms = stored.and_then(|stored| stored.erase_at_unix_ms);
        Ok(until_unix_ms.is_some_and(|until| self.now_unix_ms() < until))
    }

    /// Ends a visit at a till, which its journal says in the same commit.
    pub async fn sign_out(&self, request: &Request, id: Uuid) -> Result<(), EngineError> {
        let extras = Extras { erased: vec![subject(id)], ..Extras::default() };
        self.run(&Target::default(), &request.context, &Command::SignOut, &extras).await?;
        Ok(())
    }

    pub async fn end_visit(&self, merchant: &MerchantId, id: Uuid) -> Result<(), EngineError> {
        let commit = Commit {
            erased: vec![subject(id)],
            ..Commit::new(merchant.clone(), self.now_unix_ms())
        };
        self.commit_visit(commit).await
    }

    /// Writes into a till's journal that whoever asks is there from now on.
    pub async fn journal_sign_in(&self, request: &Request) -> Result<(), EngineError> {
        self.command(request, Target::default(), &Command::SignIn).await
    }

    /// What only this installation can have made of these texts; each is told apart by its length.
    pub fn signature(&self, parts: &[&str]) -> [u8; 32] {
        let parts: Vec<_> = ["signature"].into_iter().chain(parts.iter().copied()).collect();
        self.inner.vault.hash(&parts)
    }

    /// Random throughout: such an id says nothing of when or after which other it was made.
    pub(crate) fn random_uuid(&self) -> Uuid {
        let mut bytes = [0; 16];
        self.inner.random.fill(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }

    async fn commit_visit(&self, commit: Commit) -> Result<(), EngineError> {
        match self.inner.store.commit(commit).await {
            Ok(()) => Ok(()),
            Err(CommitError::Store(error)) => Err(error.into()),
            Err(CommitError::Conflict | CommitError::KeyUsed) => Err(EngineError::Contended),
        }
    }
}

fn subject(id: Uuid) -> String {
    format!("visit-{id}")
}
