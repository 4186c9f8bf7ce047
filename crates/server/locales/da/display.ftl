# Skærmen, der vender mod kunden.

display-welcome = Velkommen til
display-greeting = { $known ->
    [yes] Hej, { $name }!
   *[no] Hej!
}
display-thanks = { $known ->
    [yes] Tak, { $name }!
   *[no] Tak!
}
display-saves = Du sparer { $saving } som medlem
display-saved = Du sparede { $saving } som medlem
what-to-do = Det skal du gøre nu
display-qr = QR at betale med
display-same-word = Din invitation viser det samme ord

display-show-qr = Vis din personlige QR
display-where-qr-is = Du finder den i { $app }-appen
display-open-app = Ingen besked? Åbn { $app }-appen
display-update-app = Opdater { $app }-appen for at blive medlem
display-members-save = Medlemmer sparer { $saving } i dag
display-join-and-save = Bliv medlem, og spar { $saving } i dag
display-approve = Godkend i appen på din telefon
display-scan-to-pay = Scan denne med din telefon for at betale
display-request-comes = Anmodningen er på vej til din telefon
display-payment-will-come = Betalingsanmodningen kommer på din telefon
display-approved = Godkendt. Et øjeblik…
display-cancelling = Anmodningen annulleres. Et øjeblik…
display-giving-back = Dine penge er på vej tilbage. Et øjeblik…
display-cashier-helps = Ekspedienten hjælper dig
display-membership-comes = Invitationen er på vej til din telefon
display-join = Bliv medlem i appen på din telefon
display-joining = Velkommen i klubben. Et øjeblik…
display-invitation-over = Invitationen er udløbet. Sig til ved kassen, hvis du vil have en ny
display-answer-lost = Dit svar nåede os ikke. Bed ekspedienten spørge igen
display-nothing-paid = Der blev ikke betalt noget
display-request-over = Betalingsanmodningen er udløbet
display-given-back = Dine penge er givet tilbage
display-will-return = Dine penge bliver betalt tilbage
display-not-paid-yet = Der er ikke betalt noget endnu
display-voucher-in-prices = { $saving } i priserne ovenfor
display-points-wait = Dine point betaler { $worth }, når du godkender på telefonen
display-points-earned = { $count ->
    [one] Du fik { $number } point.
   *[other] Du fik { $number } point.
}

display-offer = Denne skærm hører ikke til nogen kasse endnu
display-offer-how = Åbn Mere og derefter Kundeskærm ved kassen, og tast denne kode. Den skifter efter ti minutter.
display-scan-other = Her scanner du din personlige QR fra { $app }-appen eller en kupon
