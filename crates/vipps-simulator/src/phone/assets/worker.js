// Listens once for all phones of a browser, which allows only six connections to one server:
// with a stream each, the seventh phone would stay blank.

import { changes } from "./changes.js";

const ports = [];

addEventListener("connect", (event) => {
  ports.push(event.ports[0]);
  event.ports[0].postMessage("changed");
});

changes((news) => ports.forEach((port) => port.postMessage(news)));
