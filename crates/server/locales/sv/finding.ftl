# Products that are looked for at the till, and what they cost.

find = Sök
find-product = Sök en vara
find-label = Början av ett ord, eller ett artikelnummer
find-hint = Skriv några bokstäver. Välj med pilarna, Enter lägger i korgen.
find-nothing = Ingen vara börjar så. Prova färre bokstäver eller ett annat ord.
price = Pris
price-check = Vad kostar den?
price-told = { $name } kostar { $price }.
price-told-members = Medlemmar betalar { $price }.
close = Stäng

# The till's scanner.

more = Mer
scanner = Skanner
scanner-check = Kommer allt fram?
scanner-how = Skanna den här koden. Den har alla tecken som adressen i en QR-kod kan ha.
scanner-as-is = Allt kommer fram som det är. Skanner och kassa har samma tangentbord.
scanner-mended = Skannern är inställd på ett annat tangentbord än kassan. Skanningar rättas: inget behöver göras.
scanner-slow = Skannern gör pauser på upp till { $ms } ms mellan två tecken. Från och med nu väntar den här kassan på den.
scanner-caps = Caps Lock är på, vid kassan eller i skannern. Stäng av den och skanna igen.
scanner-lost = De här tecknen går förlorade: { $lost } Streckkoder fungerar, QR-koder inte. Ställ in skannerns tangentbord som handboken säger och skanna igen.
scanner-other = Det var en annan kod. Skanna den på den här sidan.
scanner-next = Nästa steg
scanner-next-why = Skriv ut koden och ha den vid kassan: när den skannas trycker den på knappen längst ned till höger.
customer-scanner-other = Kundens skanner tar personlig QR och kuponger. Skanna allt annat med din egen.

# Kassans sida om kunddisplayen.

display-is-paired = En egen skärm är kunddisplay för den här kassan.
display-elsewhere = På en surfplatta eller en annan dator
display-elsewhere-how = Öppna { $address } där. Den visar en kod: skriv in den här.
display-this-machine = namnet-på-den-här-datorn
display-code = Koden på skärmen
display-pair = Koppla
display-code-unknown = Ingen skärm visar den koden. Titta på den igen: den byts efter tio minuter.
display-beside = På den här datorn
display-beside-how = En extra skärm vid kassan visar den i ett eget fönster.
display-open = Öppna kunddisplayen
display-unpair = Koppla från

# Kassans tangenter.

keys = Tangenter
keys-why = Vad varje funktionstangent gör i den här kassan. F5 och F11 är webbläsarens.
keys-lock = Lås kassan
keys-keep = Behåll
keys-usual = De vanliga tangenterna
keys-twice = Två av dem har samma tangent. Ge var och en sin egen.
