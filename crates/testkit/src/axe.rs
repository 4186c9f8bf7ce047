//! Whether a page is accessible, as far as a machine can tell: axe-core run in the page, and the
//! size of everything that can be pressed.

use crate::browser::Page;

/// WCAG 2.2 AA and what axe-core counts as good practice. Frames are pages to check by themselves.
const RUN: &str = "
    const asked = {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
        rules: { 'target-size': { enabled: true } },
        iframes: false,
        resultTypes: ['violations'],
    };
    const lines = ({ id, help, nodes }) => nodes.map((node) =>
        `${id}: ${help}: ${node.target.join(' ')} ${node.any.map((any) => any.message).join(' ')}`);
    return axe.run(document, asked).then(({ violations }) => violations.flatMap(lines));";

/// A link in running text may be as small as the text; a box is pressed by its label.
const SMALL_TARGETS: &str = "
    const targets = 'a[href], button, summary, input:not([type=checkbox], [type=hidden]), label';
    const isSmall = (element) => {
        const { width, height } = element.getBoundingClientRect();
        const { display } = getComputedStyle(element);
        const isText = display === 'inline' || element.matches('label:not(:has(input))');
        return element.checkVisibility() && !isText && Math.min(width, height) < 44;
    };
    const name = (element) => element.outerHTML.slice(0, 120);
    return [...document.querySelectorAll(targets)].filter(isSmall).map(name);";

impl Page {
    /// What axe-core finds wrong with the page as it stands, a line for each place.
    pub async fn axe(&self) -> Vec<String> {
        if self.script("return !window.axe").await == true {
            self.script(&source()).await;
        }
        lines(&self.script(RUN).await)
    }

    /// What can be pressed and is less than 44 pixels wide or high.
    pub async fn small_targets(&self) -> Vec<String> {
        lines(&self.script(SMALL_TARGETS).await)
    }
}

/// axe-core as `cargo xtask test` fetched it into the target folder that this test runs from.
fn source() -> String {
    let program = std::env::current_exe().unwrap();
    let path = "axe/node_modules/axe-core/axe.min.js";
    let mut folders = program.ancestors();
    let source = folders.find_map(|folder| std::fs::read_to_string(folder.join(path)).ok());
    source.expect("axe-core is in the target folder: cargo xtask test fetches it with npm")
}

fn lines(found: &serde_json::Value) -> Vec<String> {
    let lines = found.as_array().expect("the script returns a list").iter();
    lines.map(|line| line.as_str().unwrap_or_default().to_owned()).collect()
}
