//! `GET /v1/availability`

use super::auth::Caller;
use super::problem::{Problem, ProblemBody};
use crate::App;
use axum::Json;
use axum::extract::State;
use checkout::Environment;
use engine::{Availability, ClubAvailability, EngineError, Outage, Unavailable};
use serde::Serialize;
use utoipa::ToSchema;

const CLUB_UNAVAILABLE: &str = "The club's own system does not answer as it should. Sales go on without \
    it, and it is told later.";
const CLUB_REFUSES_TOKEN: &str =
    "The club's own system does not accept our token. Look at token_env in the settings.";

/// Whether Vipps MobilePay can be used, and the clubs that are kept elsewhere.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AvailabilityBody {
    sales_units: Vec<UnitBody>,
    /// The clubs that the merchant keeps in a system of its own.
    clubs: Vec<ClubBody>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ClubBody {
    #[schema(example = "fjelltopp")]
    club: String,
    available: bool,
    /// There while it is not available.
    outage: Option<OutageBody>,
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
/// refused at once (`vipps_unavailable`), other tenders go on, and what is under way waits. While a club
/// that is kept elsewhere can't be asked, prices are the public ones, its points pay nothing, and it is told
/// of purchases later.
#[utoipa::path(get, path = "/v1/availability", tag = "operation",
    responses((status = 200, body = AvailabilityBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn read_availability(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<AvailabilityBody>, Problem> {
    let units = app.engine.availability(&caller.merchant)?.into_iter();
    let clubs = app.engine.club_availability(&caller.merchant)?.into_iter();
    Ok(Json(AvailabilityBody {
        sales_units: units.map(body_of).collect(),
        clubs: clubs.map(club_of).collect(),
    }))
}

fn body_of(Availability { unit, outage }: Availability) -> UnitBody {
    UnitBody {
        msn: unit.msn.to_string(),
        environment: unit.environment,
        available: outage.is_none(),
        outage: outage
            .map(|outage| outage_of(outage, EngineError::Unavailable(outage.why).to_string())),
    }
}

fn club_of(ClubAvailability { club, outage }: ClubAvailability) -> ClubBody {
    let detail = |why| match why {
        Unavailable::KeysRefused => CLUB_REFUSES_TOKEN,
        Unavailable::Silent | Unavailable::Failing => CLUB_UNAVAILABLE,
    };
    ClubBody {
        club: club.to_string(),
        available: outage.is_none(),
        outage: outage.map(|outage| outage_of(outage, detail(outage.why).to_owned())),
    }
}

fn outage_of(outage: Outage, detail: String) -> OutageBody {
    OutageBody {
        why: match outage.why {
            Unavailable::Silent => "silent",
            Unavailable::Failing => "failing",
            Unavailable::KeysRefused => "keys_refused",
        },
        detail,
        since_unix_ms: outage.since_unix_ms,
        next_try_at_unix_ms: outage.next_try_at_unix_ms,
    }
}
