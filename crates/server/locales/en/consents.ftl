# What a member agreed to, as a page to print.

consents-title = What you agreed to
consents-member = { $known ->
    [yes] { $name }, member of { $club }
   *[no] Member of { $club }
}
consents-issued = Member { $member } · { $moment }
consents-hold = What holds now
consents-earlier = Before that
consents-answer = { $accepted ->
    [yes] { $purpose }: yes
   *[no] { $purpose }: no
}
consents-hash = SHA-256 of the text: { $hash }
consents-take-back = You can take back each of these at any time: tell anybody in the store.

purpose-terms = Membership
purpose-sharing = Sharing from the app
purpose-email = Advertising by e-mail
purpose-sms = Advertising by SMS
purpose-digital = Advertising in digital channels
purpose-profiling = Profiling by what you buy
purpose-personal-offers = Offers made for you

consent-app = { $moment }, in the app, store { $store }
consent-staff = { $moment }, told to the club, store { $store }
consent-import = { $moment }, brought along from another system, store { $store }
consent-notice = { $moment }, taken back in the app, store { $store }
consent-till = till { $till }
consent-operator = by { $operator }
consent-login = login { $login }
consent-version = version { $version } of the text
