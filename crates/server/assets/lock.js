// Locks the till when nobody has used it for a while, whichever of its pages is open, as the server does
// by itself.

const lock = document.getElementById("lock");
const afterMs = Number(lock?.dataset.afterS) * 1000;
let timer = 0;

function begin() {
  clearTimeout(timer);
  timer = setTimeout(() => lock.requestSubmit(), afterMs);
}

if (afterMs > 0) {
  for (const kind of ["pointerdown", "keydown"]) {
    document.addEventListener(kind, begin, { capture: true, passive: true });
  }
  begin();
}
