# Kassa: kori, lukurivi ja alareuna.

till-lost = Ei yhteyttä kassan palvelimeen. Katso koria ennen kuin yrität uudelleen.
till-display = Asiakasnäyttö
sound = Ääni
scan-label = Lue tai kirjoita
scan-hint = Lue koodi tai kirjoita puhelinnumero
scan-enter = OK
customer-and-payment = Asiakas ja maksu

basket = Ostoskori
basket-empty = Ostoskori on tyhjä
basket-empty-said = Ostoskori on tyhjä.
basket-empty-next = Lue tuotteita, tai ensin asiakkaan henkilökohtainen QR. Molemmat käyvät milloin vain.
member-unit = jäsen { $price }
line-discount = alennus { $discount }
line-why = Miksi { $name } maksaa tämän
line-fewer = Yksi { $name } vähemmän
line-more = Yksi { $name } lisää
line-remove = Poista { $name }
voucher-ends = kuponki …{ $ends }
voucher-in-lines = { $saving } riveillä
voucher-takes-nothing-off = ei anna alennusta
voucher-remove = Poista { $name }

open-receipt = Avaa tämä kuitti
other-tender = Muu maksutapa
use-points = Pisteet ({ $points } = { $worth })
use-points-approved = { $known ->
    [yes] Pisteet ({ $points } = { $worth }), jotka { $name } hyväksyy puhelimella
   *[no] Pisteet ({ $points } = { $worth }), jotka asiakas hyväksyy puhelimella
}
cancel-sale = Peruuta myynti
cancel-sale-yes = Kyllä, peruuta tämä myynti
cancel-sale-and-hand-back = Kyllä, peruuta myynti ja palauta { $paid }
paid-of = { $paid } / { $total } maksettu

primary-scan = Lue jotain
primary-scan-qr = Lue henkilökohtainen QR
primary-new = Uusi myynti
primary-pay = Pyydä maksu
ask-again = Pyydä uudelleen
finish-sale = Viimeistele myynti
give-back = Palauta rahat
sending = Lähetetään…
capturing = Veloitetaan…
cancelling = Peruutetaan…
giving-back = Palautetaan rahoja…
waiting-for-approval = Odotetaan hyväksyntää…

training-no-receipt = Harjoitus: ei kuitti
in-discounts = Alennuksissa: { $what }
in-discounts-points = Alennuksissa: pisteet
vat-by-rate = ALV kannoittain
vat-of = Summasta
vat-tax = Vero

moved-on = Kassa on siirtynyt toiseen myyntiin. Katso sitä ja yritä uudelleen.
unreadable = Sitä ei voitu lukea. Lataa sivu uudelleen ja yritä uudelleen.
quantity-unreadable = Määrä on luku kuten 2 tai 0,35, enintään kuusi desimaalia.
quantity-not-positive = Määrän on oltava enemmän kuin nolla. Ota tuotteet takaisin palautuksella.
quantity-too-large = Määrä voi olla enintään 99999.

line-edit = Muuta: { $name }
quantity = Määrä
quantity-set = Aseta
discount = Alennus
discount-reason = Syy
discount-give = Vähennä
discount-damaged = Vaurioitunut
discount-short-dated = Lyhyt päiväys
discount-price-match = Hintatakuu
discount-goodwill = Hyvitys
discount-mistake = Hintavirhe
discount-unreadable = Alennus on summa kuten 25 tai 25,50, tai prosentteja kuten 10 %.
undo = Kumoa
park = Sivuun
parked = Pysäköidyt ({ $count })
elsewhere = Muiden kassojen myynnit
elsewhere-how = Myynti jatkuu täällä sellaisenaan, myös avoin maksupyyntö.
elsewhere-none = Muilla myymälän kassoilla ei ole avointa myyntiä.
take-over = Jatka täällä
