# Kassen: kurv, skannelinje og bunnlinje.

till-lost = Ingen kontakt med kassens server. Se på kurven før du prøver igjen.
till-display = Kundeskjerm
sound = Lyd
scan-label = Skann eller skriv
scan-hint = Skann, eller skriv telefonnummer
scan-enter = OK
customer-and-payment = Kunde og betaling

basket = Handlekurv
basket-empty = Handlekurven er tom
basket-empty-said = Handlekurven er tom.
basket-empty-next = Skann varer, eller kundens personlige QR først. Begge deler går når som helst.
member-unit = medlem { $price }
line-discount = rabatt { $discount }
line-why = Hvorfor { $name } koster dette
line-fewer = Én { $name } mindre
line-more = Én { $name } til
line-remove = Fjern { $name }
voucher-ends = kupong …{ $ends }
voucher-in-lines = { $saving } i linjene
voucher-takes-nothing-off = gir ikke avslag
voucher-remove = Ta av { $name }

open-receipt = Åpne denne kvitteringen
other-tender = Annen betalingsmåte
use-points = Poeng ({ $points } = { $worth })
use-points-approved = { $known ->
    [yes] Poeng ({ $points } = { $worth }), som { $name } godkjenner på telefonen
   *[no] Poeng ({ $points } = { $worth }), som kunden godkjenner på telefonen
}
cancel-sale = Avbryt salg
cancel-sale-yes = Ja, avbryt dette salget
cancel-sale-and-hand-back = Ja, avbryt salget og gi tilbake { $paid }
paid-of = { $paid } av { $total } betalt

primary-scan = Skann noe
primary-scan-qr = Skann personlig QR
primary-new = Nytt salg
primary-pay = Be om betaling
ask-again = Spør igjen
finish-sale = Fullfør salget
give-back = Gi pengene tilbake
sending = Sender…
capturing = Trekker beløpet…
cancelling = Avbryter…
giving-back = Gir pengene tilbake…
waiting-for-approval = Venter på godkjenning…

training-no-receipt = Opplæring: ikke en kvittering
in-discounts = I rabattene: { $what }
in-discounts-points = I rabattene: poeng
vat-by-rate = Mva. etter sats
vat-of = Av
vat-tax = Avgift

moved-on = Kassen har gått videre til et annet salg. Se på det, og prøv igjen.
unreadable = Det kunne ikke leses. Last siden på nytt, og prøv igjen.
quantity-unreadable = Et antall er et tall som 2 eller 0,35, med høyst seks desimaler.
quantity-not-positive = Et antall må være mer enn null. Lag en retur for å ta varer tilbake.
quantity-too-large = Et antall kan være høyst 99999.

line-edit = Endre { $name }
quantity = Antall
quantity-set = Sett
discount = Rabatt
discount-reason = Hvorfor
discount-give = Trekk fra
discount-damaged = Skadet
discount-short-dated = Kort holdbarhet
discount-price-match = Prisgaranti
discount-goodwill = Kulanse
discount-mistake = Feil pris
discount-unreadable = En rabatt er et beløp som 25 eller 25,50, eller prosent som 10 %.
undo = Angre
park = Parker
parked = Parkert ({ $count })
elsewhere = Salg ved andre kasser
elsewhere-how = Et salg fortsetter her slik det er, med betalingsforespørselen hvis en er åpen.
elsewhere-none = Ingen annen kasse i butikken har et åpent salg.
take-over = Fortsett her
