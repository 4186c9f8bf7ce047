// Follows an import that is under way: the part of the page that tells of it is drawn anew until it has
// come to its end. Without this the page is opened again by hand.

const EACH_MS = 500;

const part = () => document.getElementById("import");
const card = (within) => within?.querySelector("section");

async function follow() {
  if (!part()?.hasAttribute("data-running")) return;
  await new Promise((wake) => setTimeout(wake, EACH_MS));
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const after = page.getElementById("import");
    if (answer.ok && after) draw(after);
  } catch {
    // The server is away for a moment: what is shown stays, and the next look tells.
  }
  follow();
}

/** The files that somebody has chosen meanwhile stay chosen: only what tells of the import is drawn. */
function draw(after) {
  const [was, is] = [card(part()), card(after)];
  const state = (of) => of?.querySelector("[data-test=import-state]")?.textContent;
  part().toggleAttribute("data-running", after.hasAttribute("data-running"));
  if (!is) return was?.remove();
  const bar = was?.querySelector("progress");
  const next = is.querySelector("progress");
  if (bar && next && state(was) === state(is)) {
    // The bar itself moves, so that nothing is said anew and the focus stays.
    if (next.hasAttribute("value")) {
      bar.max = next.max;
      bar.value = next.value;
    }
    bar.parentElement.replaceChildren(bar, " ", ...[...next.parentElement.children].slice(1));
    return;
  }
  const isFocused = was?.contains(document.activeElement);
  document.adoptNode(is);
  if (was) was.replaceWith(is);
  else part().prepend(is);
  if (isFocused) is.querySelector("button")?.focus();
}

follow();
