# Skjermen som vender mot kunden.

display-welcome = Velkommen til
display-greeting = { $known ->
    [yes] Hei, { $name }!
   *[no] Hei!
}
display-thanks = { $known ->
    [yes] Takk, { $name }!
   *[no] Takk!
}
display-saves = Du sparer { $saving } som medlem
display-saved = Du sparte { $saving } som medlem
what-to-do = Hva du gjør nå
display-qr = QR å betale med
display-same-word = Invitasjonen din viser det samme ordet

display-show-qr = Vis din personlige QR
display-where-qr-is = Du finner den i { $app }-appen
display-open-app = Fikk du ikke varsel? Åpne { $app }-appen
display-update-app = Oppdater { $app }-appen for å bli medlem
display-members-save = Medlemmer sparer { $saving } i dag
display-join-and-save = Bli medlem og spar { $saving } i dag
display-approve = Godkjenn i appen på telefonen
display-scan-to-pay = Skann denne med telefonen for å betale
display-request-comes = Forespørselen er på vei til telefonen din
display-payment-will-come = Betalingsforespørselen kommer på telefonen din
display-approved = Godkjent. Et øyeblikk…
display-cancelling = Forespørselen avbrytes. Et øyeblikk…
display-giving-back = Pengene dine er på vei tilbake. Et øyeblikk…
display-cashier-helps = Kassereren hjelper deg
display-membership-comes = Invitasjonen er på vei til telefonen din
display-join = Bli medlem i appen på telefonen
display-joining = Velkommen til klubben. Et øyeblikk…
display-invitation-over = Invitasjonen er utløpt. Si fra i kassen hvis du vil ha en ny
display-answer-lost = Svaret ditt nådde oss ikke. Be kassereren spørre igjen
display-nothing-paid = Ingenting ble betalt
display-request-over = Betalingsforespørselen er utløpt
display-given-back = Pengene dine er gitt tilbake
display-will-return = Pengene dine blir betalt tilbake
display-not-paid-yet = Ingenting er betalt ennå
display-voucher-in-prices = { $saving } i prisene over
display-points-wait = Poengene dine betaler { $worth } når du godkjenner på telefonen
display-points-earned = { $count ->
    [one] Du fikk { $number } poeng.
   *[other] Du fikk { $number } poeng.
}

display-offer = Denne skjermen hører ikke til noen kasse ennå
display-offer-how = Åpne Mer og så Kundeskjerm i kassen, og tast inn denne koden. Den byttes etter ti minutter.
display-scan-other = Her skanner du din personlige QR fra { $app }-appen, eller en kupong
