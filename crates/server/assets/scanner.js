// Hands on what the scanner sent of the code on this page, and learns how long it pauses: the page has
// more patience than the till, since here nobody types.

import { learn, listen, PAUSE_MS_MAX, post } from "./wedge.js";

listen(
  (read, pauseMs) => {
    const { code } = document.body.dataset;
    const isSlow = (read.text === code || read.us === code) && learn(pauseMs);
    post(location.href, isSlow ? { ...read, slow_ms: pauseMs } : read);
  },
  { pauseMs: PAUSE_MS_MAX },
);
