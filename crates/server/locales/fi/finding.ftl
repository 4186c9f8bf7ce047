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
