# Why something could not be done, by the code of the refusal; and what a refused payment request
# means, by the codes of Vipps MobilePay.

refusal-sale_unknown = There is no such sale.
refusal-sale_exists = There is already a sale with that id.
refusal-till_busy = The till has an open sale. Finish or cancel it first.
refusal-sale_closed = The sale is closed and can't be changed. Start a new one.
refusal-other_till = The sale belongs to another till.
refusal-payment_open = A payment request is open. Cancel it first, then change the sale.
refusal-partly_paid = Part of the sale is paid. Take that back first, then change or park the sale.
refusal-line_unknown = There is no such line in the sale.
refusal-too_many_lines = The sale has as many lines as one may have. Complete it and start another.
refusal-too_many_attempts = The sale has had as many payment requests as one may have. Take another tender.
refusal-item_impossible = A price, a discount or a quantity of that line is impossible.
refusal-nothing_to_undo = There is nothing to undo.
refusal-discount_impossible = A discount is nothing or more, and no more than the line costs.
refusal-discount_too_high = You may take { $most } off that line at most. For more, ask the store manager.
refusal-past_last_day = The last day of that ware was { $day }. Don't sell it; take it off the shelf.
refusal-receipt_scanned = That is a receipt of ours. Open it among the receipts, to take wares back.
refusal-vat_unknown = That product has no VAT rate for today. Put it in order in the catalogue.
refusal-basket_empty = The basket is empty. Scan something first.
refusal-amount_below_minimum = The least that can be paid this way is { $minimum }. Take another tender.
refusal-amount_above_maximum = The most that can be paid this way is { $maximum }. Take another tender for a part.
refusal-tender_impossible = The amount is more than what is left to pay, or not more than zero.
refusal-no_customer = No customer is known. Scan a personal QR or type a phone number.
refusal-other_customer = Another customer is on this sale. Remove that customer first.
refusal-already_member = The customer is a member already.
refusal-number_unknown = The customer's number is not known yet. Scan the QR again, or type the number.
refusal-enrolment_open = A membership request is open on the customer's phone.
refusal-no_enrolment_open = No membership request waits for an answer.
refusal-no_club = The store has no customer club.
refusal-member_blocked = The membership is blocked, so it can't be changed or renewed. Ask the store manager.
refusal-not_blocked = The membership is not blocked.
refusal-member_withdrawn = The member has left the club. Ask for membership anew.
refusal-member_merged = Another member stands for this one. Undo that first, or change the other one.
refusal-not_merged = The other member does not stand for this one, so there is nothing to undo.
refusal-stands_for_others = The member stands for others already. Undo that first, or keep this one.
refusal-too_many_merged = The member stands for as many others as one may. Look whether that can be right.
refusal-other_club = The two are members of different clubs, so neither can stand for the other.
refusal-points_held = A sale is being paid with that member's points. Try again once it is done.
refusal-membership_itself = That is what makes a member. To take it back, end the membership instead.
refusal-number_taken = The number belongs to a member of the club already.
refusal-no_payment_open = No payment request is open.
refusal-payment_approved = The customer has already paid. Finish the sale, or return the wares afterwards.
refusal-nothing_to_decide = There is nothing to decide about that payment.
refusal-tender_unknown = There is no such tender in the sale.
refusal-sale_parked = The sale is parked. Resume it first.
refusal-not_parked = The sale is not parked, so it can't be resumed.
refusal-too_many_parked = The till has as many parked sales as one may have. Finish or cancel this one instead.
refusal-other_store = The sale belongs to another store. Go on with it there.
refusal-other_book = Training and real sales don't mix. Do it at a till of the same kind.
refusal-not_completed = The sale is not completed, so nothing can come back yet. Cancel the sale instead.
refusal-no_receipt_yet = There is no receipt yet. Finish the sale or the return first.
refusal-receipt_not_printed = The receipt is not printed yet. Print it first, then its copy.
refusal-receipt_copied = The receipt and its one copy are printed. More are not allowed.
refusal-nothing_to_return = Choose at least one line to take back.
refusal-all_returned = That line has come back already.
refusal-too_many_returns = The sale has come back in as many parts as one may. Ask the store manager about the rest.
refusal-too_many_refunds = That payment was given back in as many parts as one may be. Choose another tender.
refusal-more_than_bought = Only { $left } of that line is left to take back.
refusal-other_currency = The sale was in another currency than this till's. Take it back at a till of that one.
refusal-nothing_to_pay_out = There is nothing to pay out. What is still missing is on its way.
refusal-too_few_points = { $count ->
    [one] The member has { $number } point to spend.
   *[other] The member has { $number } points to spend.
}
refusal-points_not_spent = Points can't be spent here. Take another tender.
refusal-points_not_proved = To spend points, scan the customer's personal QR.
refusal-points_to_be_approved = The points want the member's approval. Leave { $minimum } or more for a request to the member's own phone, scan the personal QR, or take the points off.
refusal-points_used = Points are on this sale already. Take them back first to use others.
refusal-not_a_member = The customer is no member. Ask for membership first.
refusal-membership_unanswered = The club can't be asked just now who is a member. Try again later.
refusal-already_booked = The purchase is booked on another member.
refusal-too_late = { $count ->
    [one] A purchase can be booked on a member for { $number } day, and this one is older.
   *[other] A purchase can be booked on a member for { $number } days, and this one is older.
}
refusal-member_erased = The person is erased: nobody knows any more who it was.
refusal-member_busy = The member has an open sale at a till. Finish or cancel it first.
refusal-no_points = The club gives no points.
refusal-points_impossible = Points are a whole number from 1 to 1,000,000, or less than zero to take them.
refusal-never_discounted = Nothing may be taken off this. Add it at its price.
refusal-second_person_needed = So many points want a second person. Ask somebody else to confirm them.
refusal-proposal_unknown = No points wait under that number. Somebody may have answered already.
refusal-too_many_proposals = So many points of that member wait for a second person already. Answer them first.
refusal-refund_under_way = Money is on its way back already, so the return goes on. Wait for it to end.
refusal-voucher_unknown = No voucher has that code. Look at it again, or go on without it.
refusal-voucher_exists = There is already a voucher with that code, and it is good for something else.
refusal-voucher_expired = The voucher has expired: its last day was { $until }. Go on without it.
refusal-voucher_not_yet = The voucher is not good yet: its first day is { $from }. Go on without it.
refusal-voucher_used = The voucher was used on { $on }, and is good for one purchase. Go on without it.
refusal-voucher_held = A sale has that voucher already. Finish that sale, or take the voucher off there.
refusal-voucher_not_for_customer = The voucher is not for this customer. If it is theirs, scan their personal QR first.
refusal-voucher_other_store = The voucher is not good in this store. Go on without it.
refusal-voucher_withdrawn = The voucher was withdrawn by the shop. Go on without it.
refusal-voucher_not_on_sale = There is no such voucher on the sale.
refusal-too_many_vouchers = The sale has as many vouchers as one may have. Take one off first.
refusal-too_many_of_member = The member has had as many vouchers as one may have. Make it one for all members.
refusal-voucher_in_training = Vouchers are real, so training uses none.
refusal-voucher_impossible = The voucher can't be like that. Look at what it is good for.

refusal-internal = Something is wrong at our end. Look at the basket, then try again.
refusal-scan_empty = Nothing was scanned.
refusal-scan_too_long = That code is too long to be a barcode, a personal QR, a voucher or a phone number.
refusal-scan_foreign_qr = That QR code is not a Vipps or MobilePay personal QR.
refusal-scan_check_digit = The barcode was misread: its check digit is wrong.
refusal-phone_number_impossible = { $why ->
    [country] That phone number can't be used: numbers from that country can't be used: those of Norway, Denmark, Finland, Sweden and Greenland can.
    [length] That phone number can't be used: that number has too few or too many digits.
   *[letters] That phone number can't be used: a phone number has digits only, with or without a country code.
}
refusal-scan_voucher_misread = That voucher's code was misread: scan it again, or look at each character.
refusal-scan_unknown = That is no barcode, personal QR, voucher or phone number.
refusal-product_unknown = No product has that number. Scan it again, or put it in the catalogue.
refusal-personal_qr_refused = That personal QR is not valid any more. Ask the customer to show it again.
refusal-vipps_unreachable = { $company } can't be reached. Type the phone number, or take another tender.
refusal-vipps_unavailable = { $company } can't be reached right now. Take another tender.
refusal-vipps_keys_refused = { $company } does not accept this shop's keys. Take another tender, and tell whoever set up the till.
refusal-too_many_look_ups = Too many numbers were looked up at this till within a minute. Wait a moment, or scan the customer's personal QR.
refusal-club_unavailable = The club can't be asked for points just now. Take another tender, or try again later.
refusal-till_unknown = There is no such till.
refusal-member_unknown = There is no such member.
refusal-store_unknown = There is no such store.
refusal-consent_text_unknown = The club has no words for that consent. Put them into the settings, then record it.
refusal-terms_missing = Nobody is a member who has not agreed to the terms. Bring that consent along.
refusal-club_elsewhere = The club is kept in a system of its own. Bring its members in there.
refusal-contended = Too much happens to this sale at once. Try again.

refused-customer = This customer can't pay by the app with that number. Take another tender.
refused-code-over = That code is not valid any more. Ask the customer to show it again, then ask anew.
refused-push = This shop is not yet approved for push requests. Ask again for a QR on the customer display, or take another tender.
refused-bank-account = { $company } has not verified this shop's bank account yet. Take another tender, and tell the store manager.
refused-not-set-up = This shop is not set up to take payments by the app. Take another tender, and tell the store manager.
refused-currency = This shop can't take that currency by the app. Take another tender, and tell the store manager.
refused-agreement = This shop's agreement with { $company } does not allow that request. Take another tender, and tell the store manager.
refused-too-small = The amount is too small to be paid by the app. Take another tender.
refused-same-name = The request met another one of the same name. Ask again.
refused-form = The request was not as { $company } wants it. Take another tender. For support: code { $code }.
refused-other = { $company } refused the request. Take another tender. For support: code { $code }.
refused-unsaid = { $company } refused the request. Take another tender.
