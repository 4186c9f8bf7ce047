# Receipts on paper: what stands on them, and how they come out of a printer.

paper-sale = Kassakvitto
paper-return = Returkvitto
paper-training = Övningskvitto
paper-no-purchase = Ej kvitto
paper-copy = Kopia
paper-organisation = Org.nr { $number }
paper-number = Kvitto
paper-return-number = Returkvitto
paper-time = Datum
paper-till = Kassa
paper-operator = Betjänad av
paper-of = Retur av kvitto { $receipt }, kassa { $till }
paper-discount = Rabatt
paper-reference = Referens i { $app }: { $reference }
paper-member-saving = Sparat som medlem
paper-earned = Intjänade poäng
paper-spent = Använda poäng
paper-balance = Poäng nu

paper-print = Skriv ut kvitto
paper-print-again = Skriv ut igen
paper-print-copy = Skriv ut kopia
paper-all-printed = Kvittot och kopian är utskrivna
paper-look = Kvitto att skriva ut
paper-print-here = Skriv ut här
paper-copy-here = Skriv ut kopian här
paper-back = Tillbaka till kvittot
paper-unreachable = Inte utskrivet: skrivaren går inte att nå. Slå på den, och skriv ut igen.
paper-no-paper = Inte utskrivet: skrivaren är öppen eller saknar papper. Åtgärda det, och skriv ut igen.
paper-interrupted = Skrivaren avbröt. Släng det som kom ut, och skriv ut igen.
