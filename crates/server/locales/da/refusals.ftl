# Hvorfor noget ikke kunne lade sig gøre, efter koden; og hvad en afvist betalingsanmodning betyder.

refusal-sale_unknown = Salget findes ikke.
refusal-sale_exists = Der findes allerede et salg med det id.
refusal-till_busy = Kassen har et åbent salg. Afslut eller annuller det først.
refusal-sale_closed = Salget er afsluttet og kan ikke ændres. Start et nyt.
refusal-other_till = Salget hører til en anden kasse.
refusal-payment_open = En betalingsanmodning er åben. Annuller den først, og ret så salget.
refusal-partly_paid = En del af salget er betalt. Tag det tilbage først, og ret eller parker så salget.
refusal-line_unknown = Linjen findes ikke i salget.
refusal-too_many_lines = Salget har så mange linjer, som det kan have. Afslut det, og start et nyt.
refusal-too_many_attempts = Salget har haft så mange betalingsanmodninger, som det kan have. Brug en anden betaling.
refusal-item_impossible = En pris, en rabat eller et antal på linjen er umuligt.
refusal-nothing_to_undo = Der er intet at fortryde.
refusal-discount_impossible = En rabat er nul eller mere, og ikke mere end linjen koster.
refusal-discount_too_high = Du kan højst trække { $most } fra den linje. Spørg butikschefen om mere.
refusal-past_last_day = Sidste dag for den vare var { $day }. Sælg den ikke; tag den af hylden.
refusal-receipt_scanned = Det er en af vores kvitteringer. Åbn den blandt kvitteringerne for at tage varer retur.
refusal-vat_unknown = Varen har ingen momssats for i dag. Ret det i varekataloget.
refusal-basket_empty = Kurven er tom. Scan noget først.
refusal-amount_below_minimum = Det mindste, der kan betales sådan, er { $minimum }. Brug en anden betaling.
refusal-amount_above_maximum = Det meste, der kan betales sådan, er { $maximum }. Brug en anden betaling til en del.
refusal-tender_impossible = Beløbet er mere end det, der mangler, eller ikke mere end nul.
refusal-no_customer = Kunden er ikke kendt. Scan personlig QR, eller skriv telefonnummer.
refusal-other_customer = En anden kunde er på dette salg. Fjern den kunde først.
refusal-already_member = Kunden er allerede medlem.
refusal-number_unknown = Kundens nummer er ikke kendt endnu. Scan QR igen, eller skriv nummeret.
refusal-enrolment_open = En anmodning om medlemskab er åben på kundens telefon.
refusal-no_enrolment_open = Ingen anmodning om medlemskab venter på svar.
refusal-no_club = Butikken har ingen kundeklub.
refusal-member_blocked = Medlemskabet er spærret og kan ikke ændres eller fornyes. Spørg butikschefen.
refusal-not_blocked = Medlemskabet er ikke spærret.
refusal-member_withdrawn = Medlemmet har meldt sig ud. Spørg om medlemskab på ny.
refusal-member_merged = Et andet medlem står for dette. Fortryd det først, eller ret det andet.
refusal-not_merged = Det andet medlem står ikke for dette, så der er intet at fortryde.
refusal-stands_for_others = Medlemmet står allerede for andre. Fortryd det først, eller behold dette.
refusal-too_many_merged = Medlemmet står for så mange andre, som det kan. Se, om det kan passe.
refusal-other_club = De to er medlemmer af forskellige klubber, så ingen af dem kan stå for den anden.
refusal-points_held = Et salg betales med medlemmets point nu. Prøv igen, når det er færdigt.
refusal-membership_itself = Det er det, der gør nogen til medlem. Afslut medlemskabet i stedet.
refusal-number_taken = Nummeret tilhører allerede et medlem af klubben.
refusal-no_payment_open = Ingen betalingsanmodning er åben.
refusal-payment_approved = Kunden har allerede betalt. Afslut salget, eller tag varerne tilbage bagefter.
refusal-nothing_to_decide = Der er intet at afgøre om den betaling.
refusal-tender_unknown = Betalingen findes ikke i salget.
refusal-sale_parked = Salget er parkeret. Hent det frem først.
refusal-not_parked = Salget er ikke parkeret, så det kan ikke hentes frem.
refusal-too_many_parked = Kassen har så mange parkerede salg, som den kan have. Afslut eller annuller dette i stedet.
refusal-other_store = Salget hører til en anden butik. Fortsæt det der.
refusal-other_book = Oplæring og rigtige salg blandes ikke. Gør det ved en kasse af samme slags.
refusal-not_completed = Salget er ikke afsluttet, så intet kan komme tilbage endnu. Annuller salget i stedet.
refusal-no_receipt_yet = Der er ingen kvittering endnu. Afslut salget eller returneringen først.
refusal-receipt_not_printed = Kvitteringen er ikke skrevet ud endnu. Skriv den ud først, så kopien.
refusal-receipt_copied = Kvitteringen og dens ene kopi er skrevet ud. Flere er ikke tilladt.
refusal-nothing_to_return = Vælg mindst én linje at tage tilbage.
refusal-all_returned = Den linje er allerede kommet tilbage.
refusal-too_many_returns = Salget er kommet tilbage i så mange dele, som det kan. Spørg butikschefen om resten.
refusal-too_many_refunds = Den betaling er givet tilbage i så mange dele, som den kan. Vælg en anden betaling.
refusal-more_than_bought = Der er kun { $left } af den linje tilbage at tage retur.
refusal-other_currency = Salget var i en anden valuta end denne kasses. Tag det tilbage ved en kasse med den valuta.
refusal-nothing_to_pay_out = Der er intet at udbetale. Det, der mangler, er på vej.
refusal-too_few_points = { $count ->
    [one] Medlemmet har { $number } point at bruge.
   *[other] Medlemmet har { $number } point at bruge.
}
refusal-points_not_spent = Point kan ikke bruges her. Brug en anden betaling.
refusal-points_not_proved = Scan kundens personlige QR for at bruge point.
refusal-points_to_be_approved = Medlemmet skal godkende pointene. Lad { $minimum } eller mere stå til en anmodning på medlemmets egen telefon, scan personlig QR, eller fjern pointene.
refusal-points_used = Der er allerede point på dette salg. Tag dem tilbage først for at bruge andre.
refusal-not_a_member = Kunden er ikke medlem. Spørg om medlemskab først.
refusal-membership_unanswered = Klubben kan ikke svare på, hvem der er medlem lige nu. Prøv igen senere.
refusal-already_booked = Købet er ført på et andet medlem.
refusal-too_late = { $count ->
    [one] Et køb kan føres på et medlem i { $number } dag, og dette er ældre.
   *[other] Et køb kan føres på et medlem i { $number } dage, og dette er ældre.
}
refusal-member_erased = Personen er slettet: ingen ved længere, hvem det var.
refusal-member_busy = Medlemmet har et åbent salg ved en kasse. Afslut eller annuller det først.
refusal-no_points = Klubben giver ikke point.
refusal-points_impossible = Point er et helt tal fra 1 til 1.000.000, eller under nul for at trække dem.
refusal-never_discounted = Der må ikke gives rabat på denne vare. Tilføj den til dens pris.
refusal-second_person_needed = Så mange point kræver en person mere. Bed en anden bekræfte dem.
refusal-proposal_unknown = Ingen point venter under det nummer. Nogen kan have svaret allerede.
refusal-too_many_proposals = Så mange point for det medlem venter allerede på en person mere. Svar på dem først.
refusal-refund_under_way = Der er allerede penge på vej tilbage, så returneringen fortsætter. Vent, til den er færdig.
refusal-voucher_unknown = Ingen kupon har den kode. Se på den igen, eller fortsæt uden.
refusal-voucher_exists = Der findes allerede en kupon med den kode, og den gælder noget andet.
refusal-voucher_expired = Kuponen er udløbet: sidste dag var { $until }. Fortsæt uden.
refusal-voucher_not_yet = Kuponen gælder ikke endnu: første dag er { $from }. Fortsæt uden.
refusal-voucher_used = Kuponen blev brugt { $on } og gælder ét køb. Fortsæt uden.
refusal-voucher_held = Et salg har allerede den kupon. Afslut det salg, eller fjern kuponen der.
refusal-voucher_not_for_customer = Kuponen er ikke til denne kunde. Er den kundens egen, så scan personlig QR først.
refusal-voucher_other_store = Kuponen gælder ikke i denne butik. Fortsæt uden.
refusal-voucher_withdrawn = Kuponen er trukket tilbage af butikken. Fortsæt uden.
refusal-voucher_not_on_sale = Kuponen er ikke på salget.
refusal-too_many_vouchers = Salget har så mange kuponer, som det kan have. Fjern en først.
refusal-too_many_of_member = Medlemmet har haft så mange kuponer, som det kan have. Lav en til alle medlemmer.
refusal-voucher_in_training = Kuponer er rigtige, så oplæring bruger ingen.
refusal-voucher_impossible = Kuponen kan ikke være sådan. Se på, hvad den gælder.

refusal-internal = Noget er galt hos os. Se på kurven, og prøv igen.
refusal-scan_empty = Der blev ikke scannet noget.
refusal-scan_too_long = Koden er for lang til at være en stregkode, personlig QR, kupon eller et telefonnummer.
refusal-scan_foreign_qr = QR-koden er ikke en personlig QR fra Vipps eller MobilePay.
refusal-scan_check_digit = Stregkoden blev læst forkert: kontrolcifferet passer ikke. Scan igen.
refusal-phone_number_impossible = { $why ->
    [country] Telefonnummeret kan ikke bruges: numre fra Norge, Danmark, Finland, Sverige og Grønland kan.
    [length] Telefonnummeret kan ikke bruges: det har for få eller for mange cifre.
   *[letters] Telefonnummeret kan ikke bruges: et telefonnummer har kun cifre, med eller uden landekode.
}
refusal-scan_voucher_misread = Kuponkoden blev læst forkert: scan igen, eller se på hvert tegn.
refusal-scan_unknown = Det er hverken stregkode, personlig QR, kupon eller telefonnummer.
refusal-product_unknown = Ingen vare har det nummer. Scan igen, eller læg den i varekataloget.
refusal-personal_qr_refused = Den personlige QR gælder ikke længere. Bed kunden vise den igen.
refusal-vipps_unreachable = { $company } kan ikke nås. Skriv telefonnummeret, eller brug en anden betaling.
refusal-vipps_unavailable = { $company } kan ikke nås lige nu. Brug en anden betaling.
refusal-vipps_keys_refused = { $company } godtager ikke butikkens nøgler. Brug en anden betaling, og sig det til den, der satte kassen op.
refusal-too_many_look_ups = Der blev slået for mange numre op ved denne kasse på et minut. Vent lidt, eller scan kundens personlige QR.
refusal-club_unavailable = Klubben kan ikke spørges om point lige nu. Brug en anden betaling, eller prøv igen senere.
refusal-till_unknown = Kassen findes ikke.
refusal-member_unknown = Medlemmet findes ikke.
refusal-store_unknown = Butikken findes ikke.
refusal-consent_text_unknown = Klubben har ingen tekst til det samtykke. Læg den i indstillingerne, og registrer så.
refusal-terms_missing = Ingen er medlem uden at have accepteret vilkårene. Tag det samtykke med.
refusal-club_elsewhere = Klubben ligger i et eget system. Opret medlemmerne der.
refusal-contended = Der sker for meget med dette salg på én gang. Prøv igen.

refused-customer = Denne kunde kan ikke betale med appen på det nummer. Brug en anden betaling.
refused-code-over = Koden gælder ikke længere. Bed kunden vise den igen, og spørg på ny.
refused-push = Butikken er ikke godkendt til anmodninger på telefonen endnu. Spørg igen for en QR på kundeskærmen, eller brug en anden betaling.
refused-bank-account = { $company } har ikke bekræftet butikkens bankkonto endnu. Brug en anden betaling, og sig det til butikschefen.
refused-not-set-up = Butikken er ikke sat op til at tage betaling med appen. Brug en anden betaling, og sig det til butikschefen.
refused-currency = Butikken kan ikke tage den valuta med appen. Brug en anden betaling, og sig det til butikschefen.
refused-agreement = Butikkens aftale med { $company } tillader ikke den anmodning. Brug en anden betaling, og sig det til butikschefen.
refused-too-small = Beløbet er for lille til at blive betalt med appen. Brug en anden betaling.
refused-same-name = Anmodningen mødte en anden med samme navn. Spørg igen.
refused-form = Anmodningen var ikke, som { $company } vil have den. Brug en anden betaling. Til support: kode { $code }.
refused-other = { $company } afviste anmodningen. Brug en anden betaling. Til support: kode { $code }.
refused-unsaid = { $company } afviste anmodningen. Brug en anden betaling.
