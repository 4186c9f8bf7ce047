# Kassens betalingspanel.

payment-request = Betalingsforespørsel
payment-none = Ikke spurt ennå
payment-in-doubt-next = Ikke noe svar ennå på om den kom fram. Den sendes ikke to ganger. Vent, eller avbryt og bruk en annen betalingsmåte.
payment-waiting = Venter på godkjenning
payment-approved = Godkjent. Trekker beløpet…
payment-approved-next = Gi fra deg varene når det står Betalt.
payment-late = Godkjent, men uten svar på om pengene er trukket
payment-late-next = Behold varene ved kassen og vent. Eller gi pengene tilbake, og bruk en annen betalingsmåte når det er besvart.
payment-stuck = Godkjent, men pengene kunne ikke trekkes
payment-stuck-next = Behold varene ved kassen. Gi pengene tilbake, og bruk så en annen betalingsmåte.
payment-awaiting-claim = Kunden har betalt. Fullfør salget eller gi pengene tilbake
payment-cancelling-next = Vent: kunden kan nettopp ha godkjent.
payment-after-all = Kunden betalte en forespørsel som var gitt opp
payment-after-all-next = Pengene må betales tilbake. Si fra til butikksjefen.
payment-abandoned = Gitt opp; vi følger med videre
payment-abandoned-next = En forespørsel kan fortsatt nå telefonen; penger som kommer, gis tilbake. Bruk en annen betalingsmåte, eller spør igjen.
payment-declined = Avslått på telefonen
payment-expired = Utløpt: ingen svarte innen ti minutter
payment-nothing-next = Ingenting ble betalt. Spør igjen, eller bruk en annen betalingsmåte.
payment-cancelled = Avbrutt
payment-cancelled-next = Ingenting ble betalt.
payment-released = Pengene er gitt tilbake
payment-released-next = Ingenting er betalt.
payment-refused = Avvist
payment-goes-to-app = Forespørselen går til appen på kundens telefon.
payment-needs-customer = Skann kundens personlige QR eller skriv telefonnummeret, eller bruk en annen betalingsmåte.
payment-scan-qr = Be kunden skanne QR-koden på kundeskjermen med telefonen.

step-sent = Sendt til kundens app
step-sending = Sender til kundens app…
step-approved = { $known ->
    [yes] Godkjent av { $name }
   *[no] Godkjent av kunden
}
step-waiting = { $known ->
    [yes] Venter på at { $name } godkjenner
   *[no] Venter på at kunden godkjenner
}
step-captured = Beløpet er trukket

member-would-save = Medlemsprisen kommer med neste forespørsel: avbryt og spør igjen, { $less } mindre
points-wait = { $known ->
    [yes] Poeng verdt { $worth } venter: { $name } godkjenner forespørselen på telefonen. Går ikke det, skann personlig QR, eller ta av poengene.
   *[no] Poeng verdt { $worth } venter: kunden godkjenner forespørselen på telefonen. Går ikke det, skann personlig QR, eller ta av poengene.
}
take-points-off = Ta av poengene
cancel-request = Avbryt
check-payment = Sjekk igjen
checked-now = Sjekket akkurat nå. Betalingen står som vist.
show-qr = Vis QR

chosen-waits = { $tender ->
    [cash] Kontanter tas imot så snart forespørselen er avbrutt. Vent på det.
    [card] Bankterminalen brukes så snart forespørselen er avbrutt. Vent på det.
    [gift-card] Gavekortet tas imot så snart forespørselen er avbrutt. Vent på det.
   *[points] Poengene brukes så snart forespørselen er avbrutt. Vent på det.
}
chosen-too-late = { $tender ->
    [cash] Appen var raskere: kontanter tas ikke imot. Gi tilbake det du fikk, eller gi pengene i appen tilbake.
    [card] Appen var raskere: bankterminalen brukes ikke. Gi tilbake det som er betalt der, eller gi pengene i appen tilbake.
    [gift-card] Appen var raskere: gavekortet tas ikke imot. Gi det tilbake, eller gi pengene i appen tilbake.
   *[points] Appen var raskere: poengene brukes ikke. Gi dem tilbake, eller gi pengene i appen tilbake.
}

unavailable-cancel-first = Avbryt denne forespørselen først: den følges, og penger som kommer, gis tilbake.
unavailable-answer-shows = { $company } kan ikke nås akkurat nå. Kundens svar vises når det går igjen.
unavailable-goes-on = { $company } kan ikke nås akkurat nå. Det fortsetter av seg selv når det går igjen.
