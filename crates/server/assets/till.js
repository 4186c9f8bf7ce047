// The till's keyboard, scanner and buttons. Each form is sent as it is and answered with the page's
// fragments; one at a time, in the order of the presses.

import * as finder from "./finder.js";
import { afterSwap, show } from "./live.js";
import { listen } from "./wedge.js";

const scan = document.getElementById("scan");
const words = document.body.dataset;
/** Forms on their way: pressed again meanwhile, they do nothing more. */
const underWay = new Set();
let line = Promise.resolve();

function message(text) {
  document.getElementById("message").textContent = text;
}

async function send(form, body) {
  const answer = await fetch(form.action, {
    method: "POST",
    body,
    headers: { "X-Fragment": "1" },
  });
  // The till has locked itself meanwhile.
  if (answer.status === 401) return location.reload();
  // A receipt that was scanned has a page of its own.
  if (answer.redirected) {
    location.assign(answer.url);
    return;
  }
  const html = await answer.text();
  const told = new DOMParser().parseFromString(html, "text/html").getElementById("message");
  if (!told) throw new Error(`the till's server answered ${answer.status}`);
  message(told.textContent);
  // What was taken is typed no more; what was not stays in its field, with the reason beside it.
  if (answer.ok && form !== scan.form) form.reset();
  show(html, Number(answer.headers.get("X-Stamp")));
  return answer.ok ? "" : told.textContent;
}

/** Puts why a form was not taken beside its field. */
function explain(field, why) {
  settle(field);
  const note = document.createElement("p");
  note.className = "wrong";
  note.id = `${field.id}-wrong`;
  note.textContent = why;
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", note.id);
  field.form.append(note);
  field.focus();
}

/** Takes away what was said of a field. */
function settle(field) {
  document.getElementById(`${field.id}-wrong`)?.remove();
  field.removeAttribute("aria-invalid");
  field.removeAttribute("aria-describedby");
}

/** The field of a form as it is now: the page is drawn anew meanwhile. */
function fieldOf(form) {
  const key = form.querySelector("input[data-key]")?.dataset.key;
  return key && document.querySelector(`[data-key="${CSS.escape(key)}"]`);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  // Another language is another page.
  if ("reload" in form.dataset) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form, event.submitter));
  if (form === scan.form) {
    if (scan.value.trim()) typed(body);
    return;
  }
  const key = `${form.action} ${body}`;
  if (underWay.has(key)) return;
  underWay.add(key);
  event.submitter?.setAttribute("aria-disabled", "true");
  line = line
    .then(() => send(form, body))
    .then((why) => {
      const field = why && fieldOf(form);
      if (field) explain(field, why);
    })
    .catch(() => message(words.wordsLost))
    .finally(() => {
      underWay.delete(key);
      event.submitter?.removeAttribute("aria-disabled");
    });
});

/** What was typed and not taken: over as soon as something else is scanned. */
let refused = "";

/** Sends what was scanned. Somebody may be typing meanwhile. */
function scanned(body) {
  if (scan.value === refused) scan.value = "";
  line = line.then(() => send(scan.form, body)).catch(() => message(words.wordsLost));
}

/** Sends what was typed. The scan line is free at once, and has it again if it was not taken. */
function typed(body) {
  scan.value = "";
  settle(scan);
  const again = (why) => {
    if (scan.value) return;
    refused = body.get("text");
    scan.value = refused;
    if (why) {
      scan.setAttribute("aria-invalid", "true");
      scan.setAttribute("aria-describedby", "message");
    }
    scan.focus();
    scan.select();
  };
  line = line
    .then(() => send(scan.form, body))
    .then((why) => {
      if (why) again(why);
    })
    .catch(() => {
      message(words.wordsLost);
      again("");
    });
}
scan.addEventListener("input", () => settle(scan));

listen(
  (read) => {
    const body = new URLSearchParams(read);
    if (finder.asksPrice()) {
      finder.price(body).catch(() => message(words.wordsLost));
      return;
    }
    if (finder.isOpen()) finder.close();
    if (read.text.toUpperCase() === words.nextCode) {
      // After what was scanned before it.
      line = line.then(() => document.querySelector("[data-test=primary]:not(:disabled)")?.click());
      return;
    }
    scanned(body);
  },
  { home: scan },
);

/** Whether Escape was of use before it reaches the payment. */
function closed() {
  const menu = document.querySelector("details[open]");
  if (menu) {
    menu.open = false;
    scan.focus();
    return true;
  }
  const wasTyped = scan.value !== "";
  scan.value = "";
  settle(scan);
  return wasTyped;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  // The search has keys of its own, and Escape closes it.
  if (finder.isOpen()) return;
  if (event.key === scan.getAttribute("aria-keyshortcuts")) {
    event.preventDefault();
    scan.focus();
    scan.select();
    return;
  }
  if (event.key === "Escape" && closed()) {
    event.preventDefault();
    return;
  }
  const meant = document.querySelector(`[data-hotkey="${CSS.escape(event.key)}"]:not(:disabled)`);
  // One of the till's keys does nothing of the browser's, also while there is nothing to press.
  if (meant || words.keys.split(" ").includes(event.key)) {
    event.preventDefault();
    if (meant && !event.repeat) {
      meant.click();
      if (meant.tagName === "SUMMARY") meant.parentElement.querySelector("button")?.focus();
    }
    return;
  }
  // A scan begins anywhere: its first character moves the focus, and then lands in the scan line.
  const isText = event.key.length === 1 && event.key !== " ";
  if (isText && !event.target.closest("input, textarea, select")) scan.focus();
});

document.addEventListener("click", (event) => {
  const mode = event.target.closest("[data-finder]")?.dataset.finder;
  if (!mode) return;
  event.preventDefault();
  finder.open(mode);
});

document.addEventListener("paste", (event) => {
  if (event.target.closest?.("input")) return;
  scan.value = event.clipboardData.getData("text").trim();
  scan.focus();
});

let byTouch = false;
document.addEventListener("pointerdown", (event) => {
  byTouch = event.pointerType === "touch";
});

// After a press of the mouse the keyboard is the scan line's again; a finger must not bring up the
// keyboard of a tablet, and who moves by Tab stays where they are.
document.addEventListener("click", (event) => {
  if (event.pointerType !== "mouse") return;
  if (!event.target.closest("summary, a, input")) scan.focus({ preventScroll: true });
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// Focus that was on a button which is gone belongs to the scan line.
afterSwap(() => {
  if (document.activeElement === document.body && !byTouch) scan.focus({ preventScroll: true });
});
