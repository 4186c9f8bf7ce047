# Kassans kundkort, och förfrågan om att bli medlem.

customer-none = Skanna personlig QR eller skriv telefonnummer.
customer-no-member = Inte medlem än
customer-unanswered = Klubben kan inte svara på vem som är medlem just nu. Priserna är de vanliga. Skanna igen för att fråga på nytt.
remove-customer = Ta bort kunden
join-and-save = Bli medlem i dag och spara { $saving }
ask-membership = Fråga om medlemskap
saved-today = Sparat i dag
earns-with-sale = Poäng för köpet
ask-anew = Inte { $name }? Fråga på nytt
confirm-in-app = Bekräfta i appen
identified-by = Igenkänd med
identified-by-qr = personlig QR
identified-by-number = telefonnummer
identified-by-unread-qr = personlig QR, numret är okänt
number-ends = , slutar på { $ends }
pays-the-rest = Betalar resten
phone-ends = telefonen som slutar på { $ends }
same-word = Samma ord står på kundens telefon
stop-waiting = Sluta vänta
open-the-app-hint = Be kunden öppna appen om inget meddelande visas.

membership-given-up = Avbruten här. Den kan ligga kvar på telefonen en stund, och ett ja där gäller fortfarande. Fråga igen om kunden vill.
membership-sending = Skickar förfrågan om medlemskap…
membership-waiting = Väntar på svar från kunden
membership-approved = Kunden sa ja. Hämtar medlemskapet…
membership-completed = Kunden är medlem nu. Köpet räknas med.
membership-declined = Kunden sa nej den här gången. Fortsätt med köpet.
membership-expired = Ingen svarade i tid. Fråga igen om kunden vill.
membership-no-app = Den här kunden kan inte tillfrågas i appen: det kräver appen och 15 års ålder. Fortsätt utan medlemskap.
membership-app-too-old = Kundens app är för gammal för det här. Fråga igen när den är uppdaterad.
membership-too-often = Kunden har tillfrågats för ofta just nu. Försök igen om några minuter.
membership-settings = Butiken är inte inställd för att fråga om medlemskap. Säg till den som satte upp kassan.
membership-unreachable = Appen kan inte nås just nu. Fortsätt med köpet och fråga igen senare.
membership-blocked = Klubben kan inte ta emot den här kunden. Fortsätt utan medlemskap och fråga butikschefen.
membership-lost = Svaret försvann på vägen. Fråga kunden en gång till.
