//! Members and their consents from another club system, and that they are known at the till then.

use crate::answers;
use crate::killed::{get, post};
use crate::prices::Office;
use serde_json::json;
use std::fmt::Write;
use std::process::Command;
use testkit::{Running, free_port, until};

pub(crate) const MEMBERS: &str = "phone_number,first_name,name,email,store,joined\n\
    +4798765432,Kari,Kari Solberg Haugen,kari@example.com,oslo,2019-03-01\n\
    +4712345678,Ola,,,oslo,2020-11-27\n";
pub(crate) const CONSENTS: &str = "phone_number,purpose,answer,version,language,answered\n\
    +4798765432,terms,yes,2018,NO,2019-03-01\n\
    +4798765432,email,yes,vipps-1,EN,2019-03-01\n\
    +4798765432,email,no,,,2021-06-30\n\
    +4712345678,terms,yes,2018,NO,2020-11-27\n";
pub(crate) const TERMS: &str = "[[club.consent]]\npurpose = \"terms\"\nversion = \"2018\"\nlanguage = \"NO\"\n\
                     text = \"Vilkår\"\n\n[[club.consent]]";

impl Office {
    fn with_terms(listen: &str) -> Self {
        Self::with(|demo| {
            let demo = demo.replacen("[[club.consent]]", TERMS, 1);
            demo.replace("127.0.0.1:8080", listen)
        })
    }

    pub(crate) fn members(
        &self,
        more: &[&str],
        members: &str,
        consents: impl AsRef<[u8]>,
    ) -> Result<String, String> {
        let [of_members, of_consents] =
            ["members.csv", "consents.csv"].map(|name| self.folder.path().join(name));
        std::fs::write(&of_members, members).unwrap();
        std::fs::write(&of_consents, consents).unwrap();
        let files = ["--consents", of_consents.to_str().unwrap(), of_members.to_str().unwrap()];
        self.run(&["members", "import"], &[more, &files].concat())
    }
}

#[tokio::test]
async fn members_are_tried_imported_imported_again_and_known_at_the_till() {
    let listen = format!("127.0.0.1:{}", free_port());
    let office = Office::with_terms(&listen);
    let dry = ["--dry-run"];
    let tried = "2 members can be imported, 0 are there already; this was a dry run\n";
    for _ in 0..2 {
        assert_eq!(office.members(&dry, MEMBERS, CONSENTS).unwrap(), tried, "it changes nothing");
    }
    // As if it had been stopped after the first.
    let (kari, ola) =
        (MEMBERS.rsplit_once("+47").unwrap().0, CONSENTS.rsplit_once("+47").unwrap().0);
    let said = office.members(&[], kari, ola).unwrap();
    assert_eq!(said, "1 members are imported, 0 were there already\n");
    for expected in ["1 members are imported, 1 were there", "0 members are imported, 2 were there"]
    {
        let said = office.members(&[], MEMBERS, CONSENTS).unwrap();
        assert_eq!(said, format!("{expected} already\n"));
    }
    // Another line with that number is another member, whatever of it differs.
    for (of, now) in [
        ("Kari Solberg Haugen", "Kari Haugen"),
        ("kari@example.com", ""),
        ("2019-03-01\n+4712345678", "2019-03-02\n+4712345678"),
    ] {
        let error = office.members(&[], &MEMBERS.replace(of, now), CONSENTS).unwrap_err();
        assert!(error.contains("line 2: phone_number: a member has it already"), "{error}");
    }
    let error = office.members(&[], MEMBERS, CONSENTS.replace("2021-06-30", "2021-06-29"));
    assert!(error.unwrap_err().contains("line 2: phone_number: a member has it already"));

    let arguments = ["serve", "--config", office.config.to_str().unwrap()];
    let log = office.folder.path().join("log");
    let mut running = Running::start(env!("CARGO_BIN_EXE_clubtill"), &arguments, log);
    until("the service is ready", || answers(format!("http://{listen}/readyz"))).await;
    let api = format!("http://{listen}/v1");
    let sale = post(&format!("{api}/sales"), json!({ "till": "1" })).await;
    let sale = format!("{api}/sales/{}", sale["id"].as_str().unwrap());
    let found = post(&format!("{sale}/scan"), json!({ "text": "98765432" })).await;
    let found = if found["customer"].is_null() { get(&sale).await.unwrap() } else { found };
    let member = found["customer"]["member_id"].as_str().expect("a member is found");
    let member = get(&format!("{api}/members/{member}")).await.unwrap();
    let consents = member["consents"].as_array().unwrap();
    let told: Vec<_> = consents.iter().map(|one| (&one["purpose"], &one["accepted"])).collect();
    let (yes, no) = (&json!(true), &json!(false));
    assert_eq!(
        told,
        [(&json!("terms"), yes), (&json!("email"), yes), (&json!("email"), no)],
        "{member:#}"
    );
    assert_eq!(member["is_proved"], false, "{member:#}");
    assert!(running.stop(), "it ends well: {}", running.log());
}

/// A limit on the size of files, for a disk that is full half-way.
#[cfg(target_os = "linux")]
#[test]
fn an_import_that_is_stopped_half_way_goes_on_where_it_was() {
    const MANY: usize = 600;
    let office = Office::with_terms("127.0.0.1:8080");
    let (mut members, mut consents) =
        (MEMBERS.lines().next().unwrap().to_owned(), CONSENTS.lines().next().unwrap().to_owned());
    for number in 0..MANY {
        write!(members, "\n+47{},,,,oslo,2019-03-01", 40_000_000 + number).unwrap();
        write!(consents, "\n+47{},terms,yes,2018,NO,2019-03-01", 40_000_000 + number).unwrap();
    }
    let [of_members, of_consents] =
        [("m.csv", &members), ("c.csv", &consents)].map(|(name, content)| {
            let file = office.folder.path().join(name);
            std::fs::write(&file, content).unwrap();
            file.display().to_string()
        });
    // Signal 25, SIGXFSZ, would end the process where a full disk is an error.
    let script = format!(
        "trap '' 25; exec prlimit --fsize=1500000 {} members import --config {} --consents \
         {of_consents} {of_members}",
        env!("CARGO_BIN_EXE_clubtill"),
        office.config.display()
    );
    let out = Command::new("sh").args(["-c", &script]).output().unwrap();
    let error = String::from_utf8(out.stderr).unwrap();
    assert!(!out.status.success(), "there is no room: {error}");
    assert!(error.contains("the import stopped at line"), "{error}");
    assert!(error.contains("start it again, and it goes on"), "{error}");

    let said = office.members(&[], &members, &consents).unwrap();
    let (new, rest) = said.split_once(" members are imported, ").expect("it says how many");
    let (before, _) = rest.split_once(" were there already").expect("it says how many");
    let [new, before] = [new, before].map(|count| count.parse::<usize>().unwrap());
    assert!(new > 0 && before > 0, "{said}");
    assert_eq!(new + before, MANY, "whole, and nobody twice");
    let said = office.members(&[], &members, &consents).unwrap();
    assert_eq!(said, format!("0 members are imported, {MANY} were there already\n"));
}

/// Whoever is there without the points of the file is no member of that file.
#[test]
fn points_come_along_once() {
    let office = Office::with_terms("127.0.0.1:8080");
    let file = office.folder.path().join("points.csv");
    let points = |lines: &str| {
        std::fs::write(&file, format!("phone_number,points,last_day\n{lines}")).unwrap();
        office.members(&["--points", file.to_str().unwrap()], MEMBERS, CONSENTS)
    };
    for (lines, expected) in [
        ("4798765432,2.5,2099-01-01\n", "line 2: points: a whole number, 1 to 1000000"),
        ("4798765432,0,2099-01-01\n", "line 2: points: a whole number"),
        ("4798765432,5,2020-01-01\n", "line 2: last_day: a day gone by"),
        ("4798765432,5,1.1.2099\n", "line 2: last_day: no day"),
        ("4798765432,5,\n4798765432,6,\n", "line 3: the same as line 2"),
        ("4799999999,5,\n", "line 2: phone_number: it is not in the members' file"),
    ] {
        let error = points(lines).unwrap_err();
        assert!(error.contains(expected) && !error.contains("99999"), "{error}");
    }
    let lots = "4798765432,5,\n4798765432,250,2099-01-01\n";
    for said in ["2 members are imported, 0 were", "0 members are imported, 2 were"] {
        assert_eq!(points(lots).unwrap(), format!("{said} there already\n"));
    }
    let error = points("4798765432,6,\n").unwrap_err();
    assert!(error.contains("line 2: phone_number: a member has it already"), "{error}");
}

#[test]
fn one_line_that_can_not_be_used_keeps_all_members_out() {
    let office = Office::with_terms("127.0.0.1:8080");
    let latin = [CONSENTS.as_bytes(), b"+4712345678,p\xe5l,no,,,2020-11-27\n"].concat();
    for (members, consents, expected) in [
        (MEMBERS.replace("2020-11-27", "2020-11-31"), CONSENTS.into(), "line 3: joined: no day"),
        (MEMBERS.replace("12345678", "98765432"), CONSENTS.into(), "line 3: the same as line 2"),
        (MEMBERS.replace(',', "|"), CONSENTS.into(), "the first line must be phone_number,"),
        (MEMBERS.into(), CONSENTS.replace(",yes,2018", ",no,2018").into(), "line 2: the consents"),
        (MEMBERS.into(), CONSENTS.replace("2018", "2017").into(), "line 2: version, language"),
        (MEMBERS.into(), latin, "line 6 is not UTF-8"),
    ] {
        let error = office.members(&[], &members, consents).unwrap_err();
        assert!(error.contains(expected), "{error}");
        for personal in ["98765432", "12345678", "Kari", "kari@", "Ola"] {
            assert!(!error.contains(personal), "{personal}: {error}");
        }
    }
    // As spreadsheets write it where the comma is in the numbers.
    let said = office.members(&[], &MEMBERS.replace(',', ";"), CONSENTS).unwrap();
    assert_eq!(said, "2 members are imported, 0 were there already\n");
}
