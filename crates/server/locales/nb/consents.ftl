# Hva et medlem har samtykket til, som en side til utskrift.

consents-title = Dette har du samtykket til
consents-member = { $known ->
    [yes] { $name }, medlem i { $club }
   *[no] Medlem i { $club }
}
consents-issued = Medlem { $member } · { $moment }
consents-hold = Dette gjelder nå
consents-earlier = Tidligere
consents-answer = { $accepted ->
    [yes] { $purpose }: ja
   *[no] { $purpose }: nei
}
consents-hash = Tekstens SHA-256: { $hash }
consents-take-back = Du kan når som helst trekke tilbake hvert av disse samtykkene: si fra til hvem som helst i butikken.

purpose-terms = Medlemskap
purpose-sharing = Deling fra appen
purpose-email = Reklame på e-post
purpose-sms = Reklame på SMS
purpose-digital = Reklame i digitale kanaler
purpose-profiling = Profilering ut fra det du kjøper
purpose-personal-offers = Tilbud tilpasset deg

consent-app = { $moment }, i appen, butikk { $store }
consent-staff = { $moment }, sagt til klubben, butikk { $store }
consent-import = { $moment }, tatt med fra et annet system, butikk { $store }
consent-notice = { $moment }, trukket tilbake i appen, butikk { $store }
consent-till = kasse { $till }
consent-operator = av { $operator }
consent-login = pålogging { $login }
consent-version = tekstens versjon { $version }
