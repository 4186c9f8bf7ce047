# Products that are looked for at the till, and what they cost.

find = Find
find-product = Find a product
find-label = Beginning of a word, or an article number
find-hint = Type a few letters. The arrows choose, Enter puts it in the basket.
find-nothing = No product begins like that. Try fewer letters, or another word.
price = Price
price-check = What does it cost?
price-told = { $name } costs { $price }.
price-told-members = Members pay { $price }.
close = Close

# The till's scanner.

more = More
scanner = Scanner
scanner-check = Does everything arrive?
scanner-how = Scan this code. It has every character that a QR code's address may have.
scanner-as-is = Everything arrives as it is. Scanner and till have the same keyboard.
scanner-mended = The scanner is set to another keyboard than this till. Scans are mended: nothing has to be done.
scanner-slow = The scanner pauses for up to { $ms } ms between two characters. From now on this till waits for it.
scanner-caps = Caps Lock is on, at the till or in the scanner. Turn it off, and scan again.
scanner-lost = These characters get lost: { $lost } Barcodes work, QR codes don't. Set the scanner's keyboard as its manual says, and scan again.
scanner-other = That was another code. Scan the one on this page.
scanner-next = Next step
scanner-next-why = Print this code and keep it at the till: scanned, it presses the button at the bottom right.
customer-scanner-other = The customer's scanner takes a personal QR or a voucher. Scan anything else with your own.

# The till's page about its display.

display-is-paired = A screen of its own is this till's display.
display-elsewhere = On a tablet or another machine
display-elsewhere-how = Open { $address } there. It shows a code: type it here.
display-this-machine = the-name-of-this-machine
display-code = Code on the screen
display-pair = Pair
display-code-unknown = No screen shows that code. Look at it again: it changes after ten minutes.
display-beside = On this machine
display-beside-how = A second monitor at this till shows it in a window of its own.
display-open = Open the display
display-unpair = End the pairing

# The till's keys.

keys = Keys
keys-why = Which function key does what at this till. F5 and F11 are the browser's.
keys-lock = Lock the till
keys-keep = Keep
keys-usual = The usual keys
keys-twice = Two of them have the same key. Give each one of its own.
