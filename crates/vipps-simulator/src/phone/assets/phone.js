// Keeps one phone live: takes whole screens from the server, swaps the regions whose key has
// changed, counts down, and sends the forms without leaving the page.

const screen = document.getElementById("screen");
const deadlines = new WeakMap();

function enliven(root) {
  for (const time of root.querySelectorAll("time[data-left-s]")) {
    deadlines.set(time, performance.now() + Number(time.dataset.leftS) * 1000);
  }
  for (const time of root.querySelectorAll("time[data-local]")) {
    const format = { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" };
    time.textContent = new Date(time.dateTime).toLocaleString("en-GB", format);
  }
  for (const button of root.querySelectorAll("[data-copy]")) {
    button.hidden = !navigator.clipboard;
  }
}

function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  for (const region of fresh.querySelectorAll("[data-region]")) {
    const old = screen.querySelector(`[data-region="${region.dataset.region}"]`);
    if (!old) continue;
    if (old.dataset.key !== region.dataset.key) {
      const next = document.importNode(region, true);
      next.classList.add("arriving");
      old.replaceWith(next);
      enliven(next);
      continue;
    }
    // The same request: only its time may have jumped.
    const left = region.querySelector("time[data-left-s]");
    const shown = old.querySelector("time[data-left-s]");
    if (left && shown) {
      deadlines.set(shown, performance.now() + Number(left.dataset.leftS) * 1000);
    }
  }
}

function tick() {
  for (const time of screen.querySelectorAll("time[data-left-s]")) {
    const seconds = Math.max(0, Math.ceil((deadlines.get(time) - performance.now()) / 1000));
    const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
    if (parts[0] === 0) parts.shift();
    const text = parts.map((part, at) => (at ? String(part).padStart(2, "0") : part)).join(":");
    if (time.textContent !== text) time.textContent = text;
  }
}

screen.addEventListener("submit", async (event) => {
  const form = event.target;
  event.preventDefault();
  for (const button of form.querySelectorAll("button")) button.disabled = true;
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
    });
    if (answer.ok && answer.redirected) {
      show(await answer.text());
      for (const button of form.querySelectorAll("button")) button.disabled = false;
      form.reset();
      return;
    }
  } catch {
    // The server is away; the plain form below shows it.
  }
  form.submit();
});

screen.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.parentElement.querySelector("code").textContent);
  button.textContent = "Copied";
});

enliven(screen);
setInterval(tick, 250);
new EventSource(screen.dataset.stream).addEventListener("screen", (event) => show(event.data));
