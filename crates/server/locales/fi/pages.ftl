# Se, mitä monet sivut sanovat, ja sivut, jotka eivät kuulu mihinkään kassaan.

till-title = Kassa { $till }
training = Harjoitus
language = Kieli
reconnecting = Yhdistetään uudelleen…
time-left = Aikaa hyväksyä jäljellä:
customer = Asiakas
member = Jäsen
points = Pisteet
points-for-sale = Pisteet tästä ostoksesta
payment = Maksu
receipt = Kuitti
receipts = Kuitit
total = Yhteensä
paid = Maksettu
to-pay = Maksettavaa
paid-with = Maksutapa
vat = ALV
what-was-bought = Ostokset
instead-of = normaalisti
club-price = jäsenhinta
line-count = { $count ->
    [one] { $number } rivi
   *[other] { $number } riviä
}

tender-app = { $app }
tender-cash = Käteinen
cash-rounding = Pyöristys
cash-received = Saatu käteistä
cash-change = Vaihtorahaa
tender-card = Maksupääte
tender-qr = QR asiakasnäytöllä
tender-gift-card = Lahjakortti
tender-points = Pisteet
tender-points-off = Pisteet vähennetty hinnasta

rule-off = { $rule }: alennus { $saving }
why-not-yet = alkaa { $from }
why-over = päättyi { $until }
why-for-everybody = vain kaikille
why-for-members = vain jäsenille
why-for-tier = vain jäsenille tasolla { $tier }
why-for-one = vain yhdelle jäsenelle
why-above-public = kalliimpi kuin kaikkien hinta
why-no-saving = ei antaisi alennusta
why-other-taken = toinen hinta tai tarjous antaa enemmän
why-not-enough = vaatii { $wanted }, mukana { $there }
why-excluded = ei yhdessä tarjouksen { $by } kanssa
why-below-minimum = vaatii ostoksia { $minimum }, mukana { $there }
why-own-discount = rivillä on käsin annettu alennus
why-not-counted = lasketaan kappaleittain, ja tämä myydään painon mukaan
why-never-discounted = tästä ei saa antaa alennusta
why-no-goods = ei koske mitään korin tuotetta

start-open = Avaa kassa, ja sen näyttö asiakkaalle näkyvälle ruudulle.
start-till = Kassa
start-display = Asiakasnäyttö
start-display-language = Asiakasnäytön kieli
start-open-display = Avaa

stopped-from-afar = Tämä sivu avataan itse kassalla
stopped-from-afar-next = Avaa se koneella, jossa Clubtill toimii, osoitteessa 127.0.0.1 tai localhost. Jos käytät sitä muilta koneilta, aseta pages_open_to_network asetuksiin.
stopped-other-site = Tämä ei tullut omalta sivultamme
stopped-other-site-next = Mitään ei tehty. Avaa kassa uudelleen ja yritä siellä vielä kerran.
stopped-till-unknown = Kassaa ei ole
stopped-till-unknown-next = Aloitussivu luettelee käytössä olevat kassat.
stopped-receipt-unknown = Kuittia ei ole
stopped-receipt-unknown-next = Hae se numerolla kassan kuiteista.
stopped-broken = Meillä on jokin vialla
stopped-broken-next = Lataa sivu uudelleen: tehty on tallessa. Jos vika jää, kassan ylläpitäjä löytää syyn lokista.
