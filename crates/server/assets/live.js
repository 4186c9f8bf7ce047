// Keeps the live part of a page as the server last drew it. The server sends the whole part at
// connect and after every change; nothing here knows what a sale is.

const RETRY_MS = 2000;
const ANNOUNCE_S = [60, 30, 10];

const words = document.body.dataset;
const said = { say: "", alert: "" };
const followers = [];

let shown = Number(words.stamp);
/** The server's clock less ours. */
let aheadMs = shown - Date.now();
let pressed = false;
let held = null;
/** Whether a form is on its way to another page. */
let leaving = false;

const region = () => document.getElementById("live");

/** Calls back after each swap, with the part before and after. */
export function afterSwap(follower) {
  followers.push(follower);
}

/** Shows a live part, unless a newer one is shown already. */
export function show(html, stamp) {
  if (!(stamp >= shown)) return;
  shown = stamp;
  aheadMs = stamp - Date.now();
  // A button must not go away between the press and the release of it.
  if (pressed) held = html;
  else swap(html);
}

function swap(html) {
  const before = region();
  const after = new DOMParser().parseFromString(html, "text/html").getElementById("live");
  if (!after) return;
  const focused = before.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  const opened = [...before.querySelectorAll("details[open]")].map((menu) => menu.dataset.key);
  const scrolled = before.querySelector("[data-keep-scroll]")?.scrollTop ?? 0;
  document.adoptNode(after);
  keepTyped(before, after);
  for (const menu of after.querySelectorAll("details")) menu.open = opened.includes(menu.dataset.key);
  before.replaceWith(after);
  const scroller = after.querySelector("[data-keep-scroll]");
  if (scroller) scroller.scrollTop = scrolled;
  if (focused) after.querySelector(`[data-key="${CSS.escape(focused)}"]:not(:disabled)`)?.focus();
  markNewest(before, after);
  tick();
  tell();
  for (const follower of followers) follower(before, after);
}

/** What somebody is typing while the page is drawn anew is not lost. */
function keepTyped(before, after) {
  for (const field of before.querySelectorAll("input[data-key], select[data-key]")) {
    const typed = field.tagName === "SELECT" ? field.selectedIndex > 0 : field.value !== field.defaultValue;
    const same = typed && after.querySelector(`[data-key="${CSS.escape(field.dataset.key)}"]`);
    if (same) same.value = field.value;
  }
}

let newestLine = null;

/**
 * Marks the line that changed last, and brings it into view: a thing scanned again is an older
 * line than the one that the server takes for the newest.
 */
function markNewest(before, after) {
  const known = new Map();
  for (const line of before.querySelectorAll("[data-line]")) {
    known.set(line.dataset.line, line.dataset.quantity);
  }
  const lines = [...after.querySelectorAll("[data-line]")];
  const changed = lines.filter((line) => known.get(line.dataset.line) !== line.dataset.quantity);
  if (changed.length > 0) newestLine = changed.at(-1).dataset.line;
  const newest = lines.find((line) => line.dataset.line === newestLine);
  // A closed sale has no newest line.
  if (!newest || !after.querySelector(".newest")) return;
  for (const line of lines) line.classList.toggle("newest", line === newest);
  if (changed.length > 0) newest.scrollIntoView({ block: "nearest" });
}

/** Puts what a screen reader should say where it listens; that part is never swapped. */
function tell() {
  for (const id of ["say", "alert"]) {
    const text = region().dataset[id] ?? "";
    if (text !== said[id]) {
      said[id] = text;
      document.getElementById(id).textContent = text;
    }
  }
}

function tick() {
  const now = Date.now() + aheadMs;
  for (const element of document.querySelectorAll("[data-until]")) {
    const leftMs = Math.max(0, Number(element.dataset.until) - now);
    const leftS = Math.ceil(leftMs / 1000);
    if (element.tagName === "PROGRESS") {
      element.value = leftMs / 1000;
      continue;
    }
    const text = `${Math.floor(leftS / 60)}:${String(leftS % 60).padStart(2, "0")}`;
    if (element.textContent === text) continue;
    element.textContent = text;
    element.classList.toggle("soon", leftS <= 60);
    if ("announce" in element.dataset && ANNOUNCE_S.includes(leftS)) {
      document.getElementById("say").textContent = `${words.wordsLeft} ${text}`;
    }
  }
}

function connect() {
  const source = new EventSource(words.events);
  const lost = document.getElementById("lost");
  source.addEventListener("open", () => {
    // The first event after a connect counts, whatever clock the server has now.
    shown = 0;
    if (lost) lost.hidden = true;
  });
  source.addEventListener("live", (event) => show(event.data, Number(event.lastEventId)));
  // Nobody may look here any more: the server says where to go on.
  source.addEventListener("over", () => {
    if (!leaving) location.reload();
  });
  source.addEventListener("error", () => {
    if (lost) lost.hidden = false;
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, RETRY_MS);
  });
}

document.addEventListener("submit", (event) => {
  leaving = leaving || "reload" in event.target.dataset;
});
document.addEventListener("pointerdown", (event) => {
  pressed = region().contains(event.target);
});
for (const end of ["pointerup", "pointercancel"]) {
  document.addEventListener(end, () => {
    // The click comes after the release.
    setTimeout(() => {
      pressed = false;
      if (held !== null) swap(held);
      held = null;
    });
  });
}

document.querySelector(".newest")?.scrollIntoView({ block: "nearest" });
tick();
setInterval(tick, 500);
said.say = region().dataset.say ?? "";
connect();
