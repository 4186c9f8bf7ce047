// A page that has no scan line: what is scanned there goes where the page says, wherever the focus is.

import { listen, post } from "./wedge.js";

listen((read) => post(document.body.dataset.scan, read));
