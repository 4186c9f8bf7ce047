//! What stands beside aggregates: sealed rows, look-ups, and the inbox.

use super::{Fixture, START_UNIX_MS, WORKS, empty_commit, merchant, quiet, sale};
use crate::{Commit, LookupRule, LookupWrite, NewInboxEntry, Subject, SubjectWrite};
use checkout::MerchantId;

fn rows(rows: &[(&str, &[u8])]) -> Vec<(String, Vec<u8>)> {
    rows.iter().map(|(name, sealed)| ((*name).to_owned(), sealed.to_vec())).collect()
}

pub(super) async fn a_subject_keeps_its_key_and_its_newest_rows(fixture: &Fixture) {
    let seal = |subject: &str, wrapped_key: &[u8], sealed: &[(&str, &[u8])]| Commit {
        subjects: vec![SubjectWrite {
            subject: subject.to_owned(),
            wrapped_key: wrapped_key.to_vec(),
            rows: rows(sealed),
            erase_at_unix_ms: None,
        }],
        ..empty_commit()
    };
    let subject = async |merchant: &MerchantId, subject: &str| {
        fixture.store.subject(merchant, subject).await.expect(WORKS)
    };
    assert_eq!(subject(&merchant(), "c1").await, None);
    fixture.commit(seal("c1", b"key 1", &[("name", b"one"), ("phone", b"two")])).await;
    fixture.commit(seal("c2", b"key 2", &[])).await;
    fixture.commit(seal("c1", b"key 1", &[("phone", b""), ("email", b"three")])).await;
    let expected = Subject {
        wrapped_key: b"key 1".to_vec(),
        erase_at_unix_ms: None,
        rows: rows(&[("email", b"three"), ("name", b"one"), ("phone", b"")]),
    };
    assert_eq!(subject(&merchant(), "c1").await, Some(expected.clone()), "rows by name");
    let without_rows =
        Subject { wrapped_key: b"key 2".to_vec(), erase_at_unix_ms: None, rows: Vec::new() };
    assert_eq!(subject(&merchant(), "c2").await, Some(without_rows));
    assert_eq!(subject(&MerchantId::new("florist"), "c1").await, None);

    // Sealed with a key that lost: to be read and sealed again.
    let mut lost = seal("c1", b"key 9", &[("name", b"never readable")]);
    lost.writes.push(quiet(&sale("1"), 0, 1));
    fixture.conflicts(lost).await;
    assert_eq!(subject(&merchant(), "c1").await, Some(expected));
    assert_eq!(fixture.version(&sale("1")).await, None);
}

fn look_up(index: &'static str, hash: u8, holder: &str, rule: LookupRule) -> Commit {
    let lookup = LookupWrite { index, hash: [hash; 32], holder: holder.to_owned(), rule };
    Commit { lookups: vec![lookup], ..empty_commit() }
}

async fn holder(fixture: &Fixture, index: &str, hash: u8) -> Option<String> {
    fixture.store.lookup(&merchant(), index, &[hash; 32]).await.expect(WORKS)
}

pub(super) async fn a_unique_hash_has_one_holder(fixture: &Fixture) {
    let unique = |index, hash, holder| look_up(index, hash, holder, LookupRule::Unique);
    assert_eq!(holder(fixture, "phone", 1).await, None);
    fixture.commit(unique("phone", 1, "ola")).await;
    fixture.commit(unique("phone", 1, "ola")).await;
    fixture.commit(unique("phone", 2, "kari")).await;
    fixture.commit(unique("login", 1, "kari")).await;
    let taken = Commit { writes: vec![quiet(&sale("1"), 0, 1)], ..unique("phone", 1, "kari") };
    fixture.conflicts(taken).await;
    assert_eq!(fixture.version(&sale("1")).await, None, "nothing of it happens");
    let elsewhere = Commit { merchant: MerchantId::new("florist"), ..unique("phone", 1, "kari") };
    fixture.commit(elsewhere).await;
    for (index, hash, expected) in
        [("phone", 1, Some("ola")), ("phone", 2, Some("kari")), ("login", 1, Some("kari"))]
    {
        assert_eq!(holder(fixture, index, hash).await.as_deref(), expected, "{index} {hash}");
    }
}

pub(super) async fn aggregates_of_a_kind_come_in_pages(fixture: &Fixture) {
    let keys = ["1", "2", "3"];
    fixture.commit(super::writing(keys.map(|key| quiet(&sale(key), 0, 1)))).await;
    let page = async |after: &str, limit: u32| {
        let kind = checkout::Kind::Sale;
        let page = fixture.store.page(&merchant(), kind, after, limit).await.expect(WORKS);
        page.into_iter().map(|(key, _)| key).collect::<Vec<_>>()
    };
    assert_eq!(page("", 2).await, ["1", "2"]);
    assert_eq!(page("2", 2).await, ["3"]);
    assert_eq!(page("3", 2).await, Vec::<String>::new());
    let of_members = fixture.store.page(&merchant(), checkout::Kind::Member, "", 9).await;
    assert_eq!(of_members.expect(WORKS), []);
}

pub(super) async fn what_has_a_time_is_erased_after_it_alone(fixture: &Fixture) {
    let until = |subject: &str, erase_at_unix_ms| SubjectWrite {
        subject: subject.to_owned(),
        wrapped_key: b"key".to_vec(),
        rows: rows(&[("person", b"one")]),
        erase_at_unix_ms,
    };
    let put = |subjects: Vec<SubjectWrite>| Commit { subjects, ..empty_commit() };
    let over = async |after_ms: i64| {
        let at = START_UNIX_MS + after_ms;
        fixture.store.expired_subjects(&merchant(), at, 9).await.expect(WORKS)
    };
    let erase = |after_ms: i64| Commit {
        expired: ["c1", "c2", "member"].map(str::to_owned).to_vec(),
        at_unix_ms: START_UNIX_MS + after_ms,
        ..empty_commit()
    };
    let subject =
        async |subject: &str| fixture.store.subject(&merchant(), subject).await.expect(WORKS);
    let at = |after_ms: i64| Some(START_UNIX_MS + after_ms);
    fixture
        .commit(put(vec![until("c1", at(20)), until("c2", at(10)), until("member", None)]))
        .await;
    assert_eq!(over(9).await, Vec::<String>::new());
    assert_eq!(over(20).await, ["c2", "c1"]);
    assert_eq!(subject("c2").await.and_then(|c2| c2.erase_at_unix_ms), at(10));

    // Met again between the look and the commit; and a row written beside changes no time.
    fixture.commit(put(vec![until("c1", at(40)), until("c2", None)])).await;
    fixture.commit(erase(20)).await;
    assert_eq!(subject("c2").await, None);
    let c1 = subject("c1").await.expect("its time has been put off");
    assert_eq!((c1.rows.len(), c1.erase_at_unix_ms), (1, at(40)));
    fixture.commit(erase(40)).await;
    assert_eq!((subject("c1").await, over(99).await), (None, Vec::new()));
    assert!(subject("member").await.is_some());
}

pub(super) async fn what_is_erased_is_gone(fixture: &Fixture) {
    let sealed = |subject: &str, wrapped_key: &[u8]| SubjectWrite {
        subject: subject.to_owned(),
        wrapped_key: wrapped_key.to_vec(),
        rows: rows(&[("name", b"one"), ("phone", b"two")]),
        erase_at_unix_ms: None,
    };
    let subjects = vec![sealed("c1", b"key 1"), sealed("c2", b"key 2")];
    fixture.commit(Commit { subjects, ..empty_commit() }).await;
    fixture.commit(look_up("phone", 1, "c1", LookupRule::Unique)).await;
    fixture.commit(look_up("phone", 2, "c2", LookupRule::Unique)).await;
    // A conflict erases nothing.
    let erased = vec!["c1".to_owned(), "nobody".to_owned()];
    let late = Commit { writes: vec![quiet(&sale("1"), 7, 8)], erased, ..empty_commit() };
    fixture.conflicts(late.clone()).await;
    let subject =
        async |subject: &str| fixture.store.subject(&merchant(), subject).await.expect(WORKS);
    assert!(subject("c1").await.is_some());

    fixture.commit(Commit { writes: Vec::new(), ..late }).await;
    for (index, hash, holder) in [("phone", 1, "c1"), ("phone", 2, "c1"), ("phone", 9, "c1")] {
        fixture.commit(look_up(index, hash, holder, LookupRule::Remove)).await;
    }
    assert_eq!((subject("c1").await, holder(fixture, "phone", 1).await), (None, None));
    assert!(subject("c2").await.is_some());
    assert_eq!(holder(fixture, "phone", 2).await.as_deref(), Some("c2"), "another's stays");
    fixture.store.scrub().await.expect(WORKS);
    // The same name may come again, with a key of its own.
    fixture.commit(Commit { subjects: vec![sealed("c1", b"key 3")], ..empty_commit() }).await;
    assert_eq!(subject("c1").await.map(|it| it.wrapped_key), Some(b"key 3".to_vec()));
}

pub(super) async fn a_replaced_hash_has_the_newest_holder(fixture: &Fixture) {
    fixture.commit(look_up("phone", 1, "ola", LookupRule::Unique)).await;
    fixture.commit(look_up("phone", 1, "kari", LookupRule::Replace)).await;
    fixture.commit(look_up("phone", 2, "kari", LookupRule::Replace)).await;
    assert_eq!(holder(fixture, "phone", 1).await.as_deref(), Some("kari"));
    assert_eq!(holder(fixture, "phone", 2).await.as_deref(), Some("kari"));
    fixture.conflicts(look_up("phone", 1, "ola", LookupRule::Unique)).await;
}

pub(super) async fn a_hash_that_must_be_held_is(fixture: &Fixture) {
    let held = |holder| look_up("phone", 1, holder, LookupRule::Held);
    fixture.conflicts(held("ola")).await;
    assert_eq!(holder(fixture, "phone", 1).await, None, "nobody gets it so");
    fixture.commit(look_up("phone", 1, "ola", LookupRule::Unique)).await;
    fixture.commit(held("ola")).await;
    fixture.conflicts(held("kari")).await;
    assert_eq!(holder(fixture, "phone", 1).await.as_deref(), Some("ola"));
    fixture.commit(look_up("phone", 1, "ola", LookupRule::Remove)).await;
    let late = Commit { writes: vec![quiet(&sale("1"), 0, 1)], ..held("ola") };
    fixture.conflicts(late).await;
    assert_eq!(fixture.version(&sale("1")).await, None, "nothing of it happens");
}

pub(super) async fn news_is_stored_once_and_handled_with_a_commit(fixture: &Fixture) {
    let news = |merchant: MerchantId, dedupe_key: &str, payload: &str| NewInboxEntry {
        merchant,
        dedupe_key: dedupe_key.to_owned(),
        kind: "payment".to_owned(),
        payload: payload.to_owned(),
        at_unix_ms: START_UNIX_MS,
    };
    let florist = || MerchantId::new("florist");
    for (entry, is_new) in [
        (news(merchant(), "n1", "first"), true),
        (news(merchant(), "n2", "second"), true),
        (news(merchant(), "n1", "a copy"), false),
        (news(florist(), "n1", "third"), true),
    ] {
        let told = format!("{entry:?}");
        assert_eq!(fixture.store.receive(entry).await.expect(WORKS), is_new, "{told}");
    }
    let waiting = async |limit| -> Vec<(MerchantId, String)> {
        let entries = fixture.store.inbox(limit).await.expect(WORKS);
        assert!(entries.iter().all(|entry| entry.kind == "payment"), "{entries:?}");
        entries.into_iter().map(|entry| (entry.merchant, entry.payload)).collect()
    };
    let first = (merchant(), "first".to_owned());
    let second = (merchant(), "second".to_owned());
    let third = (florist(), "third".to_owned());
    assert_eq!(waiting(9).await, [first.clone(), second.clone(), third.clone()]);
    assert_eq!(waiting(2).await, [first.clone(), second.clone()]);

    let entries = fixture.store.inbox(9).await.expect(WORKS);
    let handling = |handled: &[i64]| Commit { handled: handled.to_vec(), ..empty_commit() };
    // Not by a commit that doesn't happen, nor by another merchant's.
    let conflict = Commit { writes: vec![quiet(&sale("1"), 5, 1)], ..handling(&[entries[0].id]) };
    fixture.conflicts(conflict).await;
    fixture.commit(handling(&[entries[2].id])).await;
    assert_eq!(waiting(9).await, [first.clone(), second, third.clone()]);

    fixture.commit(handling(&[entries[1].id])).await;
    assert_eq!(waiting(9).await, [first, third]);
    let copy = news(merchant(), "n2", "a late copy");
    assert!(!fixture.store.receive(copy).await.expect(WORKS), "what was handled is known");
    let both = Commit { writes: vec![quiet(&sale("1"), 0, 1)], ..handling(&[entries[0].id]) };
    fixture.commit(both).await;
    fixture.commit(Commit { merchant: florist(), ..handling(&[entries[2].id]) }).await;
    assert_eq!(waiting(9).await, []);
}
