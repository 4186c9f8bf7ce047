// Prints the receipt that was just put on paper; the page says which that is.

if ("print" in document.body.dataset) window.print();
