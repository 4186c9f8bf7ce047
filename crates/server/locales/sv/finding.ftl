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
