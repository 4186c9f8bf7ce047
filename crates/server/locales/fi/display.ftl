# Asiakkaaseen päin oleva näyttö.

display-welcome = Tervetuloa
display-greeting = { $known ->
    [yes] Hei, { $name }!
   *[no] Hei!
}
display-thanks = { $known ->
    [yes] Kiitos, { $name }!
   *[no] Kiitos!
}
display-saves = Säästät { $saving } jäsenenä
display-saved = Säästit { $saving } jäsenenä
what-to-do = Mitä nyt tehdään
display-qr = QR maksamiseen
display-same-word = Kutsussasi näkyy sama sana

display-show-qr = Näytä henkilökohtainen QR
display-where-qr-is = Löydät sen { $app }-sovelluksesta
display-open-app = Eikö viestiä näy? Avaa { $app }-sovellus
display-update-app = Liity päivittämällä { $app }-sovellus
display-members-save = Jäsenet säästävät tänään { $saving }
display-join-and-save = Liity ja säästä tänään { $saving }
display-approve = Hyväksy puhelimesi sovelluksessa
display-scan-to-pay = Maksa lukemalla tämä puhelimellasi
display-request-comes = Pyyntö on matkalla puhelimeesi
display-payment-will-come = Maksupyyntö tulee puhelimeesi
display-approved = Hyväksytty. Hetki…
display-cancelling = Pyyntöä peruutetaan. Hetki…
display-giving-back = Rahasi ovat matkalla takaisin. Hetki…
display-cashier-helps = Myyjä auttaa sinua
display-membership-comes = Kutsu on matkalla puhelimeesi
display-join = Liity puhelimesi sovelluksessa
display-joining = Tervetuloa jäseneksi. Hetki…
display-invitation-over = Kutsu on vanhentunut. Kerro myyjälle, jos haluat uuden
display-answer-lost = Vastauksesi ei tullut perille. Pyydä myyjältä uusi kutsu
display-nothing-paid = Mitään ei maksettu
display-request-over = Maksupyyntö on vanhentunut
display-given-back = Rahasi on palautettu
display-will-return = Rahasi palautetaan
display-not-paid-yet = Mitään ei ole vielä maksettu
display-voucher-in-prices = { $saving } yllä olevissa hinnoissa
display-points-wait = Pisteesi maksavat { $worth }, kun hyväksyt puhelimella
display-points-earned = { $count ->
    [one] Sait { $number } pisteen.
   *[other] Sait { $number } pistettä.
}

display-offer = Tämä näyttö ei kuulu vielä millekään kassalle
display-offer-how = Avaa kassalla Lisää ja sitten Asiakasnäyttö, ja kirjoita tämä koodi. Se vaihtuu kymmenen minuutin kuluttua.
display-scan-other = Lue tässä henkilökohtainen QR { $app }-sovelluksesta tai kuponki
