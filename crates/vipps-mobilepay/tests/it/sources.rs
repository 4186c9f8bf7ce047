//! Whoever reads a type that goes over the wire must be able to look up what it is made from.

use std::path::Path;

#[test]
fn every_module_of_the_wire_names_its_source() {
    let mut seen = 0;
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
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
    }
    assert!(seen > 25, "{seen} modules are not all of them");
}
