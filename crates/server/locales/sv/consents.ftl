# Vad en medlem har samtyckt till, som en sida att skriva ut.

consents-title = Det här har du samtyckt till
consents-member = { $known ->
    [yes] { $name }, medlem i { $club }
   *[no] Medlem i { $club }
}
consents-issued = Medlem { $member } · { $moment }
consents-hold = Det här gäller nu
consents-earlier = Tidigare
consents-answer = { $accepted ->
    [yes] { $purpose }: ja
   *[no] { $purpose }: nej
}
consents-hash = Textens SHA-256: { $hash }
consents-take-back = Du kan när som helst ta tillbaka vart och ett av dessa samtycken: säg till vem som helst i butiken.

purpose-terms = Medlemskap
purpose-sharing = Delning från appen
purpose-email = Reklam via e-post
purpose-sms = Reklam via sms
purpose-digital = Reklam i digitala kanaler
purpose-profiling = Profilering utifrån det du köper
purpose-personal-offers = Erbjudanden anpassade för dig

consent-app = { $moment }, i appen, butik { $store }
consent-staff = { $moment }, sagt till klubben, butik { $store }
consent-import = { $moment }, taget med från ett annat system, butik { $store }
consent-notice = { $moment }, återtaget i appen, butik { $store }
consent-till = kassa { $till }
consent-operator = av { $operator }
consent-login = inloggning { $login }
consent-version = textens version { $version }
