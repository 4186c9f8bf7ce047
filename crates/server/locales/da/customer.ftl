# Kassens kundekort, og anmodningen om at blive medlem.

customer-none = Scan personlig QR, eller skriv telefonnummer.
customer-no-member = Ikke medlem endnu
customer-unanswered = Klubben kan ikke svare på, hvem der er medlem lige nu. Priserne er de almindelige. Scan igen for at spørge på ny.
remove-customer = Fjern kunden
join-and-save = Bliv medlem i dag, og spar { $saving }
ask-membership = Spørg om medlemskab
saved-today = Sparet i dag
earns-with-sale = Point for dette køb
ask-anew = Ikke { $name }? Spørg på ny
confirm-in-app = Bekræft i appen
identified-by = Genkendt med
identified-by-qr = personlig QR
identified-by-number = telefonnummer
identified-by-unread-qr = personlig QR, nummeret er ukendt
number-ends = , ender på { $ends }
pays-the-rest = Betaler resten
phone-ends = telefonen, der ender på { $ends }
same-word = Det samme ord står på kundens telefon
stop-waiting = Stop med at vente
open-the-app-hint = Bed kunden åbne appen, hvis der ikke kommer en besked.

membership-given-up = Annulleret her. Den kan blive stående på telefonen et stykke tid, og et ja der gælder stadig. Spørg igen, hvis kunden vil.
membership-sending = Sender anmodningen om medlemskab…
membership-waiting = Venter på svar fra kunden
membership-approved = Kunden sagde ja. Henter medlemskabet…
membership-completed = Kunden er medlem nu. Dette køb tæller med.
membership-declined = Kunden sagde nej denne gang. Fortsæt salget.
membership-expired = Ingen svarede i tide. Spørg igen, hvis kunden vil.
membership-no-app = Denne kunde kan ikke spørges i appen: det kræver appen og en alder på 15 år. Fortsæt uden medlemskab.
membership-app-too-old = Kundens app er for gammel til dette. Spørg igen, når den er opdateret.
membership-too-often = Kunden er blevet spurgt for ofte lige nu. Prøv igen om nogle minutter.
membership-settings = Butikken er ikke sat op til at spørge om medlemskab. Sig det til den, der satte kassen op.
membership-unreachable = Appen kan ikke nås lige nu. Fortsæt salget, og spørg igen senere.
membership-blocked = Klubben kan ikke optage denne kunde. Fortsæt uden medlemskab, og spørg butikschefen.
membership-lost = Svaret gik tabt undervejs. Spørg kunden en gang til.
