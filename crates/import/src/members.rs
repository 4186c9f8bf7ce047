//! Members and their consents from another club system, and the points that they have there.
//!
//! What goes wrong is told by line and column, never by what stands there: it is about people.

use crate::csv_file::{cells, day, filled, rows, some, text, whole};
use crate::fault::{CellFault, Fault, FileFault, LineFaults};
use crate::going::for_each;
use crate::{Checked, File, ImportError, Progress, Rows, ToPut, Warning};
use checkout::{
    ADJUSTED_MAX, BroughtPoints, ClubId, Country, MerchantId, Msisdn, Purpose, Store, StoreId,
};
use engine::{
    ClubSettings, Engine, IMPORT_CONSENTS_MAX, IMPORT_NAME_LENGTH_MAX, IMPORT_POINTS_MAX,
    ImportOrder, Imported, ImportedConsent, Shop,
};
use std::collections::HashMap;

pub(crate) const MEMBERS_HEADER: &str = "phone_number,first_name,name,email,store,joined";
pub(crate) const MEMBER_EXAMPLE: &str =
    "+4798765432,Kari,Kari Solberg Haugen,kari@example.com,oslo,2019-03-01";
pub(crate) const CONSENTS_HEADER: &str = "phone_number,purpose,answer,version,language,answered";
pub(crate) const CONSENT_EXAMPLE: &str = "+4798765432,terms,yes,2018,NO,2019-03-01";
pub(crate) const POINTS_HEADER: &str = "phone_number,points,last_day";
pub(crate) const POINTS_EXAMPLE: &str = "+4798765432,250,2027-06-30";
/// What is earlier is a slip: no club is as old.
const FIRST_YEAR: i16 = 1900;
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// Reads the files.
///
/// # Errors
/// Every line of the first that has any that can't be used.
pub(crate) fn parse(
    engine: &Engine,
    merchant: &MerchantId,
    members: Vec<u8>,
    consents: Vec<u8>,
    points: Option<Vec<u8>>,
) -> Result<Rows<ImportOrder>, ImportError> {
    let shop = ShopNow { shop: engine.shop(merchant)?, now_unix_ms: engine.now_unix_ms() };
    let [of_members, of_consents, of_points] =
        [File::Members, File::Consents, File::Points].map(ImportError::unusable);
    let mut rows = text(members).and_then(|text| shop.members(&text)).map_err(&of_members)?;
    let consents = text(consents).map_err(&of_consents)?;
    shop.add_consents(&mut rows, &consents).map_err(&of_consents)?;
    if let Some(points) = points {
        let points = text(points).map_err(&of_points)?;
        shop.add_points(&mut rows, &points).map_err(&of_points)?;
    }
    agreed(&rows).map_err(&of_members)?;
    Ok(rows)
}

/// Leaves out those who are there already.
pub(crate) async fn check(
    engine: &Engine,
    merchant: &MerchantId,
    members: Rows<ImportOrder>,
    progress: Progress<'_>,
) -> Result<Checked, ImportError> {
    let whole = members.len();
    let shop = ShopNow { shop: engine.shop(merchant)?, now_unix_ms: engine.now_unix_ms() };
    let dormant = shop.dormant(&members);
    let look = |line, order: ImportOrder| {
        let (engine, merchant) = (engine.clone(), merchant.clone());
        async move { Ok((line, engine.imported(&merchant, &order).await?, order)) }
    };
    let (mut new, mut faults) = (Rows::new(), LineFaults::default());
    for (line, imported, order) in for_each(members, look, progress).await? {
        match imported {
            Imported::NotYet => new.push((line, order)),
            Imported::Before => {}
            Imported::Otherwise => {
                faults.add(line, Fault::of("phone_number")(CellFault::NumberTaken));
            }
        }
    }
    faults.none().map_err(ImportError::unusable(File::Members))?;
    let first = dormant.first().copied();
    let warning = first.map(|first_line| Warning::Dormant { count: dormant.len(), first_line });
    let before = whole - new.len();
    let warnings = warning.into_iter().collect();
    Ok(Checked { rows: ToPut::Members(new), before, warnings })
}

/// The shop that the members belong to, and what time it is.
struct ShopNow<'a> {
    shop: &'a Shop,
    now_unix_ms: i64,
}

impl ShopNow<'_> {
    /// The members of the file, without their consents.
    fn members(&self, text: &str) -> Result<Rows<ImportOrder>, FileFault> {
        let key = |order: &ImportOrder| order.phone_number.clone();
        let rows = rows(text, MEMBERS_HEADER, |record| self.member(record), key)?;
        let club = |order: &ImportOrder| self.store(&order.store).and_then(club_of).ok();
        let first = rows.first().and_then(|(_, order)| club(order));
        let mut faults = LineFaults::default();
        for (line, order) in &rows {
            if club(order) != first {
                faults.add(*line, Fault::of("store")(CellFault::OtherClub));
            }
        }
        faults.none()?;
        Ok(rows)
    }

    fn member(&self, record: &csv::StringRecord) -> Result<ImportOrder, Fault> {
        let [phone, given_name, name, email, store, joined] = cells(record);
        let number = number(phone)?;
        let store = self.store(&StoreId::new(store)).map_err(Fault::of("store"))?;
        let club = club_of(store).map_err(Fault::of("store"))?;
        if self.shop.directories.contains_key(club) {
            return Err(Fault::of("store")(CellFault::OwnSystem));
        }
        let email = known(email).map_err(Fault::of("email"))?;
        if email.as_ref().is_some_and(|email| !email.contains('@')) {
            return Err(Fault::of("email")(CellFault::Email));
        }
        Ok(ImportOrder {
            phone_number: written(&number),
            given_name: known(given_name).map_err(Fault::of("first_name"))?,
            name: known(name).map_err(Fault::of("name"))?,
            email,
            joined_at_unix_ms: self.began(joined, &store.id).map_err(Fault::of("joined"))?,
            store: store.id.clone(),
            consents: Vec::new(),
            points: Vec::new(),
        })
    }

    /// Gives the members the answers of the other file, the oldest first.
    fn add_consents(&self, members: &mut Rows<ImportOrder>, text: &str) -> Result<(), FileFault> {
        let numbers = by_number(members);
        let club = self.club_of_all(members)?;
        let settings = self.shop.club(club);
        let read = |record: &csv::StringRecord| {
            let number = number(&record[0])?;
            let store = &members[index_of(&numbers, &number)?].1.store;
            Ok((number, self.consent(record, &settings, store)?))
        };
        let key = |(number, consent): &(Msisdn, ImportedConsent)| {
            (number.clone(), consent.purpose.clone(), consent.at_unix_ms)
        };
        let answers = rows(text, CONSENTS_HEADER, read, key)?;
        let most = IMPORT_CONSENTS_MAX;
        give(members, answers, |order| &mut order.consents, most, &Fault::TooManyAnswers { most })?;
        for (_, order) in members {
            order.consents.sort_by_key(|consent| consent.at_unix_ms);
        }
        Ok(())
    }

    fn consent(
        &self,
        record: &csv::StringRecord,
        club: &ClubSettings,
        store: &StoreId,
    ) -> Result<ImportedConsent, Fault> {
        let [_, purpose, answer, version, language, answered] = cells(record);
        let accepted = match answer {
            "yes" => true,
            "no" => false,
            _ => {
                let choices = "yes, no".to_owned();
                return Err(Fault::of("answer")(CellFault::OneOf { choices }));
            }
        };
        let purpose = Purpose::from(purpose);
        let mut of_purpose = club.texts.iter().filter(|text| text.purpose == purpose).peekable();
        if of_purpose.peek().is_none() {
            return Err(Fault::of("purpose")(CellFault::NoText));
        }
        let is_wordless = !accepted && version.is_empty() && language.is_empty();
        let mut same = of_purpose.filter(|text| text.version == version);
        let words = same.find(|text| text.language.eq_ignore_ascii_case(language));
        let (text, version, language) = match words {
            Some(words) => {
                (words.text.clone(), Some(words.version.clone()), words.language.clone())
            }
            None if is_wordless => (String::new(), None, String::new()),
            None => return Err(Fault::of("version, language")(CellFault::NoWords)),
        };
        let at_unix_ms = self.began(answered, store).map_err(Fault::of("answered"))?;
        Ok(ImportedConsent { purpose, accepted, text, version, language, at_unix_ms })
    }

    /// Gives the members the points of a third file, the first to go first.
    fn add_points(&self, members: &mut Rows<ImportOrder>, text: &str) -> Result<(), FileFault> {
        let numbers = by_number(members);
        if !self.shop.points.contains_key(self.club_of_all(members)?) {
            return Err(FileFault::NoPoints);
        }
        let read = |record: &csv::StringRecord| {
            let [phone, points, last_day] = cells(record);
            let number = number(phone)?;
            let store = &members[index_of(&numbers, &number)?].1.store;
            Ok((number, self.lot(points, last_day, store)?))
        };
        let key = |(number, lot): &(Msisdn, BroughtPoints)| (number.clone(), lot.until_unix_ms);
        let lots = rows(text, POINTS_HEADER, read, key)?;
        let most = IMPORT_POINTS_MAX;
        give(members, lots, |order| &mut order.points, most, &Fault::TooManyPoints { most })?;
        for (_, order) in members {
            order.points.sort_by_key(|lot| lot.until_unix_ms.unwrap_or(i64::MAX));
        }
        Ok(())
    }

    fn lot(&self, points: &str, last_day: &str, store: &StoreId) -> Result<BroughtPoints, Fault> {
        let points = whole(points, 1, ADJUSTED_MAX).map_err(Fault::of("points"))?;
        let last = some(last_day, day).map_err(Fault::of("last_day"))?;
        if last.is_some_and(|last| last < self.shop.now(store, self.now_unix_ms).local_date) {
            return Err(Fault::of("last_day")(CellFault::DayGone));
        }
        let ends = last.map(|last| self.shop.day_begins_unix_ms(store, last.plus_days(1)));
        Ok(BroughtPoints { points, until_unix_ms: ends })
    }

    /// The lines of those who would be erased at once, since nothing was heard of them for as long as
    /// their club keeps anybody.
    fn dormant(&self, members: &Rows<ImportOrder>) -> Vec<u64> {
        let is_dormant = |order: &ImportOrder| -> Option<bool> {
            let club = self.shop.club(club_of(self.store(&order.store).ok()?).ok()?);
            let kept_ms = i64::from(club.erase_dormant_after_days?) * DAY_MS;
            let answers = order.consents.iter().map(|consent| consent.at_unix_ms);
            let seen_unix_ms = answers.chain([order.joined_at_unix_ms]).max()?;
            Some(self.now_unix_ms >= seen_unix_ms + kept_ms)
        };
        let dormant = members.iter().filter(|(_, order)| is_dormant(order) == Some(true));
        dormant.map(|(line, _)| *line).collect()
    }

    fn store(&self, id: &StoreId) -> Result<&Store, CellFault> {
        let store = self.shop.stores.iter().find(|store| store.id == *id);
        store.ok_or(CellFault::NoStore)
    }

    /// The club of the members of a file, which is one.
    fn club_of_all(&self, members: &Rows<ImportOrder>) -> Result<&ClubId, FileFault> {
        let (_, first) = members.first().ok_or(FileFault::Nothing)?;
        self.store(&first.store).and_then(club_of).map_err(|_| FileFault::Nothing)
    }

    /// When a day began in a store.
    fn began(&self, cell: &str, store: &StoreId) -> Result<i64, CellFault> {
        let day = day(cell)?;
        if day > self.shop.now(store, self.now_unix_ms).local_date {
            return Err(CellFault::DayToCome);
        }
        if day.year() < FIRST_YEAR {
            return Err(CellFault::DayTooEarly { year: FIRST_YEAR });
        }
        Ok(self.shop.day_begins_unix_ms(store, day))
    }
}

/// Gives the lines of another file to the members with their numbers, so many of them at most.
fn give<T>(
    members: &mut Rows<ImportOrder>,
    rows: Rows<(Msisdn, T)>,
    place: impl Fn(&mut ImportOrder) -> &mut Vec<T>,
    most: usize,
    too_many: &Fault,
) -> Result<(), FileFault> {
    let numbers = by_number(members);
    let mut faults = LineFaults::default();
    for (line, (number, row)) in rows {
        match index_of(&numbers, &number) {
            Ok(index) if place(&mut members[index].1).len() == most => {
                faults.add(line, too_many.clone());
            }
            Ok(index) => place(&mut members[index].1).push(row),
            Err(fault) => faults.add(line, fault),
        }
    }
    faults.none()
}

/// Where the member with a number is in the list.
fn by_number(members: &Rows<ImportOrder>) -> HashMap<String, usize> {
    let numbers = members.iter().enumerate();
    numbers.map(|(index, (_, order))| (order.phone_number.clone(), index)).collect()
}

fn index_of(numbers: &HashMap<String, usize>, number: &Msisdn) -> Result<usize, Fault> {
    let index = numbers.get(&written(number)).copied();
    index.ok_or_else(|| Fault::of("phone_number")(CellFault::NotInMembers))
}

/// All members must have agreed to the terms, and not have taken it back.
fn agreed(members: &Rows<ImportOrder>) -> Result<(), FileFault> {
    let mut faults = LineFaults::default();
    for (line, order) in members {
        let newest = order.consents.iter().rfind(|consent| consent.purpose == Purpose::Terms);
        if !newest.is_some_and(|consent| consent.accepted) {
            faults.add(*line, Fault::NoTerms);
        }
    }
    faults.none()
}

/// A number with its country code, with or without a plus before it: spreadsheets take it away.
fn number(cell: &str) -> Result<Msisdn, Fault> {
    let of_phone = Fault::of("phone_number");
    let cell = filled(cell).map_err(&of_phone)?;
    let digits = cell.strip_prefix('+').or_else(|| cell.strip_prefix("00")).unwrap_or(cell);
    // With a plus, it does not matter where the store is.
    Msisdn::parse(&format!("+{digits}"), Country::No).map_err(|fault| of_phone(fault.into()))
}

fn written(number: &Msisdn) -> String {
    format!("+{}", number.expose())
}

fn club_of(store: &Store) -> Result<&ClubId, CellFault> {
    store.club.as_ref().ok_or(CellFault::StoreWithoutClub)
}

/// None where nothing stands.
fn known(cell: &str) -> Result<Option<String>, CellFault> {
    let most = IMPORT_NAME_LENGTH_MAX;
    some(cell, |cell| match cell.chars().count() {
        count if count > most => Err(CellFault::TooLong { most }),
        _ => Ok(cell.to_owned()),
    })
}
