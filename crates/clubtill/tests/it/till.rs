//! Till, customer display and phone in a browser, all at once.
