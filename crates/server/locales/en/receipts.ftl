# Receipts of earlier sales, and what comes back of them.

receipts-find = Find a receipt by its number
receipts-find-why = To take wares back, or to book a purchase on a member who was not known when it was paid.
receipt-of-till = of till
receipt-find = Find
back-to-till = Back to the till
receipt-unknown = No receipt has that number at that till. Look at both, and try again.
receipt-number-unreadable = A receipt's number is digits only. It stands at the top of the receipt.

bought = Bought
product = Product
take-back = Take back
take-all-back = Take all back
take-back-of = { $name }: take back, of { $left }
of-left = of { $left }
came-back = came back
back-as-paid = as it was paid
back-in-cash = in cash
back-by-card = at the card terminal
back-on-gift-card = on a gift card
payment-customer-returns = Payment, customer and returns
nobodys-purchase = Nobody's purchase yet
nobodys-purchase-next = A member may have it booked, and gets the points. What was paid stays.
qr-or-number = Personal QR or phone number
book-on-member = Book on member

return-came-back = Came back
return-receipt = Return receipt { $receipt }
return-points = Points given back
return-given-back = { $amount } given back.
return-hand-out = Hand out { $amount } at the counter.
return-on-its-way = { $amount } is on its way back.
return-on-its-way-in-app = { $amount } is on its way back in the app.
return-refused = { $amount } could not be given back in the app. Hand it out here:
pay-out-cash = In cash
pay-out-card = At the card terminal
pay-out-gift-card = On a gift card
