//! The whole suite against the published contracts, where they lie beside the project, and the table
//! of operations, which needs none.

use std::path::Path;

#[tokio::test]
async fn client_and_simulator_keep_to_the_contracts() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let specs = workspace.join("../shared/specs");
    if !specs.is_dir() {
        // `cargo xtask test` says so.
        return;
    }
    let report = conform::run(&specs).await.unwrap();
    assert_eq!(report.violations, 0, "\n{report}");
    assert!(report.exchanges >= report.operations && report.operations > 20, "\n{report}");
}

#[tokio::test]
async fn the_table_of_operations_is_current() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/operations.md");
    let written = std::fs::read_to_string(file).unwrap();
    let table = conform::operations().await.unwrap();
    assert!(written == table, "run cargo xtask operations\n\n{table}");
}

#[tokio::test]
async fn contracts_that_are_not_there_are_an_error() {
    let nowhere = Path::new(env!("CARGO_MANIFEST_DIR")).join("no-such-folder");
    let error = conform::run(&nowhere).await.err().unwrap().to_string();
    assert!(error.contains("no contracts: ") && error.contains("no-such-folder"), "{error}");
    let empty = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let error = conform::run(&empty).await.err().unwrap().to_string();
    assert!(error.contains("can't read "), "{error}");
}
