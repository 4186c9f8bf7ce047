# Aiempien myyntien kuitit ja palautukset.

receipts-find = Hae kuitti numerolla
receipts-find-why = Tuotteiden palautusta varten, tai ostoksen kirjaamiseksi jäsenelle, jota ei tunnettu maksettaessa.
receipt-of-till = kassalta
receipt-find = Hae
back-to-till = Kassalle
receipt-unknown = Sillä kassalla ei ole kuittia sillä numerolla. Katso molemmat ja yritä uudelleen.
receipt-number-unreadable = Kuitin numerossa on vain numeroita. Se on kuitin yläreunassa.

bought = Ostettu
product = Tuote
take-back = Ota takaisin
take-all-back = Ota kaikki takaisin
take-back-of = { $name }: ota takaisin, enintään { $left }
of-left = / { $left }
came-back = palautettu
back-as-paid = kuten maksettiin
back-in-cash = käteisellä
back-by-card = maksupäätteellä
back-on-gift-card = lahjakortille
payment-customer-returns = Maksu, asiakas ja palautukset
nobodys-purchase = Ostosta ei ole kirjattu kenellekään
nobodys-purchase-next = Jäsen voi saada sen itselleen ja pisteet siitä. Maksu ei muutu.
qr-or-number = Henkilökohtainen QR tai puhelinnumero
book-on-member = Kirjaa jäsenelle

return-came-back = Palautus
return-receipt = Palautuskuitti { $receipt }
return-points = Palautetut pisteet
return-given-back = { $amount } palautettu.
return-hand-out = Maksa kassalta { $amount }.
return-on-its-way = { $amount } on matkalla takaisin.
return-on-its-way-in-app = { $amount } on matkalla takaisin sovelluksessa.
return-refused = { $amount } ei voitu palauttaa sovelluksessa. Maksa se tästä:
pay-out-cash = Käteisellä
pay-out-card = Maksupäätteellä
pay-out-gift-card = Lahjakortille
