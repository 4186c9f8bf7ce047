//! The pages in the languages of their stores, and in others that were chosen at a screen.

use super::drawn::tidy;
use super::scene::{Scene, pay, words};
use super::served::Pages;
use axum::body::Body;
use axum::http::{Request, header};
use checkout::Language;

/// What was bought, paid and saved, on both screens.
fn story(language: Language) -> String {
    let mut guest = Scene::filled().guest(checkout::IdentifiedBy::PhoneNumber);
    let mut member = Scene::filled().member("Kari");
    guest.place.words = words(language);
    member.place.words = words(language);
    let waiting = member.clone().asked_to_pay(&pay::created());
    let paid = member.asked_to_pay(&pay::created_and(&[pay::settled(299_700, 0)])).paid();
    let scenes = [guest, waiting, paid];
    let drawn = scenes.iter().map(|scene| format!("{}\n{}", scene.till(), scene.display()));
    drawn.map(|html| tidy(&html)).collect::<Vec<_>>().join("\n\n")
}

#[test]
fn a_story_in_norwegian() {
    insta::assert_snapshot!("story_nb", story(Language::Nb));
}

#[test]
fn a_story_in_finnish() {
    insta::assert_snapshot!("story_fi", story(Language::Fi));
}

async fn asked(pages: &Pages, path: &str, header: header::HeaderName, value: &str) -> String {
    let request = Request::get(path).header(header, value).body(Body::empty()).unwrap();
    pages.send(request).await.text
}

#[tokio::test]
async fn a_screen_keeps_the_language_that_was_chosen_there() {
    let pages = Pages::new().await;
    for (path, other, words) in [
        ("/till/1", "/display/1", "Ostoskori on tyhjä"),
        ("/display/1", "/till/1", "Näytä henkilökohtainen QR"),
    ] {
        pages.get(path).await.has(200, &["<html lang=\"en\">"]);
        let chosen = pages.post(&format!("{path}/language"), "language=fi").await;
        chosen.has(303, &[]);
        assert_eq!(chosen.header(header::LOCATION), path);
        let cookie = chosen.header(header::SET_COOKIE);
        let (pair, rest) = cookie.split_once("; ").unwrap();
        // The other screen of the till has a choice of its own.
        assert_eq!(rest, format!("Path={path}; Max-Age=31536000; HttpOnly; SameSite=Lax"));
        let page = asked(&pages, path, header::COOKIE, pair).await;
        assert!(page.contains("<html lang=\"fi\">") && page.contains(words), "{page}");
        assert!(!other.starts_with(path));
    }
    let receipts = asked(&pages, "/till/1/receipts", header::COOKIE, "language=da").await;
    assert!(receipts.contains("<html lang=\"da\">") && receipts.contains("Kvitteringer"));
    let page = asked(&pages, "/till/1", header::COOKIE, "language=xx").await;
    assert!(page.contains("<html lang=\"en\">"), "{page}");
    let unknown = pages.post("/till/1/language", "language=xx").await;
    assert_eq!(unknown.has(303, &[]).header(header::SET_COOKIE), "");
}

#[tokio::test]
async fn what_could_not_be_done_is_told_in_the_language_of_the_screen() {
    let pages = Pages::new().await;
    for (language, told) in [
        ("nb", "Strekkoden ble lest feil"),
        ("da", "Stregkoden blev læst forkert"),
        ("sv", "Streckkoden lästes fel"),
        ("fi", "Viivakoodi luettiin väärin"),
    ] {
        let request = super::served::posted("/till/1/scan")
            .header(header::COOKIE, format!("language={language}"));
        let answer = pages.send(request.body(Body::from("text=9521234500019")).unwrap()).await;
        answer.has(422, &[told, &format!("<html lang=\"{language}\">")]);
    }
}

#[tokio::test]
async fn a_page_of_no_till_is_told_in_the_language_of_the_browser() {
    let pages = Pages::new().await;
    let page = asked(&pages, "/till/99", header::ACCEPT_LANGUAGE, "sv-SE,sv;q=0.9").await;
    assert!(page.contains("<html lang=\"sv\">") && page.contains("Kassan finns inte"), "{page}");
    pages.get("/").await.has(200, &["<html lang=\"en\">", "Open a till"]);
}

#[tokio::test]
async fn a_quantity_is_typed_with_comma_or_point() {
    let pages = Pages::new().await;
    pages.done("scan", "text=9521234500025").await;
    for (typed, shown) in [("2,5", "2,5"), ("1.5", "1,5"), ("%2B3", "3")] {
        let page = pages.done("quantity", &format!("line=1&quantity={typed}")).await;
        page.has(200, &[&format!("data-quantity=\"{shown}\"")]);
    }
}
