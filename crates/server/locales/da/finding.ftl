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
