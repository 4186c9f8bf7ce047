# Bringing in files.

office-import = Tuonti
import-lead = CSV-tiedostoja, sellaisina kuin taulukkolaskenta ne tallentaa (CSV UTF-8). Jokainen käydään ensin läpi: mitään ei tuoda ennen hyväksyntääsi, eikä mitään niin kauan kuin jokin rivi ei kelpaa.
import-products-what = Nimet, viivakoodit, alv, hinnat ja ryhmät. Olemassa oleva muuttuu siltä osin kuin tiedosto sanoo toisin.
import-prices = Hinnastot
import-prices-what = Hintoja kaikille, jäsenille, kerholle, tasolle tai yhdelle jäsenelle, ensimmäisestä päivästä viimeiseen. Rivi ilman hintaa peruu hinnan.
import-vouchers-what = Toisen järjestelmän koodeja, joista kukin antaa alennuksen prosentteina tai summana.
import-members-what = Toisen kerhojärjestelmän jäsenet suostumuksineen ja pisteineen.
import-file = CSV-tiedosto
import-consents = Suostumukset
import-points = Pisteet, jos niitä on
import-example = Esimerkki
import-current = Nykyinen
import-look = Käy läpi
import-no-file = Valitse tiedosto.
import-too-large = Se on yli { $most } Mt. Tuo se osissa.
import-busy = Toinen tuonti on käynnissä. Odota tai pysäytä se.
import-not-there = Tuontia ei enää ole. Tuo tiedostot uudelleen.
import-by = Tuoja: { $who }
import-checking = Käydään läpi …
import-putting = Tuodaan …
import-rows = { $done } / { $whole } riviä
import-ready = { $count ->
    [one] { $number } rivi voidaan tuoda.
   *[other] { $number } riviä voidaan tuoda.
}
import-before = { $count ->
    [one] { $number } rivi on jo olemassa.
   *[other] { $number } riviä on jo olemassa.
}
import-nothing-new = Kaikki on jo olemassa, juuri kuten tiedostossa.
import-put = Tuo
import-forget = Älä tuo
import-stop = Pysäytä
import-close = Sulje
import-waits = Tuonti odottaa vastaustasi puoli tuntia.
import-done = { $count ->
    [one] { $number } rivi tuotiin.
   *[other] { $number } riviä tuotiin.
}
import-unusable = { $count ->
    [one] { $number } rivi ei kelpaa, eikä mitään tuotu.
   *[other] { $number } riviä ei kelpaa, eikä mitään tuotu.
}
import-unusable-file = Tiedosto ei kelpaa, eikä mitään tuotu.
import-line = Rivi
import-wrong = Mikä on vialla
import-more = { $count ->
    [one] ja vielä { $number } rivi
   *[other] ja vielä { $number } riviä
}
import-and-more = ja vielä { $number }
import-stopped-at = Tuonti pysähtyi riville { $line }. Jo tuodut rivit säilyvät. Tuo samat tiedostot uudelleen, niin se jatkuu.
import-stopped = Tuonti pysähtyi. Jo tuodut rivit säilyvät. Tuo samat tiedostot uudelleen, niin se jatkuu.
import-warnings = Katso ensin tämä
import-dearer = Rivi { $line }: kalliimpi kuin tuoteluettelossa, joten kukaan ei saa sitä hintaa.
import-dormant = { $count ->
    [one] { $number } jäsenestä ei ole kuultu niin pitkään aikaan, että kerho poistaa hänet vuorokauden kuluessa: rivi { $line }.
   *[other] { $number } jäsenestä ei ole kuultu niin pitkään aikaan, että kerho poistaa heidät vuorokauden kuluessa; ensimmäinen on rivillä { $line }.
}

# Why a file, a line or a cell can't be used.

import-not-utf8 = Rivin { $line } merkit eivät ole UTF-8:aa. Tallenna tiedosto muodossa CSV UTF-8.
import-header = Ensimmäisen rivin on oltava { $wanted }
import-nothing = Ensimmäisen rivin alla ei ole mitään.
import-no-earning = Kerho ei anna pisteitä: asetuksissa ei ole kohtaa [[club.earning]].
import-not-csv = tämä ei ole CSV:tä: puuttuuko lopettava lainausmerkki?
import-columns = sarakkeita: { $there }; pitäisi olla { $wanted }
import-same = sama kuin rivi { $line }
import-same-gtin = gtin: sama kuin rivillä { $line }, joka on toinen tuote
import-too-many-answers = jäsenellä on enintään { $most } vastausta
import-too-many-points = jäsenellä on enintään { $most } pisteriviä
import-no-terms = suostumuksissa ei ole hyväksyntää ehdoille, tai se on myöhemmin peruttu
import-voucher-name = name: 1–60 merkkiä
import-voucher-percent = percent: yli 0 ja enintään 100
import-voucher-amount = amount: valuutta puuttuu
import-voucher-minimum = minimum: valuutta puuttuu
import-voucher-many = liian monta tuotetta ja myymälää nimetty: tee tuotteista ryhmä
import-voucher-days = se päättyy ennen kuin alkaa
import-voucher-off = alennus on prosentteina tai summana, ei molempina
import-voucher-nowhere = se ei kelpaisi kenellekään missään myymälässä: katso stores, currency ja audience
import-empty = kenttä ei voi olla tyhjä
import-long = enintään { $most } merkkiä: puuttuuko lopettava lainausmerkki?
import-one-of = se on jokin näistä: { $choices }
import-number = kokonaisluku, { $least }–{ $most }
import-price = hinta pienimpänä yksikkönä (äyreinä tai sentteinä): 239900 on 2399,00
import-dear = hinta on enintään 650000,00: onko tämä viivakoodi?
import-day = ei kelvollinen päivämäärä: kirjoita kuten 2026-12-01
import-to-come = tuleva päivä
import-gone = mennyt päivä
import-early = päivä ennen vuotta { $year }
import-ends-first = se on ennen ensimmäistä päivää
import-gtin = viivakoodissa on 8, 12, 13 tai 14 numeroa
import-check-digit = viivakoodin viimeinen numero ei täsmää
import-group = ryhmän nimessä on kirjaimia, numeroita, - _ ja ., ja ryhmien välissä on välilyönti
import-groups = tuote on enintään 20 ryhmässä
import-code = kupongin koodissa on kirjaimia ja numeroita, vähintään yksi kumpaakin, yhteensä 6–40
import-code-slip = viimeinen merkki ei täsmää
import-phone = ei kelpaa puhelinnumeroksi: kirjoita kuten +4798765432, maatunnuksineen
import-email = sähköpostiosoitteessa on oltava @
import-goods = tuotteita tunnuksella tai group:RYHMÄ, välilyönnein
import-audience = public, members, club:KERHO, tier:KERHO:TASO tai personal:JÄSENTUNNUS
import-no-store = asetuksissa ei ole myymälää sillä tunnuksella
import-no-club = missään myymälässä ei ole sitä kerhoa
import-store-clubless = sillä ei ole kerhoa
import-other-club = sen kerho on eri kuin ensimmäisen jäsenen
import-own-system = sen kerhoa hallitaan omassa järjestelmässä, joten jäsenet kuuluvat sinne
import-no-product = tuotetta { $product }, jolla on hinta valuutassa { $currency }, ei ole
import-no-member = sellaista jäsentä ei ole
import-not-in-members = se ei ole jäsentiedostossa
import-number-taken = jäsenellä on se jo, eikä häntä tuotu tältä riviltä
import-code-taken = koodilla on jo kuponki, joka koskee muuta
import-no-text = kerhon asetuksissa ei ole tälle tarkoitukselle kohtaa [[club.consent]]
import-no-words = kerhon asetuksissa ei ole tällä versiolla ja kielellä kohtaa [[club.consent]]
journal-import = { $count ->
    [one] Tuonti: { $what }, { $number } rivi
   *[other] Tuonti: { $what }, { $number } riviä
}
