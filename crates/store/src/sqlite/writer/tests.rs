//! Groups in which something goes wrong. The writer is driven by hand, so that what shares a group,
//! and where in it the disk is full, is certain.

use super::*;
use crate::sqlite::work::{Asked, Verdict};
use rusqlite::named_params;
use tempfile::TempDir;
use tokio::sync::oneshot::Receiver;

struct Still;

impl Clock for Still {
    fn now_unix_ms(&self) -> i64 {
        1_750_000_000_000
    }
}

type Answer = Receiver<Result<&'static str, StoreError>>;

/// Work that stores `bytes` under `name`, and then is kept, undone, or goes wrong.
fn storing(name: &'static str, bytes: usize, end: End) -> (Box<dyn Work>, Answer) {
    let (asked, answer) = Asked::new(move |connection: &Connection, _| {
        connection
            .prepare_cached("INSERT INTO stored (name, filling) VALUES (:name, :filling)")?
            .execute(named_params! { ":name": name, ":filling": vec![7_u8; bytes] })?;
        match end {
            End::Kept => Ok(Verdict::Keep(name)),
            End::Undone => Ok(Verdict::Undo(name)),
            End::Broken => connection
                .execute("INSERT INTO stored (name) VALUES (NULL)", [])
                .map(|_| Verdict::Keep(name)),
            End::FailsAtCommit => {
                connection.execute_batch(
                    "PRAGMA defer_foreign_keys = ON;
                     INSERT INTO prices VALUES ('nobody', 'nothing', 'NOK', 1, NULL);",
                )?;
                Ok(Verdict::Keep(name))
            }
            End::TakenBack => {
                connection.execute_batch("ROLLBACK")?;
                Err(rusqlite::Error::InvalidQuery)
            }
        }
    });
    (Box::new(asked), answer)
}

#[derive(Clone, Copy)]
enum End {
    Kept,
    Undone,
    /// A statement fails, and the transaction goes on.
    Broken,
    /// COMMIT fails for it, and leaves the transaction open.
    FailsAtCommit,
    /// The transaction is gone with it.
    TakenBack,
}

fn writer(folder: &TempDir) -> Writer {
    let writer = Writer::open(folder.path().join("clubtill.db"), Arc::new(Still)).unwrap();
    let table = "CREATE TABLE stored (name TEXT NOT NULL, filling BLOB) STRICT";
    writer.connection.as_ref().unwrap().execute_batch(table).unwrap();
    writer
}

fn stored(writer: &Writer) -> Vec<String> {
    let connection = Connection::open(&writer.database).unwrap();
    let mut names = connection.prepare("SELECT name FROM stored ORDER BY name").unwrap();
    names.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

/// Runs a group; what each piece was told: its name, or that it wasn't stored.
fn run(writer: &mut Writer, group: &[(&'static str, usize, End)]) -> Vec<Option<&'static str>> {
    let (group, answers): (Vec<_>, Vec<_>) =
        group.iter().map(|(name, bytes, end)| storing(name, *bytes, *end)).unzip();
    writer.run(group);
    answers.into_iter().map(|mut answer| answer.try_recv().unwrap().ok()).collect()
}

#[test]
fn a_piece_that_ends_badly_takes_back_only_itself() {
    for (end, told) in [
        (End::Undone, Some("b")),
        (End::Broken, None),
        (End::FailsAtCommit, None),
        (End::TakenBack, None),
    ] {
        let folder = TempDir::new().unwrap();
        let mut writer = writer(&folder);
        let group = [("a", 1, End::Kept), ("b", 1, end), ("c", 1, End::Kept)];
        assert_eq!(run(&mut writer, &group), [Some("a"), told, Some("c")]);
        assert_eq!(stored(&writer), ["a", "c"]);
        assert_eq!(run(&mut writer, &[("d", 1, End::Kept)]), [Some("d")]);
        assert_eq!(stored(&writer), ["a", "c", "d"]);
    }
}

/// The disk holds the small ones, and a large one wherever it stands in the group doesn't fit.
#[test]
fn a_full_disk_in_the_middle_of_a_group_loses_nothing_that_was_answered() {
    const PAGE: usize = 4_096;
    const FREE_PAGES: i64 = 20;
    for large in 0..4 {
        let folder = TempDir::new().unwrap();
        let mut writer = writer(&folder);
        let connection = writer.connection.as_ref().unwrap();
        let limit = |pages: i64| {
            connection.pragma_query_value(None, "page_count", |row| row.get(0)).and_then(
                |used: i64| {
                    let sql = format!("PRAGMA max_page_count = {}", used + pages);
                    connection.query_row(&sql, [], |row| row.get::<_, i64>(0))
                },
            )
        };
        limit(FREE_PAGES).unwrap();

        let names = ["a", "b", "c", "d"];
        let group: Vec<_> = names
            .iter()
            .enumerate()
            .map(|(index, name)| {
                let pages =
                    if index == large { 2 * usize::try_from(FREE_PAGES).unwrap() } else { 3 };
                (*name, pages * PAGE, End::Kept)
            })
            .collect();
        let told = run(&mut writer, &group);
        let yes: Vec<_> = told.iter().flatten().copied().collect();
        assert_eq!(stored(&writer), yes, "told yes, and stored; large: {large}");
        let small: Vec<_> = names.into_iter().filter(|name| *name != names[large]).collect();
        assert_eq!(yes, small, "what fits is stored, and the rest told no; large: {large}");

        // Filled to the brim, and then with room again, the writer goes on.
        let rest = [("e", 15 * PAGE, End::Kept), ("f", PAGE, End::Kept)];
        assert_eq!(run(&mut writer, &rest), [None, Some("f")], "large: {large}");
        let connection = writer.connection.as_ref().unwrap();
        connection
            .query_row("PRAGMA max_page_count = 4000", [], |row| row.get::<_, i64>(0))
            .unwrap();
        assert_eq!(run(&mut writer, &[("g", 15 * PAGE, End::Kept)]), [Some("g")]);
        assert_eq!(stored(&writer), [&small[..], &["f", "g"]].concat());
    }
}

#[test]
fn a_database_that_is_held_by_another_program_refuses_the_group_and_recovers() {
    let folder = TempDir::new().unwrap();
    let mut writer = writer(&folder);
    let connection = writer.connection.as_ref().unwrap();
    connection.busy_timeout(std::time::Duration::ZERO).unwrap();
    let other = Connection::open(&writer.database).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let group = [("a", 1, End::Kept), ("b", 1, End::Kept)];
    assert_eq!(run(&mut writer, &group), [None, None]);
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(run(&mut writer, &group), [Some("a"), Some("b")]);
    assert_eq!(stored(&writer), ["a", "b"]);
}

/// The first piece went well at first, in a group that was taken back; then it can't be done again.
#[test]
fn what_cannot_be_done_again_is_told_no() {
    let folder = TempDir::new().unwrap();
    let mut writer = writer(&folder);
    writer.connection.as_ref().unwrap().busy_timeout(std::time::Duration::ZERO).unwrap();
    let other = Connection::open(&writer.database).unwrap();
    let (first, mut told_first) = storing("a", 1, End::Kept);
    let (second, mut told_second) = Asked::new(move |connection: &Connection, _| {
        connection.execute_batch("ROLLBACK")?;
        other.execute_batch("BEGIN IMMEDIATE")?;
        Err::<Verdict<()>, _>(rusqlite::Error::InvalidQuery)
    });
    writer.run(vec![first, Box::new(second)]);
    assert!(told_first.try_recv().unwrap().is_err());
    assert!(told_second.try_recv().unwrap().is_err());
    assert_eq!(stored(&writer), <[&str; 0]>::default());
    assert_eq!(run(&mut writer, &[("c", 1, End::Kept)]), [Some("c")]);
}

#[test]
fn a_lost_connection_is_opened_again() {
    let folder = TempDir::new().unwrap();
    let mut writer = writer(&folder);
    writer.connection = None;
    assert_eq!(run(&mut writer, &[("a", 1, End::Kept)]), [Some("a")]);

    writer.connection = None;
    let elsewhere = std::mem::replace(&mut writer.database, folder.path().join("no/such.db"));
    assert_eq!(run(&mut writer, &[("b", 1, End::Kept), ("c", 1, End::Kept)]), [None, None]);
    writer.database = elsewhere;
    assert_eq!(run(&mut writer, &[("d", 1, End::Kept)]), [Some("d")]);
    assert_eq!(stored(&writer), ["a", "d"]);
}
