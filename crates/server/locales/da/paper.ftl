# Receipts on paper: what stands on them, and how they come out of a printer.

paper-sale = Salgskvittering
paper-return = Returkvittering
paper-training = Øvelseskvittering
paper-no-purchase = Ikke kvittering for køb
paper-copy = Kopi
paper-organisation = CVR-nr. { $number }
paper-number = Kvittering
paper-return-number = Returkvittering
paper-time = Dato
paper-till = Kasse
paper-operator = Betjent af
paper-of = Returnering af kvittering { $receipt }, kasse { $till }
paper-discount = Rabat
paper-reference = Reference i { $app }: { $reference }
paper-member-saving = Sparet som medlem
paper-earned = Optjente point
paper-spent = Brugte point
paper-balance = Point nu

paper-print = Udskriv kvittering
paper-print-again = Udskriv igen
paper-print-copy = Udskriv kopi
paper-all-printed = Kvitteringen og kopien er skrevet ud
paper-look = Kvittering til udskrift
paper-print-here = Udskriv her
paper-copy-here = Udskriv kopien her
paper-back = Tilbage til kvitteringen
paper-unreachable = Ikke skrevet ud: der er ingen forbindelse til printeren. Tænd den, og udskriv igen.
paper-no-paper = Ikke skrevet ud: printeren er åben eller mangler papir. Ret det, og udskriv igen.
paper-interrupted = Printeren gik i stå undervejs. Smid det ud, der kom, og udskriv igen.
