# Varför något inte gick, efter koden; och vad en nekad betalningsbegäran betyder.

refusal-sale_unknown = Köpet finns inte.
refusal-sale_exists = Det finns redan ett köp med det id:t.
refusal-till_busy = Kassan har ett öppet köp. Slutför eller avbryt det först.
refusal-sale_closed = Köpet är avslutat och kan inte ändras. Börja ett nytt.
refusal-other_till = Köpet hör till en annan kassa.
refusal-payment_open = En betalningsbegäran är öppen. Avbryt den först och ändra sedan köpet.
refusal-partly_paid = En del av köpet är betald. Ta tillbaka det först, och ändra eller parkera sedan köpet.
refusal-line_unknown = Raden finns inte i köpet.
refusal-too_many_lines = Köpet har så många rader som det kan ha. Slutför det och börja ett nytt.
refusal-too_many_attempts = Köpet har haft så många betalningsbegäranden som det kan ha. Använd ett annat betalsätt.
refusal-item_impossible = Ett pris, en rabatt eller ett antal på raden är omöjligt.
refusal-nothing_to_undo = Det finns inget att ångra.
refusal-discount_impossible = En rabatt är noll eller mer, och inte mer än raden kostar.
refusal-discount_too_high = Du får dra av högst { $most } på den raden. Fråga butikschefen om mer.
refusal-past_last_day = Sista dagen för den varan var { $day }. Sälj den inte; ta bort den från hyllan.
refusal-receipt_scanned = Det är ett av våra kvitton. Öppna det bland kvittona för att ta tillbaka varor.
refusal-vat_unknown = Varan har ingen momssats för i dag. Rätta det i varuregistret.
refusal-basket_empty = Varukorgen är tom. Skanna något först.
refusal-amount_below_minimum = Det minsta som kan betalas så är { $minimum }. Använd ett annat betalsätt.
refusal-amount_above_maximum = Det mesta som kan betalas så är { $maximum }. Använd ett annat betalsätt för en del.
refusal-tender_impossible = Beloppet är mer än vad som är kvar, eller inte mer än noll.
refusal-no_customer = Kunden är inte känd. Skanna personlig QR eller skriv telefonnummer.
refusal-other_customer = En annan kund finns på köpet. Ta bort den kunden först.
refusal-already_member = Kunden är redan medlem.
refusal-number_unknown = Kundens nummer är inte känt än. Skanna QR igen, eller skriv numret.
refusal-enrolment_open = En förfrågan om medlemskap är öppen på kundens telefon.
refusal-no_enrolment_open = Ingen förfrågan om medlemskap väntar på svar.
refusal-no_club = Butiken har ingen kundklubb.
refusal-member_blocked = Medlemskapet är spärrat och kan inte ändras eller förnyas. Fråga butikschefen.
refusal-not_blocked = Medlemskapet är inte spärrat.
refusal-member_withdrawn = Medlemmen har lämnat klubben. Fråga om medlemskap på nytt.
refusal-member_merged = En annan medlem står för den här. Ångra det först, eller ändra den andra.
refusal-not_merged = Den andra medlemmen står inte för den här, så det finns inget att ångra.
refusal-stands_for_others = Medlemmen står redan för andra. Ångra det först, eller behåll den här.
refusal-too_many_merged = Medlemmen står för så många andra som den kan. Se om det kan stämma.
refusal-other_club = De två är medlemmar i olika klubbar, så ingen kan stå för den andra.
refusal-points_held = Ett köp betalas med medlemmens poäng nu. Försök igen när det är klart.
refusal-membership_itself = Det är det som gör någon till medlem. Avsluta medlemskapet i stället.
refusal-number_taken = Numret tillhör redan en medlem i klubben.
refusal-no_payment_open = Ingen betalningsbegäran är öppen.
refusal-payment_approved = Kunden har redan betalat. Slutför köpet, eller ta tillbaka varorna efteråt.
refusal-nothing_to_decide = Det finns inget att avgöra om den betalningen.
refusal-tender_unknown = Betalningen finns inte i köpet.
refusal-sale_parked = Köpet är parkerat. Hämta fram det först.
refusal-not_parked = Köpet är inte parkerat, så det kan inte hämtas fram.
refusal-too_many_parked = Kassan har så många parkerade köp som den kan ha. Slutför eller avbryt det här i stället.
refusal-other_store = Köpet hör till en annan butik. Fortsätt med det där.
refusal-other_book = Övning och riktiga köp blandas inte. Gör det på en kassa av samma slag.
refusal-not_completed = Köpet är inte slutfört, så inget kan komma tillbaka än. Avbryt köpet i stället.
refusal-no_receipt_yet = Det finns inget kvitto ännu. Slutför köpet eller returen först.
refusal-receipt_not_printed = Kvittot är inte utskrivet ännu. Skriv ut det först, sedan kopian.
refusal-receipt_copied = Kvittot och dess enda kopia är utskrivna. Fler är inte tillåtna.
refusal-nothing_to_return = Välj minst en rad att ta tillbaka.
refusal-all_returned = Den raden har redan kommit tillbaka.
refusal-too_many_returns = Köpet har kommit tillbaka i så många delar som det kan. Fråga butikschefen om resten.
refusal-too_many_refunds = Den betalningen har getts tillbaka i så många delar som den kan. Välj ett annat betalsätt.
refusal-more_than_bought = Bara { $left } av den raden är kvar att ta tillbaka.
refusal-other_currency = Köpet var i en annan valuta än den här kassans. Ta tillbaka det på en kassa med den valutan.
refusal-nothing_to_pay_out = Det finns inget att betala ut. Det som saknas är på väg.
refusal-too_few_points = { $count ->
    [one] Medlemmen har { $number } poäng att använda.
   *[other] Medlemmen har { $number } poäng att använda.
}
refusal-points_not_spent = Poäng kan inte användas här. Använd ett annat betalsätt.
refusal-points_not_proved = Skanna kundens personliga QR för att använda poäng.
refusal-points_to_be_approved = Medlemmen måste godkänna poängen. Lämna { $minimum } eller mer till en begäran på medlemmens egen telefon, skanna personlig QR, eller ta bort poängen.
refusal-points_used = Det finns redan poäng på köpet. Ta bort dem först för att använda andra.
refusal-not_a_member = Kunden är inte medlem. Fråga om medlemskap först.
refusal-membership_unanswered = Klubben kan inte svara på vem som är medlem just nu. Försök igen senare.
refusal-already_booked = Köpet är registrerat på en annan medlem.
refusal-too_late = { $count ->
    [one] Ett köp kan registreras på en medlem i { $number } dag, och det här är äldre.
   *[other] Ett köp kan registreras på en medlem i { $number } dagar, och det här är äldre.
}
refusal-member_erased = Personen är raderad: ingen vet längre vem det var.
refusal-member_busy = Medlemmen har ett öppet köp i en kassa. Slutför eller avbryt det först.
refusal-no_points = Klubben ger inga poäng.
refusal-points_impossible = Poäng är ett heltal från 1 till 1 000 000, eller under noll för att dra av dem.
refusal-never_discounted = Varan får inte rabatteras. Lägg till den till sitt pris.
refusal-second_person_needed = Så många poäng kräver en person till. Be någon annan bekräfta dem.
refusal-proposal_unknown = Inga poäng väntar under det numret. Någon kan redan ha svarat.
refusal-too_many_proposals = Så många poäng för den medlemmen väntar redan på en person till. Svara på dem först.
refusal-refund_under_way = Pengar är redan på väg tillbaka, så returen fortsätter. Vänta tills den är klar.
refusal-voucher_unknown = Ingen kupong har den koden. Titta på den igen, eller fortsätt utan.
refusal-voucher_exists = Det finns redan en kupong med den koden, och den gäller något annat.
refusal-voucher_expired = Kupongen har gått ut: sista dagen var { $until }. Fortsätt utan.
refusal-voucher_not_yet = Kupongen gäller inte än: första dagen är { $from }. Fortsätt utan.
refusal-voucher_used = Kupongen användes { $on } och gäller ett köp. Fortsätt utan.
refusal-voucher_held = Ett köp har redan den kupongen. Slutför det köpet, eller ta bort kupongen där.
refusal-voucher_not_for_customer = Kupongen är inte för den här kunden. Är den kundens egen, skanna personlig QR först.
refusal-voucher_other_store = Kupongen gäller inte i den här butiken. Fortsätt utan.
refusal-voucher_withdrawn = Kupongen har dragits tillbaka av butiken. Fortsätt utan.
refusal-voucher_not_on_sale = Kupongen finns inte på köpet.
refusal-too_many_vouchers = Köpet har så många kuponger som det kan ha. Ta bort en först.
refusal-too_many_of_member = Medlemmen har haft så många kuponger som den kan ha. Gör en för alla medlemmar.
refusal-voucher_in_training = Kuponger är riktiga, så övning använder inga.
refusal-voucher_impossible = Kupongen kan inte vara så. Titta på vad den gäller.

refusal-internal = Något är fel hos oss. Titta på varukorgen och försök igen.
refusal-scan_empty = Inget skannades.
refusal-scan_too_long = Koden är för lång för att vara streckkod, personlig QR, kupong eller telefonnummer.
refusal-scan_foreign_qr = QR-koden är inte en personlig QR från Vipps eller MobilePay.
refusal-scan_check_digit = Streckkoden lästes fel: kontrollsiffran stämmer inte. Skanna igen.
refusal-phone_number_impossible = { $why ->
    [country] Telefonnumret kan inte användas: nummer från Norge, Danmark, Finland, Sverige och Grönland kan det.
    [length] Telefonnumret kan inte användas: det har för få eller för många siffror.
   *[letters] Telefonnumret kan inte användas: ett telefonnummer har bara siffror, med eller utan landskod.
}
refusal-scan_voucher_misread = Kupongkoden lästes fel: skanna igen, eller titta på varje tecken.
refusal-scan_unknown = Det är inte streckkod, personlig QR, kupong eller telefonnummer.
refusal-product_unknown = Ingen vara har det numret. Skanna igen, eller lägg in den i varuregistret.
refusal-personal_qr_refused = Den personliga QR-koden gäller inte längre. Be kunden visa den igen.
refusal-vipps_unreachable = { $company } kan inte nås. Skriv telefonnumret, eller använd ett annat betalsätt.
refusal-vipps_unavailable = { $company } kan inte nås just nu. Använd ett annat betalsätt.
refusal-vipps_keys_refused = { $company } godtar inte butikens nycklar. Använd ett annat betalsätt, och säg till den som satte upp kassan.
refusal-too_many_look_ups = För många nummer slogs upp på den här kassan på en minut. Vänta en stund, eller skanna kundens personliga QR.
refusal-club_unavailable = Klubben kan inte svara om poäng just nu. Använd ett annat betalsätt, eller försök igen senare.
refusal-till_unknown = Kassan finns inte.
refusal-member_unknown = Medlemmen finns inte.
refusal-store_unknown = Butiken finns inte.
refusal-consent_text_unknown = Klubben har ingen text för det samtycket. Lägg in den i inställningarna och registrera sedan.
refusal-terms_missing = Ingen är medlem utan att ha godkänt villkoren. Ta med det samtycket.
refusal-club_elsewhere = Klubben finns i ett eget system. Lägg in medlemmarna där.
refusal-contended = För mycket händer med köpet på en gång. Försök igen.

refused-customer = Den här kunden kan inte betala med appen på det numret. Använd ett annat betalsätt.
refused-code-over = Koden gäller inte längre. Be kunden visa den igen, och fråga på nytt.
refused-push = Butiken är inte godkänd för begäranden till telefonen än. Fråga igen för en QR på kunddisplayen, eller använd ett annat betalsätt.
refused-bank-account = { $company } har inte bekräftat butikens bankkonto än. Använd ett annat betalsätt, och säg till butikschefen.
refused-not-set-up = Butiken är inte inställd för att ta betalt med appen. Använd ett annat betalsätt, och säg till butikschefen.
refused-currency = Butiken kan inte ta den valutan med appen. Använd ett annat betalsätt, och säg till butikschefen.
refused-agreement = Butikens avtal med { $company } tillåter inte den begäran. Använd ett annat betalsätt, och säg till butikschefen.
refused-too-small = Beloppet är för litet för att betalas med appen. Använd ett annat betalsätt.
refused-same-name = Begäran mötte en annan med samma namn. Fråga igen.
refused-form = Begäran var inte som { $company } vill ha den. Använd ett annat betalsätt. För support: kod { $code }.
refused-other = { $company } nekade begäran. Använd ett annat betalsätt. För support: kod { $code }.
refused-unsaid = { $company } nekade begäran. Använd ett annat betalsätt.
