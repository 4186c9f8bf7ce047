# Hvad et medlem har givet samtykke til, som en side til udskrift.

consents-title = Det har du givet samtykke til
consents-member = { $known ->
    [yes] { $name }, medlem af { $club }
   *[no] Medlem af { $club }
}
consents-issued = Medlem { $member } · { $moment }
consents-hold = Det gælder nu
consents-earlier = Tidligere
consents-answer = { $accepted ->
    [yes] { $purpose }: ja
   *[no] { $purpose }: nej
}
consents-hash = Tekstens SHA-256: { $hash }
consents-take-back = Du kan til enhver tid trække hvert af disse samtykker tilbage: sig det til hvem som helst i butikken.

purpose-terms = Medlemskab
purpose-sharing = Deling fra appen
purpose-email = Reklame på e-mail
purpose-sms = Reklame på sms
purpose-digital = Reklame i digitale kanaler
purpose-profiling = Profilering ud fra det, du køber
purpose-personal-offers = Tilbud tilpasset dig

consent-app = { $moment }, i appen, butik { $store }
consent-staff = { $moment }, sagt til klubben, butik { $store }
consent-import = { $moment }, taget med fra et andet system, butik { $store }
consent-notice = { $moment }, trukket tilbage i appen, butik { $store }
consent-till = kasse { $till }
consent-operator = af { $operator }
consent-login = login { $login }
consent-version = tekstens version { $version }
