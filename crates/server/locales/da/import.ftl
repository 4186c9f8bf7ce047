# Bringing in files.

office-import = Import
import-lead = CSV-filer, som regneark gemmer dem (CSV UTF-8). Hver fil gennemgås først: intet lægges ind, før du siger ja, og intet så længe en linje ikke kan bruges.
import-products-what = Navne, stregkoder, moms, priser og grupper. Det, der findes, ændres, hvor filen siger noget andet.
import-prices = Prislister
import-prices-what = Priser for alle, medlemmer, en klub, et niveau eller ét medlem, fra en første til en sidste dag. En linje uden pris trækker prisen tilbage.
import-vouchers-what = Koder fra et andet system. Hver giver rabat i procent eller med et beløb.
import-members-what = Medlemmer fra et andet klubsystem med det, de har givet samtykke til, og de point, de har.
import-file = CSV-fil
import-consents = Samtykkerne
import-points = Point, hvis de har nogen
import-example = Eksempel
import-current = Som det er nu
import-look = Gennemgå
import-no-file = Vælg en fil.
import-too-large = Det er mere end { $most } MB. Del filen op.
import-busy = En anden import er i gang. Vent på den, eller stop den.
import-not-there = Den import er her ikke længere. Upload filerne igen.
import-by = Uploadet af { $who }
import-checking = Gennemgår …
import-putting = Lægges ind …
import-rows = { $done } af { $whole } linjer
import-ready = { $count ->
    [one] { $number } linje kan lægges ind.
   *[other] { $number } linjer kan lægges ind.
}
import-before = { $count ->
    [one] { $number } linje findes i forvejen.
   *[other] { $number } linjer findes i forvejen.
}
import-nothing-new = Alt findes i forvejen, præcis som i filen.
import-put = Læg ind
import-forget = Læg ikke ind
import-stop = Stop
import-close = Luk
import-waits = Importen venter en halv time på dit svar.
import-done = { $count ->
    [one] { $number } linje er lagt ind.
   *[other] { $number } linjer er lagt ind.
}
import-unusable = { $count ->
    [one] { $number } linje kan ikke bruges, og intet er lagt ind.
   *[other] { $number } linjer kan ikke bruges, og intet er lagt ind.
}
import-unusable-file = Filen kan ikke bruges, og intet er lagt ind.
import-line = Linje
import-wrong = Hvad der er galt
import-more = { $count ->
    [one] og { $number } linje til
   *[other] og { $number } linjer til
}
import-and-more = og { $number } til
import-stopped-at = Importen stoppede ved linje { $line }. Det, der er lagt ind, bevares. Upload de samme filer igen, så fortsætter den.
import-stopped = Importen stoppede. Det, der er lagt ind, bevares. Upload de samme filer igen, så fortsætter den.
import-warnings = Se på dette først
import-dearer = Linje { $line }: dyrere end i varekataloget, så ingen får den pris.
import-dormant = { $count ->
    [one] { $number } medlem har ikke vist livstegn så længe, at klubben sletter det inden for et døgn: linje { $line }.
   *[other] { $number } medlemmer har ikke vist livstegn så længe, at klubben sletter dem inden for et døgn, det første på linje { $line }.
}

# Why a file, a line or a cell can't be used.

import-not-utf8 = Linje { $line } har tegn, der ikke er UTF-8. Gem filen som CSV UTF-8.
import-header = Første linje skal være { $wanted }
import-nothing = Der står intet under første linje.
import-no-earning = Klubben giver ikke point: indstillingerne har ingen [[club.earning]].
import-not-csv = dette er ikke CSV: mangler et afsluttende anførselstegn?
import-columns = kolonner: { $there }; der skal være { $wanted }
import-same = samme som linje { $line }
import-same-gtin = gtin: den samme som i linje { $line }, som er en anden vare
import-too-many-answers = et medlem har højst { $most } svar
import-too-many-points = et medlem har højst { $most } linjer med point
import-no-terms = samtykkerne har intet ja til vilkårene, eller et senere nej
import-voucher-name = name: 1 til 60 tegn
import-voucher-percent = percent: mere end 0 og højst 100
import-voucher-amount = amount: valutaen mangler
import-voucher-minimum = minimum: valutaen mangler
import-voucher-many = for mange varer og butikker er nævnt: lav en gruppe af varerne
import-voucher-days = den slutter, før den begynder
import-voucher-off = rabatten er i procent eller et beløb, ikke begge dele
import-voucher-nowhere = den ville ikke gælde for nogen i nogen butik: se på stores, currency og audience
import-empty = feltet må ikke være tomt
import-long = højst { $most } tegn: mangler et afsluttende anførselstegn?
import-one-of = den er en af { $choices }
import-number = et helt tal, { $least } til { $most }
import-price = en pris i mindste enhed (øre eller cent): 239900 er 2399,00
import-dear = en pris er højst 650000,00: er dette en stregkode?
import-day = ikke en gyldig dato: skriv som 2026-12-01
import-to-come = datoen ligger i fremtiden
import-gone = datoen er passeret
import-early = en dato før { $year }
import-ends-first = den er før første dag
import-gtin = en stregkode har 8, 12, 13 eller 14 cifre
import-check-digit = sidste ciffer i stregkoden passer ikke
import-group = et gruppenavn består af bogstaver, cifre, - _ og ., og der er mellemrum mellem grupperne
import-groups = en vare er i højst 20 grupper
import-code = en kuponkode har bogstaver og cifre, mindst ét af hver, 6 til 40 i alt
import-code-slip = sidste tegn passer ikke
import-phone = ikke et gyldigt telefonnummer: skriv som +4798765432, med landekode
import-email = en e-mailadresse skal have @
import-goods = varer efter id, eller group:GRUPPE, med mellemrum imellem
import-audience = public, members, club:KLUB, tier:KLUB:NIVEAU eller personal:MEDLEMS-ID
import-no-store = indstillingerne har ingen butik med det id
import-no-club = ingen butik har den klub
import-store-clubless = den har ingen klub
import-other-club = klubben er en anden end det første medlems
import-own-system = klubben føres i et eget system, så medlemmerne hører til der
import-no-product = der findes ingen vare { $product } med en pris i { $currency }
import-no-member = der findes ikke et sådant medlem
import-not-in-members = det står ikke i filen med medlemmer
import-number-taken = et medlem har det allerede og kom ikke fra denne linje
import-code-taken = der findes allerede en kupon med koden, og den gælder noget andet
import-no-text = klubbens indstillinger har ingen [[club.consent]] for dette formål
import-no-words = klubbens indstillinger har ingen [[club.consent]] med denne version og dette sprog
journal-import = { $count ->
    [one] Import: { $what }, { $number } linje
   *[other] Import: { $what }, { $number } linjer
}
