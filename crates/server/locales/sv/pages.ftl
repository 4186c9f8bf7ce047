# Det som flera sidor säger, och de sidor som inte hör till någon kassa.

till-title = Kassa { $till }
training = Övning
language = Språk
reconnecting = Ansluter igen…
time-left = Tid kvar att godkänna:
customer = Kund
member = Medlem
points = Poäng
points-for-sale = Poäng för köpet
payment = Betalning
receipt = Kvitto
receipts = Kvitton
total = Summa
paid = Betalt
to-pay = Att betala
paid-with = Betalt med
vat = Moms
what-was-bought = Varor
instead-of = i stället för
club-price = medlemspris
line-count = { $count ->
    [one] { $number } rad
   *[other] { $number } rader
}

tender-app = { $app }
tender-cash = Kontant
cash-rounding = Avrundning
cash-received = Mottaget
cash-change = Växel
tender-card = Kortterminal
tender-qr = QR på kunddisplayen
tender-gift-card = Presentkort
tender-points = Poäng
tender-points-off = Poäng dragna från priset

rule-off = { $rule }: { $saving } i rabatt
why-not-yet = börjar { $from }
why-over = slutade { $until }
why-for-everybody = bara för alla
why-for-members = bara för medlemmar
why-for-tier = bara för medlemmar som är { $tier }
why-for-one = bara för en medlem
why-above-public = dyrare än vad alla betalar
why-no-saving = skulle inte ge någon rabatt
why-other-taken = ett annat pris eller erbjudande ger mer
why-not-enough = kräver { $wanted }, det finns { $there }
why-excluded = kan inte kombineras med { $by }
why-below-minimum = kräver varor för { $minimum }, det finns för { $there }
why-own-discount = raden har en manuell rabatt
why-not-counted = räknar styck, och det här säljs efter vikt
why-never-discounted = varan får inte rabatteras
why-no-goods = gäller ingen av varorna i varukorgen

start-open = Öppna en kassa, och kunddisplayen på skärmen som kunden ser.
start-till = Kassa
start-display = Kunddisplay
start-display-language = Kunddisplay på
start-open-display = Öppna

stopped-from-afar = Den här sidan öppnas på själva kassan
stopped-from-afar-next = Öppna den på datorn som Clubtill körs på, på 127.0.0.1 eller localhost. Sätt pages_open_to_network i inställningarna för att använda den från andra datorer.
stopped-other-site = Det kom inte från vår egen sida
stopped-other-site-next = Inget gjordes. Öppna kassan igen och försök en gång till där.
stopped-till-unknown = Kassan finns inte
stopped-till-unknown-next = Startsidan visar kassorna som är uppsatta.
stopped-receipt-unknown = Kvittot finns inte
stopped-receipt-unknown-next = Sök upp det på numret, från kassans kvitton.
stopped-broken = Något är fel hos oss
stopped-broken-next = Ladda om sidan: det som är gjort är sparat. Om felet är kvar hittar den som driver kassan orsaken i loggen.
