# Kassans betalningspanel.

payment-request = Betalningsbegäran
payment-none = Inte tillfrågad än
payment-in-doubt-next = Inget svar än på om den kom fram. Den skickas inte två gånger. Vänta, eller avbryt och använd ett annat betalsätt.
payment-waiting = Väntar på godkännande
payment-approved = Godkänt. Drar beloppet…
payment-approved-next = Lämna ut varorna när det står Betalt.
payment-late = Godkänt, men inget svar på om pengarna är dragna
payment-late-next = Behåll varorna i kassan och vänta. Eller ge tillbaka pengarna, och använd ett annat betalsätt när det är besvarat.
payment-stuck = Godkänt, men pengarna kunde inte dras
payment-stuck-next = Behåll varorna i kassan. Ge tillbaka pengarna och använd sedan ett annat betalsätt.
payment-awaiting-claim = Kunden har betalat. Slutför köpet eller ge tillbaka pengarna
payment-cancelling-next = Vänta: kunden kan just ha godkänt.
payment-after-all = Kunden betalade en begäran som var avbruten
payment-after-all-next = Pengarna måste betalas tillbaka. Säg till butikschefen.
payment-abandoned = Avbruten; vi bevakar den fortfarande
payment-abandoned-next = En begäran kan fortfarande nå telefonen; pengar som kommer ges tillbaka. Använd ett annat betalsätt, eller fråga igen.
payment-declined = Avböjd på telefonen
payment-expired = Tiden är ute: ingen svarade inom tio minuter
payment-nothing-next = Inget betalades. Fråga igen, eller använd ett annat betalsätt.
payment-cancelled = Avbruten
payment-cancelled-next = Inget betalades.
payment-released = Pengarna har getts tillbaka
payment-released-next = Inget är betalt.
payment-refused = Nekad
payment-goes-to-app = Begäran går till appen på kundens telefon.
payment-needs-customer = Skanna kundens personliga QR eller skriv telefonnumret, eller använd ett annat betalsätt.
payment-scan-qr = Be kunden skanna QR-koden på kunddisplayen med telefonen.

step-sent = Skickad till kundens app
step-sending = Skickar till kundens app…
step-approved = { $known ->
    [yes] Godkänd av { $name }
   *[no] Godkänd av kunden
}
step-waiting = { $known ->
    [yes] Väntar på att { $name } godkänner
   *[no] Väntar på att kunden godkänner
}
step-captured = Beloppet är draget

member-would-save = Medlemspriset kommer med nästa begäran: avbryt och fråga igen, { $less } mindre
points-wait = { $known ->
    [yes] Poäng värda { $worth } väntar: { $name } godkänner begäran på telefonen. Går inte det, skanna personlig QR eller ta bort poängen.
   *[no] Poäng värda { $worth } väntar: kunden godkänner begäran på telefonen. Går inte det, skanna personlig QR eller ta bort poängen.
}
take-points-off = Ta bort poängen
cancel-request = Avbryt
check-payment = Kontrollera igen
checked-now = Kontrollerat just nu. Betalningen är som den visas.
show-qr = Visa QR

chosen-waits = { $tender ->
    [cash] Kontanter tas emot så snart begäran är avbruten. Vänta på det.
    [card] Kortterminalen används så snart begäran är avbruten. Vänta på det.
    [gift-card] Presentkortet tas emot så snart begäran är avbruten. Vänta på det.
   *[points] Poängen används så snart begäran är avbruten. Vänta på det.
}
chosen-too-late = { $tender ->
    [cash] Appen var snabbare: kontanter tas inte emot. Lämna tillbaka det du fick, eller ge tillbaka pengarna i appen.
    [card] Appen var snabbare: kortterminalen används inte. Lämna tillbaka det som betalats där, eller ge tillbaka pengarna i appen.
    [gift-card] Appen var snabbare: presentkortet tas inte emot. Lämna tillbaka det, eller ge tillbaka pengarna i appen.
   *[points] Appen var snabbare: poängen används inte. Lämna tillbaka dem, eller ge tillbaka pengarna i appen.
}

unavailable-cancel-first = Avbryt den här begäran först: den bevakas, och pengar som kommer ges tillbaka.
unavailable-answer-shows = { $company } kan inte nås just nu. Kundens svar visas när det går igen.
unavailable-goes-on = { $company } kan inte nås just nu. Det fortsätter av sig självt när det går igen.
