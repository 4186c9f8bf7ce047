# Kvitteringer fra tidligere salg, og det som kommer tilbake av dem.

receipts-find = Finn en kvittering på nummeret
receipts-find-why = For å ta varer tilbake, eller føre et kjøp på et medlem som ikke var kjent da det ble betalt.
receipt-of-till = fra kasse
receipt-find = Finn
back-to-till = Til kassen
receipt-unknown = Ingen kvittering har det nummeret på den kassen. Se på begge, og prøv igjen.
receipt-number-unreadable = Et kvitteringsnummer er bare sifre. Det står øverst på kvitteringen.

bought = Kjøpt
product = Vare
take-back = Ta tilbake
take-all-back = Ta alt tilbake
take-back-of = { $name }: ta tilbake, av { $left }
of-left = av { $left }
came-back = kom tilbake
back-as-paid = slik det ble betalt
back-in-cash = kontant
back-by-card = på bankterminalen
back-on-gift-card = på gavekort
payment-customer-returns = Betaling, kunde og returer
nobodys-purchase = Kjøpet er ikke ført på noen
nobodys-purchase-next = Et medlem kan få det ført på seg, og får poengene. Betalingen blir som den er.
qr-or-number = Personlig QR eller telefonnummer
book-on-member = Før på medlem

return-came-back = Retur
return-receipt = Returkvittering { $receipt }
return-points = Poeng gitt tilbake
return-given-back = { $amount } er gitt tilbake.
return-hand-out = Betal ut { $amount } i kassen.
return-on-its-way = { $amount } er på vei tilbake.
return-on-its-way-in-app = { $amount } er på vei tilbake i appen.
return-refused = { $amount } kunne ikke gis tilbake i appen. Betal det ut her:
pay-out-cash = Kontant
pay-out-card = På bankterminalen
pay-out-gift-card = På gavekort
