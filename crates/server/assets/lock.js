// Locks the till when nobody has used it for a while, as the server does by itself.

const lock = document.getElementById("lock");
const afterMs = Number(document.body.dataset.lockS) * 1000;
let timer = 0;

function begin() {
  clearTimeout(timer);
  timer = setTimeout(() => lock.requestSubmit(), afterMs);
}

if (lock) {
  for (const kind of ["pointerdown", "keydown"]) {
    document.addEventListener(kind, begin, { capture: true, passive: true });
  }
  begin();
}
