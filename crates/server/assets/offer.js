// A screen that waits until somebody types its code at a till.

const LOOK_MS = 2000;

async function look() {
  try {
    const answer = await fetch("/display", { headers: { "x-fragment": "1" }, redirect: "manual" });
    // Paired, or the code is over; a server that is just starting is neither.
    const isNews = answer.type === "opaqueredirect" || answer.status === 200;
    if (isNews) location.reload();
  } catch {
    // The next look may get through.
  }
}

setInterval(look, LOOK_MS);
