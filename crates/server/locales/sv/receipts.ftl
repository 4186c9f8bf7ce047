# Kvitton från tidigare köp, och det som kommer tillbaka av dem.

receipts-find = Sök ett kvitto på numret
receipts-find-why = För att ta tillbaka varor, eller registrera ett köp på en medlem som inte var känd när det betalades.
receipt-of-till = från kassa
receipt-find = Sök
back-to-till = Till kassan
receipt-unknown = Inget kvitto har det numret på den kassan. Titta på båda och försök igen.
receipt-number-unreadable = Ett kvittonummer är bara siffror. Det står överst på kvittot.

bought = Köpt
product = Vara
take-back = Ta tillbaka
take-all-back = Ta tillbaka allt
take-back-of = { $name }: ta tillbaka, av { $left }
of-left = av { $left }
came-back = kom tillbaka
back-as-paid = som det betalades
back-in-cash = kontant
back-by-card = på kortterminalen
back-on-gift-card = på presentkort
payment-customer-returns = Betalning, kund och returer
nobodys-purchase = Köpet är inte registrerat på någon
nobodys-purchase-next = En medlem kan få det registrerat på sig, och får poängen. Betalningen ändras inte.
qr-or-number = Personlig QR eller telefonnummer
book-on-member = Registrera på medlem

return-came-back = Retur
return-receipt = Returkvitto { $receipt }
return-points = Poäng tillbaka
return-given-back = { $amount } har getts tillbaka.
return-hand-out = Betala ut { $amount } i kassan.
return-on-its-way = { $amount } är på väg tillbaka.
return-on-its-way-in-app = { $amount } är på väg tillbaka i appen.
return-refused = { $amount } kunde inte ges tillbaka i appen. Betala ut det här:
pay-out-cash = Kontant
pay-out-card = På kortterminalen
pay-out-gift-card = På presentkort
