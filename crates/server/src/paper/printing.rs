//! Printing a receipt: it is told that it goes on paper, then sent, and if nothing comes out, that is
//! told too. A sale is over before anything of this begins, and nobody waits for a printer.

use super::escpos::{OPEN_DRAWER, escpos};
use super::printer::{send, send_unasked};
use super::settings::{PrinterSettings, WhenPrinted};
use super::slip::Slip;
use crate::App;
use crate::pages::Place;
use crate::pages::receipt::ReceiptView;
use checkout::{
    Channel, Kind, Paper, Print, PrintTrouble, PrintedBy, Sale, SaleId, SaleState, TenderKind,
    TillId,
};
use engine::{Changed, EngineError, Request, SaleView};
use std::collections::HashMap;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OwnedMutexGuard;
use tokio::sync::broadcast::error::RecvError;
use tokio::task::JoinSet;

/// A sale that was completed longer ago than this was not completed just now.
const JUST_NOW_MS: i64 = 60_000;

/// Whose turn it is at each printer, by its address: it takes one receipt at a time, and tills may
/// share it.
#[derive(Clone, Default)]
pub(crate) struct Turns(Arc<Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>>);

impl Turns {
    async fn send(&self, printer: &PrinterSettings, bytes: &[u8]) -> Result<(), PrintTrouble> {
        let _turn = self.of(printer).await;
        send(printer, bytes).await
    }

    /// Whatever the printer is short of.
    async fn open_drawer(&self, printer: &PrinterSettings) -> Result<(), PrintTrouble> {
        let _turn = self.of(printer).await;
        send_unasked(printer, &OPEN_DRAWER).await
    }

    async fn of(&self, printer: &PrinterSettings) -> OwnedMutexGuard<()> {
        let turn = {
            let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(turns.entry(printer.address.clone()).or_default())
        };
        turn.lock_owned().await
    }
}

/// A receipt that is told of, and has yet to be sent to its printer.
pub(crate) struct Job {
    app: App,
    request: Request,
    sale: SaleId,
    paper: Paper,
    printer: PrinterSettings,
}

/// What became of asking for a paper.
pub(crate) struct Begun {
    /// It is printed now; if not, it was told of already, or the till has no printer for it.
    pub(crate) is_new: bool,
    /// What is to be sent to the till's printer, if that prints it.
    pub(crate) job: Option<Job>,
}

/// Tells that a receipt goes on paper at the till that asks.
pub(crate) async fn begin(
    app: &App,
    request: &Request,
    sale: SaleId,
    (paper, by): (Paper, PrintedBy),
) -> Result<Begun, EngineError> {
    let printer = app.settings.receipts.printers.get(&request.context.till);
    if by == PrintedBy::Printer && printer.is_none() {
        return Ok(Begun { is_new: false, job: None });
    }
    let is_new = app.engine.print_receipt(request, sale, paper, by).await?;
    let printer = printer.filter(|_| is_new && by == PrintedBy::Printer).cloned();
    let (app, request) = (app.clone(), request.clone());
    Ok(Begun { is_new, job: printer.map(|printer| Job { app, request, sale, paper, printer }) })
}

impl Job {
    /// Sends it. What the printer has to say is on the sale afterwards.
    pub(crate) async fn finish(self) -> Result<(), EngineError> {
        let Self { app, request, sale, paper, printer } = self;
        let Some(receipt) = ReceiptView::on_paper(&app, sale, paper).await? else { return Ok(()) };
        let bytes = escpos(&Slip::of(&receipt, paper.is_copy), &printer);
        if let Err(why) = app.turns.send(&printer, &bytes).await {
            tracing::warn!(till.id = %request.context.till, ?why, "a receipt was not printed");
            app.engine.receipt_not_printed(&request, sale, paper, why).await?;
        }
        Ok(())
    }

    /// The same, while whoever asked goes on.
    pub(crate) async fn finish_unattended(self) {
        if let Err(error) = self.finish().await {
            tracing::error!(%error, "what came of a receipt can't be told");
        }
    }
}

/// Prints, and opens drawers, as sales are completed.
pub struct Printing {
    app: App,
    /// The sale that was seen to last at each till.
    seen_to: HashMap<TillId, SaleId>,
    under_way: JoinSet<()>,
}

impl Printing {
    pub fn new(app: App) -> Self {
        Self { app, seen_to: HashMap::new(), under_way: JoinSet::new() }
    }

    /// Sees to every change until `stop`, and then to what is under way.
    pub async fn run(mut self, stop: impl Future<Output = ()> + Send) {
        let mut stop = pin!(stop);
        let mut changes = self.app.engine.changes();
        loop {
            tokio::select! {
                changed = changes.recv() => match changed {
                    Ok(changed) => self.changed(&changed).await,
                    // What was missed can be asked for at the till.
                    Err(RecvError::Lagged(missed)) => {
                        tracing::warn!(missed, "receipts may not have been printed");
                    }
                    Err(RecvError::Closed) => break,
                },
                () = &mut stop => break,
            }
        }
        self.done().await;
    }

    /// Sees to what one change has completed, beside what is under way.
    pub async fn changed(&mut self, changed: &Changed) {
        while self.under_way.try_join_next().is_some() {}
        for till in &changed.tills {
            let printer = self.app.settings.receipts.printers.get(till);
            // Nothing to look for where nothing follows.
            let does_something =
                |one: &&PrinterSettings| one.has_drawer || one.when == WhenPrinted::Always;
            let Some(printer) = printer.filter(does_something).cloned() else { continue };
            if let Err(error) = self.see_to(changed, till, printer).await {
                tracing::error!(%error, till.id = %till, "a receipt can't be printed by itself");
            }
        }
    }

    /// Waits for what is under way.
    pub async fn done(&mut self) {
        while self.under_way.join_next().await.is_some() {}
    }

    async fn see_to(
        &mut self,
        changed: &Changed,
        till: &TillId,
        printer: PrinterSettings,
    ) -> Result<(), EngineError> {
        let engine = &self.app.engine;
        if !changed.ids.iter().any(|id| id.kind == Kind::Sale) {
            return Ok(());
        }
        let Some(view) = engine.current_sale(&changed.merchant, till).await? else {
            return Ok(());
        };
        let is_of_it = changed.ids.contains(&(&view.sale.id).into());
        if !is_of_it || !is_just_completed(&view, engine.now_unix_ms()) {
            return Ok(());
        }
        if self.seen_to.insert(till.clone(), view.sale.id) == Some(view.sale.id) {
            return Ok(());
        }
        let opens = printer.has_drawer && takes_cash(&view.sale);
        let mut job = None;
        if printer.when == WhenPrinted::Always {
            let operator = view.sale.context.operator.clone();
            let context =
                engine.shop(&changed.merchant)?.context(till, operator, Channel::Engine)?;
            let request = Request { context, answer: None };
            let paper = Paper { returning: None, is_copy: false };
            let what = (paper, PrintedBy::Printer);
            job = begin(&self.app, &request, view.sale.id, what).await?.job;
        }
        let (turns, till) = (self.app.turns.clone(), till.clone());
        self.under_way.spawn(async move {
            // Whoever stands there sees whether it opens.
            if opens && let Err(why) = turns.open_drawer(&printer).await {
                tracing::warn!(till.id = %till, ?why, "a drawer did not open");
            }
            if let Some(job) = job {
                job.finish_unattended().await;
            }
        });
        Ok(())
    }
}

fn is_just_completed(view: &SaleView, now_unix_ms: i64) -> bool {
    let SaleState::Completed { at_unix_ms, .. } = view.sale.state else { return false };
    view.sale.prints.original == Print::None && now_unix_ms - at_unix_ms < JUST_NOW_MS
}

fn takes_cash(sale: &Sale) -> bool {
    sale.tenders.iter().any(|tender| matches!(tender.kind, TenderKind::Cash))
}

impl ReceiptView {
    /// The receipt in the language of its store, as it is put on paper; none before it is there.
    pub(crate) async fn on_paper(
        app: &App,
        sale: SaleId,
        paper: Paper,
    ) -> Result<Option<Self>, EngineError> {
        let merchant = &app.settings.merchant;
        match paper.returning {
            None => {
                let view = app.engine.sale(merchant, sale).await?;
                let place = Place::of(app, &view.sale.context.till, None)?;
                Ok(Self::of(&place, &view))
            }
            Some(id) => {
                let view = app.engine.returning(merchant, id).await?;
                let place = Place::of(app, &view.returning.context.till, None)?;
                Ok(Self::of_return(&place, &view))
            }
        }
    }
}
