# Products that are looked for at the till, and what they cost.

find = Hae
find-product = Hae tuotetta
find-label = Sanan alku tai tuotenumero
find-hint = Kirjoita muutama kirjain. Valitse nuolilla, Enter lisää koriin.
find-nothing = Mikään tuote ei ala noin. Kokeile vähemmän kirjaimia tai toista sanaa.
price = Hinta
price-check = Paljonko se maksaa?
price-told = { $name } maksaa { $price }.
price-told-members = Jäsenet maksavat { $price }.
close = Sulje

# The till's scanner.

more = Lisää
scanner = Lukija
scanner-check = Tuleeko kaikki perille?
scanner-how = Lue tämä koodi. Siinä on kaikki merkit, joita QR-koodin osoitteessa voi olla.
scanner-as-is = Kaikki tulee perille sellaisenaan. Lukijassa ja kassassa on sama näppäimistö.
scanner-mended = Lukija on asetettu eri näppäimistölle kuin kassa. Luennat korjataan: mitään ei tarvitse tehdä.
scanner-slow = Lukija pitää jopa { $ms } ms taukoja kahden merkin välissä. Tästä lähtien tämä kassa odottaa sitä.
scanner-caps = Caps Lock on päällä kassassa tai lukijassa. Ota se pois päältä ja lue uudelleen.
scanner-lost = Nämä merkit katoavat: { $lost } Viivakoodit toimivat, QR-koodit eivät. Aseta lukijan näppäimistö ohjekirjan mukaan ja lue uudelleen.
scanner-other = Se oli toinen koodi. Lue tämän sivun koodi.
scanner-next = Seuraava vaihe
scanner-next-why = Tulosta koodi ja pidä se kassalla: luettuna se painaa oikean alakulman painiketta.
customer-scanner-other = Asiakkaan lukija lukee henkilökohtaisen QR:n ja kupongit. Lue muut omallasi.

# Kassan sivu asiakasnäytöstä.

display-is-paired = Tällä kassalla on oma asiakasnäyttö.
display-elsewhere = Tabletilla tai toisella koneella
display-elsewhere-how = Avaa siellä { $address }. Siinä näkyy koodi: kirjoita se tähän.
display-this-machine = tämän-koneen-nimi
display-code = Näytössä oleva koodi
display-pair = Liitä
display-code-unknown = Missään näytössä ei ole tätä koodia. Katso uudelleen: se vaihtuu kymmenen minuutin kuluttua.
display-beside = Tällä koneella
display-beside-how = Kassan toinen näyttö avaa sen omaan ikkunaansa.
display-open = Avaa asiakasnäyttö
display-unpair = Poista liitos

# Kassan näppäimet.

keys = Näppäimet
keys-why = Mitä kukin toimintonäppäin tekee tällä kassalla. F5 ja F11 ovat selaimen.
keys-lock = Lukitse kassa
keys-keep = Säilytä
keys-usual = Tavalliset näppäimet
keys-twice = Kahdella on sama näppäin. Anna kullekin oma.
