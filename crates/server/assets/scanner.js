// Hands on what the scanner sent of the code on this page.

import { listen } from "./wedge.js";

listen((read) => {
  const form = document.createElement("form");
  form.method = "post";
  for (const [name, value] of Object.entries(read)) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
  }
  document.body.append(form);
  form.submit();
});
