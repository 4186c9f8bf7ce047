# Receipts on paper: what stands on them, and how they come out of a printer.

paper-sale = Kassakuitti
paper-return = Palautuskuitti
paper-training = Harjoituskuitti
paper-no-purchase = Ei kuitti ostosta
paper-copy = Kopio
paper-organisation = Y-tunnus { $number }
paper-number = Kuitti
paper-return-number = Palautuskuitti
paper-time = Päiväys
paper-till = Kassa
paper-operator = Myyjä
paper-of = Palautus kuitista { $receipt }, kassa { $till }
paper-discount = Alennus
paper-reference = Viite sovelluksessa { $app }: { $reference }
paper-member-saving = Säästö jäsenenä
paper-earned = Kertyneet pisteet
paper-spent = Käytetyt pisteet
paper-balance = Pisteet nyt

paper-print = Tulosta kuitti
paper-print-again = Tulosta uudelleen
paper-print-copy = Tulosta kopio
paper-all-printed = Kuitti ja kopio on tulostettu
paper-look = Tulostettava kuitti
paper-print-here = Tulosta tästä
paper-copy-here = Tulosta kopio tästä
paper-back = Takaisin kuittiin
paper-unreachable = Ei tulostettu: tulostimeen ei saada yhteyttä. Kytke se päälle ja tulosta uudelleen.
paper-no-paper = Ei tulostettu: tulostin on auki tai paperi on lopussa. Korjaa se ja tulosta uudelleen.
paper-interrupted = Tulostin keskeytti. Heitä tuloste pois ja tulosta uudelleen.
