# The till's payment panel.

payment-request = Payment request
payment-none = Not asked yet
payment-in-doubt-next = No answer yet whether it arrived. It is not sent twice. Wait, or cancel and take another tender.
payment-waiting = Waiting for approval
payment-approved = Approved. Capturing…
payment-approved-next = Hand over the goods once it says Paid.
payment-late = Approved, but no answer whether the money is taken
payment-late-next = Keep the goods at the till and wait. Or give the money back, and take another tender once that is answered.
payment-stuck = Approved, but the money could not be taken
payment-stuck-next = Keep the goods at the till. Give the money back, then take another tender.
payment-awaiting-claim = The customer has paid. Finish the sale or give the money back
payment-cancelling-next = Wait: the customer may just have approved.
payment-after-all = The customer paid a request that was given up
payment-after-all-next = The money must be returned. Tell the store manager.
payment-abandoned = Given up; we keep watching
payment-abandoned-next = A request may still reach the phone; money that comes is given back. Take another tender, or ask again.
payment-declined = Declined on the phone
payment-expired = Expired: nobody answered within ten minutes
payment-nothing-next = Nothing was paid. Ask again, or take another tender.
payment-cancelled = Cancelled
payment-cancelled-next = Nothing was paid.
payment-released = The money was given back
payment-released-next = Nothing is paid.
payment-refused = Refused
payment-goes-to-app = The request goes to the app on the customer's phone.
payment-needs-customer = Scan the customer's personal QR or type the phone number, or take another tender.
payment-scan-qr = Ask the customer to scan the QR on the customer display with the phone.

step-sent = Sent to the customer's app
step-sending = Sending to the customer's app…
step-approved = { $known ->
    [yes] Approved by { $name }
   *[no] Approved by the customer
}
step-waiting = { $known ->
    [yes] Waiting for { $name } to approve
   *[no] Waiting for the customer to approve
}
step-captured = Captured

member-would-save = Member price comes with the next request: cancel and ask again, { $less } less
points-wait = { $known ->
    [yes] Points worth { $worth } wait: { $name } approves the request on the phone. If that can't be, scan the personal QR, or take the points off.
   *[no] Points worth { $worth } wait: the customer approves the request on the phone. If that can't be, scan the personal QR, or take the points off.
}
take-points-off = Take the points off
cancel-request = Cancel
check-payment = Check again
checked-now = Checked just now. The payment stands as shown.
show-qr = Show QR

chosen-waits = { $tender ->
    [cash] Cash is taken as soon as the request is cancelled. Wait for it.
    [card] Card terminal is taken as soon as the request is cancelled. Wait for it.
    [gift-card] Gift card is taken as soon as the request is cancelled. Wait for it.
   *[points] Points is taken as soon as the request is cancelled. Wait for it.
}
chosen-too-late = { $tender ->
    [cash] The app was faster: cash is not taken. Give back what was handed over, or give the money in the app back.
    [card] The app was faster: card terminal is not taken. Give back what was handed over, or give the money in the app back.
    [gift-card] The app was faster: gift card is not taken. Give back what was handed over, or give the money in the app back.
   *[points] The app was faster: points is not taken. Give back what was handed over, or give the money in the app back.
}

unavailable-cancel-first = Cancel this request first: it is watched, and money that comes is given back.
unavailable-answer-shows = { $company } can't be reached right now. What the customer answers shows once it can.
unavailable-goes-on = { $company } can't be reached right now. It goes on by itself once it can.
