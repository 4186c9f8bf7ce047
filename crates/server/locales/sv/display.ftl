# Displayen som är vänd mot kunden.

display-welcome = Välkommen till
display-greeting = { $known ->
    [yes] Hej, { $name }!
   *[no] Hej!
}
display-thanks = { $known ->
    [yes] Tack, { $name }!
   *[no] Tack!
}
display-saves = Du sparar { $saving } som medlem
display-saved = Du sparade { $saving } som medlem
what-to-do = Vad du gör nu
display-qr = QR att betala med
display-same-word = Din inbjudan visar samma ord

display-show-qr = Visa din personliga QR
display-where-qr-is = Du hittar den i { $app }-appen
display-open-app = Inget meddelande? Öppna { $app }-appen
display-update-app = Uppdatera { $app }-appen för att bli medlem
display-members-save = Medlemmar sparar { $saving } i dag
display-join-and-save = Bli medlem och spara { $saving } i dag
display-approve = Godkänn i appen på telefonen
display-scan-to-pay = Skanna den här med telefonen för att betala
display-request-comes = Begäran är på väg till din telefon
display-payment-will-come = Betalningsbegäran kommer till din telefon
display-approved = Godkänt. Ett ögonblick…
display-cancelling = Begäran avbryts. Ett ögonblick…
display-giving-back = Dina pengar är på väg tillbaka. Ett ögonblick…
display-cashier-helps = Kassören hjälper dig
display-membership-comes = Inbjudan är på väg till din telefon
display-join = Bli medlem i appen på telefonen
display-joining = Välkommen till klubben. Ett ögonblick…
display-invitation-over = Inbjudan har gått ut. Säg till i kassan om du vill ha en ny
display-answer-lost = Ditt svar nådde oss inte. Be kassören fråga igen
display-nothing-paid = Inget betalades
display-request-over = Betalningsbegäran har gått ut
display-given-back = Dina pengar har getts tillbaka
display-will-return = Dina pengar betalas tillbaka
display-not-paid-yet = Inget är betalt än
display-voucher-in-prices = { $saving } i priserna ovan
display-points-wait = Dina poäng betalar { $worth } när du godkänner på telefonen
display-points-earned = { $count ->
    [one] Du fick { $number } poäng.
   *[other] Du fick { $number } poäng.
}

display-offer = Den här skärmen hör inte till någon kassa än
display-offer-how = Öppna Mer och sedan Kunddisplay i kassan, och skriv in den här koden. Den byts efter tio minuter.
display-scan-other = Här skannar du din personliga QR från { $app }-appen, eller en kupong
