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
