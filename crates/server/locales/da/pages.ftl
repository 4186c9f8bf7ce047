# Det flere sider siger, og de sider, der ikke hører til en kasse.

till-title = Kasse { $till }
training = Oplæring
language = Sprog
reconnecting = Forbinder igen…
time-left = Tid tilbage til at godkende:
customer = Kunde
member = Medlem
points = Point
points-for-sale = Point for dette køb
payment = Betaling
receipt = Kvittering
receipts = Kvitteringer
total = I alt
paid = Betalt
to-pay = At betale
paid-with = Betalt med
vat = Moms
what-was-bought = Varer
instead-of = i stedet for
club-price = medlemspris
line-count = { $count ->
    [one] { $number } linje
   *[other] { $number } linjer
}

tender-app = { $app }
tender-cash = Kontant
cash-rounding = Øreafrunding
cash-received = Modtaget
cash-change = Byttepenge
tender-card = Kortterminal
tender-qr = QR på kundeskærmen
tender-gift-card = Gavekort
tender-points = Point
tender-points-off = Point trukket fra prisen

rule-off = { $rule }: { $saving } i rabat
why-not-yet = begynder { $from }
why-over = sluttede { $until }
why-for-everybody = kun for alle
why-for-members = kun for medlemmer
why-for-tier = kun for medlemmer, der er { $tier }
why-for-one = kun for ét medlem
why-above-public = dyrere end det, alle betaler
why-no-saving = ville ikke give nogen rabat
why-other-taken = en anden pris eller et andet tilbud giver mere
why-not-enough = kræver { $wanted }, der er { $there }
why-excluded = kan ikke bruges sammen med { $by }
why-below-minimum = kræver varer for { $minimum }, der er for { $there }
why-own-discount = linjen har manuel rabat
why-not-counted = tæller stykker, og dette sælges efter vægt
why-never-discounted = der må ikke gives rabat på denne vare
why-no-goods = gælder ingen af varerne i kurven

start-open = Åbn en kasse, og kundeskærmen på den skærm, kunden ser.
start-till = Kasse
start-display = Kundeskærm
start-display-language = Kundeskærm på
start-open-display = Åbn

stopped-from-afar = Denne side åbnes på selve kassen
stopped-from-afar-next = Åbn den på den maskine, Clubtill kører på, på 127.0.0.1 eller localhost. For at bruge den fra andre maskiner skal pages_open_to_network sættes i indstillingerne.
stopped-other-site = Det kom ikke fra vores egen side
stopped-other-site-next = Der er ikke sket noget. Åbn kassen igen, og prøv en gang til der.
stopped-till-unknown = Kassen findes ikke
stopped-till-unknown-next = Startsiden viser de kasser, der er sat op.
stopped-receipt-unknown = Kvitteringen findes ikke
stopped-receipt-unknown-next = Find den på nummeret fra kassens kvitteringer.
stopped-broken = Noget er galt hos os
stopped-broken-next = Genindlæs siden: det, der er gjort, er gemt. Bliver det ved, finder den, der driver kassen, årsagen i loggen.
