// The customer's display listens, to the till and to a scanner of its own, and is nobody's again a while
// after a sale.

import { afterSwap } from "./live.js";
import { listen, post } from "./wedge.js";

const TOLD_MS = 8000;

const words = document.body.dataset;
const told = document.getElementById("told");
let timer = 0;

function tell(text) {
  told.textContent = text;
  clearTimeout(timer);
  timer = setTimeout(() => (told.textContent = ""), TOLD_MS);
}

listen(async (read) => {
  try {
    const answer = await fetch(words.scan, { method: "POST", body: new URLSearchParams(read) });
    tell(answer.status === 422 ? await answer.text() : "");
    if (answer.status === 401) location.reload();
  } catch {
    tell(words.wordsHelp);
  }
});

const languages = document.getElementById("languages");
const isChosen = "chosen" in languages.dataset;
/** The server's clock may be a little behind. */
const MARGIN_MS = 1000;
let left = 0;

/** The next customer finds the store's language, and nothing of the one before. */
function leave() {
  if (isChosen) post(languages.action, {});
  else location.reload();
}

function attend(before, after) {
  clearTimeout(left);
  const isIdle = after.classList.contains("idle");
  const isOver = isIdle && !before.classList.contains("idle");
  if (isChosen && isOver) leave();
  else if (after.classList.contains("is-paid") || (isChosen && isIdle)) {
    left = setTimeout(leave, Number(words.thanksMs) + MARGIN_MS);
  }
}

const live = document.getElementById("live");
attend(live, live);
afterSwap(attend);
