# Receipts on paper: what stands on them, and how they come out of a printer.

paper-sale = Sales receipt
paper-return = Return receipt
paper-training = Training receipt
paper-no-purchase = Not a receipt for a purchase
paper-copy = Copy
paper-organisation = Org. no. { $number }
paper-number = Receipt
paper-return-number = Return receipt
paper-time = Date
paper-till = Till
paper-operator = Operator
paper-of = Return of receipt { $receipt }, till { $till }
paper-discount = Discount
paper-reference = { $app } reference: { $reference }
paper-member-saving = Saved as a member
paper-earned = Points earned
paper-spent = Points used
paper-balance = Points now

paper-print = Print receipt
paper-print-again = Print again
paper-print-copy = Print copy
paper-all-printed = The receipt and its copy are printed
paper-look = Receipt to print
paper-print-here = Print here
paper-copy-here = Print the copy here
paper-back = Back to the receipt
paper-unreachable = Not printed: the printer can't be reached. Switch it on, and print again.
paper-no-paper = Not printed: the printer is out of paper or open. See to it, and print again.
paper-interrupted = The printer broke off. Throw away what came out, and print again.
