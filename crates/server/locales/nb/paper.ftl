# Receipts on paper: what stands on them, and how they come out of a printer.

paper-sale = Salgskvittering
paper-return = Returkvittering
paper-training = Treningskvittering
paper-no-purchase = Ikke kvittering for kjøp
paper-copy = Kopi
paper-organisation = Org.nr. { $number }
paper-number = Kvittering
paper-return-number = Returkvittering
paper-time = Dato
paper-till = Kasse
paper-operator = Betjent av
paper-of = Retur av kvittering { $receipt }, kasse { $till }
paper-discount = Rabatt
paper-reference = Referanse i { $app }: { $reference }
paper-member-saving = Spart som medlem
paper-earned = Opptjente poeng
paper-spent = Brukte poeng
paper-balance = Poeng nå

paper-print = Skriv ut kvittering
paper-print-again = Skriv ut igjen
paper-print-copy = Skriv ut kopi
paper-all-printed = Kvitteringen og kopien er skrevet ut
paper-look = Kvittering til utskrift
paper-print-here = Skriv ut her
paper-copy-here = Skriv ut kopien her
paper-back = Tilbake til kvitteringen
paper-unreachable = Ikke skrevet ut: får ikke kontakt med skriveren. Slå den på, og skriv ut igjen.
paper-no-paper = Ikke skrevet ut: skriveren er åpen eller tom for papir. Rett det, og skriv ut igjen.
paper-interrupted = Skriveren stoppet underveis. Kast det som kom ut, og skriv ut igjen.
