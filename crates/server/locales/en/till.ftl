# The till: basket, scan line and foot.

till-lost = No contact with the till's server. Look at the basket before you try again.
till-display = Customer display
sound = Sound
scan-label = Scan or type
scan-hint = Scan anything, or type a phone number
scan-enter = Enter
customer-and-payment = Customer and payment

basket = Basket
basket-empty = The basket is empty
basket-empty-said = The basket is empty.
basket-empty-next = Scan wares, or the customer's personal QR first. Both work at any time.
member-unit = member { $price }
line-discount = discount { $discount }
line-why = Why { $name } costs this
line-fewer = One { $name } less
line-more = One { $name } more
line-remove = Remove { $name }
voucher-ends = voucher …{ $ends }
voucher-in-lines = { $saving } in the lines
voucher-takes-nothing-off = takes nothing off
voucher-remove = Take off { $name }

open-receipt = Open this receipt
other-tender = Other tender
use-points = Points ({ $points } = { $worth })
use-points-approved = { $known ->
    [yes] Points ({ $points } = { $worth }), which { $name } approves on the phone
   *[no] Points ({ $points } = { $worth }), which the customer approves on the phone
}
cancel-sale = Cancel sale
cancel-sale-yes = Yes, cancel this sale
cancel-sale-and-hand-back = Yes, cancel this sale and hand back { $paid }
paid-of = { $paid } of { $total } paid

primary-scan = Scan something
primary-scan-qr = Scan the personal QR
primary-new = New sale
primary-pay = Ask for payment
ask-again = Ask again
finish-sale = Finish the sale
give-back = Give the money back
sending = Sending…
capturing = Capturing…
cancelling = Cancelling…
giving-back = Giving the money back…
waiting-for-approval = Waiting for approval…

training-no-receipt = Training: not a receipt
in-discounts = In the discounts: { $what }
in-discounts-points = In the discounts: points
vat-by-rate = VAT by rate
vat-of = Of
vat-tax = Tax

moved-on = The till has gone on to another sale. Look at it, and try again.
unreadable = That could not be read. Reload the page and try again.
quantity-unreadable = A quantity is a number such as 2 or 0.35, with at most six decimals.
quantity-not-positive = A quantity must be more than zero; to take wares back, make a return.
quantity-too-large = A quantity can be at most 99999.

line-edit = Change { $name }
quantity = Quantity
quantity-set = Set
discount = Discount
discount-reason = Why
discount-give = Take off
discount-damaged = Damaged
discount-short-dated = Short-dated
discount-price-match = Price match
discount-goodwill = Goodwill
discount-mistake = Price mistake
discount-unreadable = A discount is an amount such as 25 or 25,50, or percents such as 10 %.
undo = Undo
park = Park
parked = Parked ({ $count })
elsewhere = Sales at other tills
elsewhere-how = A sale goes on here as it is, with its payment request if one is open.
elsewhere-none = No other till of the store has an open sale.
take-over = Go on here
