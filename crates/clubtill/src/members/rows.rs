//! The lines of both files, and what makes them members.

use crate::csv_file::{self, Faults, Rows};
use anyhow::{Context, bail, ensure};
use checkout::{
    ADJUSTED_MAX, BroughtPoints, ClubId, Country, LocalDate, Msisdn, Purpose, Store, StoreId,
};
use engine::{
    ClubSettings, IMPORT_CONSENTS_MAX, IMPORT_NAME_LENGTH_MAX, IMPORT_POINTS_MAX, ImportOrder,
    ImportedConsent, Shop,
};
use std::collections::HashMap;

const MEMBERS_HEADER: &str = "phone_number,first_name,name,email,store,joined";
const CONSENTS_HEADER: &str = "phone_number,purpose,answer,version,language,answered";
const POINTS_HEADER: &str = "phone_number,points,last_day";
/// What is earlier is a slip: no club is as old.
const FIRST_YEAR: i16 = 1900;
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// The members of the file, without their consents.
///
/// # Errors
/// All lines that can't be used.
pub(super) fn members(
    text: &str,
    shop: &Shop,
    now_unix_ms: i64,
) -> anyhow::Result<Rows<ImportOrder>> {
    let read = |record: &csv::StringRecord| member(record, shop, now_unix_ms);
    let rows = csv_file::rows(text, MEMBERS_HEADER, read, |order| order.phone_number.clone())?;
    let club = |order: &ImportOrder| store_of(shop, &order.store).and_then(club_of).ok();
    let first = rows.first().and_then(|(_, order)| club(order));
    let mut faults = Faults::default();
    for (line, order) in &rows {
        if club(order) != first {
            faults.add(*line, "store: its club is another than that of the first member");
        }
    }
    faults.none()?;
    Ok(rows)
}

/// Gives the members the answers of the other file, the oldest first.
///
/// # Errors
/// All lines of it that can't be used.
pub(super) fn add_consents(
    members: &mut Rows<ImportOrder>,
    text: &str,
    shop: &Shop,
    now_unix_ms: i64,
) -> anyhow::Result<()> {
    let numbers = by_number(members);
    let first = members.first().context("there are no members")?;
    let club = shop.club(club_of(store_of(shop, &first.1.store)?)?);
    let read = |record: &csv::StringRecord| {
        let number = number(record.get(0).unwrap_or_default())?;
        let store = &members[index_of(&numbers, &number)?].1.store;
        let consent = consent(record, &club, shop, store, now_unix_ms)?;
        Ok((number, consent))
    };
    let key = |(number, consent): &(Msisdn, ImportedConsent)| {
        (number.clone(), consent.purpose.clone(), consent.at_unix_ms)
    };
    let answers = csv_file::rows(text, CONSENTS_HEADER, read, key)?;
    give(members, answers, |order| &mut order.consents, (IMPORT_CONSENTS_MAX, "answers"))?;
    for (_, order) in members {
        order.consents.sort_by_key(|consent| consent.at_unix_ms);
    }
    Ok(())
}

/// Gives the members the points of a third file, the first to go first.
///
/// # Errors
/// All lines of it that can't be used.
pub(super) fn add_points(
    members: &mut Rows<ImportOrder>,
    text: &str,
    shop: &Shop,
    now_unix_ms: i64,
) -> anyhow::Result<()> {
    let numbers = by_number(members);
    let first = members.first().context("there are no members")?;
    let club = club_of(store_of(shop, &first.1.store)?)?;
    ensure!(shop.points.contains_key(club), "the club has no [[club.earning]], and so no points");
    let read = |record: &csv::StringRecord| {
        let [phone, points, last_day] =
            std::array::from_fn(|index| record.get(index).unwrap_or_default());
        let number = number(phone)?;
        let store = &members[index_of(&numbers, &number)?].1.store;
        Ok((number, lot(points, last_day, shop, store, now_unix_ms)?))
    };
    let key = |(number, lot): &(Msisdn, BroughtPoints)| (number.clone(), lot.until_unix_ms);
    let lots = csv_file::rows(text, POINTS_HEADER, read, key)?;
    give(members, lots, |order| &mut order.points, (IMPORT_POINTS_MAX, "lines of points"))?;
    for (_, order) in members {
        order.points.sort_by_key(|lot| lot.until_unix_ms.unwrap_or(i64::MAX));
    }
    Ok(())
}

fn lot(
    points: &str,
    last_day: &str,
    shop: &Shop,
    store: &StoreId,
    now_unix_ms: i64,
) -> anyhow::Result<BroughtPoints> {
    let points = points.parse().ok().filter(|points| (1..=ADJUSTED_MAX).contains(points));
    let points = points.with_context(|| format!("points: a whole number, 1 to {ADJUSTED_MAX}"))?;
    if last_day.is_empty() {
        return Ok(BroughtPoints { points, until_unix_ms: None });
    }
    let day = last_day.parse::<LocalDate>().ok();
    let day = day.context("last_day: no day; write it as in 2027-03-01")?;
    ensure!(day >= shop.now(store, now_unix_ms).local_date, "last_day: a day gone by");
    let until_unix_ms = shop.day_begins_unix_ms(store, day.plus_days(1));
    Ok(BroughtPoints { points, until_unix_ms: Some(until_unix_ms) })
}

/// Gives the lines of another file to the members with their numbers, so many of them at most.
fn give<T>(
    members: &mut Rows<ImportOrder>,
    rows: Rows<(Msisdn, T)>,
    place: impl Fn(&mut ImportOrder) -> &mut Vec<T>,
    (most, what): (usize, &str),
) -> anyhow::Result<()> {
    let numbers = by_number(members);
    let mut faults = Faults::default();
    for (line, (number, row)) in rows {
        let index = index_of(&numbers, &number)?;
        let given = place(&mut members[index].1);
        if given.len() == most {
            faults.add(line, &format!("a member has {most} {what} at most"));
            continue;
        }
        given.push(row);
    }
    faults.none()
}

/// Where the member with a number is in the list.
fn by_number(members: &Rows<ImportOrder>) -> HashMap<String, usize> {
    let numbers = members.iter().enumerate();
    numbers.map(|(index, (_, order))| (order.phone_number.clone(), index)).collect()
}

fn index_of(numbers: &HashMap<String, usize>, number: &Msisdn) -> anyhow::Result<usize> {
    let index = numbers.get(&written(number)).copied();
    index.context("phone_number: it is not in the members' file")
}

/// # Errors
/// All members who have not agreed to the terms, or have taken it back.
pub(super) fn agreed(members: &Rows<ImportOrder>) -> anyhow::Result<()> {
    let mut faults = Faults::default();
    for (line, order) in members {
        let newest = order.consents.iter().rfind(|consent| consent.purpose == Purpose::Terms);
        if !newest.is_some_and(|consent| consent.accepted) {
            faults.add(*line, "the consents have no yes to the terms, or a later no");
        }
    }
    faults.none()
}

/// The lines of those who would be erased at once, since nothing was heard of them for as long as their
/// club keeps anybody.
pub(super) fn dormant(members: &Rows<ImportOrder>, shop: &Shop, now_unix_ms: i64) -> Vec<u64> {
    let is_dormant = |order: &ImportOrder| -> Option<bool> {
        let club = shop.club(club_of(store_of(shop, &order.store).ok()?).ok()?);
        let kept_ms = i64::from(club.erase_dormant_after_days?) * DAY_MS;
        let answers = order.consents.iter().map(|consent| consent.at_unix_ms);
        let seen_unix_ms = answers.chain([order.joined_at_unix_ms]).max()?;
        Some(now_unix_ms >= seen_unix_ms + kept_ms)
    };
    let dormant = members.iter().filter(|(_, order)| is_dormant(order) == Some(true));
    dormant.map(|(line, _)| *line).collect()
}

fn member(
    record: &csv::StringRecord,
    shop: &Shop,
    now_unix_ms: i64,
) -> anyhow::Result<ImportOrder> {
    let [phone, given_name, name, email, store, joined] =
        std::array::from_fn(|index| record.get(index).unwrap_or_default());
    let number = number(phone)?;
    let store = store_of(shop, &StoreId::new(store))?;
    let club = club_of(store)?;
    ensure!(
        !shop.directories.contains_key(club),
        "store: its club is kept in a system of its own, so its members belong there"
    );
    let email = known("email", email)?;
    ensure!(email.as_ref().is_none_or(|email| email.contains('@')), "email: an address has an @");
    Ok(ImportOrder {
        phone_number: written(&number),
        given_name: known("first_name", given_name)?,
        name: known("name", name)?,
        email,
        joined_at_unix_ms: day("joined", joined, shop, &store.id, now_unix_ms)?,
        store: store.id.clone(),
        consents: Vec::new(),
        points: Vec::new(),
    })
}

fn consent(
    record: &csv::StringRecord,
    club: &ClubSettings,
    shop: &Shop,
    store: &StoreId,
    now_unix_ms: i64,
) -> anyhow::Result<ImportedConsent> {
    let [_, purpose, answer, version, language, answered] =
        std::array::from_fn(|index| record.get(index).unwrap_or_default());
    let accepted = match answer {
        "yes" => true,
        "no" => false,
        _ => bail!("answer is yes or no"),
    };
    let purpose = Purpose::from(purpose);
    let mut of_purpose = club.texts.iter().filter(|text| text.purpose == purpose).peekable();
    let named = match &purpose {
        Purpose::Other(_) => "it",
        known => known.as_str(),
    };
    ensure!(
        of_purpose.peek().is_some(),
        "purpose: the club's settings have no [[club.consent]] for {named}"
    );
    let is_wordless = !accepted && version.is_empty() && language.is_empty();
    let mut same = of_purpose.filter(|text| text.version == version);
    let words = same.find(|text| text.language.eq_ignore_ascii_case(language));
    let (text, version, language) = match words {
        Some(words) => (words.text.clone(), Some(words.version.clone()), words.language.clone()),
        None if is_wordless => (String::new(), None, String::new()),
        None => bail!("version, language: the club's settings have no [[club.consent]] of these"),
    };
    let at_unix_ms = day("answered", answered, shop, store, now_unix_ms)?;
    Ok(ImportedConsent { purpose, accepted, text, version, language, at_unix_ms })
}

/// A number with its country code, with or without a plus before it: spreadsheets take it away.
fn number(text: &str) -> anyhow::Result<Msisdn> {
    let digits = text.strip_prefix('+').or_else(|| text.strip_prefix("00")).unwrap_or(text);
    // With a plus, it does not matter where the store is.
    let number = Msisdn::parse(&format!("+{digits}"), Country::No);
    number.context("phone_number: write it as in +4798765432, with the country code")
}

fn written(number: &Msisdn) -> String {
    format!("+{}", number.expose())
}

fn store_of<'a>(shop: &'a Shop, id: &StoreId) -> anyhow::Result<&'a Store> {
    let store = shop.stores.iter().find(|store| store.id == *id);
    store.context("store: the settings have no store with that id")
}

fn club_of(store: &Store) -> anyhow::Result<&ClubId> {
    store.club.as_ref().context("store: it has no club")
}

/// None where nothing stands.
fn known(column: &str, text: &str) -> anyhow::Result<Option<String>> {
    ensure!(
        text.chars().count() <= IMPORT_NAME_LENGTH_MAX,
        "{column}: {IMPORT_NAME_LENGTH_MAX} characters at most: is a quotation mark left open?"
    );
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// When a day began in a store.
fn day(
    column: &str,
    text: &str,
    shop: &Shop,
    store: &StoreId,
    now_unix_ms: i64,
) -> anyhow::Result<i64> {
    let day = text.parse::<LocalDate>().ok();
    let day = day.with_context(|| format!("{column}: no day; write it as in 2019-03-01"))?;
    ensure!(day <= shop.now(store, now_unix_ms).local_date, "{column}: a day to come");
    ensure!(day.year() >= FIRST_YEAR, "{column}: a day before {FIRST_YEAR}");
    Ok(shop.day_begins_unix_ms(store, day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    /// A minute of 2026-11-27 in Oslo, while it is the day before by UTC.
    const NOW_UNIX_MS: i64 = 1_795_734_000_000 + 60_000;
    const TERMS: &str = "[[club.consent]]\npurpose = \"terms\"\nversion = \"2018\"\n\
                         language = \"NO\"\ntext = \"Vilkår\"\n";

    fn shop() -> Shop {
        let demo = include_str!("../../demo/clubtill.toml");
        let demo = demo.replacen("[[club.consent]]", &format!("{TERMS}\n[[club.consent]]"), 1);
        let quiet = "[[store]]\nid = \"quiet\"\nname = \"Quiet\"\ncountry = \"NO\"\ncurrency = \
                     \"NOK\"\nzone = \"Europe/Oslo\"\nsales_unit = \"123456\"\n\n[[store.till]]\n\
                     id = \"9\"\npos_id = \"pos_9\"\n\n[[store]]";
        Config::parse(&demo.replacen("[[store]]", quiet, 1)).unwrap().shop().unwrap()
    }

    fn read(members_lines: &str, consents_lines: &str) -> Result<Rows<ImportOrder>, String> {
        let shop = shop();
        let read = || {
            let text = format!("{MEMBERS_HEADER}\n{members_lines}");
            let mut read = members(&text, &shop, NOW_UNIX_MS)?;
            let text = format!("{CONSENTS_HEADER}\n{consents_lines}");
            add_consents(&mut read, &text, &shop, NOW_UNIX_MS)?;
            agreed(&read)?;
            Ok(read)
        };
        read().map_err(|error: anyhow::Error| format!("{error:#}"))
    }

    const KARI: &str = "+4798765432,Kari,Kari Haugen,kari@example.com,oslo,2019-03-31";
    const KARI_AGREES: &str = "+4798765432,terms,yes,2018,NO,2019-03-31";

    #[test]
    fn members_are_read_with_their_answers_by_time() {
        let answers = "4798765432,email,no,,,2021-06-30\n+47 987 65 432,terms,yes,2018,no,2019-03-31\n\
                       004798765432,email,yes,vipps-1,EN,2019-03-31\n";
        let read = read(&format!("{KARI}\n"), answers).unwrap();
        let [(2, kari)] = &read[..] else { panic!("one member in the second line") };
        assert_eq!(kari.phone_number, "+4798765432");
        assert_eq!(kari.given_name.as_deref(), Some("Kari"));
        // On that day summer time began in Oslo, at two.
        assert_eq!(kari.joined_at_unix_ms, 1_553_986_800_000);
        let told = kari.consents.iter().map(|one| {
            let ImportedConsent { purpose, accepted, text, version, language, .. } = one;
            (purpose.as_str(), *accepted, text.as_str(), version.as_deref(), language.as_str())
        });
        let told: Vec<_> = told.collect();
        assert_eq!(
            told,
            [
                ("terms", true, "Vilkår", Some("2018"), "NO"),
                ("email", true, "Email", Some("vipps-1"), "EN"),
                ("email", false, "", None, ""),
            ]
        );
    }

    #[test]
    fn who_would_be_erased_at_once_is_named() {
        let read = read(&format!("{KARI}\n"), KARI_AGREES).unwrap();
        let mut shop = shop();
        // Since the day when Kari joined, with the hour that summer time took.
        let days = LocalDate::new(2026, 11, 27).unwrap();
        let days = days.days_since(LocalDate::new(2019, 3, 31).unwrap()).unsigned_abs();
        for (kept, expected) in [(None, &[][..]), (Some(days), &[2]), (Some(days + 1), &[])] {
            let settings = shop.clubs.get_mut(&ClubId::new("fjelltopp")).unwrap();
            settings.erase_dormant_after_days = kept;
            assert_eq!(dormant(&read, &shop, NOW_UNIX_MS), expected, "{kept:?}");
        }
    }

    /// What is wrong with a line, which is the third of the members.
    #[test]
    fn members_that_can_not_be_used_are_named() {
        for (line, expected) in [
            ("4712345678,,,,oslo,2026-11-27", None),
            ("12345678,Ola,,,oslo,2019-03-01", Some("phone_number: write it as in")),
            ("4.79877E+09,Ola,,,oslo,2019-03-01", Some("a phone number has digits only")),
            ("+1 212 555 0100,Ola,,,oslo,2019-03-01", Some("numbers from that country")),
            ("4798765432,Ola,,,oslo,2019-03-01", Some("the same as line 2")),
            ("4712345678,Ola,,,bergen,2019-03-01", Some("store: the settings have no store")),
            ("4712345678,Ola,,,quiet,2019-03-01", Some("store: it has no club")),
            ("4512345678,Ola,,,aarhus,2019-03-01", Some("store: its club is another")),
            ("4712345678,Ola,,ola.example.com,oslo,2019-03-01", Some("email: an address")),
            ("4712345678,Ola,,,oslo,2019-02-29", Some("joined: no day")),
            ("4712345678,Ola,,,oslo,01.03.2019", Some("joined: no day")),
            ("4712345678,Ola,,,oslo,", Some("joined: no day")),
            ("4712345678,Ola,,,oslo,2026-11-28", Some("joined: a day to come")),
            ("4712345678,Ola,,,oslo,0019-03-01", Some("joined: a day before 1900")),
            ("4712345678,Ola,,oslo,2019-03-01", Some("5 columns, and 6 are wanted")),
            ("4712345679,Ola,,,oslo,2019-03-01", Some("no yes to the terms")),
        ] {
            let is_agreed = line.starts_with("4712345678,");
            let ola = if is_agreed { "4712345678,terms,yes,2018,NO,2019-03-01\n" } else { "" };
            let answers = format!("{KARI_AGREES}\n{ola}");
            is_told(read(&format!("{KARI}\n{line}\n"), &answers), line, expected);
        }
        let long = "x".repeat(IMPORT_NAME_LENGTH_MAX + 1);
        let line = format!("4712345678,{long},,,oslo,2019-03-01");
        is_told(read(&format!("{KARI}\n{line}\n"), KARI_AGREES), &line, Some("250 characters"));
    }

    #[test]
    fn answers_that_can_not_be_used_are_named() {
        for (line, expected) in [
            ("4798765432,email,yes,vipps-1,EN,2019-03-01", None),
            ("4712345678,email,yes,vipps-1,EN,2019-03-01", Some("not in the members' file")),
            ("12345678,email,yes,vipps-1,EN,2019-03-01", Some("phone_number: write it")),
            ("4798765432,pigeon,no,,,2019-03-01", Some("no [[club.consent]] for it")),
            ("4798765432,email,TRUE,vipps-1,EN,2019-03-01", Some("answer is yes or no")),
            ("4798765432,email,yes,,,2019-03-01", Some("version, language:")),
            ("4798765432,email,yes,vipps-2,EN,2019-03-01", Some("version, language:")),
            ("4798765432,email,no,vipps-1,SE,2019-03-01", Some("version, language:")),
            ("4798765432,email,yes,vipps-1,EN,2019-04-31", Some("answered: no day")),
            ("4798765432,email,yes,vipps-1,EN,2026-11-28", Some("answered: a day to come")),
            ("4798765432,terms,yes,2018,NO,2019-03-31", Some("the same as line 2")),
        ] {
            is_told(read(KARI, &format!("{KARI_AGREES}\n{line}\n")), line, expected);
        }
        let left = format!("{KARI_AGREES}\n+4798765432,terms,no,2018,NO,2020-01-01\n");
        let error = read(KARI, &left).err().unwrap();
        assert!(error.contains("line 2: the consents have no yes"), "{error}");
        let first = LocalDate::new(2020, 1, 1).unwrap();
        let mut many = String::new();
        for days in (0..).take(IMPORT_CONSENTS_MAX) {
            let day = first.plus_days(days).to_string();
            many.extend(["4798765432,sms,no,,,", &day, "\n"]);
        }
        let error = read(KARI, &format!("{KARI_AGREES}\n{many}")).err().unwrap();
        assert!(error.contains("line 52: a member has 50 answers at most"), "{error}");
    }

    /// An error names the line and the column, and nothing that stands there.
    fn is_told(read: Result<Rows<ImportOrder>, String>, line: &str, expected: Option<&str>) {
        let (error, expected) = match (read, expected) {
            (Ok(_), None) => return,
            (Err(error), Some(expected)) => (error, expected),
            (Ok(_), Some(expected)) => panic!("{line}: {expected}"),
            (Err(error), None) => panic!("{line}: {error}"),
        };
        assert!(error.contains("line 3: ") && error.contains(expected), "{line}: {error}");
        for cell in line.split(',').filter(|cell| cell.len() > 3) {
            assert!(!error.contains(cell), "{cell}: {error}");
        }
    }
}
