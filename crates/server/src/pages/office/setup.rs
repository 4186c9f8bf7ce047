//! What is set up, and whether it is well: stores, tills, sales units with a check of their keys,
//! clubs that are kept elsewhere, keys of the API, and people. Secrets are shown to nobody.

use super::super::stopped::Stopped;
use super::desk::{Desk, Section, role};
use crate::words::Words;
use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use checkout::{PaymentFlow, SalesUnit, Store};
use engine::{Unavailable, UnitSettings};

struct StoreRow {
    name: String,
    id: String,
    currency: &'static str,
    zone: String,
    club: String,
    msn: String,
}

struct TillRow {
    id: String,
    store: String,
    pos_id: String,
    is_training: bool,
    /// What it is at.
    at: String,
    /// How many sales are parked there.
    parked: usize,
}

/// How something is, and in words.
struct Mark {
    look: &'static str,
    words: String,
}

struct UnitRow {
    msn: String,
    environment: String,
    reach: Mark,
    push: Mark,
    notices: Mark,
    /// What the check of its keys found, once it was asked for.
    keys: Option<Mark>,
}

struct ClubRow {
    id: String,
    reach: Mark,
}

struct KeyRow {
    client: String,
    role: String,
    where_from: String,
}

struct PersonRow {
    name: String,
    id: String,
    role: String,
    stores: String,
    signs_in: String,
}

#[derive(Template)]
#[template(path = "office/setup.html")]
struct Page<'a> {
    desk: &'a Desk,
    words: Words,
    here: Section,
    stores: Vec<StoreRow>,
    tills: Vec<TillRow>,
    units: Vec<UnitRow>,
    clubs: Vec<ClubRow>,
    keys: Vec<KeyRow>,
    people: Vec<PersonRow>,
}

pub(super) async fn page(desk: Desk) -> Result<Response, Stopped> {
    show(&desk, false).await
}

/// The same, and each sales unit is asked whether it takes its keys: the list of webhooks needs every one
/// of them, and changes nothing.
pub(super) async fn check(desk: Desk) -> Result<Response, Stopped> {
    show(&desk, true).await
}

async fn show(desk: &Desk, is_checked: bool) -> Result<Response, Stopped> {
    let words = desk.words;
    let stores = desk.stores()?;
    let mut units = Vec::new();
    for settings in &desk.shop()?.units {
        if stores.iter().any(|store| store.sales_unit == settings.unit) {
            units.push(unit(desk, settings, is_checked).await?);
        }
    }
    let clubs = desk.app.engine.club_availability(&desk.app.settings.merchant)?;
    let is_theirs =
        |club: &checkout::ClubId| stores.iter().any(|store| store.club.as_ref() == Some(club));
    let clubs = clubs.into_iter().filter(|one| is_theirs(&one.club)).map(|one| ClubRow {
        id: one.club.to_string(),
        reach: reach(one.outage.map(|outage| outage.why), words),
    });
    let settings = &desk.app.settings;
    let keys = settings.api_keys.iter().map(|key| KeyRow {
        client: key.client.clone(),
        role: role(key.role, words),
        where_from: words
            .of(if key.loopback_only { "setup-here-only" } else { "setup-anywhere" })
            .to_string(),
    });
    let people = settings.people.iter().map(|person| {
        let mut signs_in = Vec::new();
        signs_in.extend(person.pin.as_ref().map(|_| words.of("sign-in-pin").to_string()));
        signs_in.extend(person.password.as_ref().map(|_| words.of("sign-in-password").to_string()));
        let stores = person.stores.iter().map(ToString::to_string).collect::<Vec<_>>();
        PersonRow {
            name: person.name.clone(),
            id: person.id.clone(),
            role: role(person.role, words),
            stores: if stores.is_empty() {
                words.of("office-all-stores").to_string()
            } else {
                stores.join(", ")
            },
            signs_in: signs_in.join(", "),
        }
    });
    let page = Page {
        desk,
        words,
        here: Section::Setup,
        stores: stores.iter().map(|store| store_row(store)).collect(),
        tills: tills(desk, &stores).await?,
        units,
        clubs: clubs.collect(),
        keys: keys.collect(),
        people: people.collect(),
    };
    Ok(Html(page.render()?).into_response())
}

fn store_row(store: &Store) -> StoreRow {
    StoreRow {
        name: store.name.clone(),
        id: store.id.to_string(),
        currency: store.currency.code(),
        zone: store.zone.clone(),
        club: store.club.as_ref().map(ToString::to_string).unwrap_or_default(),
        msn: store.sales_unit.msn.to_string(),
    }
}

async fn tills(desk: &Desk, stores: &[&Store]) -> Result<Vec<TillRow>, Stopped> {
    let words = desk.words;
    let mut rows = Vec::new();
    for till in &desk.shop()?.tills {
        let Some(store) = stores.iter().find(|store| store.id == till.store) else { continue };
        let known = desk.app.engine.till(&desk.app.settings.merchant, &till.id).await?;
        let current = known.as_ref().and_then(|till| till.current_sale);
        let at = match current {
            None => words.of("setup-till-unused"),
            Some(sale) => {
                let listed =
                    desk.app.engine.listed_one(&desk.app.settings.merchant, sale.0).await?;
                let at = listed.map(|one| desk.moment(one.at_unix_ms, store)).unwrap_or_default();
                words.of("setup-till-last").with("at", at)
            }
        };
        rows.push(TillRow {
            id: till.id.to_string(),
            store: store.name.clone(),
            pos_id: till.pos_id.clone(),
            is_training: till.book == checkout::Book::Training,
            at: at.to_string(),
            parked: known.map_or(0, |till| till.parked.len()),
        });
    }
    Ok(rows)
}

async fn unit(desk: &Desk, settings: &UnitSettings, is_checked: bool) -> Result<UnitRow, Stopped> {
    let (engine, merchant, words) = (&desk.app.engine, &desk.app.settings.merchant, desk.words);
    let unit = &settings.unit;
    let keys = if is_checked { Some(keys(settings, words).await) } else { None };
    let outage = engine.availability(merchant)?.into_iter().find(|one| one.unit == *unit);
    let outage = outage.and_then(|one| one.outage).map(|outage| outage.why);
    let mark = |look, message: &'static str| Mark { look, words: words.of(message).to_string() };
    let push = match engine.flow_at(merchant, unit).await? {
        PaymentFlow::Push if engine.has_pushed(unit) => mark("good", "setup-push"),
        PaymentFlow::Push => mark("", "setup-push-untried"),
        PaymentFlow::Qr => mark("wait", "setup-no-push"),
    };
    Ok(UnitRow {
        msn: unit.msn.to_string(),
        environment: format!("{:?}", unit.environment).to_lowercase(),
        reach: reach(outage, words),
        push,
        notices: notices(desk, unit)?,
        keys,
    })
}

fn notices(desk: &Desk, unit: &SalesUnit) -> Result<Mark, Stopped> {
    let mark =
        |look, message: &'static str| Mark { look, words: desk.words.of(message).to_string() };
    if desk.shop()?.public_url.is_none() {
        return Ok(mark("wait", "setup-notices-none"));
    }
    let troubles = desk.app.engine.unresolved_units(&desk.app.settings.merchant)?;
    let is_failing = troubles
        .iter()
        .any(|one| one.unit == *unit && one.trouble == engine::UnitTrouble::Webhooks);
    Ok(if is_failing {
        mark("bad", "setup-notices-failing")
    } else {
        mark("good", "setup-notices")
    })
}

async fn keys(settings: &UnitSettings, words: Words) -> Mark {
    let found = settings.client.webhooks().list().await;
    let (look, message) = match found {
        Ok(_) => ("good", "setup-keys-taken"),
        Err(vipps_mobilepay::Error::Unauthorised { .. }) => ("bad", "setup-keys-refused"),
        Err(error) => {
            tracing::warn!(%error, "the keys of a sales unit could not be checked");
            ("wait", "setup-keys-unknown")
        }
    };
    Mark { look, words: words.of(message).to_string() }
}

fn reach(why: Option<Unavailable>, words: Words) -> Mark {
    let (look, message) = match why {
        None => ("good", "setup-answers"),
        Some(Unavailable::Silent | Unavailable::Failing) => ("bad", "setup-silent"),
        Some(Unavailable::KeysRefused) => ("bad", "setup-keys-refused"),
    };
    Mark { look, words: words.of(message).to_string() }
}
