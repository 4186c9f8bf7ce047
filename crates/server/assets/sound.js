// Sound at the till: off until somebody switches it on at this screen, and never the only sign of anything.
// Tones of our own, without files.

import { afterSwap } from "./live.js";

const KEPT = "clubtill-sound";
const button = document.getElementById("sound");
/** Frequencies in Hz, one after another. */
const TONES = {
  line: [880],
  good: [660, 880],
  stop: [330, 220],
};
const LONG_S = 0.09;
const LOUD = 0.08;
const GOOD = ["captured"];
const STOP = ["declined", "expired", "refused", "late", "stuck", "after-all"];

let context = null;

const isOn = () => button.getAttribute("aria-pressed") === "true";

function play(tones) {
  if (!isOn()) return;
  // A browser gives a page sound only after somebody has pressed something.
  context ??= new AudioContext();
  context.resume?.();
  const begin = context.currentTime;
  tones.forEach((hertz, index) => {
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = hertz;
    volume.gain.value = LOUD;
    tone.connect(volume).connect(context.destination);
    tone.start(begin + index * LONG_S);
    tone.stop(begin + (index + 1) * LONG_S);
  });
}

const outcome = (part) => part.querySelector("[data-test=payment-state]")?.dataset.state ?? "none";

afterSwap((before, after) => {
  const [was, is] = [outcome(before), outcome(after)];
  if (was !== is && GOOD.includes(is)) play(TONES.good);
  else if (was !== is && STOP.includes(is)) play(TONES.stop);
  else if (before.dataset.say !== after.dataset.say && after.querySelector("[data-line]")) play(TONES.line);
});

function set(on) {
  button.setAttribute("aria-pressed", String(on));
  try {
    localStorage.setItem(KEPT, on ? "on" : "off");
  } catch {
    // A browser that keeps nothing is silent again after a reload.
  }
}

button.addEventListener("click", () => {
  set(!isOn());
  play(TONES.line);
});

try {
  if (localStorage.getItem(KEPT) === "on") set(true);
} catch {
  // See above.
}
