//! A headless chromium with one window a page, driven through chromedriver.

use crate::running::{free_port, until};
use crate::scanner::strokes;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use checkout::Layout;
use serde_json::json;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;
use thirtyfour::prelude::*;
use thirtyfour::{ChromiumLikeCapabilities, WindowHandle};

/// More than any page has to stop at.
const TABS_MAX: usize = 80;
/// Between two keys of a scanner.
const APART_S: f64 = 0.010;
/// So many keys a slow one types without a pause.
const BURST: usize = 8;

/// The browser; it ends with the test.
pub struct Browser {
    driver: WebDriver,
    process: Child,
    profile: TempDir,
}

/// One page in a window of its own.
pub struct Page {
    driver: WebDriver,
    window: WindowHandle,
}

impl Browser {
    pub async fn start() -> Self {
        let port = free_port();
        let process = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is there: cargo xtask test installs it");
        let profile = tempfile::tempdir().unwrap();
        let mut capabilities = DesiredCapabilities::chrome();
        for argument in [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            &format!("--user-data-dir={}", profile.path().display()),
        ] {
            capabilities.add_arg(argument).unwrap();
        }
        let address = format!("http://127.0.0.1:{port}");
        let driver = until("chromedriver answers", || {
            let (address, capabilities) = (address.clone(), capabilities.clone());
            async move { WebDriver::new(address, capabilities).await.ok() }
        })
        .await;
        Self { driver, process, profile }
    }

    /// Opens a page in a window of its own, that shows the given number of pixels of it.
    pub async fn open(&self, url: &str, (width, height): (u32, u32)) -> Page {
        let window = self.driver.new_window().await.unwrap();
        self.driver.switch_to_window(window.clone()).await.unwrap();
        self.driver.goto(url).await.unwrap();
        // A window is larger than what it shows.
        let frame = "return [outerWidth - innerWidth, outerHeight - innerHeight]";
        let frame = self.driver.execute(frame, Vec::new()).await.unwrap();
        let [around, above]: [u32; 2] = serde_json::from_value(frame.json().clone()).unwrap();
        self.driver.set_window_rect(0, 0, width + around, height + above).await.unwrap();
        Page { driver: self.driver.clone(), window }
    }

    pub async fn quit(self) {
        self.driver.clone().quit().await.unwrap();
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        // A driver that is killed leaves its browser behind; the profile's path tells which it is.
        let profile = self.profile.path().display().to_string();
        let _ = Command::new("pkill").args(["-KILL", "-f", &profile]).status();
    }
}

impl Page {
    /// Goes to another page in the same window.
    pub async fn go(&self, url: &str) {
        self.driver.switch_to_window(self.window.clone()).await.unwrap();
        self.driver.goto(url).await.unwrap();
    }

    /// Waits until an element (by its `data-test`) is there and shows a text.
    pub async fn shows(&self, name: &str, text: &str) {
        let what = format!("{name:?} shows {text:?}");
        until(&what, || async {
            let shown = self.text(name).await?;
            shown.contains(text).then_some(())
        })
        .await;
    }

    /// Waits until an element is in a state (`data-state`).
    pub async fn is(&self, name: &str, state: &str) {
        until(&format!("{name:?} is {state:?}"), || async {
            let element = self.find(name).await?;
            let found = element.attr("data-state").await.ok()??;
            (found == state).then_some(())
        })
        .await;
    }

    /// Waits until an element is gone.
    pub async fn has_no(&self, name: &str) {
        until(&format!("{name:?} is gone"), || async {
            self.find(name).await.is_none().then_some(())
        })
        .await;
    }

    /// Waits for an element that can be clicked, and clicks it.
    pub async fn click(&self, name: &str) {
        until(&format!("{name:?} can be clicked"), || async {
            let element = self.find(name).await?;
            if !element.is_enabled().await.ok()? {
                return None;
            }
            element.click().await.ok()
        })
        .await;
    }

    /// Waits for an element that can be clicked, and touches it with a finger.
    pub async fn tap(&self, name: &str) {
        let middle = format!(
            "const one = document.querySelector('[data-test=\"{name}\"]:not(:disabled)');
             if (!one?.checkVisibility()) return null;
             one.scrollIntoView({{ block: 'nearest' }});
             const box = one.getBoundingClientRect();
             return {{ x: box.x + box.width / 2, y: box.y + box.height / 2 }};"
        );
        let cdp = self.driver.cdp();
        until(&format!("{name:?} can be tapped"), || async {
            let point = self.script(&middle).await;
            if point.is_null() {
                return None;
            }
            let touch = json!({ "enabled": true, "maxTouchPoints": 1 });
            cdp.send_raw("Emulation.setTouchEmulationEnabled", touch).await.ok()?;
            for (kind, points) in [("touchStart", json!([point])), ("touchEnd", json!([]))] {
                let event = json!({ "type": kind, "touchPoints": points });
                cdp.send_raw("Input.dispatchTouchEvent", event).await.ok()?;
            }
            Some(())
        })
        .await;
    }

    /// Chooses a file in a field for files.
    pub async fn choose(&self, name: &str, file: &Path) {
        until(&format!("{name:?} takes a file"), || async {
            let element = self.find(name).await?;
            element.send_keys(file.to_str()?.to_owned()).await.ok()
        })
        .await;
    }

    /// Types a text and Enter into an element, as a scanner does.
    pub async fn scan(&self, name: &str, text: &str) {
        until(&format!("{name:?} takes a scan"), || async {
            let element = self.find(name).await?;
            element.send_keys(text.to_owned() + Key::Enter).await.ok()
        })
        .await;
    }

    /// Has a scanner that is set to a US keyboard type a text and then a key, on a system with another
    /// layout: a key each 10 ms, by the times that the browser is told.
    pub async fn wedge(&self, text: &str, layout: Option<Layout>, end: &str) {
        self.wedge_in_bursts(text, layout, end, APART_S).await;
    }

    /// The same by a scanner that pauses after each eighth key, as those without a cable do.
    pub async fn wedge_in_bursts(
        &self,
        text: &str,
        layout: Option<Layout>,
        end: &str,
        pause_s: f64,
    ) {
        // A page that has just been gone to hears nothing before its scripts have run.
        until("the page is there", || async {
            let is_there = self.script("return document.readyState === 'complete'").await;
            (is_there == json!(true)).then_some(())
        })
        .await;
        let cdp = self.driver.cdp();
        let mut at =
            self.script("return (performance.timeOrigin + performance.now()) / 1000").await;
        let mut pressed = 0;
        let mut press = async |code: &str, shift: bool, key: &str| {
            let timestamp = at.as_f64().unwrap();
            let writes = if key == "Enter" { "\r" } else { key };
            let mut event = json!({
                "type": "keyDown", "code": code, "key": key, "modifiers": if shift { 8 } else { 0 },
                "timestamp": timestamp,
            });
            if key.chars().count() == 1 || key == "Enter" {
                event["text"] = json!(writes);
            }
            if key == "Tab" || key == "Enter" {
                event["windowsVirtualKeyCode"] = json!(if key == "Tab" { 9 } else { 13 });
            }
            cdp.send_raw("Input.dispatchKeyEvent", event.clone()).await.unwrap();
            event["type"] = json!("keyUp");
            cdp.send_raw("Input.dispatchKeyEvent", event).await.unwrap();
            pressed += 1;
            at = json!(timestamp + if pressed % BURST == 0 { pause_s } else { APART_S });
        };
        for stroke in strokes(text, layout) {
            press(&stroke.code, stroke.shift, &stroke.key).await;
        }
        if !end.is_empty() {
            press(end, false, end).await;
        }
    }

    /// Presses a key on whatever has the focus; on its successor, if it is swapped just then.
    pub async fn press(&self, key: Key) {
        until("a key is pressed", || async {
            self.driver.switch_to_window(self.window.clone()).await.ok()?;
            let focused = self.driver.active_element().await.ok()?;
            focused.send_keys(key.clone()).await.ok()
        })
        .await;
    }

    /// Types a text into whatever has the focus, as people do.
    pub async fn press_all(&self, text: &str) {
        self.driver.switch_to_window(self.window.clone()).await.unwrap();
        let focused = self.driver.active_element().await.unwrap();
        focused.send_keys(text).await.unwrap();
    }

    /// Presses Tab until an element has the focus; fails when it is out of a keyboard's reach.
    pub async fn tab_to(&self, name: &str) {
        for _ in 0..TABS_MAX {
            if self.focused().await == name {
                return;
            }
            self.press(Key::Tab).await;
        }
        panic!("{name:?} can't be reached by keyboard");
    }

    /// The `data-test` of what has the focus or of what that is in; empty when there is none.
    pub async fn focused(&self) -> String {
        let script = "return document.activeElement.closest('[data-test]')?.dataset.test ?? ''";
        self.script(script).await.as_str().unwrap_or_default().to_owned()
    }

    /// Shows the page as a window of that size would, in `light` or `dark`, and without motion, so
    /// that nothing is looked at half-way.
    pub async fn looks(&self, (width, height): (u32, u32), scheme: &str) {
        self.driver.switch_to_window(self.window.clone()).await.unwrap();
        let size = json!({
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false,
        });
        let media = json!({ "features": [
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ] });
        let cdp = self.driver.cdp();
        cdp.send_raw("Emulation.setDeviceMetricsOverride", size).await.unwrap();
        cdp.send_raw("Emulation.setEmulatedMedia", media).await.unwrap();
    }

    /// Whether the page shows motion to somebody who has asked for less of it, or to somebody who has not.
    pub async fn moves(&self, is_reduced: bool) -> bool {
        self.driver.switch_to_window(self.window.clone()).await.unwrap();
        let wanted = if is_reduced { "reduce" } else { "no-preference" };
        let media = json!({ "features": [{ "name": "prefers-reduced-motion", "value": wanted }] });
        self.driver.cdp().send_raw("Emulation.setEmulatedMedia", media).await.unwrap();
        let running = "return document.getAnimations().some((one) => one.playState === 'running')";
        self.script(running).await == true
    }

    /// What an element shows, if it is there.
    pub async fn text(&self, name: &str) -> Option<String> {
        self.find(name).await?.text().await.ok()
    }

    /// The value of a property that the page's script set and a reload would lose.
    pub async fn script(&self, script: &str) -> serde_json::Value {
        self.driver.switch_to_window(self.window.clone()).await.unwrap();
        self.driver.execute(script, Vec::new()).await.unwrap().json().clone()
    }

    /// A picture of the window, as PNG.
    pub async fn picture(&self) -> Vec<u8> {
        self.driver.switch_to_window(self.window.clone()).await.unwrap();
        self.driver.screenshot_as_png().await.unwrap()
    }

    /// Keeps a picture of the window as `NAME.png` in the folder that `CLUBTILL_ARTEFACTS` names, if it
    /// names one.
    pub async fn keep_picture(&self, name: &str) {
        let Some(folder) = std::env::var_os("CLUBTILL_ARTEFACTS") else { return };
        let file = std::path::PathBuf::from(folder).join(format!("{name}.png"));
        std::fs::write(file, self.picture().await).unwrap();
    }

    /// A picture of the window, as WebP: a tenth of the size.
    pub async fn picture_webp(&self) -> Vec<u8> {
        self.driver.switch_to_window(self.window.clone()).await.unwrap();
        let how = json!({ "format": "webp", "quality": 85 });
        let taken = self.driver.cdp().send_raw("Page.captureScreenshot", how).await.unwrap();
        BASE64_STANDARD.decode(taken["data"].as_str().unwrap()).unwrap()
    }

    async fn find(&self, name: &str) -> Option<WebElement> {
        self.driver.switch_to_window(self.window.clone()).await.ok()?;
        self.driver.find(By::Css(format!("[data-test=\"{name}\"]"))).await.ok()
    }
}
