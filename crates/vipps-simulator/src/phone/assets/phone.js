// Keeps a phone live without reloading it: asks for the page anew when something has changed and
// swaps the regions that differ, follows links and sends forms in place, counts down, and tells a
// screen reader what has come. Without it everything works by plain links and forms.

import { changes } from "./changes.js";

const isFramed = window.top !== window;
const alert = document.getElementById("alert");
const status = document.getElementById("status");
const away = document.getElementById("away");
let screen = document.getElementById("screen");

// What each region held when the server last sent it.
const sent = new Map();
// When each countdown ends, and what it showed last.
const countdowns = new Map();
// Seconds left at which a screen reader is told.
const TOLD_AT = [300, 120, 60, 30, 10];

// --- Showing what the server sends ---

// A region's content without its countdowns, which differ each time.
function content(region) {
  const copy = region.cloneNode(true);
  for (const time of copy.querySelectorAll("[data-left-s]")) time.remove();
  return copy.innerHTML;
}

function remember(root) {
  for (const region of root.querySelectorAll("[data-region]")) {
    sent.set(region.dataset.region, content(region));
  }
}

function enliven(root) {
  countFrom(root);
  for (const time of root.querySelectorAll("time[data-local]")) {
    const at = new Date(time.dateTime);
    const year = at.getFullYear() === new Date().getFullYear() ? undefined : "numeric";
    const format = { day: "numeric", month: "short", year, hour: "2-digit", minute: "2-digit" };
    time.textContent = at.toLocaleString("en-GB", format);
  }
  for (const button of root.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard;
}

// `why` is "news", "moved" (the person followed a link) or "answered" (the person sent a form).
function show(page, why) {
  const fresh = page.getElementById("screen");
  document.title = page.title;
  if (fresh.dataset.at === screen.dataset.at) {
    showRegions(fresh, why);
    return;
  }
  remember(fresh);
  const next = document.importNode(fresh, true);
  screen.replaceWith(next);
  screen = next;
  enliven(screen);
  screen.scrollIntoView();
  focusOn(heading("top") ?? screen.querySelector("h1"));
}

function showRegions(fresh, why) {
  let isTopNew = false;
  let lost = null;
  for (const region of fresh.querySelectorAll("[data-region]")) {
    const { region: name } = region.dataset;
    const old = screen.querySelector(`[data-region="${name}"]`);
    const now = content(region);
    if (sent.get(name) === now) {
      recount(old, region);
      continue;
    }
    sent.set(name, now);
    if (old.contains(document.activeElement)) lost = name;
    const next = document.importNode(region, true);
    next.classList.add("arriving");
    old.replaceWith(next);
    enliven(next);
    isTopNew ||= name === "top";
  }
  if (isTopNew) tellTop();
  if (why === "answered" || lost) {
    focusOn(heading(lost ?? "top") ?? heading("top") ?? screen.querySelector("h1"));
  } else if (isTopNew && !isTyping()) {
    const elsewhere = screen.querySelector('[data-region="top"] a[data-urgent]');
    if (elsewhere) go(elsewhere.href);
    else focusOn(heading("top", ".request"));
  }
}

function heading(name, within = "") {
  return screen.querySelector(`[data-region="${name}"] ${within} [tabindex="-1"]`);
}

// Text that somebody types is never torn away by what arrives.
function isTyping() {
  return document.activeElement?.matches("input:not([type=checkbox])") ?? false;
}

// A phone in the overview takes the focus only if it has it already.
function focusOn(element) {
  if (element && (!isFramed || document.hasFocus())) element.focus();
}

function tellTop() {
  const said = screen.querySelector('[data-region="top"] [data-say]');
  if (said) ("urgent" in said.dataset ? alert : status).textContent = said.dataset.say;
}

// --- Asking the server, one thing after the other ---

let last = Promise.resolve();
let isStale = false;

function inTurn(work) {
  last = last.then(work).catch(() => {
    away.hidden = false;
  });
}

function refresh() {
  if (isStale) return;
  isStale = true;
  inTurn(async () => {
    isStale = false;
    await load("news", location.href);
  });
}

// A page that isn't a phone's, such as that of something forgotten, takes this one's place.
async function load(why, address, how) {
  const answer = await fetch(address, how);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  away.hidden = true;
  if (!page.getElementById("screen")) {
    document.body.replaceWith(document.importNode(page.body, true));
    return;
  }
  const { pathname } = new URL(answer.url);
  if (pathname !== location.pathname) {
    const entry = isFramed ? "replaceState" : "pushState";
    history[entry](null, "", pathname + location.hash);
  }
  show(page, why);
}

function go(address) {
  inTurn(() => load("moved", address));
}

// --- Counting down ---

function countFrom(root) {
  for (const element of root.querySelectorAll("[data-left-s]")) {
    const seconds = Number(element.dataset.leftS);
    countdowns.set(element, { ends: performance.now() + seconds * 1000, shown: seconds });
  }
}

// The same request: only its time may have jumped.
function recount(old, region) {
  const fresh = region.querySelectorAll(".left, [data-left-s]");
  const shown = old.querySelectorAll(".left, [data-left-s]");
  fresh.forEach((element, at) => shown[at]?.replaceWith(document.importNode(element, true)));
  countFrom(old);
}

function tick() {
  for (const [element, countdown] of countdowns) {
    if (!element.isConnected) {
      countdowns.delete(element);
      continue;
    }
    const seconds = Math.max(0, Math.ceil((countdown.ends - performance.now()) / 1000));
    if (seconds === countdown.shown) continue;
    if (element.matches("time")) {
      element.textContent = clock(seconds);
      element.classList.toggle("soon", seconds <= 60);
      const told = TOLD_AT.find((step) => countdown.shown > step && seconds <= step);
      if (told) status.textContent = `${inWords(told)} left to answer`;
    }
    countdown.shown = seconds;
    if (seconds === 0) refresh();
  }
}

function clock(seconds) {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (parts[0] === 0) parts.shift();
  return parts.map((part, at) => (at ? String(part).padStart(2, "0") : part)).join(":");
}

function inWords(seconds) {
  if (seconds < 60) return `${seconds} seconds`;
  return seconds === 60 ? "1 minute" : `${seconds / 60} minutes`;
}

// --- What the person does ---

document.addEventListener("submit", (event) => {
  if (!screen.contains(event.target)) return;
  event.preventDefault();
  const form = event.target;
  const body = new URLSearchParams(new FormData(form));
  const buttons = [...form.elements].filter((element) => element.matches("button"));
  for (const button of buttons) button.disabled = true;
  inTurn(async () => {
    try {
      await load("answered", form.action, { method: "POST", body });
      form.reset();
    } finally {
      for (const button of buttons) button.disabled = false;
    }
  });
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (link && isPlain && screen.dataset.home && link.pathname.startsWith(screen.dataset.home)) {
    event.preventDefault();
    go(link.href);
  }
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.parentElement.querySelector("code").textContent);
  button.textContent = "Copied";
  status.textContent = "Copied";
});

// Going back to where something was must show what it is now.
window.addEventListener("popstate", () => go(location.href));

function hear(news) {
  if (news === "changed") refresh();
  else away.hidden = false;
}

remember(screen);
enliven(screen);
setInterval(tick, 250);
if ("SharedWorker" in window) {
  const worker = new SharedWorker("/assets/worker.js", { type: "module" });
  worker.port.onmessage = (event) => hear(event.data);
  // Its script could not be had.
  worker.onerror = () => changes(hear);
} else {
  changes(hear);
}
