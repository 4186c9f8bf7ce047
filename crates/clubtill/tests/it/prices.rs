//! Products and prices from files, as somebody at a head office brings them in.

use crate::command_line::clubtill;
use std::collections::BTreeSet;
use std::path::PathBuf;
use tempfile::TempDir;

const PRODUCTS: &str = include_str!("../../demo/products.csv");
const HEADER: &str = "list,product_id,audience,currency,unit_price,from,until";

pub(crate) struct Office {
    pub(crate) folder: TempDir,
    pub(crate) config: PathBuf,
}

impl Office {
    /// The demo's shop, with its products in the catalogue.
    fn new() -> Self {
        Self::with(str::to_owned)
    }

    pub(crate) fn with(change: impl FnOnce(&str) -> String) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (config, data) = (folder.path().join("shop.toml"), folder.path().join("data"));
        let demo = include_str!("../../demo/clubtill.toml");
        let demo = demo.replace("clubtill-data", &data.display().to_string());
        std::fs::write(&config, change(&demo)).unwrap();
        let office = Self { folder, config };
        let said = office.import(&["import"], PRODUCTS).unwrap();
        assert_eq!(said, "20 products are in the catalogue\n");
        office
    }

    /// What a command says; as an error, what went wrong.
    pub(crate) fn run(&self, command: &[&str], more: &[&str]) -> Result<String, String> {
        let config = ["--config", self.config.to_str().unwrap()];
        let (ok, said, error) = clubtill(&[command, &config, more].concat());
        if ok { Ok(said) } else { Err(format!("{said}{error}")) }
    }

    fn import(&self, command: &[&str], content: impl AsRef<[u8]>) -> Result<String, String> {
        let file = self.folder.path().join("file.csv");
        std::fs::write(&file, content).unwrap();
        self.run(command, &[file.to_str().unwrap()])
    }

    fn prices(&self, lines: &str) -> Result<String, String> {
        self.import(&["prices", "import"], format!("{HEADER}\n{lines}"))
    }

    /// List, audience and price of each row of a product in NOK.
    fn history(&self, product: &str) -> Vec<String> {
        let said = self.run(&["prices", "history"], &[product]).unwrap();
        let rows = said.lines().skip(1).filter(|row| row.contains(",NOK,"));
        let short = |row: &str| row.split(',').take(4).collect::<Vec<_>>().join(",");
        rows.map(short).collect()
    }
}

#[test]
fn the_catalogue_is_exported_as_it_is_imported() {
    let office = Office::new();
    let exported = office.run(&["export"], &[]).unwrap();
    let sorted = |lines: Vec<String>| lines.into_iter().collect::<BTreeSet<_>>();
    let with_groups =
        |(number, line)| format!("{line},{}", if number == 0 { "groups" } else { "" });
    let imported = PRODUCTS.lines().enumerate().map(with_groups).collect();
    assert_eq!(sorted(exported.lines().map(str::to_owned).collect()), sorted(imported));
    let said = office.import(&["import", "--dry-run"], &exported).unwrap();
    assert_eq!(said, "20 products can be imported; this was a dry run\n");
}

#[test]
fn price_lists_are_tried_imported_and_imported_again() {
    let office = Office::new();
    let lines = "winter,thermos075,public,NOK,29900,2099-01-01,2099-01-31\n\
                 winter,thermos075,club:fjelltopp,NOK,27900,2098-12-15,\n";
    let file = format!("{HEADER}\n{lines}");
    let tried = office.import(&["prices", "import", "--dry-run"], &file).unwrap();
    assert!(tried.ends_with("2 prices can be imported; this was a dry run\n"), "{tried}");
    let catalogue = [",public,NOK,34900"];
    assert_eq!(office.history("thermos075"), catalogue, "a dry run changes nothing");
    let lower = "warning  thermos075: winter for public from 2099-01-01, 299.00 NOK instead of 349.00 \
                 NOK: in the 30 days before, winter had 279.00 NOK for club:fjelltopp, still on \
                 2098-12-31";
    assert!(tried.contains(lower), "{tried}");
    for _ in 0..2 {
        let said = office.prices(lines).unwrap();
        assert!(
            said.contains(lower) && said.ends_with("2 prices are in the price lists\n"),
            "{said}"
        );
        let rows = ["winter,club:fjelltopp,NOK,27900", "winter,public,NOK,29900"];
        assert_eq!(office.history("thermos075"), [&catalogue[..], &rows].concat());
        let exported = office.run(&["prices", "export"], &[]).unwrap();
        let (public, club) = lines.split_once('\n').unwrap();
        assert_eq!(exported, format!("{HEADER}\n{club}{public}\n"), "by audience");
    }
    let checked = office.run(&["prices", "check"], &["--on", "2099-01-31"]).unwrap_err();
    assert!(checked.contains(lower), "{checked}");
    // Without the club price before it, the reduction is what it says.
    office.prices("winter,thermos075,club:fjelltopp,NOK,,2098-12-15,\n").unwrap();
    let checked = office.run(&["prices", "check"], &["--on", "2099-01-31"]).unwrap();
    assert_eq!(checked, "no before-price is too high\n");
}

#[test]
fn a_catalogue_price_that_rises_before_a_reduction_is_named() {
    let office = Office::new();
    let header = PRODUCTS.lines().next().unwrap();
    let dearer = |price| format!("{header}\nwax45,9521234500063,Ski wax,standard,NOK,{price},\n");
    // Since today: whatever is reduced within thirty days has no price before.
    let said = office.prices("winter,wax45,public,NOK,9900,,\n").unwrap();
    assert!(said.contains("it was not on offer before"), "{said}");
    let said = office.import(&["import", "--dry-run"], dearer(15_900)).unwrap();
    assert!(said.contains("99.00 NOK instead of 159.00 NOK"), "{said}");
    assert!(said.ends_with("1 products can be imported; this was a dry run\n"), "{said}");
    let kept = ["winter,public,NOK,9900"];
    assert_eq!(office.history("wax45"), [&[",public,NOK,12900"][..], &kept].concat());
    office.import(&["import"], dearer(15_900)).unwrap();
    let rows = [",public,NOK,12900", ",public,NOK,15900"];
    assert_eq!(office.history("wax45"), [&rows[..], &kept].concat());
}

#[test]
fn one_line_that_can_not_be_used_keeps_all_others_out() {
    let office = Office::new();
    let good = "winter,wax45,public,NOK,9900,,\n";
    for (line, expected) in [
        (
            "winter,skis,public,NOK,9900,,",
            "line 3: product_id: there is no product skis with a price in NOK",
        ),
        (
            "winter,wax45,public,EUR,990,,",
            "line 3: product_id: there is no product wax45 with a price in EUR",
        ),
        ("winter,wax45,club:fjell,NOK,9900,,", "line 3: audience: no store has that club"),
        ("winter,wax45,public,NOK,9900,2026-02-30,", "line 3: from: no day"),
        ("winter,wax45,public,NOK,9800,,", "line 3: the same as line 2"),
        ("winter;wax45;public;NOK;9800;;", "line 3: 1 columns, and 7 are wanted"),
    ] {
        let said = office.prices(&format!("{good}{line}\n")).unwrap_err();
        assert!(said.contains(expected) && said.contains("nothing was imported"), "{said}");
    }
    let latin = [HEADER.as_bytes(), b"\nvinter\xe5,wax45,public,NOK,9900,,\n"].concat();
    let said = office.import(&["prices", "import"], latin).unwrap_err();
    assert!(said.contains("line 2 is not UTF-8"), "{said}");
    assert_eq!(office.history("wax45"), [",public,NOK,12900"]);
    let said = office.prices("winter,wax45,members,NOK,13900,,\n").unwrap();
    assert!(said.contains("line 2: dearer than in the catalogue, so nobody gets it"), "{said}");
    let said = office.run(&["prices", "history"], &["skis"]).unwrap_err();
    assert!(said.contains("there is no product skis"), "{said}");
}
