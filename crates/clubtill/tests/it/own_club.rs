//! `clubtill directory`, and what the doctor says of a club that is kept in a system of one's own.

use crate::command_line::clubtill;
use serde_json::json;
use testkit::{Running, free_port, until};

/// An environment variable that every test has, and what stands in it.
pub(crate) const TOKEN_ENV: &str = "CARGO_PKG_NAME";
pub(crate) const TOKEN: &str = env!("CARGO_PKG_NAME");

#[tokio::test]
async fn a_club_of_ones_own_is_connected() {
    let folder = tempfile::tempdir().unwrap();
    let origin = format!("127.0.0.1:{}", free_port());
    let arguments =
        ["directory", "--listen", &origin, "--token-env", TOKEN_ENV, "--member", "4798765432=Kari"];
    let log = folder.path().join("log");
    let mut running = Running::start(env!("CARGO_BIN_EXE_clubtill"), &arguments, log);
    let lookup = json!({ "environment": "simulator", "by": { "phone_number": "4798765432" } });
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let found = until("the club answers", || async {
        let call = client.post(format!("http://{origin}/members/lookup")).bearer_auth(TOKEN);
        let answer = call.json(&lookup).send().await.ok()?;
        answer.json::<serde_json::Value>().await.ok()
    })
    .await;
    assert_eq!(found["given_name"], "Kari", "{found:#}");

    let (file, data) = (folder.path().join("shop.toml"), folder.path().join("data"));
    let demo = include_str!("../../demo/clubtill.toml");
    let demo = demo.replace("\"clubtill-data\"", &format!("{data:?}"));
    let (before, rest) = demo.split_once("expire_after_days").unwrap();
    let (_, after) = rest.split_once("# A club that is kept").unwrap();
    let doctor = |token_env: &str| {
        let directory =
            format!("[club.directory]\nurl = \"http://{origin}/\"\ntoken_env = \"{token_env}\"\n");
        std::fs::write(&file, format!("{before}{directory}# {after}")).unwrap();
        let (_, said, error) = clubtill(&["doctor", "--config", file.to_str().unwrap()]);
        let all = format!("{said}{error}");
        let line = all.lines().find(|line| line.contains("club fjelltopp")).unwrap_or(&all);
        line.to_owned()
    };
    assert_eq!(doctor(TOKEN_ENV), "ok       club fjelltopp: its own system answers");
    let refused = doctor("PATH");
    assert!(refused.starts_with("BROKEN") && refused.contains("accept the token"), "{refused}");
    assert!(running.stop(), "it ends well: {}", running.log());
    let gone = doctor(TOKEN_ENV);
    assert!(gone.starts_with("BROKEN") && gone.contains("can't be reached"), "{gone}");
}
