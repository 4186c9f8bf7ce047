# The till's customer card, and the request to join.

customer-none = Scan a personal QR or type a phone number.
customer-no-member = Not a member yet
customer-unanswered = The club can't be asked just now who is a member. Prices are the public ones. Scan again to ask again.
remove-customer = Remove the customer
join-and-save = Join today and save { $saving }
ask-membership = Ask for membership
saved-today = Saved today
earns-with-sale = Earns with this sale
ask-anew = Not { $name }? Ask anew
confirm-in-app = Confirm in the app
identified-by = Identified by
identified-by-qr = personal QR
identified-by-number = typed number
identified-by-unread-qr = personal QR, number not known
number-ends = , ends { $ends }
pays-the-rest = Pays the rest
phone-ends = the phone that ends { $ends }
same-word = The same word stands on the customer's phone
stop-waiting = Stop waiting
open-the-app-hint = Ask the customer to open the app if no message shows.

membership-given-up = Cancelled here. It may stay on the phone for a while, and a yes there still counts. Ask again if the customer wants to.
membership-sending = Sending the membership request…
membership-waiting = Waiting for the customer to answer
membership-approved = The customer said yes. Fetching the membership…
membership-completed = The customer is a member now. This purchase counts.
membership-declined = The customer said no this time. Go on with the sale.
membership-expired = Nobody answered in time. Ask again if the customer wants to.
membership-no-app = This customer can't be asked in the app: it takes the app, and an age of 15. Go on without membership.
membership-app-too-old = The customer's app is too old for this. Ask again once it is updated.
membership-too-often = The customer was asked too often just now. Try again in some minutes.
membership-settings = This shop is not set up to ask for membership. Tell whoever set up the till.
membership-unreachable = The app can't be reached right now. Go on with the sale, and ask again later.
membership-blocked = The club can't take this customer in. Go on without membership, and ask the store manager.
membership-lost = The answer got lost on its way. Ask the customer once more.
