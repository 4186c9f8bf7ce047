//! Members' files with their consents and points: what can be used, and what is told of what can't.

use checkout::{ClubId, LocalDate, StoreId};
use engine::{ConsentText, Shop};
use import::{Brought, Checked, ImportError, Warning};
use testkit::{TestApp, merchant};

const MEMBERS: &str = "phone_number,first_name,name,email,store,joined";
const CONSENTS: &str = "phone_number,purpose,answer,version,language,answered";

const KARI: &str = "+4798765432,Kari,Kari Haugen,kari@example.com,oslo,2019-03-31";
const KARI_AGREES: &str = "+4798765432,terms,yes,2018,NO,2019-03-31";

/// The shop of the tests, with texts of its club and a store that has none.
async fn app() -> TestApp {
    TestApp::new().await.restart_with(with_texts).await
}

fn with_texts(shop: &mut Shop) {
    let text = |purpose: &str, version: &str, language: &str, text: &str| ConsentText {
        purpose: purpose.into(),
        version: version.to_owned(),
        language: language.to_owned(),
        text: text.to_owned(),
        flow_id: None,
    };
    let club = shop.clubs.entry(ClubId::new("club-oslo")).or_default();
    club.texts = vec![
        text("terms", "2018", "NO", "Vilkår"),
        text("email", "vipps-1", "EN", "Email"),
        text("sms", "vipps-1", "EN", "SMS"),
    ];
    let quiet = checkout::Store { id: StoreId::new("quiet"), club: None, ..shop.stores[0].clone() };
    shop.stores.push(quiet);
}

async fn read(app: &TestApp, members: &str, consents: &str) -> Result<Checked, String> {
    let members = format!("{MEMBERS}\n{members}").into_bytes();
    let consents = format!("{CONSENTS}\n{consents}").into_bytes();
    let brought = Brought::Members { members, consents, points: None };
    let checked = import::check(&app.engine, &merchant(), brought, &|_, _| {}).await;
    checked.map_err(|error| match error {
        ImportError::Unusable { fault, .. } => fault.to_string(),
        other => panic!("{other}"),
    })
}

/// Takes in what can be taken in.
async fn put(app: &TestApp, checked: Checked) {
    checked.put(&app.engine, &crate::request(app), &|_, _| {}).await.unwrap();
}

#[tokio::test]
async fn members_come_in_with_their_answers_by_time() {
    let app = app().await;
    let answers = "4798765432,email,no,,,2021-06-30\n+47 987 65 432,terms,yes,2018,no,2019-03-31\n\
                   004798765432,email,yes,vipps-1,EN,2019-03-31\n";
    let checked = read(&app, &format!("{KARI}\n"), answers).await.ok().unwrap();
    assert_eq!((checked.new_rows(), checked.before), (1, 0));
    put(&app, checked).await;
    let again = read(&app, &format!("{KARI}\n"), answers).await.ok().unwrap();
    assert_eq!((again.new_rows(), again.before), (0, 1));
    let sale = app.sale("1", &[]).await;
    let shown = app.scan(&sale, "98765432").await.ok();
    let member = shown["customer"]["member_id"].as_str().unwrap();
    let kari = app.get(&format!("/v1/members/{member}")).await.ok();
    assert_eq!(
        (&kari["phone_number"], &kari["first_name"]),
        (&"4798765432".into(), &"Kari".into())
    );
    // On that day summer time began in Oslo, at two.
    assert_eq!(kari["joined_at_unix_ms"], 1_553_986_800_000_i64);
    let told: Vec<_> = kari["consents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let text = |name: &str| one[name].as_str().unwrap_or_default().to_owned();
            let answer = (text("purpose"), one["accepted"].as_bool().unwrap());
            (answer, text("text"), text("version"), text("language"))
        })
        .collect();
    let line = |purpose: &str, accepted, text: &str, version: &str, language: &str| {
        let answer = (purpose.to_owned(), accepted);
        (answer, text.to_owned(), version.to_owned(), language.to_owned())
    };
    let expected = [
        line("terms", true, "Vilkår", "2018", "NO"),
        line("email", true, "Email", "vipps-1", "EN"),
        line("email", false, "", "", ""),
    ];
    assert_eq!(told, expected);
}

#[tokio::test]
async fn who_would_be_erased_at_once_is_named() {
    // Since the day when Kari joined, with the hour that summer time took.
    let days = LocalDate::new(2026, 11, 23).unwrap();
    let days = days.days_since(LocalDate::new(2019, 3, 31).unwrap()).unsigned_abs();
    for (kept, expected) in [(None, None), (Some(days), Some(2)), (Some(days + 1), None)] {
        let app = TestApp::new().await.restart_with(|shop| {
            with_texts(shop);
            let club = shop.clubs.get_mut(&ClubId::new("club-oslo")).unwrap();
            club.erase_dormant_after_days = kept;
        });
        let checked = read(&app.await, KARI, KARI_AGREES).await.ok().unwrap();
        let dormant = checked.warnings.iter().find_map(|warning| match warning {
            Warning::Dormant { count: 1, first_line } => Some(*first_line),
            _ => None,
        });
        assert_eq!(dormant, expected, "{kept:?}");
    }
}

/// What is wrong with a line, which is the third of the members.
#[tokio::test]
async fn members_that_can_not_be_used_are_named() {
    let app = app().await;
    for (line, expected) in [
        ("4712345678,,,,oslo,2026-11-23", None),
        ("12345678,Ola,,,oslo,2019-03-01", Some("phone_number: write it as in")),
        (",Ola,,,oslo,2019-03-01", Some("phone_number: it can't be empty")),
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
        ("4712345678,Ola,,,oslo,2026-11-24", Some("joined: a day to come")),
        ("4712345678,Ola,,,oslo,0019-03-01", Some("joined: a day before 1900")),
        ("4712345678,Ola,,oslo,2019-03-01", Some("5 columns, and 6 are wanted")),
        ("4712345679,Ola,,,oslo,2019-03-01", Some("no yes to the terms")),
    ] {
        let is_agreed = line.starts_with("4712345678,");
        let ola = if is_agreed { "4712345678,terms,yes,2018,NO,2019-03-01\n" } else { "" };
        let answers = format!("{KARI_AGREES}\n{ola}");
        is_told(read(&app, &format!("{KARI}\n{line}\n"), &answers).await, line, expected);
    }
    let long = "x".repeat(engine::IMPORT_NAME_LENGTH_MAX + 1);
    let line = format!("4712345678,{long},,,oslo,2019-03-01");
    let read = read(&app, &format!("{KARI}\n{line}\n"), KARI_AGREES).await;
    is_told(read, &line, Some("250 characters"));
}

#[tokio::test]
async fn answers_that_can_not_be_used_are_named() {
    let app = app().await;
    for (line, expected) in [
        ("4798765432,email,yes,vipps-1,EN,2019-03-01", None),
        ("4712345678,email,yes,vipps-1,EN,2019-03-01", Some("not in the members' file")),
        ("12345678,email,yes,vipps-1,EN,2019-03-01", Some("phone_number: write it")),
        ("4798765432,pigeon,no,,,2019-03-01", Some("no [[club.consent]] for it")),
        ("4798765432,email,TRUE,vipps-1,EN,2019-03-01", Some("answer: it is one of yes, no")),
        ("4798765432,email,yes,,,2019-03-01", Some("version, language:")),
        ("4798765432,email,yes,vipps-2,EN,2019-03-01", Some("version, language:")),
        ("4798765432,email,no,vipps-1,SE,2019-03-01", Some("version, language:")),
        ("4798765432,email,yes,vipps-1,EN,2019-04-31", Some("answered: no day")),
        ("4798765432,email,yes,vipps-1,EN,2026-11-24", Some("answered: a day to come")),
        ("4798765432,terms,yes,2018,NO,2019-03-31", Some("the same as line 2")),
    ] {
        is_told(read(&app, KARI, &format!("{KARI_AGREES}\n{line}\n")).await, line, expected);
    }
    let left = format!("{KARI_AGREES}\n+4798765432,terms,no,2018,NO,2020-01-01\n");
    let error = read(&app, KARI, &left).await.err().unwrap();
    assert!(error.contains("line 2: the consents have no yes"), "{error}");
    let first = LocalDate::new(2020, 1, 1).unwrap();
    let mut many = String::new();
    for days in (0..).take(engine::IMPORT_CONSENTS_MAX) {
        let day = first.plus_days(days).to_string();
        many.extend(["4798765432,sms,no,,,", &day, "\n"]);
    }
    let error = read(&app, KARI, &format!("{KARI_AGREES}\n{many}")).await.err().unwrap();
    assert!(error.contains("line 52: a member has 50 answers at most"), "{error}");
}

/// An error names the line and the column, and nothing that stands there.
fn is_told(read: Result<Checked, String>, line: &str, expected: Option<&str>) {
    let (error, expected) = match (read, expected) {
        (Ok(_), None) => return,
        (Err(error), Some(expected)) => (error, expected),
        (Ok(_), Some(expected)) => panic!("{line}: {expected}"),
        (Err(error), None) => panic!("{line}: {error}"),
    };
    assert!(error.contains("line 3: ") && error.contains(expected), "{line}: {error}");
    // What a cell may be is told, though, and may be what stands there.
    for cell in line.split(',').filter(|cell| cell.len() > 3) {
        assert!(!error.contains(cell), "{cell}: {error}");
    }
}
