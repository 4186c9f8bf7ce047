// The PIN pad: what is pressed goes into the field, which keyboards and password managers fill too. What is
// scanned is no PIN.

import { listen } from "./wedge.js";

const pin = document.getElementById("pin");
const keys = document.getElementById("keys");
keys.hidden = false;

keys.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button || button.type === "submit") return;
  if ("erase" in button.dataset) pin.value = pin.value.slice(0, -1);
  else if (pin.value.length < pin.maxLength) pin.value += button.dataset.digit;
});

// Whoever has chosen who they are types at once, wherever the focus is.
const chosen = () => document.querySelector("[name=person]:checked");
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const isDigit = event.key.length === 1 && event.key >= "0" && event.key <= "9";
  if (isDigit && chosen() && document.activeElement !== pin) pin.focus();
});
if (chosen()) pin.focus();

const wrong = document.getElementById("wrong");
listen(() => (wrong.textContent = wrong.dataset.wordsScanned), { home: pin });
