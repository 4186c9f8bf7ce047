# Kassens betalingspanel.

payment-request = Betalingsanmodning
payment-none = Ikke spurgt endnu
payment-in-doubt-next = Intet svar endnu på, om den nåede frem. Den sendes ikke to gange. Vent, eller annuller, og brug en anden betaling.
payment-waiting = Venter på godkendelse
payment-approved = Godkendt. Trækker beløbet…
payment-approved-next = Udlever varerne, når der står Betalt.
payment-late = Godkendt, men uden svar på, om pengene er trukket
payment-late-next = Behold varerne ved kassen, og vent. Eller giv pengene tilbage, og brug en anden betaling, når der er svar på det.
payment-stuck = Godkendt, men pengene kunne ikke trækkes
payment-stuck-next = Behold varerne ved kassen. Giv pengene tilbage, og brug så en anden betaling.
payment-awaiting-claim = Kunden har betalt. Afslut salget, eller giv pengene tilbage
payment-cancelling-next = Vent: kunden kan lige have godkendt.
payment-after-all = Kunden betalte en anmodning, der var opgivet
payment-after-all-next = Pengene skal betales tilbage. Sig det til butikschefen.
payment-abandoned = Opgivet; vi holder stadig øje
payment-abandoned-next = En anmodning kan stadig nå telefonen; penge, der kommer, gives tilbage. Brug en anden betaling, eller spørg igen.
payment-declined = Afvist på telefonen
payment-expired = Udløbet: ingen svarede inden for ti minutter
payment-nothing-next = Der blev ikke betalt noget. Spørg igen, eller brug en anden betaling.
payment-cancelled = Annulleret
payment-cancelled-next = Der blev ikke betalt noget.
payment-released = Pengene er givet tilbage
payment-released-next = Der er ikke betalt noget.
payment-refused = Afvist
payment-goes-to-app = Anmodningen går til appen på kundens telefon.
payment-needs-customer = Scan kundens personlige QR, eller skriv telefonnummeret, eller brug en anden betaling.
payment-scan-qr = Bed kunden scanne QR-koden på kundeskærmen med telefonen.

step-sent = Sendt til kundens app
step-sending = Sender til kundens app…
step-approved = { $known ->
    [yes] Godkendt af { $name }
   *[no] Godkendt af kunden
}
step-waiting = { $known ->
    [yes] Venter på, at { $name } godkender
   *[no] Venter på, at kunden godkender
}
step-captured = Beløbet er trukket

member-would-save = Medlemsprisen kommer med næste anmodning: annuller, og spørg igen, { $less } mindre
points-wait = { $known ->
    [yes] Point for { $worth } venter: { $name } godkender anmodningen på telefonen. Kan det ikke lade sig gøre, så scan personlig QR, eller fjern pointene.
   *[no] Point for { $worth } venter: kunden godkender anmodningen på telefonen. Kan det ikke lade sig gøre, så scan personlig QR, eller fjern pointene.
}
take-points-off = Fjern pointene
cancel-request = Annuller
check-payment = Tjek igen
checked-now = Tjekket lige nu. Betalingen står som vist.
show-qr = Vis QR

chosen-waits = { $tender ->
    [cash] Kontanter tages imod, så snart anmodningen er annulleret. Vent på det.
    [card] Kortterminalen bruges, så snart anmodningen er annulleret. Vent på det.
    [gift-card] Gavekortet tages imod, så snart anmodningen er annulleret. Vent på det.
   *[points] Pointene bruges, så snart anmodningen er annulleret. Vent på det.
}
chosen-too-late = { $tender ->
    [cash] Appen var hurtigere: kontanter tages ikke imod. Giv det modtagne tilbage, eller giv pengene i appen tilbage.
    [card] Appen var hurtigere: kortterminalen bruges ikke. Giv det tilbage, der er betalt der, eller giv pengene i appen tilbage.
    [gift-card] Appen var hurtigere: gavekortet tages ikke imod. Giv det tilbage, eller giv pengene i appen tilbage.
   *[points] Appen var hurtigere: pointene bruges ikke. Giv dem tilbage, eller giv pengene i appen tilbage.
}

unavailable-cancel-first = Annuller denne anmodning først: vi holder øje med den, og penge, der kommer, gives tilbage.
unavailable-answer-shows = { $company } kan ikke nås lige nu. Kundens svar vises, når det igen kan lade sig gøre.
unavailable-goes-on = { $company } kan ikke nås lige nu. Det fortsætter af sig selv, når det igen kan lade sig gøre.
