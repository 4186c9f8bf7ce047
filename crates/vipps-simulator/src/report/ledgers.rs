//! `GET /settlement/v1/ledgers`: one ledger for each sales unit that the keys may see, or for those
//! of a merchant that have one currency.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::extract::Query;
use crate::money::Currency;
use crate::readings::Readings;
use crate::report::call::ReportCall;
use crate::settings::{SalesUnit, Settings};
use crate::simulator::Simulator;

/// Ledgers are numbered from here in the order of the sales units.
const FIRST_LEDGER: usize = 302_321;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LedgerQuery {
    settles_for_recipient_handles: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LedgerDocument<'a> {
    ledger_id: String,
    currency: Currency,
    payout_bank_account: Identifier,
    owner: Identifier,
    settles_for_recipient_handles: Vec<String>,
    sales_units: Vec<UnitDocument<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct UnitDocument<'a> {
    name: &'a str,
    recipient_handle: String,
    business_identifier: Identifier,
}

#[derive(Clone, Serialize)]
struct Identifier {
    scheme: &'static str,
    id: String,
}

impl Settings {
    /// The sales unit that a ledger is numbered after: its own, or the first that shares it.
    pub(crate) fn ledger_msn<'a>(&'a self, readings: Readings, msn: &'a str) -> &'a str {
        let owner = self.owner(msn).filter(|_| readings.ledgers_are_shared);
        let Some((owner, unit)) = owner.zip(self.sales_unit(msn)) else { return msn };
        let mut units = owner.sales_units.iter();
        units.find(|first| first.currency == unit.currency).map_or(msn, |first| &first.msn)
    }

    /// The ledger of a sales unit.
    pub(crate) fn ledger_id(&self, readings: Readings, msn: &str) -> String {
        let msn = self.ledger_msn(readings, msn);
        let mut units = self.merchants.iter().flat_map(|merchant| &merchant.sales_units);
        let position = units.position(|unit| unit.msn == msn).unwrap_or_default();
        (FIRST_LEDGER + position).to_string()
    }
}

/// How entries name a sales unit.
pub(super) fn handle(msn: &str) -> String {
    format!("api:{msn}")
}

pub(super) async fn list(
    State(simulator): State<Simulator>,
    Query(query): Query<LedgerQuery>,
    call: ReportCall,
) -> Answer {
    #[derive(Serialize)]
    struct List<'a> {
        items: Vec<LedgerDocument<'a>>,
        /// Empty, as all ledgers fit one page.
        cursor: &'a str,
    }
    let settings = simulator.settings();
    let wanted = query.settles_for_recipient_handles;
    let units = settings.key_set(&call.client_id).into_iter().flat_map(|keys| keys.units(settings));
    let readings = simulator.readings();
    let mut items: Vec<LedgerDocument<'_>> = Vec::new();
    for unit in units {
        let ledger_id = settings.ledger_id(readings, &unit.msn);
        match items.iter_mut().find(|ledger| ledger.ledger_id == ledger_id) {
            Some(ledger) => ledger.add(unit),
            None => items.push(document(unit, ledger_id)),
        }
    }
    if let Some(wanted) = wanted {
        items.retain(|ledger| ledger.settles_for_recipient_handles.contains(&wanted));
    }
    Answer::json(StatusCode::OK, &List { items, cursor: "" })
}

fn document(unit: &SalesUnit, ledger_id: String) -> LedgerDocument<'_> {
    let (bank, business) = match unit.currency {
        Currency::Dkk => ("BBAN:DK", "business:DK:CVR"),
        Currency::Eur => ("BBAN:FI", "business:FI:Y-tunnus"),
        _ => ("BBAN:NO", "business:NO:ORG"),
    };
    let owner = Identifier { scheme: business, id: "987654321".into() };
    let mut ledger = LedgerDocument {
        currency: unit.currency,
        payout_bank_account: Identifier { scheme: bank, id: format!("86011{ledger_id}") },
        owner,
        settles_for_recipient_handles: Vec::new(),
        sales_units: Vec::new(),
        ledger_id,
    };
    ledger.add(unit);
    ledger
}

impl<'a> LedgerDocument<'a> {
    fn add(&mut self, unit: &'a SalesUnit) {
        self.settles_for_recipient_handles.push(handle(&unit.msn));
        self.sales_units.push(UnitDocument {
            name: &unit.name,
            recipient_handle: handle(&unit.msn),
            business_identifier: self.owner.clone(),
        });
    }
}
