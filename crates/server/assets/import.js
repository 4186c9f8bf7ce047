// Follows an import that is under way: what the page tells of it is drawn anew until it has come to its
// end. Without this the page is opened again by hand.

const PAGE = "/office/import";
const EACH_MS = 500;
const LATER_MS = 5000;

const part = () => document.getElementById("import");
const card = (within) => within.querySelector("section");
const state = (of) => of.querySelector("[data-test=import-state]");

async function follow() {
  let wait = EACH_MS;
  while (part().hasAttribute("data-running")) {
    await new Promise((wake) => setTimeout(wake, wait));
    wait = LATER_MS;
    if (document.hidden) continue;
    try {
      const answer = await fetch(`${PAGE}/events`);
      // Signed out, or shut out: the page itself says which.
      if (!answer.headers.get("content-type")?.startsWith("text/html") || answer.status === 403) {
        return location.assign(PAGE);
      }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const after = page.getElementById("import");
      if (!answer.ok || !after) continue;
      draw(after);
      wait = EACH_MS;
    } catch {
      // The server is away for a moment: what is shown stays.
    }
  }
}

/** Only what tells of the import is drawn: files that somebody has chosen meanwhile stay chosen. */
function draw(after) {
  const [was, is] = [card(part()), card(after)];
  part().toggleAttribute("data-running", after.hasAttribute("data-running"));
  if (!is || was?.dataset.import !== is.dataset.import) {
    was?.remove();
    if (is) part().prepend(document.adoptNode(is));
    return;
  }
  if (state(was).textContent === state(is).textContent) return move(was, is);
  // The sentence itself stays in its place, so that it is told; and no press for what was there before
  // puts anything in.
  const focused = was.contains(document.activeElement);
  state(was).className = state(is).className;
  state(was).textContent = state(is).textContent;
  while (state(was).nextSibling) state(was).nextSibling.remove();
  while (state(is).nextSibling) was.append(document.adoptNode(state(is).nextSibling));
  if (focused) was.querySelector("[data-test=import-end]")?.focus();
}

function move(was, is) {
  const [bar, next] = [was, is].map((of) => of.querySelector("progress"));
  if (!bar || !next) return;
  if (next.hasAttribute("value")) {
    bar.max = next.max;
    bar.value = next.value;
  }
  const rows = next.parentElement.querySelector("span");
  bar.parentElement.querySelector("span")?.remove();
  if (rows) bar.after(" ", document.adoptNode(rows));
}

/** A file that would be refused is not sent. */
function weigh({ target }) {
  if (target.type !== "file") return;
  const { most, tooLarge } = target.closest("[data-most]").dataset;
  const bytes = [...target.form.querySelectorAll("[type=file]")].flatMap((one) => [...one.files]);
  const isTooLarge = bytes.reduce((sum, file) => sum + file.size, 0) > Number(most);
  target.setCustomValidity(isTooLarge ? tooLarge : "");
  target.reportValidity();
}

document.addEventListener("change", weigh);
follow();
