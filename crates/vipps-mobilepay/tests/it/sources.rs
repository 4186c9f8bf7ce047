//! Whoever reads a type that goes over the wire must be able to look up what it is made from.

use std::path::{Path, PathBuf};

/// The crate's own sources, each with its text.
fn sources() -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = std::fs::read_to_string(&path).unwrap();
                files.push((path, text));
            }
        }
    }
    files
}

#[test]
fn every_module_of_the_wire_names_its_source() {
    let mut seen = 0;
    for (path, text) in sources() {
        let is_doc = |line: &&str| line.starts_with("//!");
        let names_source = text.lines().filter(is_doc).any(|line| line.contains("Source: "));
        // Numbers that arrive as text are of no API in particular.
        let is_of_wire = text.contains("derive(") && text.contains("ialize")
            || text.contains("Call::")
            || text.contains("client.request(");
        if is_of_wire {
            assert!(names_source, "{} names no source", path.display());
            seen += 1;
        }
    }
    assert!(seen > 25, "{seen} modules are not all of them");
}

/// By the module's source and this name it can be found: a schema, a field, a header or a path.
#[test]
fn every_public_type_of_the_wire_names_its_own_in_the_source() {
    let mut seen = 0;
    for (path, text) in sources() {
        let (mut doc, mut is_of_wire) = (String::new(), false);
        for line in text.lines() {
            if let Some(words) = line.strip_prefix("///") {
                doc.push_str(words);
            } else if line.starts_with("#[") {
                is_of_wire |= line.contains("ialize");
            } else {
                if is_of_wire && (line.starts_with("pub struct") || line.starts_with("pub enum")) {
                    let names_it = doc.contains("(`") || doc.contains("`)");
                    assert!(names_it, "{}: {line} names nothing of its source", path.display());
                    seen += 1;
                }
                (doc, is_of_wire) = (String::new(), false);
            }
        }
    }
    assert!(seen > 80, "{seen} types are not all of them");
}

/// What a newcomer reads first fits on a screen; that it compiles is seen by its own test.
#[test]
fn the_first_page_has_the_whole_flow_in_forty_lines() {
    let page = include_str!("../../src/lib.rs");
    let flow = page.split("```").nth(1).unwrap();
    assert!(flow.contains("scan") && flow.contains(".capture("), "not the flow: {flow}");
    let shown = flow.lines().skip(1).filter(|line| !line.starts_with("//! #"));
    let count = shown.filter(|line| *line != "//! ").count();
    assert!(count <= 40, "{count} lines");
}
