//! The command line, as a newcomer meets it.

use std::process::Command;

pub(crate) fn clubtill(arguments: &[&str]) -> (bool, String, String) {
    let out = Command::new(env!("CARGO_BIN_EXE_clubtill")).args(arguments).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (out.status.success(), text(&out.stdout), text(&out.stderr))
}

#[test]
fn help_names_every_command_with_an_example() {
    let (ok, help, _) = clubtill(&["--help"]);
    assert!(ok);
    for command in [
        "demo",
        "serve",
        "simulate",
        "directory",
        "doctor",
        "import",
        "members",
        "prices",
        "vouchers",
    ] {
        assert!(help.contains(command), "{help}");
        let (ok, help, _) = clubtill(&[command, "--help"]);
        assert!(ok && (help.contains("Example") || help.contains("jacket")), "{help}");
    }
}

#[test]
fn a_wrong_settings_file_is_named_with_its_slip() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shop.toml");
    let path = file.to_str().unwrap();
    let (ok, _, error) = clubtill(&["serve", "--config", path]);
    assert!(!ok && error.contains("shop.toml"), "{error}");
    std::fs::write(&file, "listen = \"127.0.0.1:0\"\ndata = \"x\"\ncolour = 1\n").unwrap();
    let (ok, _, error) = clubtill(&["serve", "--config", path]);
    assert!(!ok && error.contains("colour"), "{error}");
}

/// Whether a shop could open with its database; and no message has the password in it.
#[test]
fn the_doctor_looks_at_the_database() {
    let folder = tempfile::tempdir().unwrap();
    let (file, data) = (folder.path().join("shop.toml"), folder.path().join("data"));
    let demo = include_str!("../../demo/clubtill.toml");
    let demo = demo.replace("\"clubtill-data\"", &format!("{data:?}"));
    let doctor = |database: &str| {
        let database =
            if database.is_empty() { database } else { &format!("database = {database:?}\n") };
        std::fs::write(&file, format!("{database}{demo}")).unwrap();
        let (_, said, error) = clubtill(&["doctor", "--config", file.to_str().unwrap()]);
        let all = format!("{said}{error}");
        assert!(!all.contains(test_postgres::PASSWORD), "{all}");
        all
    };
    let postgres = test_postgres::Cluster::shared().new_database();
    let elsewhere = format!("sqlite://{}", folder.path().join("elsewhere.db").display());
    for (database, expected) in [
        ("", "ok       the database "),
        (&elsewhere, "elsewhere.db opens"),
        (&postgres, "ok       the PostgreSQL database opens"),
        (&format!("{postgres}x"), "does not exist"),
        (&postgres.replace("postgres:", "nobody:").replacen("nobody:", "postgres:", 1), "password"),
        (&postgres.replacen("postgres:", "mysql:", 1), "write sqlite:///"),
    ] {
        let said = doctor(database);
        assert!(said.contains(expected), "{expected}: {said}");
    }
}

/// The certificate must be one that this machine trusts.
#[test]
fn a_database_is_reached_by_tls() {
    let pem = concat!(env!("CARGO_MANIFEST_DIR"), "/../vipps-simulator/tests/it/localhost");
    let (certificate, key) = (format!("{pem}.pem"), format!("{pem}.key.pem"));
    let read = |path| std::fs::read_to_string(path).unwrap();
    let cluster = test_postgres::Cluster::start().unwrap();
    let url = format!("{}?sslmode=require", cluster.new_database());
    let folder = tempfile::tempdir().unwrap();
    let (file, data) = (folder.path().join("shop.toml"), folder.path().join("data"));
    let demo = include_str!("../../demo/clubtill.toml");
    let demo = demo.replace("\"clubtill-data\"", &format!("{data:?}"));
    std::fs::write(&file, format!("database = {url:?}\n{demo}")).unwrap();
    let doctor = |trusted: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_clubtill"));
        let command = command.args(["doctor", "--config", file.to_str().unwrap()]);
        let out = command.env("SSL_CERT_FILE", trusted).output().unwrap();
        String::from_utf8([out.stdout, out.stderr].concat()).unwrap()
    };
    let said = doctor(&certificate);
    assert!(said.contains("server does not support TLS"), "{said}");
    cluster.serve_tls(&read(&certificate), &read(&key));
    let said = doctor(&certificate);
    assert!(said.contains("ok       the PostgreSQL database opens"), "{said}");
    let said = doctor(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/stranger.pem"));
    assert!(said.contains("invalid peer certificate"), "{said}");
}

#[test]
fn a_wrong_simulator_file_is_named_with_its_slip() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("simulator.toml");
    let path = file.to_str().unwrap();
    let (ok, _, error) = clubtill(&["simulate", "--config", path]);
    assert!(!ok && error.contains("can't read"), "{error}");
    std::fs::write(&file, "seed = 1\ncolour = 1\n").unwrap();
    let (ok, _, error) = clubtill(&["simulate", "--config", path]);
    assert!(!ok && error.contains("line 2: unknown field `colour`"), "{error}");
    let (ok, _, error) = clubtill(&["simulate", "--tls-cert", path]);
    assert!(!ok && error.contains("--tls-key"), "{error}");
    let (ok, _, error) = clubtill(&["simulate", "--tls-cert", path, "--tls-key", path]);
    assert!(!ok && error.contains("no certificate"), "{error}");
}
