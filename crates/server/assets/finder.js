// The product search over the till: found while somebody types, chosen by arrows and Enter or by a touch.
// What is found, and what it costs, is for the server to say.

const finder = document.getElementById("finder");
const field = document.getElementById("find");
const title = document.getElementById("finder-title");
/** Between the last key and the question. */
const TYPING_MS = 120;

let asked = 0;
let pause = 0;

export const isOpen = () => finder.open;
/** Whether what is scanned is only asked for. */
export const asksPrice = () => finder.open && finder.dataset.mode === "price";

/** Opens the search, to sell or to tell a price. */
export function open(mode) {
  finder.dataset.mode = mode;
  title.textContent = title.dataset[mode];
  field.value = "";
  if (!finder.open) finder.showModal();
  field.focus();
  find();
}

export function close() {
  clearTimeout(pause);
  finder.close();
}

/** Asks, and shows the answer unless a newer question was asked meanwhile. */
async function ask(address, options = {}) {
  // What is typed no more is asked for no more.
  clearTimeout(pause);
  const number = ++asked;
  const answer = await fetch(address, { ...options, headers: { "X-Fragment": "1" } });
  // The till has locked itself meanwhile.
  if (answer.status === 401) return location.reload();
  const html = await answer.text();
  const found = new DOMParser().parseFromString(html, "text/html").getElementById("found");
  if (number !== asked || !found) return;
  document.getElementById("found").replaceWith(document.adoptNode(found));
}

/** Asks what a scanned or chosen product costs. */
export function price(body) {
  return ask(document.body.dataset.price, { method: "POST", body });
}

function find() {
  const body = new URLSearchParams({ find: field.value });
  ask(field.form.action, { method: "POST", body }).catch(() => {});
}

field.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(find, TYPING_MS);
});

/** The buttons that the arrows walk through. */
const choices = () => [
  ...finder.querySelectorAll(finder.dataset.mode === "price" ? "[data-price-of]" : "[data-hit]"),
];

finder.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  event.preventDefault();
  const all = [field, ...choices()];
  const at = all.indexOf(document.activeElement);
  const next = at + (event.key === "ArrowDown" ? 1 : -1);
  all[Math.min(Math.max(next, 0), all.length - 1)].focus();
});

finder.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.into !== "found") {
    finder.close();
    return;
  }
  event.preventDefault();
  event.stopPropagation();
  if (form === field.form) {
    choices()[0]?.focus();
    return;
  }
  price(new URLSearchParams(new FormData(form, event.submitter))).catch(() => {});
});

finder.addEventListener("click", (event) => {
  // Beside the sheet, or on what closes it.
  if (event.target !== finder && !event.target.closest("[data-close]")) return;
  event.preventDefault();
  finder.close();
});
