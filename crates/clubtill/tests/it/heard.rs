//! What the till lets be heard: by a screen reader, politely for lines and at once for the payment's
//! outcome, and by tones, if somebody wants them. And how much of it moves.

use crate::till::{JACKET, OLA, OLA_QR, SOCKS, Screens};
use serde_json::json;
use testkit::{Page, until};

/// A region, what it says, and whether it is the one that was there from the beginning: one that is swapped
/// is not read out.
async fn said(till: &Page, region: &str) -> (String, String, bool) {
    let script = format!(
        "const region = document.getElementById('{region}');
         return [region.getAttribute('aria-live'), region.textContent, region.kept === true];"
    );
    let told = till.script(&script).await;
    let text = |index: usize| told[index].as_str().unwrap_or_default().to_owned();
    (text(0), text(1), told[2] == true)
}

#[tokio::test]
async fn lines_are_said_politely_and_the_outcome_at_once() {
    let screens = Screens::open(OLA).await;
    let Screens { till, phone, .. } = &screens;
    till.script("for (const id of ['say', 'alert']) document.getElementById(id).kept = true").await;
    screens.scan(JACKET).await;
    screens.scan(SOCKS).await;
    till.shows("lines", "Wool socks").await;
    let (live, text, is_kept) = said(till, "say").await;
    assert_eq!((live.as_str(), is_kept), ("polite", true));
    assert!(text.starts_with("Wool socks, 1, 149,00. 2 lines,"), "{text}");
    assert_eq!(said(till, "alert").await, ("assertive".into(), String::new(), true));
    screens.scan(OLA_QR).await;
    screens.next("Ask for payment").await;
    phone.click("approve-payment").await;
    till.is("payment-state", "captured").await;
    let (live, text, is_kept) = said(till, "alert").await;
    assert_eq!((live.as_str(), is_kept), ("assertive", true));
    assert!(text.ends_with("Paid"), "{text}");
    screens.close().await;
}

/// Counts the tones by their frequencies, in place of the browser's own sound.
const EAR: &str = "
    window.heard = [];
    const node = { gain: {}, connect: () => node };
    window.AudioContext = class {
        currentTime = 0;
        destination = node;
        createGain() { return node; }
        createOscillator() {
            const tone = { frequency: {}, connect: () => node, stop() {} };
            tone.start = () => window.heard.push(tone.frequency.value);
            return tone;
        }
    };";

#[tokio::test]
async fn sound_is_off_until_somebody_wants_it_and_stays_on_at_that_screen() {
    let screens = Screens::open(OLA).await;
    let Screens { till, phone, demo, .. } = &screens;
    till.script(EAR).await;
    screens.scan(JACKET).await;
    till.shows("lines", "Winter jacket").await;
    assert_eq!(till.script("return window.heard").await, json!([]));
    till.click("more").await;
    till.click("sound").await;
    screens.scan(SOCKS).await;
    till.shows("lines", "Wool socks").await;
    screens.scan(OLA_QR).await;
    screens.next("Ask for payment").await;
    phone.click("approve-payment").await;
    till.is("payment-state", "captured").await;
    let heard = [880, 880, 660, 880];
    until("the tones are heard", || async {
        (till.script("return window.heard").await == json!(heard)).then_some(())
    })
    .await;
    till.go(&format!("{}/till/1", demo.service)).await;
    let pressed = "return document.getElementById('sound').getAttribute('aria-pressed')";
    assert_eq!(till.script(pressed).await, "true");
    till.click("more").await;
    till.click("sound").await;
    assert_eq!(till.script(pressed).await, "false");
    screens.close().await;
}

#[tokio::test]
async fn nothing_moves_for_whoever_wants_less_motion() {
    let screens = Screens::open(OLA).await;
    let Screens { till, .. } = &screens;
    screens.scan(OLA_QR).await;
    screens.scan(JACKET).await;
    screens.next("Ask for payment").await;
    till.is("payment-state", "created").await;
    assert!(till.moves(false).await, "what is waited for pulses");
    assert!(!till.moves(true).await);
    screens.close().await;
}
