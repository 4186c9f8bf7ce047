# Miksi jokin ei onnistunut, koodin mukaan; ja mitä estetty maksupyyntö tarkoittaa.

refusal-sale_unknown = Myyntiä ei ole.
refusal-sale_exists = Tällä tunnuksella on jo myynti.
refusal-till_busy = Kassalla on avoin myynti. Viimeistele tai peruuta se ensin.
refusal-sale_closed = Myynti on päättynyt, eikä sitä voi muuttaa. Aloita uusi.
refusal-other_till = Myynti kuuluu toiselle kassalle.
refusal-payment_open = Maksupyyntö on avoinna. Peruuta se ensin ja muuta sitten myyntiä.
refusal-partly_paid = Osa myynnistä on maksettu. Ota se ensin takaisin, ja muuta tai siirrä myynti sitten odottamaan.
refusal-line_unknown = Myynnissä ei ole sitä riviä.
refusal-too_many_lines = Myynnissä on enimmäismäärä rivejä. Viimeistele se ja aloita uusi.
refusal-too_many_attempts = Myynnissä on ollut enimmäismäärä maksupyyntöjä. Käytä muuta maksutapaa.
refusal-item_impossible = Rivin hinta, alennus tai määrä on mahdoton.
refusal-nothing_to_undo = Kumottavaa ei ole.
refusal-discount_impossible = Alennus on nolla tai enemmän, eikä enempää kuin rivi maksaa.
refusal-discount_too_high = Voit vähentää riviltä enintään { $most }. Kysy lisää myymäläpäälliköltä.
refusal-past_last_day = Tuotteen viimeinen päivä oli { $day }. Älä myy sitä, vaan ota se pois hyllystä.
refusal-receipt_scanned = Se on meidän kuittimme. Avaa se kuiteista, jos otat tuotteita takaisin.
refusal-vat_unknown = Tuotteella ei ole ALV-kantaa tälle päivälle. Korjaa se tuoteluettelossa.
refusal-basket_empty = Ostoskori on tyhjä. Lue ensin jotain.
refusal-amount_below_minimum = Näin voi maksaa vähintään { $minimum }. Käytä muuta maksutapaa.
refusal-amount_above_maximum = Näin voi maksaa enintään { $maximum }. Käytä osaan muuta maksutapaa.
refusal-tender_impossible = Summa on enemmän kuin on maksamatta, tai ei enemmän kuin nolla.
refusal-no_customer = Asiakasta ei tunneta. Lue henkilökohtainen QR tai kirjoita puhelinnumero.
refusal-other_customer = Myynnissä on toinen asiakas. Poista hänet ensin.
refusal-already_member = Asiakas on jo jäsen.
refusal-number_unknown = Asiakkaan numero ei ole vielä tiedossa. Lue QR uudelleen tai kirjoita numero.
refusal-enrolment_open = Jäsenpyyntö on avoinna asiakkaan puhelimessa.
refusal-no_enrolment_open = Mikään jäsenpyyntö ei odota vastausta.
refusal-no_club = Myymälällä ei ole asiakaskerhoa.
refusal-member_blocked = Jäsenyys on estetty, eikä sitä voi muuttaa tai uusia. Kysy myymäläpäälliköltä.
refusal-not_blocked = Jäsenyyttä ei ole estetty.
refusal-member_withdrawn = Jäsen on eronnut kerhosta. Pyydä jäseneksi uudelleen.
refusal-member_merged = Toinen jäsen edustaa tätä. Peru se ensin tai muuta toista.
refusal-not_merged = Toinen jäsen ei edusta tätä, joten peruttavaa ei ole.
refusal-stands_for_others = Jäsen edustaa jo muita. Peru se ensin tai säilytä tämä.
refusal-too_many_merged = Jäsen edustaa enimmäismäärää muita. Katso, voiko se pitää paikkansa.
refusal-other_club = He ovat eri kerhojen jäseniä, joten kumpikaan ei voi edustaa toista.
refusal-points_held = Myyntiä maksetaan parhaillaan jäsenen pisteillä. Yritä uudelleen, kun se on valmis.
refusal-membership_itself = Se tekee jäsenen. Päätä sen sijaan jäsenyys.
refusal-number_taken = Numero kuuluu jo kerhon jäsenelle.
refusal-no_payment_open = Maksupyyntöä ei ole avoinna.
refusal-payment_approved = Asiakas on jo maksanut. Viimeistele myynti tai ota tuotteet jälkikäteen takaisin.
refusal-nothing_to_decide = Siitä maksusta ei ole päätettävää.
refusal-tender_unknown = Myynnissä ei ole sitä maksua.
refusal-sale_parked = Myynti odottaa. Ota se ensin esiin.
refusal-not_parked = Myynti ei ole odottamassa, joten sitä ei voi ottaa esiin.
refusal-too_many_parked = Kassalla on enimmäismäärä odottavia myyntejä. Viimeistele tai peruuta tämä sen sijaan.
refusal-other_store = Myynti kuuluu toiseen myymälään. Jatka sitä siellä.
refusal-other_book = Harjoitus ja oikeat myynnit eivät sekoitu. Tee se samanlaisella kassalla.
refusal-not_completed = Myyntiä ei ole viimeistelty, joten mitään ei voi vielä palauttaa. Peruuta myynti sen sijaan.
refusal-no_receipt_yet = Kuittia ei vielä ole. Vie myynti tai palautus ensin loppuun.
refusal-receipt_not_printed = Kuittia ei ole vielä tulostettu. Tulosta ensin kuitti, sitten kopio.
refusal-receipt_copied = Kuitti ja sen ainoa kopio on tulostettu. Enempää ei sallita.
refusal-nothing_to_return = Valitse vähintään yksi palautettava rivi.
refusal-all_returned = Rivi on jo palautettu.
refusal-too_many_returns = Myyntiä on palautettu enimmäismäärä osia. Kysy lopusta myymäläpäälliköltä.
refusal-too_many_refunds = Maksua on palautettu enimmäismäärä osia. Valitse muu maksutapa.
refusal-more_than_bought = Riviltä voi palauttaa enää { $left }.
refusal-other_currency = Myynti oli eri valuutassa kuin tämä kassa. Ota se takaisin kassalla, jolla on se valuutta.
refusal-nothing_to_pay_out = Maksettavaa ei ole. Puuttuva on matkalla.
refusal-too_few_points = { $count ->
    [one] Jäsenellä on { $number } piste käytettävänä.
   *[other] Jäsenellä on { $number } pistettä käytettävänä.
}
refusal-points_not_spent = Pisteitä ei voi käyttää täällä. Käytä muuta maksutapaa.
refusal-points_not_proved = Lue asiakkaan henkilökohtainen QR, niin pisteitä voi käyttää.
refusal-points_to_be_approved = Jäsenen on hyväksyttävä pisteet. Jätä vähintään { $minimum } pyyntöön jäsenen omaan puhelimeen, lue henkilökohtainen QR tai poista pisteet.
refusal-points_used = Myynnissä on jo pisteitä. Ota ne ensin takaisin, jos käytät muita.
refusal-not_a_member = Asiakas ei ole jäsen. Pyydä ensin jäseneksi.
refusal-membership_unanswered = Kerho ei juuri nyt kerro, kuka on jäsen. Yritä myöhemmin uudelleen.
refusal-already_booked = Ostos on kirjattu toiselle jäsenelle.
refusal-too_late = { $count ->
    [one] Ostoksen voi kirjata jäsenelle { $number } päivän ajan, ja tämä on vanhempi.
   *[other] Ostoksen voi kirjata jäsenelle { $number } päivän ajan, ja tämä on vanhempi.
}
refusal-member_erased = Henkilön tiedot on poistettu: kukaan ei enää tiedä, kuka hän oli.
refusal-member_busy = Jäsenellä on avoin myynti kassalla. Viimeistele tai peruuta se ensin.
refusal-no_points = Kerho ei anna pisteitä.
refusal-points_impossible = Pisteet ovat kokonaisluku 1–1 000 000, tai alle nollan, jos niitä vähennetään.
refusal-never_discounted = Tästä ei saa antaa alennusta. Lisää se omalla hinnallaan.
refusal-second_person_needed = Näin monta pistettä vaatii toisen henkilön. Pyydä jotakuta vahvistamaan ne.
refusal-proposal_unknown = Sillä numerolla ei odota pisteitä. Joku on voinut jo vastata.
refusal-too_many_proposals = Jäsenen pisteitä odottaa toista henkilöä jo enimmäismäärä. Vastaa niihin ensin.
refusal-refund_under_way = Rahaa on jo matkalla takaisin, joten palautus jatkuu. Odota, että se päättyy.
refusal-voucher_unknown = Millään kupongilla ei ole sitä koodia. Katso sitä uudelleen tai jatka ilman.
refusal-voucher_exists = Sillä koodilla on jo kuponki, ja se koskee muuta.
refusal-voucher_expired = Kuponki on vanhentunut: viimeinen päivä oli { $until }. Jatka ilman.
refusal-voucher_not_yet = Kuponki ei ole vielä voimassa: ensimmäinen päivä on { $from }. Jatka ilman.
refusal-voucher_used = Kuponki käytettiin { $on } ja kelpaa yhteen ostokseen. Jatka ilman.
refusal-voucher_held = Kuponki on jo toisessa myynnissä. Viimeistele se myynti tai poista kuponki siitä.
refusal-voucher_not_for_customer = Kuponki ei ole tälle asiakkaalle. Jos se on hänen, lue ensin henkilökohtainen QR.
refusal-voucher_other_store = Kuponki ei kelpaa tässä myymälässä. Jatka ilman.
refusal-voucher_withdrawn = Myymälä on perunut kupongin. Jatka ilman.
refusal-voucher_not_on_sale = Myynnissä ei ole sitä kuponkia.
refusal-too_many_vouchers = Myynnissä on enimmäismäärä kuponkeja. Poista ensin yksi.
refusal-too_many_of_member = Jäsenellä on ollut enimmäismäärä kuponkeja. Tee sellainen kaikille jäsenille.
refusal-voucher_in_training = Kupongit ovat oikeita, joten harjoituksessa niitä ei käytetä.
refusal-voucher_impossible = Kuponki ei voi olla sellainen. Katso, mihin se kelpaa.

refusal-internal = Meillä on jokin vialla. Katso koria ja yritä sitten uudelleen.
refusal-scan_empty = Mitään ei luettu.
refusal-scan_too_long = Koodi on liian pitkä viivakoodiksi, henkilökohtaiseksi QR:ksi, kupongiksi tai puhelinnumeroksi.
refusal-scan_foreign_qr = QR-koodi ei ole Vippsin tai MobilePayn henkilökohtainen QR.
refusal-scan_check_digit = Viivakoodi luettiin väärin: tarkistusnumero ei täsmää. Lue uudelleen.
refusal-phone_number_impossible = { $why ->
    [country] Puhelinnumeroa ei voi käyttää: Norjan, Tanskan, Suomen, Ruotsin ja Grönlannin numerot käyvät.
    [length] Puhelinnumeroa ei voi käyttää: siinä on liian vähän tai liian monta numeroa.
   *[letters] Puhelinnumeroa ei voi käyttää: puhelinnumerossa on vain numeroita, maatunnuksen kanssa tai ilman.
}
refusal-scan_voucher_misread = Kupongin koodi luettiin väärin: lue uudelleen tai katso jokaista merkkiä.
refusal-scan_unknown = Se ei ole viivakoodi, henkilökohtainen QR, kuponki eikä puhelinnumero.
refusal-product_unknown = Millään tuotteella ei ole sitä numeroa. Lue uudelleen tai lisää se tuoteluetteloon.
refusal-personal_qr_refused = Henkilökohtainen QR ei ole enää voimassa. Pyydä asiakasta näyttämään se uudelleen.
refusal-vipps_unreachable = { $company } ei vastaa. Kirjoita puhelinnumero tai käytä muuta maksutapaa.
refusal-vipps_unavailable = { $company } ei juuri nyt vastaa. Käytä muuta maksutapaa.
refusal-vipps_keys_refused = { $company } ei hyväksy myymälän avaimia. Käytä muuta maksutapaa ja kerro kassan käyttöönottajalle.
refusal-too_many_look_ups = Kassalla haettiin minuutissa liian monta numeroa. Odota hetki tai lue asiakkaan henkilökohtainen QR.
refusal-club_unavailable = Kerholta ei juuri nyt voi kysyä pisteitä. Käytä muuta maksutapaa tai yritä myöhemmin uudelleen.
refusal-till_unknown = Kassaa ei ole.
refusal-member_unknown = Jäsentä ei ole.
refusal-store_unknown = Myymälää ei ole.
refusal-consent_text_unknown = Kerholla ei ole tekstiä sille suostumukselle. Lisää se asetuksiin ja kirjaa sitten.
refusal-terms_missing = Kukaan ei ole jäsen hyväksymättä ehtoja. Tuo se suostumus mukana.
refusal-club_elsewhere = Kerho on omassa järjestelmässään. Lisää jäsenet siellä.
refusal-contended = Tälle myynnille tapahtuu liikaa yhtä aikaa. Yritä uudelleen.

refused-customer = Tämä asiakas ei voi maksaa sovelluksella sillä numerolla. Käytä muuta maksutapaa.
refused-code-over = Koodi ei ole enää voimassa. Pyydä asiakasta näyttämään se uudelleen ja pyydä maksu uudelleen.
refused-push = Myymälälle ei ole vielä hyväksytty pyyntöjä puhelimeen. Pyydä uudelleen, niin QR tulee asiakasnäyttöön, tai käytä muuta maksutapaa.
refused-bank-account = { $company } ei ole vielä vahvistanut myymälän pankkitiliä. Käytä muuta maksutapaa ja kerro myymäläpäällikölle.
refused-not-set-up = Myymälää ei ole asetettu ottamaan maksuja sovelluksella. Käytä muuta maksutapaa ja kerro myymäläpäällikölle.
refused-currency = Myymälä ei voi ottaa sitä valuuttaa sovelluksella. Käytä muuta maksutapaa ja kerro myymäläpäällikölle.
refused-agreement = Myymälän sopimus ({ $company }) ei salli tätä pyyntöä. Käytä muuta maksutapaa ja kerro myymäläpäällikölle.
refused-too-small = Summa on liian pieni maksettavaksi sovelluksella. Käytä muuta maksutapaa.
refused-same-name = Pyyntö kohtasi toisen samannimisen. Pyydä uudelleen.
refused-form = Pyyntö ei ollut sellainen kuin { $company } haluaa. Käytä muuta maksutapaa. Tukea varten: koodi { $code }.
refused-other = { $company } ei hyväksynyt pyyntöä. Käytä muuta maksutapaa. Tukea varten: koodi { $code }.
refused-unsaid = { $company } ei hyväksynyt pyyntöä. Käytä muuta maksutapaa.
