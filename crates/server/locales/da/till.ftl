# Kassen: kurv, scanlinje og bundlinje.

till-lost = Ingen kontakt med kassens server. Se på kurven, før du prøver igen.
till-display = Kundeskærm
sound = Lyd
scan-label = Scan eller skriv
scan-hint = Scan, eller skriv telefonnummer
scan-enter = OK
customer-and-payment = Kunde og betaling

basket = Kurv
basket-empty = Kurven er tom
basket-empty-said = Kurven er tom.
basket-empty-next = Scan varer, eller kundens personlige QR først. Begge dele kan gøres når som helst.
member-unit = medlem { $price }
line-discount = rabat { $discount }
line-why = Hvorfor { $name } koster dette
line-fewer = Én { $name } mindre
line-more = Én { $name } mere
line-remove = Fjern { $name }
voucher-ends = kupon …{ $ends }
voucher-in-lines = { $saving } i linjerne
voucher-takes-nothing-off = giver ingen rabat
voucher-remove = Fjern { $name }

open-receipt = Åbn denne kvittering
other-tender = Anden betaling
use-points = Point ({ $points } = { $worth })
use-points-approved = { $known ->
    [yes] Point ({ $points } = { $worth }), som { $name } godkender på telefonen
   *[no] Point ({ $points } = { $worth }), som kunden godkender på telefonen
}
cancel-sale = Annuller salg
cancel-sale-yes = Ja, annuller dette salg
cancel-sale-and-hand-back = Ja, annuller salget og giv { $paid } tilbage
paid-of = { $paid } af { $total } betalt

primary-scan = Scan noget
primary-scan-qr = Scan personlig QR
primary-new = Nyt salg
primary-pay = Bed om betaling
ask-again = Spørg igen
finish-sale = Afslut salget
give-back = Giv pengene tilbage
sending = Sender…
capturing = Trækker beløbet…
cancelling = Annullerer…
giving-back = Giver pengene tilbage…
waiting-for-approval = Venter på godkendelse…

training-no-receipt = Oplæring: ikke en kvittering
in-discounts = I rabatterne: { $what }
in-discounts-points = I rabatterne: point
vat-by-rate = Moms efter sats
vat-of = Af
vat-tax = Afgift

moved-on = Kassen er gået videre til et andet salg. Se på det, og prøv igen.
unreadable = Det kunne ikke læses. Genindlæs siden, og prøv igen.
quantity-unreadable = Et antal er et tal som 2 eller 0,35 med højst seks decimaler.
quantity-not-positive = Et antal skal være mere end nul. Lav en returnering for at tage varer tilbage.
quantity-too-large = Et antal kan højst være 99999.

line-edit = Ret { $name }
quantity = Antal
quantity-set = Sæt
discount = Rabat
discount-reason = Hvorfor
discount-give = Træk fra
discount-damaged = Beskadiget
discount-short-dated = Kort holdbarhed
discount-price-match = Prismatch
discount-goodwill = Kulance
discount-mistake = Forkert pris
discount-unreadable = En rabat er et beløb som 25 eller 25,50, eller procent som 10 %.
undo = Fortryd
park = Parkér
parked = Parkeret ({ $count })
elsewhere = Salg ved andre kasser
elsewhere-how = Et salg fortsætter her, som det er, med betalingsanmodningen, hvis en er åben.
elsewhere-none = Ingen anden kasse i butikken har et åbent salg.
take-over = Fortsæt her
