// What goes back to a customer who pays in cash, as the cashier types what came in. It is an aid, and is kept
// nowhere.

import { afterSwap } from "./live.js";

/** Minor units of what was typed, with a comma or a point; none if it is no amount. */
function minor(typed) {
  const read = /^(\d{1,7})(?:[.,](\d{1,2}))?$/.exec(typed.replace(/\s/g, ""));
  return read && Number(read[1]) * 100 + Number((read[2] ?? "").padEnd(2, "0"));
}

function count() {
  const received = document.getElementById("received");
  if (!received) return;
  const { collect, currency, form } = received.parentElement.dataset;
  const came = minor(received.value);
  const back = came === null ? -1 : came - Number(collect);
  const format = new Intl.NumberFormat(form, { style: "currency", currency });
  received.parentElement.querySelector("output").textContent = back < 0 ? "–" : format.format(back / 100);
}

document.addEventListener("input", (event) => {
  if (event.target.id === "received") count();
});
afterSwap(count);
