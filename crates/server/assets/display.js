// The customer's display listens, to the till and to a scanner of its own.

import "./live.js";
import { listen } from "./wedge.js";

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
