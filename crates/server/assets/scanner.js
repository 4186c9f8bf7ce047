// Hands on what the scanner sent of the code on this page, and learns how fast it types: the page has
// more patience than the till, since here nobody types.

import { learn, listen, PAUSE_MS_MAX, post } from "./wedge.js";

listen((read, pauseMs) => {
  const { code } = document.body.dataset;
  if (read.text === code || read.us === code) learn(pauseMs);
  post(location.href, { ...read, pause_ms: pauseMs });
}, PAUSE_MS_MAX);
