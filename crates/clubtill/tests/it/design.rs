//! The page of the design, and a receipt on its way to paper, are accessible, light and dark.

use crate::till::{OLA, SOCKS, Screens};

const SIZE: (u32, u32) = (1280, 2400);

#[tokio::test]
async fn the_design_and_the_paper_are_accessible_light_and_dark() {
    let screens = Screens::open(OLA).await;
    let Screens { till, demo, .. } = &screens;
    screens.scan(SOCKS).await;
    till.click("other-tender").await;
    till.click("tender-cash").await;
    till.shows("receipt-number", "1").await;
    till.click("open-receipt").await;
    till.click("paper-look").await;
    till.shows("paper", "Sales receipt").await;
    let mut found = Vec::new();
    for path in ["paper", "printed", "design"] {
        match path {
            "design" => till.go(&format!("{}/design", demo.service)).await,
            "printed" => {
                till.script("window.print = () => {}").await;
                till.click("print-here").await;
                till.has_no("print-here").await;
            }
            _ => {}
        }
        for scheme in ["light", "dark"] {
            till.looks(SIZE, scheme).await;
            let lines = [till.axe().await, till.small_targets().await].concat();
            found.extend(lines.iter().map(|line| format!("{path}, {scheme}: {line}")));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
    screens.close().await;
}
