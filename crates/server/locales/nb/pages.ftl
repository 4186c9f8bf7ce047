# Det flere sider sier, og de sidene som ikke hører til en kasse.

till-title = Kasse { $till }
training = Opplæring
language = Språk
reconnecting = Kobler til igjen…
time-left = Tid igjen til å godkjenne:
customer = Kunde
member = Medlem
points = Poeng
points-for-sale = Poeng for dette kjøpet
payment = Betaling
receipt = Kvittering
receipts = Kvitteringer
total = Sum
paid = Betalt
to-pay = Å betale
paid-with = Betalt med
vat = Mva.
what-was-bought = Varer
instead-of = i stedet for
club-price = medlemspris
line-count = { $count ->
    [one] { $number } linje
   *[other] { $number } linjer
}

tender-app = { $app }
tender-cash = Kontant
cash-rounding = Øreavrunding
cash-received = Mottatt
cash-change = Tilbake
tender-card = Bankterminal
tender-qr = QR på kundeskjermen
tender-gift-card = Gavekort
tender-points = Poeng
tender-points-off = Poeng trukket fra prisen

rule-off = { $rule }: { $saving } av
why-not-yet = starter { $from }
why-over = sluttet { $until }
why-for-everybody = bare for alle
why-for-members = bare for medlemmer
why-for-tier = bare for medlemmer som er { $tier }
why-for-one = bare for ett medlem
why-above-public = dyrere enn det alle betaler
why-no-saving = ville ikke gitt noe avslag
why-other-taken = en annen pris eller et annet tilbud gir mer avslag
why-not-enough = krever { $wanted }, det er { $there }
why-excluded = kan ikke kombineres med { $by }
why-below-minimum = krever varer for { $minimum }, det er for { $there }
why-own-discount = linjen har manuell rabatt
why-not-counted = teller stykker, og dette selges etter vekt
why-never-discounted = denne varen kan ikke gis rabatt
why-no-goods = gjelder ingen av varene i kurven

start-open = Åpne en kasse, og kundeskjermen på den skjermen kunden ser.
start-till = Kasse
start-display = Kundeskjerm
start-display-language = Kundeskjerm på
start-open-display = Åpne

stopped-from-afar = Denne siden åpnes på selve kassen
stopped-from-afar-next = Åpne den på maskinen Clubtill kjører på, på 127.0.0.1 eller localhost. For å bruke den fra andre maskiner, sett pages_open_to_network i innstillingene.
stopped-other-site = Det kom ikke fra vår egen side
stopped-other-site-next = Ingenting ble gjort. Åpne kassen på nytt, og prøv igjen der.
stopped-till-unknown = Kassen finnes ikke
stopped-till-unknown-next = Startsiden viser kassene som er satt opp.
stopped-receipt-unknown = Kvitteringen finnes ikke
stopped-receipt-unknown-next = Finn den på nummeret, fra kassens kvitteringer.
stopped-broken = Noe er galt hos oss
stopped-broken-next = Last siden på nytt: det som er gjort, er lagret. Blir det ikke bedre, finner den som drifter kassen årsaken i loggen.
