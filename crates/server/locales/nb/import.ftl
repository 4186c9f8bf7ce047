# Bringing in files.

office-import = Import
import-lead = CSV-filer, slik regneark lagrer dem (CSV UTF-8). Hver fil blir sett gjennom først: ingenting legges inn før du sier ja, og ingenting så lenge en linje ikke kan brukes.
import-products-what = Navn, strekkoder, mva, priser og grupper. Det som finnes, endres der filen sier noe annet.
import-prices = Prislister
import-prices-what = Priser for alle, medlemmer, en klubb, et nivå eller ett medlem, fra en første til en siste dag. En linje uten pris trekker prisen tilbake.
import-vouchers-what = Koder fra et annet system. Hver gir avslag i prosent eller med et beløp.
import-members-what = Medlemmer fra et annet klubbsystem med det de har samtykket til, og poengene de har.
import-file = CSV-fil
import-consents = Samtykkene
import-points = Poeng, hvis de har noen
import-example = Eksempel
import-current = Slik det er nå
import-look = Gå gjennom
import-no-file = Velg en fil.
import-too-large = Det er mer enn { $most } MB. Del opp filen.
import-busy = En annen import er i gang. Vent på den, eller stopp den.
import-not-there = Den importen er ikke her lenger. Last opp filene på nytt.
import-by = Lastet opp av { $who }
import-checking = Går gjennom …
import-putting = Legges inn …
import-rows = { $done } av { $whole } linjer
import-ready = { $count ->
    [one] { $number } linje kan legges inn.
   *[other] { $number } linjer kan legges inn.
}
import-before = { $count ->
    [one] { $number } linje finnes fra før.
   *[other] { $number } linjer finnes fra før.
}
import-nothing-new = Alt finnes fra før, akkurat som i filen.
import-put = Legg inn
import-forget = Ikke legg inn
import-stop = Stopp
import-close = Lukk
import-waits = Importen venter en halv time på svaret ditt.
import-done = { $count ->
    [one] { $number } linje er lagt inn.
   *[other] { $number } linjer er lagt inn.
}
import-unusable = { $count ->
    [one] { $number } linje kan ikke brukes, og ingenting er lagt inn.
   *[other] { $number } linjer kan ikke brukes, og ingenting er lagt inn.
}
import-unusable-file = Filen kan ikke brukes, og ingenting er lagt inn.
import-line = Linje
import-wrong = Hva som er galt
import-more = { $count ->
    [one] og { $number } linje til
   *[other] og { $number } linjer til
}
import-and-more = og { $number } til
import-stopped-at = Importen stoppet ved linje { $line }. Det som er lagt inn, blir værende. Last opp de samme filene på nytt, så fortsetter den.
import-stopped = Importen stoppet. Det som er lagt inn, blir værende. Last opp de samme filene på nytt, så fortsetter den.
import-warnings = Se på dette først
import-dearer = Linje { $line }: dyrere enn i varekatalogen, så ingen får den prisen.
import-dormant = { $count ->
    [one] { $number } medlem har ikke vist livstegn på så lenge at klubben sletter det innen et døgn: linje { $line }.
   *[other] { $number } medlemmer har ikke vist livstegn på så lenge at klubben sletter dem innen et døgn, det første på linje { $line }.
}

# Why a file, a line or a cell can't be used.

import-not-utf8 = Linje { $line } har tegn som ikke er UTF-8. Lagre filen som CSV UTF-8.
import-header = Første linje må være { $wanted }
import-nothing = Det står ingenting under første linje.
import-no-earning = Klubben gir ikke poeng: innstillingene har ingen [[club.earning]].
import-not-csv = dette er ikke CSV: mangler et avsluttende anførselstegn?
import-columns = kolonner: { $there }; det skal være { $wanted }
import-same = samme som linje { $line }
import-same-gtin = gtin: den samme som i linje { $line }, som er en annen vare
import-too-many-answers = et medlem har høyst { $most } svar
import-too-many-points = et medlem har høyst { $most } linjer med poeng
import-no-terms = samtykkene har ikke noe ja til vilkårene, eller et senere nei
import-voucher-name = name: 1 til 60 tegn
import-voucher-percent = percent: mer enn 0 og høyst 100
import-voucher-amount = amount: valutaen mangler
import-voucher-minimum = minimum: valutaen mangler
import-voucher-many = for mange varer og butikker er nevnt: lag en gruppe av varene
import-voucher-days = den slutter før den begynner
import-voucher-off = avslaget er i prosent eller et beløp, ikke begge deler
import-voucher-nowhere = den ville ikke gjelde for noen i noen butikk: se på stores, currency og audience
import-empty = feltet kan ikke være tomt
import-long = høyst { $most } tegn: mangler et avsluttende anførselstegn?
import-one-of = den er en av { $choices }
import-number = et helt tall, { $least } til { $most }
import-price = en pris i minste enhet (øre eller cent): 239900 er 2399,00
import-dear = en pris er høyst 650000,00: er dette en strekkode?
import-day = ikke en gyldig dato: skriv som 2026-12-01
import-to-come = datoen er fram i tid
import-gone = datoen er passert
import-early = en dato før { $year }
import-ends-first = den er før første dag
import-gtin = en strekkode har 8, 12, 13 eller 14 sifre
import-check-digit = siste siffer i strekkoden stemmer ikke
import-group = et gruppenavn består av bokstaver, sifre, - _ og ., og gruppene har mellomrom mellom seg
import-groups = en vare er i høyst 20 grupper
import-code = en kupongkode har bokstaver og sifre, minst én av hver, 6 til 40 i alt
import-code-slip = siste tegn stemmer ikke
import-phone = ikke et gyldig telefonnummer: skriv som +4798765432, med landskode
import-email = en e-postadresse må ha @
import-goods = varer etter id, eller group:GRUPPE, med mellomrom mellom
import-audience = public, members, club:KLUBB, tier:KLUBB:NIVÅ eller personal:MEDLEMS-ID
import-no-store = innstillingene har ingen butikk med den id-en
import-no-club = ingen butikk har den klubben
import-store-clubless = den har ingen klubb
import-other-club = klubben er en annen enn det første medlemmets
import-own-system = klubben føres i et eget system, så medlemmene hører hjemme der
import-no-product = det finnes ingen vare { $product } med en pris i { $currency }
import-no-member = det finnes ikke noe slikt medlem
import-not-in-members = det står ikke i filen med medlemmer
import-number-taken = et medlem har det allerede, og kom ikke fra denne linjen
import-code-taken = det finnes alt en kupong med koden, og den gjelder noe annet
import-no-text = klubbens innstillinger har ingen [[club.consent]] for dette formålet
import-no-words = klubbens innstillinger har ingen [[club.consent]] med denne versjonen og dette språket
journal-import = { $count ->
    [one] Import: { $what }, { $number } linje
   *[other] Import: { $what }, { $number } linjer
}
