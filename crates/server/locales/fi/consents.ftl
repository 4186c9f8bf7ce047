# Mihin jäsen on suostunut, tulostettavana sivuna.

consents-title = Mihin olet suostunut
consents-member = { $known ->
    [yes] { $name }, kerhon { $club } jäsen
   *[no] Kerhon { $club } jäsen
}
consents-issued = Jäsen { $member } · { $moment }
consents-hold = Voimassa nyt
consents-earlier = Aiemmin
consents-answer = { $accepted ->
    [yes] { $purpose }: kyllä
   *[no] { $purpose }: ei
}
consents-hash = Tekstin SHA-256: { $hash }
consents-take-back = Voit milloin tahansa peruuttaa jokaisen suostumuksen: kerro siitä kenelle tahansa myymälässä.

purpose-terms = Jäsenyys
purpose-sharing = Tietojen jakaminen sovelluksesta
purpose-email = Mainonta sähköpostitse
purpose-sms = Mainonta tekstiviestitse
purpose-digital = Mainonta digitaalisissa kanavissa
purpose-profiling = Profilointi ostosten perusteella
purpose-personal-offers = Sinulle räätälöidyt tarjoukset

consent-app = { $moment }, sovelluksessa, myymälä { $store }
consent-staff = { $moment }, kerrottu kerholle, myymälä { $store }
consent-import = { $moment }, tuotu toisesta järjestelmästä, myymälä { $store }
consent-notice = { $moment }, peruutettu sovelluksessa, myymälä { $store }
consent-till = kassa { $till }
consent-operator = kirjannut { $operator }
consent-login = kirjautuminen { $login }
consent-version = tekstin versio { $version }
