# Bringing in files.

office-import = Tuonti
import-lead = CSV-tiedostoja, sellaisina kuin taulukkolaskenta ne tallentaa (CSV UTF-8). Jokainen käydään ensin läpi: mitään ei viedä ennen hyväksyntääsi, eikä mitään niin kauan kuin jokin rivi ei kelpaa.
import-products-what = Nimet, viivakoodit, alv, hinnat ja ryhmät. Olemassa oleva muuttuu siltä osin kuin tiedosto sanoo toisin.
import-prices = Hinnastot
import-prices-what = Hintoja kaikille, jäsenille, kerholle, tasolle tai yhdelle jäsenelle, ensimmäisestä päivästä viimeiseen. Rivi ilman hintaa peruu sen.
import-vouchers-what = Toisen järjestelmän koodeja, joista kukin antaa prosentin tai summan.
import-members-what = Toisen kerhojärjestelmän jäsenet suostumuksineen ja pisteineen.
import-file = CSV-tiedosto
import-consents = Suostumukset
import-points = Pisteet, jos niitä on
import-example = Esimerkki
import-look = Käy läpi
import-no-file = Valitse tiedosto.
import-too-large = Se on yli { $most } Mt. Tuo se osissa.
import-busy = Toinen tuonti on käynnissä. Odota tai pysäytä se.
import-by = Tuonut { $who }
import-checking = Käydään läpi …
import-putting = Viedään …
import-rows = { $done } / { $whole } riviä
import-ready = { $count ->
    [one] { $number } rivi voidaan viedä.
   *[other] { $number } riviä voidaan viedä.
}
import-before = { $count ->
    [one] { $number } rivi on jo olemassa.
   *[other] { $number } riviä on jo olemassa.
}
import-nothing-new = Kaikki on jo olemassa, juuri kuten tiedostossa.
import-put = Vie
import-forget = Älä vie
import-stop = Pysäytä
import-close = Sulje
import-waits = Se odottaa vastaustasi puoli tuntia.
import-done = { $count ->
    [one] { $number } rivi vietiin.
   *[other] { $number } riviä vietiin.
}
import-unusable = { $count ->
    [one] { $number } rivi ei kelpaa, eikä mitään viety.
   *[other] { $number } riviä ei kelpaa, eikä mitään viety.
}
import-unusable-file = Tiedosto ei kelpaa, eikä mitään viety.
import-line = Rivi
import-wrong = Mikä on vialla
import-more = { $count ->
    [one] ja vielä { $number } rivi
   *[other] ja vielä { $number } riviä
}
import-stopped-at = Se pysähtyi riville { $line }. Viety säilyy. Tuo samat tiedostot uudelleen, niin se jatkuu.
import-stopped = Se pysähtyi. Viety säilyy. Tuo samat tiedostot uudelleen, niin se jatkuu.
import-warnings = Katso ensin tämä
import-dearer = Rivi { $line }: kalliimpi kuin tuoteluettelossa, joten kukaan ei saa sitä hintaa.
import-dormant = { $count ->
    [one] { $number } jäsenestä ei ole kuultu niin pitkään aikaan, että kerho poistaa hänet vuorokauden kuluessa; ensimmäinen on rivillä { $line }.
   *[other] { $number } jäsenestä ei ole kuultu niin pitkään aikaan, että kerho poistaa heidät vuorokauden kuluessa; ensimmäinen on rivillä { $line }.
}

# Why a file, a line or a cell can't be used.

import-not-utf8 = Rivillä { $line } on kirjaimia toisessa muodossa. Tallenna tiedosto muodossa CSV UTF-8.
import-header = Ensimmäisen rivin on oltava { $wanted }
import-nothing = Ensimmäisen rivin alla ei ole mitään.
import-no-earning = Kerho ei anna pisteitä: asetuksissa ei ole kohtaa [[club.earning]].
import-not-csv = tämä ei ole CSV:tä: onko lainausmerkki jäänyt auki?
import-columns = { $there } saraketta, kun pitäisi olla { $wanted }
import-same = sama kuin rivi { $line }
import-too-many-answers = jäsenellä on enintään { $most } vastausta
import-too-many-points = jäsenellä on enintään { $most } pisteriviä
import-no-terms = suostumuksissa ei ole hyväksyntää ehdoille, tai se on myöhemmin peruttu
import-voucher-name = name: 1–60 merkkiä
import-voucher-percent = percent: yli 0 ja enintään 100
import-voucher-amount = amount: valuutta puuttuu
import-voucher-minimum = minimum: valuutta puuttuu
import-voucher-many = liian monta tuotetta ja myymälää nimetty: tee tuotteista ryhmä
import-voucher-days = se päättyy ennen kuin alkaa
import-voucher-off = se vähentää joko prosentin tai summan, ei molempia
import-voucher-nowhere = se ei kelpaisi kenellekään missään myymälässä: katso stores, currency ja audience
import-empty = se ei voi olla tyhjä
import-long = enintään { $most } merkkiä: onko lainausmerkki jäänyt auki?
import-one-of = se on jokin näistä: { $choices }
import-number = kokonaisluku, { $least }–{ $most }
import-price = hinta sentteinä: 239900 on 2399,00
import-dear = hinta on enintään 650000,00: onko tämä viivakoodi?
import-day = ei ole päivä: kirjoita kuten 2026-12-01
import-to-come = tuleva päivä
import-gone = mennyt päivä
import-early = päivä ennen vuotta { $year }
import-ends-first = se on ennen ensimmäistä päivää
import-gtin = viivakoodissa on 8, 12, 13 tai 14 numeroa
import-check-digit = viivakoodin viimeinen numero ei sovi muihin
import-group = ryhmän nimessä on kirjaimia, numeroita, - _ ja ., ja ryhmien välissä on välilyönti
import-groups = tuote on enintään 20 ryhmässä
import-code = kupongin koodissa on kirjaimia ja numeroita, vähintään yksi kumpaakin, yhteensä 6–40
import-code-slip = viimeinen merkki ei sovi muihin
import-phone = ei ole puhelinnumero: kirjoita kuten +4798765432, maatunnuksen kanssa
import-email = osoitteessa on @
import-goods = tuotteita tunnuksella tai group:RYHMÄ, välilyönnein
import-audience = public, members, club:KERHO, tier:KERHO:TASO tai personal:JÄSENTUNNUS
import-no-store = asetuksissa ei ole myymälää sillä tunnuksella
import-no-club = missään myymälässä ei ole sitä kerhoa
import-store-clubless = sillä ei ole kerhoa
import-other-club = sen kerho on eri kuin ensimmäisen jäsenen
import-own-system = sen kerhoa pidetään omassa järjestelmässä, joten jäsenet kuuluvat sinne
import-no-product = tuotetta { $product }, jolla on hinta valuutassa { $currency }, ei ole
import-no-member = sellaista jäsentä ei ole
import-not-in-members = se ei ole jäsentiedostossa
import-number-taken = jäsenellä on se jo, eikä häntä tuotu tältä riviltä
import-code-taken = sillä on jo kuponki, joka käy johonkin muuhun
import-no-text = kerhon asetuksissa ei ole sille kohtaa [[club.consent]]
import-no-words = kerhon asetuksissa ei ole näillä kohtaa [[club.consent]]
journal-import = { $count ->
    [one] Tuonti, { $what }: { $number } rivi
   *[other] Tuonti, { $what }: { $number } riviä
}
