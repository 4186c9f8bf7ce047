# Bringing in files.

office-import = Import
import-lead = CSV files, as spreadsheets save them (CSV UTF-8). Each is looked through first: nothing goes in before you say so, and nothing at all while a line can't be used.
import-products-what = Names, barcodes, VAT, prices and groups. What is there already is changed where the file says otherwise.
import-prices = Price lists
import-prices-what = Prices for everybody, members, a club, a tier or one member, from a first to a last day. A line without a price withdraws the one there is.
import-vouchers-what = Codes of another system, each good for a percentage or an amount.
import-members-what = Members of another club system with what they agreed to, and the points that they have.
import-file = CSV file
import-consents = What they agreed to
import-points = Points, if they have any
import-example = Example
import-current = As it is now
import-look = Look through
import-no-file = Choose a file.
import-too-large = That is more than { $most } MB. Bring it in parts.
import-busy = Another import is under way. Wait for it, or stop it.
import-not-there = That import is not there any more. Bring the files again.
import-by = Brought by { $who }
import-checking = Looking through …
import-putting = Going in …
import-rows = { $done } of { $whole } lines
import-ready = { $count ->
    [one] { $number } line can go in.
   *[other] { $number } lines can go in.
}
import-before = { $count ->
    [one] { $number } line is there already.
   *[other] { $number } lines are there already.
}
import-nothing-new = Everything is there already, just as the file has it.
import-put = Put it in
import-forget = Don't put it in
import-stop = Stop
import-close = Close
import-waits = It waits half an hour for your answer.
import-done = { $count ->
    [one] { $number } line went in.
   *[other] { $number } lines went in.
}
import-unusable = { $count ->
    [one] { $number } line can't be used, and nothing went in.
   *[other] { $number } lines can't be used, and nothing went in.
}
import-unusable-file = The file can't be used, and nothing went in.
import-line = Line
import-wrong = What is wrong
import-more = { $count ->
    [one] and { $number } more line
   *[other] and { $number } more lines
}
import-and-more = and { $number } more
import-stopped-at = It stopped at line { $line }. What is in stays. Bring the same files again, and it goes on.
import-stopped = It stopped. What is in stays. Bring the same files again, and it goes on.
import-warnings = Look at this first
import-dearer = Line { $line }: dearer than in the catalogue, so nobody gets that price.
import-dormant = { $count ->
    [one] { $number } member was last heard of so long ago that the club erases them within a day: line { $line }.
   *[other] { $number } members were last heard of so long ago that the club erases them within a day, the first in line { $line }.
}

# Why a file, a line or a cell can't be used.

import-not-utf8 = Line { $line } has characters that are no UTF-8. Save the file as CSV UTF-8.
import-header = The first line must be { $wanted }
import-nothing = There is nothing below the first line.
import-no-earning = The club gives no points: its settings have no [[club.earning]].
import-not-csv = this is no CSV: is a quotation mark left open?
import-columns = columns: { $there }; there should be { $wanted }
import-same = the same as line { $line }
import-same-gtin = gtin: that of line { $line }, which is another product
import-too-many-answers = a member has { $most } answers at most
import-too-many-points = a member has { $most } lines of points at most
import-no-terms = the consents have no yes to the terms, or a later no
import-voucher-name = name: 1 to 60 characters
import-voucher-percent = percent: more than 0 and at most 100
import-voucher-amount = amount: a currency is missing
import-voucher-minimum = minimum: a currency is missing
import-voucher-many = too many goods and stores are named: make a group of the goods
import-voucher-days = it ends before it begins
import-voucher-off = it takes off a percentage or an amount, and not both
import-voucher-nowhere = it would be good for nobody in any store: look at stores, currency and audience
import-empty = it can't be empty
import-long = { $most } characters at most: is a quotation mark left open?
import-one-of = it is one of { $choices }
import-number = a whole number, { $least } to { $most }
import-price = a price in minor units: 239900 is 2399.00
import-dear = a price is at most 650000.00: is this a barcode?
import-day = no day: write it as in 2026-12-01
import-to-come = a day to come
import-gone = a day gone by
import-early = a day before { $year }
import-ends-first = it is before the first day
import-gtin = a product barcode has 8, 12, 13 or 14 digits
import-check-digit = the last digit of the barcode does not fit the others
import-group = a group's name is letters, digits, - _ and ., and groups have blanks between
import-groups = a product is in 20 groups at most
import-code = a voucher's code has letters and digits, at least one of each, 6 to 40 in all
import-code-slip = its last character does not fit the others
import-phone = no phone number: write it as in +4798765432, with the country code
import-email = an address has an @
import-goods = products by their id, or group:GROUP, with blanks between
import-audience = public, members, club:CLUB, tier:CLUB:TIER or personal:MEMBER-ID
import-no-store = the settings have no store with that id
import-no-club = no store has that club
import-store-clubless = it has no club
import-other-club = its club is another than that of the first member
import-own-system = its club is kept in a system of its own, so its members belong there
import-no-product = there is no product { $product } with a price in { $currency }
import-no-member = there is no such member
import-not-in-members = it is not in the members' file
import-number-taken = a member has it already, and was not imported from this line
import-code-taken = there is a voucher with it that is good for something else
import-no-text = the club's settings have no [[club.consent]] for it
import-no-words = the club's settings have no [[club.consent]] of these
journal-import = { $count ->
    [one] Import: { $what }, { $number } line
   *[other] Import: { $what }, { $number } lines
}
