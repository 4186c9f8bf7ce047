//! The command line, as a newcomer meets it.

use std::process::Command;

fn clubtill(arguments: &[&str]) -> (bool, String, String) {
    let out = Command::new(env!("CARGO_BIN_EXE_clubtill")).args(arguments).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (out.status.success(), text(&out.stdout), text(&out.stderr))
}

#[test]
fn help_names_every_command_with_an_example() {
    let (ok, help, _) = clubtill(&["--help"]);
    assert!(ok);
    for command in ["demo", "serve", "simulate", "doctor", "import"] {
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
