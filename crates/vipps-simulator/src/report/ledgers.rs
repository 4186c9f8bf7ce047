//! `GET /settlement/v1/ledgers`: one ledger for each sales unit that the keys may see.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::extract::Query;
use crate::money::Currency;
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
    settles_for_recipient_handles: [String; 1],
    sales_units: [UnitDocument<'a>; 1],
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
    /// The ledger of a sales unit.
    pub(crate) fn ledger_id(&self, msn: &str) -> String {
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
    let units = units.filter(|unit| wanted.as_ref().is_none_or(|it| *it == handle(&unit.msn)));
    let items = units.map(|unit| document(settings, unit)).collect();
    Answer::json(StatusCode::OK, &List { items, cursor: "" })
}

fn document<'a>(settings: &Settings, unit: &'a SalesUnit) -> LedgerDocument<'a> {
    let (bank, business) = match unit.currency {
        Currency::Dkk => ("BBAN:DK", "business:DK:CVR"),
        Currency::Eur => ("BBAN:FI", "business:FI:Y-tunnus"),
        _ => ("BBAN:NO", "business:NO:ORG"),
    };
    let ledger_id = settings.ledger_id(&unit.msn);
    let owner = Identifier { scheme: business, id: "987654321".into() };
    LedgerDocument {
        currency: unit.currency,
        payout_bank_account: Identifier { scheme: bank, id: format!("86011{ledger_id}") },
        owner: owner.clone(),
        settles_for_recipient_handles: [handle(&unit.msn)],
        sales_units: [UnitDocument {
            name: &unit.name,
            recipient_handle: handle(&unit.msn),
            business_identifier: owner,
        }],
        ledger_id,
    }
}
