# Kvitteringer fra tidligere salg, og det, der kommer tilbage af dem.

receipts-find = Find en kvittering på nummeret
receipts-find-why = For at tage varer tilbage, eller føre et køb på et medlem, der ikke var kendt, da det blev betalt.
receipt-of-till = fra kasse
receipt-find = Find
back-to-till = Til kassen
receipt-unknown = Ingen kvittering har det nummer på den kasse. Se på begge, og prøv igen.
receipt-number-unreadable = Et kvitteringsnummer er kun cifre. Det står øverst på kvitteringen.

bought = Købt
product = Vare
take-back = Tag tilbage
take-all-back = Tag alt tilbage
take-back-of = { $name }: tag tilbage, af { $left }
of-left = af { $left }
came-back = kom tilbage
back-as-paid = som det blev betalt
back-in-cash = kontant
back-by-card = på kortterminalen
back-on-gift-card = på gavekort
payment-customer-returns = Betaling, kunde og returneringer
nobodys-purchase = Købet er ikke ført på nogen
nobodys-purchase-next = Et medlem kan få det ført på sig og får pointene. Betalingen bliver, som den er.
qr-or-number = Personlig QR eller telefonnummer
book-on-member = Før på medlem

return-came-back = Retur
return-receipt = Returkvittering { $receipt }
return-points = Point givet tilbage
return-given-back = { $amount } er givet tilbage.
return-hand-out = Udbetal { $amount } ved kassen.
return-on-its-way = { $amount } er på vej tilbage.
return-on-its-way-in-app = { $amount } er på vej tilbage i appen.
return-refused = { $amount } kunne ikke gives tilbage i appen. Udbetal det her:
pay-out-cash = Kontant
pay-out-card = På kortterminalen
pay-out-gift-card = På gavekort
