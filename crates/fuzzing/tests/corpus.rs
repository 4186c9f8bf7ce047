//! What fuzzing has kept, and bytes at random, on every toolchain.

use fuzzing::TARGETS;
use proptest::prelude::*;
use std::path::Path;

#[test]
fn what_the_fuzzers_kept_still_holds() {
    let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for (name, target) in TARGETS {
        let files = std::fs::read_dir(corpora.join(name)).unwrap();
        let mut count = 0;
        for file in files {
            target(&std::fs::read(file.unwrap().path()).unwrap());
            count += 1;
        }
        assert!(count > 0, "{name} has no corpus");
    }
}

proptest! {
    #[test]
    fn bytes_at_random_are_judged_rightly(
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        index in 0..TARGETS.len(),
    ) {
        TARGETS[index].1(&bytes);
    }
}
