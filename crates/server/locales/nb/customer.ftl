# Kassens kundekort, og forespørselen om å bli medlem.

customer-none = Skann personlig QR eller skriv telefonnummer.
customer-no-member = Ikke medlem ennå
customer-unanswered = Klubben kan ikke svare på hvem som er medlem akkurat nå. Prisene er de vanlige. Skann igjen for å spørre på nytt.
remove-customer = Fjern kunden
join-and-save = Bli medlem i dag og spar { $saving }
ask-membership = Spør om medlemskap
saved-today = Spart i dag
earns-with-sale = Poeng for dette kjøpet
ask-anew = Ikke { $name }? Spør på nytt
confirm-in-app = Bekreft i appen
identified-by = Gjenkjent med
identified-by-qr = personlig QR
identified-by-number = telefonnummer
identified-by-unread-qr = personlig QR, nummeret er ukjent
number-ends = , slutter på { $ends }
pays-the-rest = Betaler resten
phone-ends = telefonen som slutter på { $ends }
same-word = Det samme ordet står på kundens telefon
stop-waiting = Slutt å vente
open-the-app-hint = Be kunden åpne appen hvis det ikke kommer noe varsel.

membership-given-up = Avbrutt her. Den kan bli stående på telefonen en stund, og et ja der gjelder fortsatt. Spør igjen hvis kunden vil.
membership-sending = Sender forespørselen om medlemskap…
membership-waiting = Venter på svar fra kunden
membership-approved = Kunden sa ja. Henter medlemskapet…
membership-completed = Kunden er medlem nå. Dette kjøpet teller med.
membership-declined = Kunden sa nei denne gangen. Fortsett med salget.
membership-expired = Ingen svarte i tide. Spør igjen hvis kunden vil.
membership-no-app = Denne kunden kan ikke spørres i appen: det krever appen, og 15 år. Fortsett uten medlemskap.
membership-app-too-old = Kundens app er for gammel til dette. Spør igjen når den er oppdatert.
membership-too-often = Kunden er spurt for ofte den siste tiden. Prøv igjen om noen minutter.
membership-settings = Butikken er ikke satt opp til å spørre om medlemskap. Si fra til den som satte opp kassen.
membership-unreachable = Appen kan ikke nås akkurat nå. Fortsett med salget, og spør igjen senere.
membership-blocked = Klubben kan ikke ta imot denne kunden. Fortsett uten medlemskap, og spør butikksjefen.
membership-lost = Svaret ble borte på veien. Spør kunden en gang til.
