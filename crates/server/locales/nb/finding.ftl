# Products that are looked for at the till, and what they cost.

find = Finn
find-product = Finn en vare
find-label = Begynnelsen av et ord, eller et varenummer
find-hint = Skriv noen bokstaver. Velg med pilene, Enter legger i kurven.
find-nothing = Ingen vare begynner slik. Prøv færre bokstaver eller et annet ord.
price = Pris
price-check = Hva koster den?
price-told = { $name } koster { $price }.
price-told-members = Medlemmer betaler { $price }.
close = Lukk

# The till's scanner.

more = Mer
scanner = Skanner
scanner-check = Kommer alt frem?
scanner-how = Skann denne koden. Den har alle tegn som adressen i en QR-kode kan ha.
scanner-as-is = Alt kommer frem som det er. Skanner og kasse har samme tastatur.
scanner-mended = Skanneren er stilt inn på et annet tastatur enn kassen. Skanninger rettes: du trenger ikke gjøre noe.
scanner-slow = Skanneren tar pauser på inntil { $ms } ms mellom to tegn. Fra nå av venter denne kassen på den.
scanner-caps = Caps Lock er på, på kassen eller i skanneren. Slå den av, og skann igjen.
scanner-lost = Disse tegnene går tapt: { $lost } Strekkoder virker, QR-koder ikke. Still inn skannerens tastatur slik håndboken sier, og skann igjen.
scanner-other = Det var en annen kode. Skann den på denne siden.
scanner-next = Neste steg
scanner-next-why = Skriv ut denne koden og ha den ved kassen: når den skannes, trykker den på knappen nederst til høyre.
customer-scanner-other = Kundens skanner tar personlig QR og kuponger. Skann alt annet med din egen.

# Kassens side om kundeskjermen.

display-is-paired = En egen skjerm er kundeskjerm for denne kassen.
display-elsewhere = På et nettbrett eller en annen maskin
display-elsewhere-how = Åpne { $address } der. Den viser en kode: tast den inn her.
display-this-machine = navnet-på-denne-maskinen
display-code = Koden på skjermen
display-pair = Koble til
display-code-unknown = Ingen skjerm viser den koden. Se på den igjen: den byttes etter ti minutter.
display-beside = På denne maskinen
display-beside-how = En ekstra skjerm ved kassen viser den i et eget vindu.
display-open = Åpne kundeskjermen
display-unpair = Koble fra

# Kassens taster.

keys = Taster
keys-why = Hva hver funksjonstast gjør i denne kassen. F5 og F11 er nettleserens.
keys-lock = Lås kassen
keys-keep = Behold
keys-usual = De vanlige tastene
keys-twice = To av dem har samme tast. Gi hver sin egen.
