# Kassan maksuosa.

payment-request = Maksupyyntö
payment-none = Ei vielä pyydetty
payment-in-doubt-next = Ei vielä tietoa, menikö se perille. Sitä ei lähetetä kahdesti. Odota, tai peruuta ja käytä muuta maksutapaa.
payment-waiting = Odotetaan hyväksyntää
payment-approved = Hyväksytty. Veloitetaan…
payment-approved-next = Luovuta tuotteet, kun näytössä lukee Maksettu.
payment-late = Hyväksytty, mutta ei tietoa, onko rahat veloitettu
payment-late-next = Pidä tuotteet kassalla ja odota. Tai palauta rahat ja käytä muuta maksutapaa, kun siihen on vastattu.
payment-stuck = Hyväksytty, mutta rahoja ei voitu veloittaa
payment-stuck-next = Pidä tuotteet kassalla. Palauta rahat ja käytä sitten muuta maksutapaa.
payment-awaiting-claim = Asiakas on maksanut. Viimeistele myynti tai palauta rahat
payment-cancelling-next = Odota: asiakas on voinut juuri hyväksyä.
payment-after-all = Asiakas maksoi pyynnön, josta oli luovuttu
payment-after-all-next = Rahat on palautettava. Kerro myymäläpäällikölle.
payment-abandoned = Luovuttu; seuraamme yhä
payment-abandoned-next = Pyyntö voi yhä tulla puhelimeen; saapuvat rahat palautetaan. Käytä muuta maksutapaa tai pyydä uudelleen.
payment-declined = Hylätty puhelimessa
payment-expired = Vanhentunut: kukaan ei vastannut kymmenessä minuutissa
payment-nothing-next = Mitään ei maksettu. Pyydä uudelleen tai käytä muuta maksutapaa.
payment-cancelled = Peruutettu
payment-cancelled-next = Mitään ei maksettu.
payment-released = Rahat on palautettu
payment-released-next = Mitään ei ole maksettu.
payment-refused = Estetty
payment-goes-to-app = Pyyntö menee asiakkaan puhelimen sovellukseen.
payment-needs-customer = Lue asiakkaan henkilökohtainen QR tai kirjoita puhelinnumero, tai käytä muuta maksutapaa.
payment-scan-qr = Pyydä asiakasta lukemaan puhelimella asiakasnäytön QR.

step-sent = Lähetetty asiakkaan sovellukseen
step-sending = Lähetetään asiakkaan sovellukseen…
step-approved = { $known ->
    [yes] { $name } hyväksyi
   *[no] Asiakas hyväksyi
}
step-waiting = { $known ->
    [yes] Odotetaan, että { $name } hyväksyy
   *[no] Odotetaan, että asiakas hyväksyy
}
step-captured = Veloitettu

member-would-save = Jäsenhinta tulee seuraavaan pyyntöön: peruuta ja pyydä uudelleen, { $less } vähemmän
points-wait = { $known ->
    [yes] Pisteet ({ $worth }) odottavat: { $name } hyväksyy pyynnön puhelimella. Jos se ei käy, lue henkilökohtainen QR tai poista pisteet.
   *[no] Pisteet ({ $worth }) odottavat: asiakas hyväksyy pyynnön puhelimella. Jos se ei käy, lue henkilökohtainen QR tai poista pisteet.
}
take-points-off = Poista pisteet
cancel-request = Peruuta
check-payment = Tarkista uudelleen
checked-now = Tarkistettu juuri nyt. Maksun tila näkyy tässä.
show-qr = Näytä QR

chosen-waits = { $tender ->
    [cash] Käteinen otetaan heti, kun pyyntö on peruutettu. Odota sitä.
    [card] Maksupäätettä käytetään heti, kun pyyntö on peruutettu. Odota sitä.
    [gift-card] Lahjakortti otetaan heti, kun pyyntö on peruutettu. Odota sitä.
   *[points] Pisteet käytetään heti, kun pyyntö on peruutettu. Odota sitä.
}
chosen-too-late = { $tender ->
    [cash] Sovellus oli nopeampi: käteistä ei oteta. Anna saamasi takaisin tai palauta sovelluksen rahat.
    [card] Sovellus oli nopeampi: maksupäätettä ei käytetä. Palauta siinä maksettu tai palauta sovelluksen rahat.
    [gift-card] Sovellus oli nopeampi: lahjakorttia ei oteta. Anna se takaisin tai palauta sovelluksen rahat.
   *[points] Sovellus oli nopeampi: pisteitä ei käytetä. Anna ne takaisin tai palauta sovelluksen rahat.
}

unavailable-cancel-first = Peruuta tämä pyyntö ensin: sitä seurataan, ja saapuvat rahat palautetaan.
unavailable-answer-shows = { $company } ei juuri nyt vastaa. Asiakkaan vastaus näkyy, kun yhteys palaa.
unavailable-goes-on = { $company } ei juuri nyt vastaa. Se jatkuu itsestään, kun yhteys palaa.
