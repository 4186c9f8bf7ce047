// A screen that waits until somebody types its code at a till.

const LOOK_MS = 2000;

async function look() {
  try {
    const answer = await fetch("/display", { headers: { "x-fragment": "1" }, redirect: "manual" });
    // Paired, or the code is over.
    if (answer.status !== 204) location.reload();
  } catch {
    // The next look may get through.
  }
}

setInterval(look, LOOK_MS);
