# What several pages say, and those that belong to no till.

till-title = Till { $till }
training = Training
language = Language
reconnecting = Reconnecting…
time-left = Time left to approve:
customer = Customer
member = Member
points = Points
points-for-sale = Points for this sale
payment = Payment
receipt = Receipt
receipts = Receipts
total = Total
paid = Paid
to-pay = To pay
paid-with = Paid with
vat = VAT
what-was-bought = What was bought
instead-of = instead of
club-price = club price
line-count = { $count ->
    [one] { $number } line
   *[other] { $number } lines
}

tender-app = { $app }
tender-cash = Cash
cash-rounding = Rounding
cash-received = Cash received
cash-change = Change
tender-card = Card terminal
tender-qr = QR on the customer display
tender-gift-card = Gift card
tender-points = Points
tender-points-off = Points off the price

# Why something takes nothing off, after its name and a colon.
rule-off = { $rule }: { $saving } off
why-not-yet = begins on { $from }
why-over = ended on { $until }
why-for-everybody = for everybody only
why-for-members = for members only
why-for-tier = for members who are { $tier } only
why-for-one = for one member only
why-above-public = dearer than what anybody pays
why-no-saving = would take nothing off
why-other-taken = another price or offer takes more off
why-not-enough = needs { $wanted }, there are { $there }
why-excluded = not together with { $by }
why-below-minimum = needs wares for { $minimum }, there are for { $there }
why-own-discount = the line has a discount by hand
why-not-counted = counts pieces, and this is sold by weight
why-never-discounted = nothing may be taken off this
why-no-goods = nothing in the basket is what it is for

start-open = Open a till, and its display on the screen that faces the customer.
start-till = Till
start-display = Customer display
start-display-language = Display in
start-open-display = Open

stopped-from-afar = This page opens on the till itself
stopped-from-afar-next = Open it on the machine that Clubtill runs on, at 127.0.0.1 or localhost. To use it from other machines, set pages_open_to_network in the settings.
stopped-other-site = That did not come from our own page
stopped-other-site-next = Nothing was done. Open the till again, and try once more there.
stopped-till-unknown = There is no such till
stopped-till-unknown-next = The start page lists the tills that are set up.
stopped-receipt-unknown = There is no such receipt
stopped-receipt-unknown-next = Look it up by its number, from the till's receipts.
stopped-broken = Something is wrong at our end
stopped-broken-next = Reload the page: what was done is kept. If it stays, whoever runs the till finds why in the log.
