# Kassan: varukorg, skanningsrad och nederkant.

till-lost = Ingen kontakt med kassans server. Titta på varukorgen innan du försöker igen.
till-display = Kunddisplay
sound = Ljud
scan-label = Skanna eller skriv
scan-hint = Skanna, eller skriv telefonnummer
scan-enter = OK
customer-and-payment = Kund och betalning

basket = Varukorg
basket-empty = Varukorgen är tom
basket-empty-said = Varukorgen är tom.
basket-empty-next = Skanna varor, eller kundens personliga QR först. Båda går när som helst.
member-unit = medlem { $price }
line-discount = rabatt { $discount }
line-why = Varför { $name } kostar så mycket
line-fewer = En { $name } mindre
line-more = En { $name } till
line-remove = Ta bort { $name }
voucher-ends = kupong …{ $ends }
voucher-in-lines = { $saving } i raderna
voucher-takes-nothing-off = ger ingen rabatt
voucher-remove = Ta bort { $name }

open-receipt = Öppna kvittot
other-tender = Annat betalsätt
use-points = Poäng ({ $points } = { $worth })
use-points-approved = { $known ->
    [yes] Poäng ({ $points } = { $worth }), som { $name } godkänner på telefonen
   *[no] Poäng ({ $points } = { $worth }), som kunden godkänner på telefonen
}
cancel-sale = Avbryt köp
cancel-sale-yes = Ja, avbryt köpet
cancel-sale-and-hand-back = Ja, avbryt köpet och lämna tillbaka { $paid }
paid-of = { $paid } av { $total } betalt

primary-scan = Skanna något
primary-scan-qr = Skanna personlig QR
primary-new = Nytt köp
primary-pay = Begär betalning
ask-again = Fråga igen
finish-sale = Slutför köpet
give-back = Ge tillbaka pengarna
sending = Skickar…
capturing = Drar beloppet…
cancelling = Avbryter…
giving-back = Ger tillbaka pengarna…
waiting-for-approval = Väntar på godkännande…

training-no-receipt = Övning: inte ett kvitto
in-discounts = I rabatterna: { $what }
in-discounts-points = I rabatterna: poäng
vat-by-rate = Moms per sats
vat-of = Av
vat-tax = Skatt

moved-on = Kassan har gått vidare till ett annat köp. Titta på det och försök igen.
unreadable = Det gick inte att läsa. Ladda om sidan och försök igen.
quantity-unreadable = Ett antal är ett tal som 2 eller 0,35, med högst sex decimaler.
quantity-not-positive = Ett antal måste vara mer än noll. Gör en retur för att ta tillbaka varor.
quantity-too-large = Ett antal kan vara högst 99999.

line-edit = Ändra { $name }
quantity = Antal
quantity-set = Sätt
discount = Rabatt
discount-reason = Varför
discount-give = Dra av
discount-damaged = Skadad
discount-short-dated = Kort datum
discount-price-match = Prisgaranti
discount-goodwill = Goodwill
discount-mistake = Fel pris
discount-unreadable = En rabatt är ett belopp som 25 eller 25,50, eller procent som 10 %.
undo = Ångra
park = Parkera
parked = Parkerade ({ $count })
elsewhere = Köp i andra kassor
elsewhere-how = Ett köp fortsätter här som det är, med betalningsbegäran om en är öppen.
elsewhere-none = Ingen annan kassa i butiken har ett öppet köp.
take-over = Fortsätt här
