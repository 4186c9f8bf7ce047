//! Vouchers from the command line: made, imported, imported again, and listed without their codes.

use crate::prices::Office;

const HEADER: &str =
    "code,name,percent,amount,currency,minimum,only,except,audience,stores,from,until\n";

impl Office {
    pub(crate) fn vouchers(&self, more: &[&str], rows: &str) -> Result<String, String> {
        let file = self.folder.path().join("vouchers.csv");
        std::fs::write(&file, format!("{HEADER}{rows}")).unwrap();
        self.run(&["vouchers", "import"], &[more, &[file.to_str().unwrap()]].concat())
    }
}

#[test]
fn new_codes_are_in_a_file_of_its_owner_and_issued() {
    use std::os::unix::fs::PermissionsExt;
    let office = Office::with(str::to_owned);
    let file = office.folder.path().join("codes.csv");
    let path = file.to_str().unwrap();
    let good_for = [
        "--name",
        "100 off",
        "--amount",
        "10000",
        "--currency",
        "NOK",
        "--only",
        "group:snacks",
        "--until",
        "2099-12-31",
    ];
    let issue = |count: &str| {
        let arguments = [&["--count", count, "--out", path], &good_for[..]].concat();
        office.run(&["vouchers", "issue"], &arguments)
    };
    let said = issue("70").unwrap();
    assert!(said.starts_with("70 vouchers are issued; their codes are in "), "{said}");
    assert!(!said.contains("CV-"), "{said}");
    assert!(issue("70").unwrap_err().contains("can't make"), "a file is never written over");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let text = std::fs::read_to_string(&file).unwrap();
    assert_eq!(text.lines().count(), 1 + 70);
    let mut rows = text.strip_prefix(HEADER).unwrap().lines();
    assert!(rows.all(|row| {
        row.starts_with("CV-") && row.ends_with(",100 off,,10000,NOK,,group:snacks,,,,,2099-12-31")
    }));
    // As if it had been stopped before: what is missing is issued.
    let again = office.run(&["vouchers", "import"], &[path]).unwrap();
    assert_eq!(again, "0 vouchers are issued, 70 were issued already\n");
    let listed = office.run(&["vouchers", "list"], &[]).unwrap();
    assert_eq!(listed.lines().count(), 1 + 70);
    assert!(listed.contains(",100 off,issued,,2099-12-31,") && !listed.contains("CV-"));
    for (wrong, expected) in [
        (&["--name", "x"][..], "a percentage or an amount"),
        (&["--name", "x", "--percent", "101"], "percent: a whole number, 1 to 100"),
        (&["--name", "x", "--amount", "1"], "needs a currency"),
        (&["--name", "x", "--percent", "1", "--store", "nowhere"], "the settings have no store"),
    ] {
        let out = office.folder.path().join("none.csv");
        let arguments = [&["--count", "1", "--out", out.to_str().unwrap()], wrong].concat();
        let error = office.run(&["vouchers", "issue"], &arguments).unwrap_err();
        assert!(error.contains(expected), "{error}");
        assert!(!out.exists(), "no file without vouchers");
    }
}

#[test]
fn codes_of_others_are_tried_imported_and_imported_again() {
    let office = Office::with(str::to_owned);
    let rows = "SPRING-26-1,100 off,,10000,NOK,50000,,group:tobacco,members,,,2099-05-31\n\
                SPRING-26-2,20 % off snacks,20,,,,group:snacks bar01,,,oslo,,\n";
    let tried = office.vouchers(&["--dry-run"], rows).unwrap();
    assert_eq!(tried, "2 vouchers can be issued, 0 are issued already; this was a dry run\n");
    let first = office.vouchers(&[], rows.split_inclusive('\n').next().unwrap()).unwrap();
    assert_eq!(first, "1 vouchers are issued, 0 were issued already\n");
    let all = office.vouchers(&[], rows).unwrap();
    assert_eq!(all, "1 vouchers are issued, 1 were issued already\n");
    let other = office.vouchers(&[], &rows.replace("50000", "60000")).unwrap_err();
    assert!(other.contains("line 2: code: there is a voucher with it"), "{other}");
    let nobody = "personal:7f0c1c1e-8b4e-4f39-9b39-3d2f8a5f6a11";
    for (row, expected) in [
        ("9521234500018,x,20,,,,,,,,,", "code: a voucher's code has letters and digits"),
        ("CV-1111-1111-1111-2,x,20,,,,,,,,,", "code: that voucher's code was misread"),
        ("A-12345,x,twenty,,,,,,,,,", "percent: a whole number, 1 to 100"),
        ("A-12345,x,20,100,NOK,,,,,,,", "a percentage or an amount, and not both"),
        ("A-12345,x,,100,SEK,,,,,,,", "currency: it is one of NOK, DKK, EUR"),
        ("A-12345,x,20,,,,group:,,,,,", "only: products by their id, or group:GROUP"),
        ("A-12345,x,20,,,,,,friends,,,", "audience: public, members, club:CLUB"),
        ("A-12345,x,20,,,,,,,nowhere,,", "stores: the settings have no store"),
        ("A-12345,x,20,,,,,,,,2026-02-30,", "from: no day; write it as in 2026-12-01"),
        ("A-12345,x,20,,,,,,club:nobody,,,", "no store is one where it would be good"),
        (&format!("A-12345,x,20,,,,,,{nobody},,,"), "audience: there is no such member"),
        ("A-12345,x,20,,,,,,,,,\nA12345,x,20,,,,,,,,,", "line 3: the same as line 2"),
    ] {
        let error = office.vouchers(&[], &format!("{row}\n")).unwrap_err();
        assert!(error.contains(expected), "{row}: {error}");
        assert!(!error.contains("12345"), "a code is told nowhere: {error}");
    }
    let listed = office.run(&["vouchers", "list"], &[]).unwrap();
    assert_eq!(listed.lines().count(), 1 + 2, "nothing half done");
}
