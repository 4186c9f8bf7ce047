# Products that are looked for at the till, and what they cost.

find = Find
find-product = Find en vare
find-label = Begyndelsen af et ord eller et varenummer
find-hint = Skriv nogle bogstaver. Vælg med pilene, Enter lægger i kurven.
find-nothing = Ingen vare begynder sådan. Prøv færre bogstaver eller et andet ord.
price = Pris
price-check = Hvad koster den?
price-told = { $name } koster { $price }
price-told-members = Medlemmer betaler { $price }
close = Luk

# The till's scanner.

more = Mere
scanner = Scanner
scanner-check = Kommer alt frem?
scanner-how = Scan denne kode. Den har alle tegn, som adressen i en QR-kode kan have.
scanner-as-is = Alt kommer frem, som det er. Scanner og kasse har samme tastatur.
scanner-mended = Scanneren er indstillet til et andet tastatur end kassen. Scanninger rettes: du skal intet gøre.
scanner-slow = Scanneren holder pauser på op til { $ms } ms mellem to tegn. Fra nu af venter denne kasse på den.
scanner-caps = Caps Lock er slået til, på kassen eller i scanneren. Slå den fra, og scan igen.
scanner-lost = Disse tegn går tabt: { $lost } Stregkoder virker, QR-koder gør ikke. Indstil scannerens tastatur, som manualen siger, og scan igen.
scanner-other = Det var en anden kode. Scan den på denne side.
scanner-next = Næste skridt
scanner-next-why = Udskriv koden og hav den ved kassen: når den scannes, trykker den på knappen nederst til højre.
customer-scanner-other = Kundens scanner tager personlig QR og kuponer. Scan alt andet med din egen.

# Kassens side om kundeskærmen.

display-is-paired = En egen skærm er kundeskærm for denne kasse.
display-elsewhere = På en tablet eller en anden maskine
display-elsewhere-how = Åbn { $address } der. Den viser en kode: tast den her.
display-this-machine = navnet-på-denne-maskine
display-code = Koden på skærmen
display-pair = Forbind
display-code-unknown = Ingen skærm viser den kode. Se på den igen: den skifter efter ti minutter.
display-beside = På denne maskine
display-beside-how = En ekstra skærm ved kassen viser den i sit eget vindue.
display-open = Åbn kundeskærmen
display-unpair = Afbryd forbindelsen

# Kassens taster.

keys = Taster
keys-why = Hvad hver funktionstast gør ved denne kasse. F5 og F11 er browserens.
keys-lock = Lås kassen
keys-keep = Behold
keys-usual = De sædvanlige taster
keys-twice = To af dem har samme tast. Giv hver sin egen.
