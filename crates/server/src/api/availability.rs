//! `GET /v1/availability`

use super::auth::Caller;
use super::problem::{Problem, ProblemBody};
use crate::App;
use axum::Json;
use axum::extract::State;
use checkout::Environment;
use engine::{Availability, EngineError, Unavailable};
use serde::Serialize;
use utoipa::ToSchema;

/// Whether Vipps MobilePay can be used.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AvailabilityBody {
    sales_units: Vec<UnitBody>,
}

#[derive(Debug, Serialize, ToSchema)]
struct UnitBody {
    #[schema(example = "123456")]
    msn: String,
    #[schema(value_type = String, example = "production")]
    environment: Environment,
    available: bool,
    /// There while it is not available.
    outage: Option<OutageBody>,
}

#[derive(Debug, Serialize, ToSchema)]
struct OutageBody {
    /// `silent` (no answers), `failing` (answers that tell of trouble there), or `keys_refused`.
    #[schema(value_type = String, example = "silent")]
    why: &'static str,
    /// What it is, and what to do.
    detail: String,
    since_unix_ms: i64,
    /// It is tried again by itself, and available again from the first answer on.
    next_try_at_unix_ms: i64,
}

/// Whether Vipps MobilePay can be used at each sales unit. While it can't, payment requests are
/// refused at once (`vipps_unavailable`), other tenders go on, and what is under way waits.
#[utoipa::path(get, path = "/v1/availability", tag = "operation",
    responses((status = 200, body = AvailabilityBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn read_availability(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<AvailabilityBody>, Problem> {
    let units = app.engine.availability(&caller.merchant)?.into_iter();
    Ok(Json(AvailabilityBody { sales_units: units.map(body_of).collect() }))
}

fn body_of(Availability { unit, outage }: Availability) -> UnitBody {
    UnitBody {
        msn: unit.msn.to_string(),
        environment: unit.environment,
        available: outage.is_none(),
        outage: outage.map(|outage| OutageBody {
            why: match outage.why {
                Unavailable::Silent => "silent",
                Unavailable::Failing => "failing",
                Unavailable::KeysRefused => "keys_refused",
            },
            detail: EngineError::Unavailable(outage.why).to_string(),
            since_unix_ms: outage.since_unix_ms,
            next_try_at_unix_ms: outage.next_try_at_unix_ms,
        }),
    }
}
