# Hvorfor noe ikke gikk, etter koden; og hva en avvist betalingsforespørsel betyr.

refusal-sale_unknown = Salget finnes ikke.
refusal-sale_exists = Det finnes allerede et salg med den ID-en.
refusal-till_busy = Kassen har et åpent salg. Fullfør eller avbryt det først.
refusal-sale_closed = Salget er avsluttet og kan ikke endres. Start et nytt.
refusal-other_till = Salget hører til en annen kasse.
refusal-payment_open = En betalingsforespørsel er åpen. Avbryt den først, og endre så salget.
refusal-partly_paid = En del av salget er betalt. Ta det tilbake først, og endre eller parker så salget.
refusal-line_unknown = Linjen finnes ikke i salget.
refusal-too_many_lines = Salget har så mange linjer som det kan ha. Fullfør det og start et nytt.
refusal-too_many_attempts = Salget har hatt så mange betalingsforespørsler som det kan ha. Bruk en annen betalingsmåte.
refusal-item_impossible = En pris, en rabatt eller et antall på linjen er umulig.
refusal-nothing_to_undo = Det er ingenting å angre.
refusal-discount_impossible = En rabatt er null eller mer, og ikke mer enn linjen koster.
refusal-discount_too_high = Du kan trekke fra høyst { $most } på den linjen. Spør butikksjefen om mer.
refusal-past_last_day = Siste dag for den varen var { $day }. Ikke selg den; ta den ut av hylla.
refusal-receipt_scanned = Det er en av våre kvitteringer. Åpne den blant kvitteringene for å ta varer i retur.
refusal-vat_unknown = Varen har ingen mva.-sats for i dag. Rett det i varekatalogen.
refusal-basket_empty = Handlekurven er tom. Skann noe først.
refusal-amount_below_minimum = Det minste som kan betales slik, er { $minimum }. Bruk en annen betalingsmåte.
refusal-amount_above_maximum = Det meste som kan betales slik, er { $maximum }. Bruk en annen betalingsmåte for en del.
refusal-tender_impossible = Beløpet er mer enn det som gjenstår, eller ikke mer enn null.
refusal-no_customer = Kunden er ikke kjent. Skann personlig QR eller skriv telefonnummer.
refusal-other_customer = En annen kunde er på dette salget. Fjern den kunden først.
refusal-already_member = Kunden er allerede medlem.
refusal-number_unknown = Kundens nummer er ikke kjent ennå. Skann QR igjen, eller skriv nummeret.
refusal-enrolment_open = En forespørsel om medlemskap er åpen på kundens telefon.
refusal-no_enrolment_open = Ingen forespørsel om medlemskap venter på svar.
refusal-no_club = Butikken har ingen kundeklubb.
refusal-member_blocked = Medlemskapet er sperret, og kan ikke endres eller fornyes. Spør butikksjefen.
refusal-not_blocked = Medlemskapet er ikke sperret.
refusal-member_withdrawn = Medlemmet har meldt seg ut. Spør om medlemskap på nytt.
refusal-member_merged = Et annet medlem står for dette. Angre det først, eller endre det andre.
refusal-not_merged = Det andre medlemmet står ikke for dette, så det er ingenting å angre.
refusal-stands_for_others = Medlemmet står allerede for andre. Angre det først, eller behold dette.
refusal-too_many_merged = Medlemmet står for så mange andre som det kan. Se om det kan stemme.
refusal-other_club = De to er medlemmer i ulike klubber, så ingen kan stå for den andre.
refusal-points_held = Et salg betales med medlemmets poeng nå. Prøv igjen når det er ferdig.
refusal-membership_itself = Det er det som gjør noen til medlem. Avslutt medlemskapet i stedet.
refusal-number_taken = Nummeret tilhører allerede et medlem i klubben.
refusal-no_payment_open = Ingen betalingsforespørsel er åpen.
refusal-payment_approved = Kunden har allerede betalt. Fullfør salget, eller ta varene tilbake etterpå.
refusal-nothing_to_decide = Det er ingenting å avgjøre om den betalingen.
refusal-tender_unknown = Betalingen finnes ikke i salget.
refusal-sale_parked = Salget er parkert. Hent det fram først.
refusal-not_parked = Salget er ikke parkert, så det kan ikke hentes fram.
refusal-too_many_parked = Kassen har så mange parkerte salg som den kan ha. Fullfør eller avbryt dette i stedet.
refusal-other_store = Salget hører til en annen butikk. Fortsett med det der.
refusal-other_book = Opplæring og ekte salg blandes ikke. Gjør det på en kasse av samme slag.
refusal-not_completed = Salget er ikke fullført, så ingenting kan komme tilbake ennå. Avbryt salget i stedet.
refusal-no_receipt_yet = Det er ingen kvittering ennå. Fullfør salget eller returen først.
refusal-receipt_not_printed = Kvitteringen er ikke skrevet ut ennå. Skriv ut den først, så kopien.
refusal-receipt_copied = Kvitteringen og den ene kopien er skrevet ut. Flere er ikke tillatt.
refusal-nothing_to_return = Velg minst én linje å ta tilbake.
refusal-all_returned = Den linjen har allerede kommet tilbake.
refusal-too_many_returns = Salget har kommet tilbake i så mange deler som det kan. Spør butikksjefen om resten.
refusal-too_many_refunds = Den betalingen er gitt tilbake i så mange deler som den kan. Velg en annen betalingsmåte.
refusal-more_than_bought = Bare { $left } av den linjen gjenstår å ta tilbake.
refusal-other_currency = Salget var i en annen valuta enn denne kassens. Ta det tilbake på en kasse med den valutaen.
refusal-nothing_to_pay_out = Det er ingenting å betale ut. Det som mangler, er på vei.
refusal-too_few_points = { $count ->
    [one] Medlemmet har { $number } poeng å bruke.
   *[other] Medlemmet har { $number } poeng å bruke.
}
refusal-points_not_spent = Poeng kan ikke brukes her. Bruk en annen betalingsmåte.
refusal-points_not_proved = Skann kundens personlige QR for å bruke poeng.
refusal-points_to_be_approved = Medlemmet må godkjenne poengene. La det stå { $minimum } eller mer til en forespørsel på medlemmets egen telefon, skann personlig QR, eller ta av poengene.
refusal-points_used = Det er allerede poeng på dette salget. Ta dem tilbake først for å bruke andre.
refusal-not_a_member = Kunden er ikke medlem. Spør om medlemskap først.
refusal-membership_unanswered = Klubben kan ikke svare på hvem som er medlem akkurat nå. Prøv igjen senere.
refusal-already_booked = Kjøpet er ført på et annet medlem.
refusal-too_late = { $count ->
    [one] Et kjøp kan føres på et medlem i { $number } dag, og dette er eldre.
   *[other] Et kjøp kan føres på et medlem i { $number } dager, og dette er eldre.
}
refusal-member_erased = Personen er slettet: ingen vet lenger hvem det var.
refusal-member_busy = Medlemmet har et åpent salg på en kasse. Fullfør eller avbryt det først.
refusal-no_points = Klubben gir ikke poeng.
refusal-points_impossible = Poeng er et helt tall fra 1 til 1 000 000, eller under null for å trekke dem.
refusal-never_discounted = Denne varen kan ikke gis rabatt. Legg den inn til sin pris.
refusal-second_person_needed = Så mange poeng krever en person til. Be noen andre bekrefte dem.
refusal-proposal_unknown = Ingen poeng venter under det nummeret. Noen kan ha svart allerede.
refusal-too_many_proposals = Så mange poeng for det medlemmet venter allerede på en person til. Svar på dem først.
refusal-refund_under_way = Penger er allerede på vei tilbake, så returen fortsetter. Vent til den er ferdig.
refusal-voucher_unknown = Ingen kupong har den koden. Se på den igjen, eller fortsett uten.
refusal-voucher_exists = Det finnes allerede en kupong med den koden, og den gjelder noe annet.
refusal-voucher_expired = Kupongen er utløpt: siste dag var { $until }. Fortsett uten.
refusal-voucher_not_yet = Kupongen gjelder ikke ennå: første dag er { $from }. Fortsett uten.
refusal-voucher_used = Kupongen ble brukt { $on }, og gjelder ett kjøp. Fortsett uten.
refusal-voucher_held = Et salg har allerede den kupongen. Fullfør det salget, eller ta av kupongen der.
refusal-voucher_not_for_customer = Kupongen er ikke for denne kunden. Er den kundens egen, skann personlig QR først.
refusal-voucher_other_store = Kupongen gjelder ikke i denne butikken. Fortsett uten.
refusal-voucher_withdrawn = Kupongen er trukket tilbake av butikken. Fortsett uten.
refusal-voucher_not_on_sale = Kupongen er ikke på salget.
refusal-too_many_vouchers = Salget har så mange kuponger som det kan ha. Ta av en først.
refusal-too_many_of_member = Medlemmet har hatt så mange kuponger som det kan ha. Lag en for alle medlemmer.
refusal-voucher_in_training = Kuponger er ekte, så opplæring bruker ingen.
refusal-voucher_impossible = Kupongen kan ikke være slik. Se på hva den gjelder.

refusal-internal = Noe er galt hos oss. Se på kurven, og prøv igjen.
refusal-scan_empty = Ingenting ble skannet.
refusal-scan_too_long = Koden er for lang til å være strekkode, personlig QR, kupong eller telefonnummer.
refusal-scan_foreign_qr = QR-koden er ikke en personlig QR fra Vipps eller MobilePay.
refusal-scan_check_digit = Strekkoden ble lest feil: kontrollsifferet stemmer ikke. Skann igjen.
refusal-phone_number_impossible = { $why ->
    [country] Telefonnummeret kan ikke brukes: numre fra Norge, Danmark, Finland, Sverige og Grønland kan det.
    [length] Telefonnummeret kan ikke brukes: det har for få eller for mange sifre.
   *[letters] Telefonnummeret kan ikke brukes: et telefonnummer har bare sifre, med eller uten landskode.
}
refusal-scan_voucher_misread = Kupongkoden ble lest feil: skann igjen, eller se på hvert tegn.
refusal-scan_unknown = Det er ikke strekkode, personlig QR, kupong eller telefonnummer.
refusal-product_unknown = Ingen vare har det nummeret. Skann igjen, eller legg den inn i varekatalogen.
refusal-personal_qr_refused = Den personlige QR-en gjelder ikke lenger. Be kunden vise den på nytt.
refusal-vipps_unreachable = { $company } kan ikke nås. Skriv telefonnummeret, eller bruk en annen betalingsmåte.
refusal-vipps_unavailable = { $company } kan ikke nås akkurat nå. Bruk en annen betalingsmåte.
refusal-vipps_keys_refused = { $company } godtar ikke butikkens nøkler. Bruk en annen betalingsmåte, og si fra til den som satte opp kassen.
refusal-too_many_look_ups = For mange numre ble slått opp på denne kassen på ett minutt. Vent litt, eller skann kundens personlige QR.
refusal-club_unavailable = Klubben kan ikke spørres om poeng akkurat nå. Bruk en annen betalingsmåte, eller prøv igjen senere.
refusal-till_unknown = Kassen finnes ikke.
refusal-member_unknown = Medlemmet finnes ikke.
refusal-store_unknown = Butikken finnes ikke.
refusal-consent_text_unknown = Klubben har ingen tekst for det samtykket. Legg den inn i innstillingene, og registrer så.
refusal-terms_missing = Ingen er medlem uten å ha godtatt vilkårene. Ta med det samtykket.
refusal-club_elsewhere = Klubben ligger i et eget system. Legg inn medlemmene der.
refusal-contended = For mye skjer med dette salget på en gang. Prøv igjen.

refused-customer = Denne kunden kan ikke betale med appen på det nummeret. Bruk en annen betalingsmåte.
refused-code-over = Koden gjelder ikke lenger. Be kunden vise den på nytt, og spør igjen.
refused-push = Butikken er ikke godkjent for forespørsler til telefonen ennå. Spør igjen for en QR på kundeskjermen, eller bruk en annen betalingsmåte.
refused-bank-account = { $company } har ikke bekreftet butikkens bankkonto ennå. Bruk en annen betalingsmåte, og si fra til butikksjefen.
refused-not-set-up = Butikken er ikke satt opp til å ta betalt med appen. Bruk en annen betalingsmåte, og si fra til butikksjefen.
refused-currency = Butikken kan ikke ta den valutaen med appen. Bruk en annen betalingsmåte, og si fra til butikksjefen.
refused-agreement = Butikkens avtale med { $company } tillater ikke den forespørselen. Bruk en annen betalingsmåte, og si fra til butikksjefen.
refused-too-small = Beløpet er for lite til å betales med appen. Bruk en annen betalingsmåte.
refused-same-name = Forespørselen møtte en annen med samme navn. Spør igjen.
refused-form = Forespørselen var ikke slik { $company } vil ha den. Bruk en annen betalingsmåte. Til brukerstøtte: kode { $code }.
refused-other = { $company } avviste forespørselen. Bruk en annen betalingsmåte. Til brukerstøtte: kode { $code }.
refused-unsaid = { $company } avviste forespørselen. Bruk en annen betalingsmåte.
