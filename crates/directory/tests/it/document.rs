//! The document that others build by is the one that the code gives.

use std::path::Path;

/// `CLUBTILL_DIRECTORY=write` writes it anew.
#[test]
fn the_document_is_the_codes_own() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/directory.openapi.json");
    let text = directory::document();
    if std::env::var_os("CLUBTILL_DIRECTORY").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == text, "the contract has changed: CLUBTILL_DIRECTORY=write writes it anew");
}
