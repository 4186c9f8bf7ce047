# The display that faces the customer.

display-welcome = Welcome to
display-greeting = { $known ->
    [yes] Hi, { $name }!
   *[no] Hello!
}
display-thanks = { $known ->
    [yes] Thank you, { $name }!
   *[no] Thank you!
}
display-saves = You save { $saving } as a member
display-saved = You saved { $saving } as a member
what-to-do = What to do now
display-qr = QR to pay with
display-same-word = Your invitation shows the same word

display-show-qr = Show your personal QR
display-where-qr-is = You find it in the { $app } app
display-open-app = No message? Open the { $app } app
display-update-app = To join the club, update the { $app } app
display-members-save = Members save { $saving } today
display-join-and-save = Join the club and save { $saving } today
display-approve = Approve in the app on your phone
display-scan-to-pay = Scan this with your phone to pay
display-request-comes = The request is on its way to your phone
display-payment-will-come = The payment request will come to your phone
display-approved = Approved. One moment…
display-cancelling = The request is being cancelled. One moment…
display-giving-back = Your money is on its way back. One moment…
display-cashier-helps = The cashier will help you
display-membership-comes = The invitation is on its way to your phone
display-join = Join in the app on your phone
display-joining = Welcome to the club. One moment…
display-invitation-over = The invitation has run out. Tell the cashier if you want another
display-answer-lost = Your answer did not reach us. Tell the cashier to ask again
display-nothing-paid = Nothing was paid
display-request-over = The payment request has run out
display-given-back = Your money was given back
display-will-return = Your money will be returned
display-not-paid-yet = Nothing is paid yet
display-voucher-in-prices = { $saving } in the prices above
display-points-wait = Your points pay { $worth } once you approve on your phone
display-points-earned = { $count ->
    [one] You earned { $number } point.
   *[other] You earned { $number } points.
}

display-offer = This screen is no till's display yet
display-offer-how = At the till, open More, then Customer display, and type this code. It changes after ten minutes.
display-scan-other = Here it takes your personal QR from the { $app } app, or a voucher
