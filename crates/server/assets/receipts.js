// The keyboard of the receipts, and what has come back, kept as the server last drew it.

// A scan is about the receipt on the screen, or opens another one.
import "./elsewhere.js";

if (document.body.dataset.events) await import("./live.js");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const number = document.getElementById("number");
  if (event.key === number.getAttribute("aria-keyshortcuts")) {
    event.preventDefault();
    number.focus();
    number.select();
    return;
  }
  const meant = document.querySelector(`[data-hotkey="${CSS.escape(event.key)}"]`);
  if (!meant) return;
  event.preventDefault();
  if (!event.repeat) meant.click();
});
