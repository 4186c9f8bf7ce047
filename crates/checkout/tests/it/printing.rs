//! A receipt on paper: once, its copy once, and again only if nothing usable came out.

use crate::world::{World, item};
use checkout::{
    Book, Command, JournalFact, Paper, Print, PrintTrouble, PrintedBy, Quantity, Refusal, ReturnId,
    TenderKind,
};
use uuid::Uuid;

const ORIGINAL: Paper = Paper { returning: None, is_copy: false };
const COPY: Paper = Paper { returning: None, is_copy: true };

fn print(paper: Paper) -> Command {
    Command::PrintReceipt { paper, by: PrintedBy::Printer }
}

fn failed(paper: Paper) -> Command {
    Command::ReceiptNotPrinted { paper, why: PrintTrouble::NoPaper }
}

fn sold() -> World {
    let mut world = World::with_sale(vec![(item("a", 1_000, None), Quantity::ONE)]);
    assert_eq!(world.tell(print(ORIGINAL)).unwrap_err(), Refusal::NoReceiptYet);
    world.tell(Command::Tender { kind: TenderKind::Cash, minor: 1_000 }).unwrap();
    world
}

#[test]
fn it_comes_out_once_and_its_copy_once() {
    let mut world = sold();
    assert_eq!(world.tell(print(COPY)).unwrap_err(), Refusal::ReceiptNotPrinted);
    let changes = world.tell(print(ORIGINAL)).unwrap();
    let fact = &changes.till[0].entry.fact;
    assert!(matches!(fact, JournalFact::ReceiptPrinted { receipt_number: 1, .. }), "{fact:?}");
    assert!(world.tell(print(ORIGINAL)).unwrap().is_empty(), "a second press prints nothing");
    assert_eq!(world.tell(print(COPY)).unwrap().till.len(), 1, "a copy is journalled");
    assert_eq!(world.tell(print(COPY)).unwrap_err(), Refusal::ReceiptCopied);
    let prints = world.sale().prints;
    assert_eq!((prints.original, prints.copy), (Print::Sent, Print::Sent));
}

#[test]
fn what_did_not_come_out_may_be_printed_again() {
    let mut world = sold();
    assert!(world.tell(failed(ORIGINAL)).unwrap().is_empty(), "nothing was sent");
    world.tell(print(ORIGINAL)).unwrap();
    assert_eq!(world.tell(failed(ORIGINAL)).unwrap().till.len(), 1);
    assert_eq!(world.sale().prints.original, Print::Failed { why: PrintTrouble::NoPaper });
    assert_eq!(world.tell(print(COPY)).unwrap_err(), Refusal::ReceiptNotPrinted);
    world.tell(print(ORIGINAL)).unwrap();
    world.tell(print(COPY)).unwrap();
    world.tell(failed(COPY)).unwrap();
    world.tell(print(COPY)).unwrap();
    assert_eq!(world.tell(print(COPY)).unwrap_err(), Refusal::ReceiptCopied);
}

#[test]
fn not_at_a_till_of_another_book_and_not_of_a_return_that_is_none() {
    let mut world = sold();
    let returning = Some(ReturnId(Uuid::from_u128(9)));
    let of_return = Paper { returning, is_copy: false };
    assert_eq!(world.tell(print(of_return)).unwrap_err(), Refusal::NoReceiptYet);
    world.context.book = Book::Training;
    assert_eq!(world.tell(print(ORIGINAL)).unwrap_err(), Refusal::OtherBook);
}
