// Tells a scanner that types from people who do. A scanner's keys come faster than anybody's, and mostly
// end with Enter or Tab. Each scan is handed on as it was typed, and as the keys are on a US keyboard:
// which of the two makes sense is for the server to say.

/** Posts what was scanned, and goes where the answer is. */
export function post(address, read) {
  const form = Object.assign(document.createElement("form"), { method: "post", action: address });
  for (const [name, value] of Object.entries(read)) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}

/** The keys that a US keyboard has in other places than a Nordic one, without and with Shift. */
const US = {
  Backquote: "`~", Minus: "-_", Equal: "=+", BracketLeft: "[{", BracketRight: "]}", Backslash: "\\|",
  Semicolon: ";:", Quote: "'\"", Comma: ",<", Period: ".>", Slash: "/?", Space: "  ",
  Digit1: "1!", Digit2: "2@", Digit3: "3#", Digit4: "4$", Digit5: "5%",
  Digit6: "6^", Digit7: "7&", Digit8: "8*", Digit9: "9(", Digit0: "0)",
  NumpadAdd: "++", NumpadSubtract: "--", NumpadMultiply: "**", NumpadDivide: "//", NumpadDecimal: "..",
};

/** The fewest characters of a scan: with a shorter one, somebody may be quick. */
const LENGTH_MIN = 6;
/** Between two keys of one scan at most; a longer pause ends it. */
const PAUSE_MS = 100;
/** The same where the scanner is known to be slow; nobody types that evenly. */
export const PAUSE_MS_MAX = 250;
/** Half of the pauses of a scan are no longer than this part of the longest that is waited for, */
const MEDIAN_PART = 0.35;
/** and than this: people are slower. */
const MEDIAN_MS_MAX = 60;
/** What this browser keeps of its scanner: the longest pause that it made. */
const PACE = "scanner-pause-ms";
/** A scanner that made a pause once may make one that is so much longer. */
const MARGIN = 1.5;

/** What a key is on a US keyboard; "" if it writes nothing. */
function us({ key, code, shift }) {
  if (code === "") return key;
  if (/^Key[A-Z]$/.test(code)) return shift ? code[3] : code[3].toLowerCase();
  if (/^Numpad\d$/.test(code)) return code[6];
  return US[code]?.[shift ? 1 : 0] ?? "";
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

function pausesOf(strokes) {
  return strokes.slice(1).map((stroke, index) => stroke.at - strokes[index].at);
}

/** Whether keys were pressed by a scanner that makes no longer pauses than this. */
export function isScan(strokes, pauseMs = PAUSE_MS) {
  if (strokes.length < LENGTH_MIN || strokes.some((stroke) => stroke.repeat)) return false;
  const pauses = pausesOf(strokes);
  const isEven = median(pauses) <= Math.min(pauseMs * MEDIAN_PART, MEDIAN_MS_MAX);
  return isEven && Math.max(...pauses) <= pauseMs;
}

/** The longest pause of a scan as this till's scanner makes it, if that was learnt. */
function learntPauseMs() {
  const learnt = Number(localStorage.getItem(PACE)) || 0;
  return Math.min(Math.max(PAUSE_MS, learnt * MARGIN), PAUSE_MS_MAX);
}

/** Keeps how long a scanner pauses, for every page of this browser, and tells whether that is long. */
export function learn(pauseMs) {
  localStorage.setItem(PACE, String(pauseMs));
  return pauseMs > PAUSE_MS;
}

/** What the keys wrote as the system has them, and as a US keyboard has them. */
export function read(strokes) {
  const typed = strokes.map((stroke) => (stroke.key.length === 1 ? stroke.key : ""));
  return { text: typed.join(""), us: strokes.map(us).join("") };
}

/**
 * Calls `scanned` for every scan, with its longest pause, wherever the focus is. A field that the scanner
 * wrote into has what it had before, and the key that ends a scan presses nothing. `home` is the field that
 * a page moves the focus to when keys are pressed outside of any.
 */
export function listen(scanned, { pauseMs = learntPauseMs(), home = null } = {}) {
  let strokes = [];
  let field = null;
  let before = "";
  let pause = 0;
  /** The number that Alt and the digits of the number pad write, for a scanner that types so. */
  let byNumber = "";

  function take() {
    const scan = read(strokes);
    const longestMs = Math.round(Math.max(...pausesOf(strokes)));
    if (field) field.value = before;
    strokes = [];
    field = null;
    scanned(scan, longestMs);
  }

  function add(event, key) {
    const at = event.timeStamp;
    if (strokes.length === 0 || at - strokes.at(-1).at > pauseMs) {
      strokes = [];
      field = event.target.closest?.("input, textarea, select") ?? home;
      before = field?.value ?? "";
    }
    strokes.push({ ...key, at, repeat: event.repeat });
    clearTimeout(pause);
    // A scanner that ends with nothing.
    pause = setTimeout(() => {
      if (isScan(strokes, pauseMs)) take();
    }, 2 * pauseMs);
  }

  document.addEventListener(
    "keydown",
    (event) => {
      // What a password manager or an extension types is no scan.
      if (!event.isTrusted || event.ctrlKey || event.metaKey) return;
      if (event.altKey && /^Numpad\d$/.test(event.code)) {
        byNumber += event.code[6];
        return;
      }
      if (event.key === "Enter" || event.key === "Tab") {
        const isEnd = isScan(strokes, pauseMs) && event.timeStamp - strokes.at(-1).at <= pauseMs;
        clearTimeout(pause);
        if (isEnd) {
          event.preventDefault();
          event.stopImmediatePropagation();
          take();
        }
        strokes = [];
        return;
      }
      const writes = event.key.length === 1 || event.key === "Dead";
      if (writes) add(event, { key: event.key, code: event.code, shift: event.shiftKey });
    },
    { capture: true },
  );

  document.addEventListener(
    "keyup",
    (event) => {
      if (event.key !== "Alt" || byNumber === "") return;
      const key = String.fromCharCode(Number(byNumber));
      byNumber = "";
      if (key >= " " && key <= "~") add(event, { key, code: "", shift: false });
    },
    { capture: true },
  );
}
