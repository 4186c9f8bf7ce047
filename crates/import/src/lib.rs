//! CSV files into the catalogue, the price lists, the vouchers and the club: looked through whole, every
//! line that can't be used named, and nothing put in unless all can. And out again.
//!
//! [`check`] looks through what somebody brings, and compares it with what is there; [`Checked::put`] puts
//! in what is new. What is stopped between two rows is done again from the start: what is there already
//! stays as it is. [`Exporting`] writes catalogue and price lists as files that can be brought back.

mod csv_file;
mod export;
mod fault;
mod going;
mod members;
mod prices;
mod products;
mod vouchers;

pub use export::{Export, Exporting};
pub use fault::{CellFault, Fault, FileFault, LineFaults};
pub use vouchers::Row as VoucherLine;

use checkout::{Currency, ImportKind, LocalDate, MerchantId, ProductId};
use csv_file::text;
use engine::{BeforeWarning, Engine, EngineError, ImportOrder, Request, VoucherOrder};
use going::{by_chunks, for_each};
use store::{NewPriceRow, Product, StoreError};

/// Rows with the numbers of their lines.
pub type Rows<T> = Vec<(u64, T)>;

/// Hears how many rows of how many are done.
pub type Progress<'a> = &'a (dyn Fn(usize, usize) + Send + Sync);

/// A file of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum File {
    Products,
    Prices,
    Vouchers,
    Members,
    Consents,
    Points,
}

impl File {
    pub const ALL: [Self; 6] =
        [Self::Products, Self::Prices, Self::Vouchers, Self::Members, Self::Consents, Self::Points];

    pub fn name(self) -> &'static str {
        match self {
            Self::Products => "products",
            Self::Prices => "prices",
            Self::Vouchers => "vouchers",
            Self::Members => "members",
            Self::Consents => "consents",
            Self::Points => "points",
        }
    }

    /// A file of that kind as it may be: its first line and one row.
    pub fn example(self) -> String {
        let (header, row) = match self {
            Self::Products => (products::HEADER_WITH_GROUPS, products::EXAMPLE),
            Self::Prices => (prices::HEADER, prices::EXAMPLE),
            Self::Vouchers => (vouchers::HEADER, vouchers::EXAMPLE),
            Self::Members => (members::MEMBERS_HEADER, members::MEMBER_EXAMPLE),
            Self::Consents => (members::CONSENTS_HEADER, members::CONSENT_EXAMPLE),
            Self::Points => (members::POINTS_HEADER, members::POINTS_EXAMPLE),
        };
        format!("{header}\n{row}\n")
    }
}

/// What somebody brings: the bytes of files.
pub enum Brought {
    Products(Vec<u8>),
    Prices(Vec<u8>),
    Vouchers(Vec<u8>),
    Members { members: Vec<u8>, consents: Vec<u8>, points: Option<Vec<u8>> },
}

impl Brought {
    pub fn kind(&self) -> ImportKind {
        match self {
            Self::Products(_) => ImportKind::Products,
            Self::Prices(_) => ImportKind::Prices,
            Self::Vouchers(_) => ImportKind::Vouchers,
            Self::Members { .. } => ImportKind::Members,
        }
    }

    /// The file that says what it is.
    fn file(&self) -> File {
        match self {
            Self::Products(_) => File::Products,
            Self::Prices(_) => File::Prices,
            Self::Vouchers(_) => File::Vouchers,
            Self::Members { .. } => File::Members,
        }
    }
}

/// What was looked through and can be put in.
pub struct Checked {
    rows: ToPut,
    /// So many rows are there already as the file has them, and are left out.
    pub before: usize,
    pub warnings: Vec<Warning>,
}

enum ToPut {
    Products(Vec<Product>),
    Prices(Vec<NewPriceRow>),
    Vouchers(Rows<VoucherOrder>),
    Members(Rows<ImportOrder>),
}

/// What can be put in, and may be meant otherwise.
#[derive(Debug)]
pub enum Warning {
    /// Dearer than in the catalogue, so nobody gets it.
    Dearer { line: u64 },
    /// A before-price that must not be shown.
    Before(Box<BeforeWarning>),
    /// So many joined and answered so long ago that their club erases them within a day.
    Dormant { count: usize, first_line: u64 },
}

#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("{fault}")]
    Unusable { file: File, fault: FileFault },
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// A fault of ours.
    #[error("the import broke off: look in the log")]
    Broken,
    /// What is in is in; the import can be started again.
    #[error("the import stopped{}: start it again, and it goes on", at_line(*.line))]
    Stopped { line: Option<u64>, source: EngineError },
}

fn at_line(line: Option<u64>) -> String {
    line.map(|line| format!(" at line {line}")).unwrap_or_default()
}

impl From<StoreError> for ImportError {
    fn from(error: StoreError) -> Self {
        Self::Engine(error.into())
    }
}

impl ImportError {
    fn unusable(file: File) -> impl Fn(FileFault) -> Self + Send {
        move |fault| Self::Unusable { file, fault }
    }
}

/// Looks through what somebody brings, and through what is there.
///
/// # Errors
/// [`ImportError::Unusable`] with everything that can't be used.
pub async fn check(
    engine: &Engine,
    merchant: &MerchantId,
    brought: Brought,
    progress: Progress<'_>,
) -> Result<Checked, ImportError> {
    let unusable = ImportError::unusable(brought.file());
    let (reader, of) = (engine.clone(), merchant.clone());
    match brought {
        Brought::Products(bytes) => {
            let rows = apart(move || text(bytes).and_then(|text| products::parse(&text))).await?;
            products::check(engine, merchant, rows.map_err(unusable)?, progress).await
        }
        Brought::Prices(bytes) => {
            let rows = apart(move || text(bytes).and_then(|text| prices::parse(&text))).await?;
            prices::check(engine, merchant, rows.map_err(unusable)?, progress).await
        }
        Brought::Vouchers(bytes) => {
            let read = move || {
                let shop = reader.shop(&of)?;
                let rows = text(bytes).and_then(|text| vouchers::parse(&text, shop));
                rows.map_err(unusable)
            };
            vouchers::check(engine, merchant, apart(read).await??, progress).await
        }
        Brought::Members { members, consents, points } => {
            let read = move || members::parse(&reader, &of, members, consents, points);
            members::check(engine, merchant, apart(read).await??, progress).await
        }
    }
}

/// Reads a large file where nobody else waits.
async fn apart<T: Send + 'static>(
    read: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ImportError> {
    tokio::task::spawn_blocking(read).await.map_err(|_| ImportError::Broken)
}

impl Checked {
    /// How many rows are to be put in.
    pub fn new_rows(&self) -> usize {
        match &self.rows {
            ToPut::Products(rows) => rows.len(),
            ToPut::Prices(rows) => rows.len(),
            ToPut::Vouchers(rows) => rows.len(),
            ToPut::Members(rows) => rows.len(),
        }
    }

    fn kind(&self) -> ImportKind {
        match &self.rows {
            ToPut::Products(_) => ImportKind::Products,
            ToPut::Prices(_) => ImportKind::Prices,
            ToPut::Vouchers(_) => ImportKind::Vouchers,
            ToPut::Members(_) => ImportKind::Members,
        }
    }

    /// Puts in what is new, on behalf of whoever asks, and says so in the journal first.
    ///
    /// # Errors
    /// [`ImportError::Stopped`].
    pub async fn put(
        self,
        engine: &Engine,
        request: &Request,
        progress: Progress<'_>,
    ) -> Result<(), ImportError> {
        if self.new_rows() == 0 {
            return Ok(());
        }
        let rows = u64::try_from(self.new_rows()).unwrap_or(u64::MAX);
        let stopped = |source: EngineError| ImportError::Stopped { line: None, source };
        engine.journal_import(request, self.kind(), rows).await.map_err(stopped)?;
        let stopped = |source: StoreError| stopped(source.into());
        let merchant = &request.context.merchant;
        match self.rows {
            ToPut::Products(rows) => {
                let put = |some| engine.store().put_products(merchant, some);
                by_chunks(rows, put, progress).await.map_err(stopped)
            }
            ToPut::Prices(rows) => {
                let put = |some| engine.store().put_price_rows(merchant, some);
                by_chunks(rows, put, progress).await.map_err(stopped)
            }
            ToPut::Vouchers(rows) => {
                let issue = |line, order: VoucherOrder| {
                    let (engine, request) = (engine.clone(), request.clone());
                    async move {
                        let issued = engine.issue_voucher(&request, &order).await;
                        issued.map_err(|source| ImportError::Stopped { line: Some(line), source })
                    }
                };
                for_each(rows, issue, progress).await.map(|_| ())
            }
            ToPut::Members(rows) => {
                let take_in = |line, order: ImportOrder| {
                    let (engine, request) = (engine.clone(), request.clone());
                    async move {
                        let member = engine.new_member_id();
                        let taken = engine.import_member(&request, member, order).await;
                        taken.map_err(|source| ImportError::Stopped { line: Some(line), source })
                    }
                };
                for_each(rows, take_in, progress).await.map(|_| ())
            }
        }
    }
}

/// Before-prices of products that must not be shown once more prices hold, on the day that it is where
/// their currency is.
async fn before_prices(
    engine: &Engine,
    merchant: &MerchantId,
    of: (&ProductId, Currency),
    more: &[NewPriceRow],
) -> Result<impl Iterator<Item = Warning> + use<>, EngineError> {
    let on: LocalDate = engine.shop(merchant)?.day_in(of.1, engine.now_unix_ms());
    let warnings = engine.before_prices(merchant, of.0, of.1, on, more).await?;
    Ok(warnings.into_iter().map(|warning| Warning::Before(Box::new(warning))))
}
