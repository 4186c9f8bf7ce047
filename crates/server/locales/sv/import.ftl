# Bringing in files.

office-import = Import
import-lead = CSV-filer, som kalkylprogram sparar dem (CSV UTF-8). Varje fil gås igenom först: ingenting läggs in innan du säger ja, och ingenting så länge en rad inte kan användas.
import-products-what = Namn, streckkoder, moms, priser och grupper. Det som finns ändras där filen säger något annat.
import-prices = Prislistor
import-prices-what = Priser för alla, medlemmar, en klubb, en nivå eller en medlem, från en första till en sista dag. En rad utan pris drar tillbaka priset.
import-vouchers-what = Koder från ett annat system. Var och en ger rabatt i procent eller med ett belopp.
import-members-what = Medlemmar från ett annat klubbsystem med vad de har samtyckt till, och poängen de har.
import-file = CSV-fil
import-consents = Samtyckena
import-points = Poäng, om de har några
import-example = Exempel
import-current = Som det är nu
import-look = Gå igenom
import-no-file = Välj en fil.
import-too-large = Det är mer än { $most } MB. Dela upp filen.
import-busy = En annan import pågår. Vänta på den, eller stoppa den.
import-not-there = Den importen finns inte kvar. Ladda upp filerna igen.
import-by = Uppladdad av { $who }
import-checking = Går igenom …
import-putting = Läggs in …
import-rows = { $done } av { $whole } rader
import-ready = { $count ->
    [one] { $number } rad kan läggas in.
   *[other] { $number } rader kan läggas in.
}
import-before = { $count ->
    [one] { $number } rad finns redan.
   *[other] { $number } rader finns redan.
}
import-nothing-new = Allt finns redan, precis som i filen.
import-put = Lägg in
import-forget = Lägg inte in
import-stop = Stoppa
import-close = Stäng
import-waits = Importen väntar en halvtimme på ditt svar.
import-done = { $count ->
    [one] { $number } rad är inlagd.
   *[other] { $number } rader är inlagda.
}
import-unusable = { $count ->
    [one] { $number } rad kan inte användas, och ingenting är inlagt.
   *[other] { $number } rader kan inte användas, och ingenting är inlagt.
}
import-unusable-file = Filen kan inte användas, och ingenting är inlagt.
import-line = Rad
import-wrong = Vad som är fel
import-more = { $count ->
    [one] och { $number } rad till
   *[other] och { $number } rader till
}
import-and-more = och { $number } till
import-stopped-at = Importen stannade vid rad { $line }. Det som lagts in finns kvar. Ladda upp samma filer igen, så fortsätter den.
import-stopped = Importen stannade. Det som lagts in finns kvar. Ladda upp samma filer igen, så fortsätter den.
import-warnings = Titta på detta först
import-dearer = Rad { $line }: dyrare än i varuregistret, så ingen får det priset.
import-dormant = { $count ->
    [one] { $number } medlem har inte hörts av på så länge att klubben raderar den inom ett dygn: rad { $line }.
   *[other] { $number } medlemmar har inte hörts av på så länge att klubben raderar dem inom ett dygn, den första på rad { $line }.
}

# Why a file, a line or a cell can't be used.

import-not-utf8 = Rad { $line } har tecken som inte är UTF-8. Spara filen som CSV UTF-8.
import-header = Första raden måste vara { $wanted }
import-nothing = Det står ingenting under första raden.
import-no-earning = Klubben ger inga poäng: inställningarna har ingen [[club.earning]].
import-not-csv = det här är inte CSV: saknas ett avslutande citattecken?
import-columns = kolumner: { $there }; det ska vara { $wanted }
import-same = samma som rad { $line }
import-same-gtin = gtin: samma som på rad { $line }, som är en annan vara
import-too-many-answers = en medlem har högst { $most } svar
import-too-many-points = en medlem har högst { $most } rader med poäng
import-no-terms = samtyckena har inget ja till villkoren, eller ett senare nej
import-voucher-name = name: 1 till 60 tecken
import-voucher-percent = percent: mer än 0 och högst 100
import-voucher-amount = amount: valutan saknas
import-voucher-minimum = minimum: valutan saknas
import-voucher-many = för många varor och butiker nämns: gör en grupp av varorna
import-voucher-days = den slutar innan den börjar
import-voucher-off = rabatten är i procent eller ett belopp, inte båda delarna
import-voucher-nowhere = den skulle inte gälla för någon i någon butik: titta på stores, currency och audience
import-empty = fältet får inte vara tomt
import-long = högst { $most } tecken: saknas ett avslutande citattecken?
import-one-of = den är en av { $choices }
import-number = ett heltal, { $least } till { $most }
import-price = ett pris i minsta enhet (öre eller cent): 239900 är 2399,00
import-dear = ett pris är högst 650000,00: är det här en streckkod?
import-day = inget giltigt datum: skriv som 2026-12-01
import-to-come = datumet ligger i framtiden
import-gone = datumet har passerat
import-early = ett datum före { $year }
import-ends-first = den är före första dagen
import-gtin = en streckkod har 8, 12, 13 eller 14 siffror
import-check-digit = streckkodens sista siffra stämmer inte
import-group = ett gruppnamn består av bokstäver, siffror, - _ och ., och grupperna har blanksteg emellan
import-groups = en vara är i högst 20 grupper
import-code = en kupongkod har bokstäver och siffror, minst en av varje, 6 till 40 totalt
import-code-slip = sista tecknet stämmer inte
import-phone = inget giltigt telefonnummer: skriv som +4798765432, med landskod
import-email = en e-postadress måste ha @
import-goods = varor efter id, eller group:GRUPP, med blanksteg emellan
import-audience = public, members, club:KLUBB, tier:KLUBB:NIVÅ eller personal:MEDLEMS-ID
import-no-store = inställningarna har ingen butik med det id:t
import-no-club = ingen butik har den klubben
import-store-clubless = den har ingen klubb
import-other-club = klubben är en annan än den första medlemmens
import-own-system = klubben förs i ett eget system, så medlemmarna hör hemma där
import-no-product = det finns ingen vara { $product } med ett pris i { $currency }
import-no-member = det finns ingen sådan medlem
import-not-in-members = det står inte i filen med medlemmar
import-number-taken = en medlem har det redan, och kom inte från den här raden
import-code-taken = det finns redan en kupong med koden, och den gäller något annat
import-no-text = klubbens inställningar har ingen [[club.consent]] för detta ändamål
import-no-words = klubbens inställningar har ingen [[club.consent]] med den här versionen och det här språket
journal-import = { $count ->
    [one] Import: { $what }, { $number } rad
   *[other] Import: { $what }, { $number } rader
}
