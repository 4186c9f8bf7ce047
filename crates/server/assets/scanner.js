// Hands on what the scanner sent of the code on this page.

import { listen, post } from "./wedge.js";

listen((read) => post(location.href, read));
