//! From what the app tells of a login to records of consent: one for each purpose, with the words that
//! were shown, whichever of its two shapes they come in.

use crate::settings::{ClubSettings, ConsentFlow, ConsentText};
use checkout::{Consent, ConsentChannel, Enrolment, Purpose};
use vipps_mobilepay::login::UserInfo;

/// The most answers of one login that are recorded.
const ANSWERS_MAX: usize = 50;
/// The longest word for a purpose that a merchant's own flow may have.
const PURPOSE_LENGTH_MAX: usize = 100;
/// How the ids in a flow begin that was built in the portal.
const FLOW_PREFIXES: [&str; 2] = ["cf_accept_", "cf_"];

/// One answer as it was shown.
struct Answer {
    purpose: Purpose,
    accepted: bool,
    text: String,
    language: String,
    at_unix_ms: i64,
}

/// What the customer was shown and answered: the membership itself, what is shared, and each purpose
/// beside. An answer that the app does not tell of, because it asked long ago, is no record: nothing is
/// taken for granted.
pub(crate) fn records(
    enrolment: &Enrolment,
    profile: &UserInfo,
    club: &ClubSettings,
    now_unix_ms: i64,
) -> Vec<Consent> {
    let mut answers = vec![shared(club, now_unix_ms)];
    match club.flow {
        // Where a flow is asked for, either shape may come: the sources contradict each other.
        ConsentFlow::Custom if profile.flow_result.is_some() => {
            flow_answers(profile, club, now_unix_ms, &mut answers);
        }
        ConsentFlow::Custom | ConsentFlow::Delegated => {
            delegated_answers(profile, now_unix_ms, &mut answers);
        }
    }
    if answers.len() > ANSWERS_MAX {
        tracing::warn!(
            enrolment.id = %enrolment.id,
            answers = answers.len(),
            "a flow asks more than is recorded; the first {ANSWERS_MAX} answers are"
        );
        answers.truncate(ANSWERS_MAX);
    }
    answers.into_iter().map(|answer| record(enrolment, club, answer)).collect()
}

/// Whether the customer went through the flow without accepting the terms.
pub(crate) fn refuses_terms(consents: &[Consent]) -> bool {
    consents.iter().any(|consent| consent.purpose == Purpose::Terms && !consent.accepted)
}

fn record(enrolment: &Enrolment, club: &ClubSettings, answer: Answer) -> Consent {
    let text_sha256 = Consent::hash(&answer.text);
    let context = &enrolment.context;
    Consent {
        version: club.version_of(&answer.purpose, &answer.text).map(str::to_owned),
        purpose: answer.purpose,
        accepted: answer.accepted,
        text: answer.text,
        text_sha256,
        language: answer.language,
        channel: ConsentChannel::App,
        store: context.store.clone(),
        till: Some(context.till.clone()),
        operator: context.operator.clone(),
        at_unix_ms: answer.at_unix_ms,
        enrolment: Some(enrolment.id),
    }
}

/// That the app tells who the customer is: asked at each login, whole or not at all.
fn shared(club: &ClubSettings, at_unix_ms: i64) -> Answer {
    Answer {
        purpose: Purpose::Sharing,
        accepted: true,
        text: club.shared_words(),
        language: "EN".to_owned(),
        at_unix_ms,
    }
}

/// The older shape (`delegatedConsents`). It comes the first time alone; the login is a yes to the
/// membership in any case.
fn delegated_answers(profile: &UserInfo, now_unix_ms: i64, answers: &mut Vec<Answer>) {
    let shown = profile.marketing_consents().unwrap_or_default();
    let given_at = shown.time_of_consent.and_then(|time| time.parse::<jiff::Timestamp>().ok());
    let at_unix_ms = given_at.map_or(now_unix_ms, jiff::Timestamp::as_millisecond);
    let language = shown.language.unwrap_or_default();
    let terms = [shown.heading, shown.terms_description];
    answers.push(Answer {
        purpose: Purpose::Terms,
        accepted: true,
        text: terms.into_iter().flatten().collect::<Vec<_>>().join("\n"),
        language: language.clone(),
        at_unix_ms,
    });
    answers.extend(shown.consents.into_iter().map(|consent| Answer {
        purpose: purpose(&consent.id),
        accepted: consent.accepted,
        text: consent.text_displayed_to_user.unwrap_or_default(),
        language: language.clone(),
        at_unix_ms,
    }));
}

/// The merchant's own screens (`flowResult`): each box is an answer, and a box for the terms is the one
/// to the membership.
fn flow_answers(
    profile: &UserInfo,
    club: &ClubSettings,
    at_unix_ms: i64,
    answers: &mut Vec<Answer>,
) {
    let flow = profile.flow().unwrap_or_default();
    let language = flow.language.unwrap_or_default();
    let mut shown = Vec::new();
    let mut boxes = Vec::new();
    for screen in flow.screens {
        shown.extend([screen.title, screen.description].into_iter().flatten());
        let links = screen.links.into_iter().filter_map(|link| link.url.or(link.title));
        shown.extend(links);
        boxes.extend(screen.elements);
    }
    let boxes = boxes.into_iter().filter(|element| element.kind.as_deref() == Some("checkbox"));
    let mut terms = None;
    for element in boxes {
        let Some(id) = element.id else { continue };
        let purpose = club.purpose_of_flow(&id);
        let text = element.title.unwrap_or_default();
        if purpose == Purpose::Terms {
            shown.push(text);
            terms = Some(terms.unwrap_or(true) && element.checked);
            continue;
        }
        let (accepted, language) = (element.checked, language.clone());
        answers.push(Answer { purpose, accepted, text, language, at_unix_ms });
    }
    answers.insert(
        0,
        Answer {
            purpose: Purpose::Terms,
            accepted: terms.unwrap_or(true),
            text: shown.join("\n"),
            language,
            at_unix_ms,
        },
    );
}

/// What the id of an answer is about. The app calls offers that are made for somebody `personal`.
fn purpose(id: &str) -> Purpose {
    match Purpose::from(id) {
        Purpose::Other(word) if word == "personal" => Purpose::PersonalOffers,
        Purpose::Other(word) => {
            Purpose::Other(word.chars().take(PURPOSE_LENGTH_MAX).collect::<String>())
        }
        known => known,
    }
}

impl ClubSettings {
    /// Which of the club's texts it is that was shown.
    fn version_of(&self, purpose: &Purpose, text: &str) -> Option<&str> {
        let known = self.texts.iter().find(|one| one.purpose == *purpose && one.text == text);
        known.map(|one| one.version.as_str())
    }

    /// The text by which somebody of the club asks for a consent: in the language if there is one in
    /// it, and the last version that the settings have.
    pub(crate) fn text_for(
        &self,
        purpose: &Purpose,
        language: Option<&str>,
    ) -> Option<&ConsentText> {
        let mut of_purpose = self.texts.iter().filter(|one| one.purpose == *purpose);
        match language {
            Some(language) => of_purpose.rfind(|one| one.language.eq_ignore_ascii_case(language)),
            None => of_purpose.next_back(),
        }
    }

    /// What an element of the merchant's own flow is about: as the settings say, or by its id.
    fn purpose_of_flow(&self, id: &str) -> Purpose {
        if let Some(known) = self.texts.iter().find(|one| one.flow_id.as_deref() == Some(id)) {
            return known.purpose.clone();
        }
        let word = FLOW_PREFIXES.iter().find_map(|prefix| id.strip_prefix(prefix)).unwrap_or(id);
        match purpose(word) {
            Purpose::Other(_) => purpose(id),
            known => known,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use checkout::{
        Book, Channel, ClubId, ContactId, Context, EnrolmentId, EnrolmentState, Environment,
        MerchantId, Msn, OperatorId, SaleId, SalesUnit, StoreId, TillId,
    };
    use serde_json::{Value, json};
    use uuid::Uuid;

    fn enrolment() -> Enrolment {
        Enrolment {
            id: EnrolmentId(Uuid::from_u128(1)),
            sale: SaleId(Uuid::from_u128(2)),
            context: Context {
                merchant: MerchantId::new("m"),
                store: StoreId::new("oslo"),
                till: TillId::new("1"),
                operator: OperatorId::new("o"),
                channel: Channel::Till,
                book: Book::Live,
            },
            club: ClubId::new("c"),
            sales_unit: SalesUnit { msn: Msn::new("123456"), environment: Environment::Simulator },
            contact: ContactId(Uuid::from_u128(3)),
            binding_message: "ELG-12".to_owned(),
            state: EnrolmentState::Approved,
            since_unix_ms: 0,
            expires_at_unix_ms: None,
            interval_s: 5,
            is_given_up: false,
        }
    }

    fn read(answer: &Value, flow: ConsentFlow) -> Vec<Consent> {
        let profile = UserInfo::read(answer.to_string().as_bytes()).unwrap();
        let club = ClubSettings { flow, ..ClubSettings::default() };
        records(&enrolment(), &profile, &club, 77)
    }

    /// Purpose, answer and text of each record.
    fn told(consents: &[Consent]) -> Vec<(&str, bool, &str)> {
        let told = consents.iter().map(|consent| {
            assert_eq!(consent.text_sha256, Consent::hash(&consent.text));
            assert_eq!(consent.enrolment, Some(EnrolmentId(Uuid::from_u128(1))));
            (consent.purpose.as_str(), consent.accepted, consent.text.as_str())
        });
        told.collect()
    }

    const SHARED: &str = "Shared: phone number, name, e-mail address";

    #[test]
    fn the_older_shape() {
        let answer = json!({ "sub": "s", "delegatedConsents": {
            "language": "EN", "heading": "How may we keep in touch?", "termsDescription": "Terms.",
            "timeOfConsent": "1970-01-01T00:00:05Z",
            "consents": [
                { "id": "email", "accepted": true, "textDisplayedToUser": "Email" },
                { "id": "sms", "accepted": false, "textDisplayedToUser": "SMS to me" },
                { "id": "personal", "accepted": true },
                { "id": "carrier_pigeon" },
            ],
        }});
        for flow in [ConsentFlow::Delegated, ConsentFlow::Custom] {
            let consents = read(&answer, flow);
            assert_eq!(
                told(&consents),
                [
                    ("sharing", true, SHARED),
                    ("terms", true, "How may we keep in touch?\nTerms."),
                    ("email", true, "Email"),
                    ("sms", false, "SMS to me"),
                    ("personal_offers", true, ""),
                    ("carrier_pigeon", false, ""),
                ]
            );
            assert_eq!(consents[2].version.as_deref(), Some("vipps-1"), "a text that is known");
            assert_eq!(consents[3].version, None, "and one that is not");
            let times: Vec<_> = consents.iter().map(|consent| consent.at_unix_ms).collect();
            assert_eq!(times, [77, 5_000, 5_000, 5_000, 5_000, 5_000]);
        }
    }

    #[test]
    fn the_merchants_own_screens() {
        let answer = json!({ "sub": "s", "flowResult": { "language": "EN", "screens": [
            { "title": "Join", "description": "It is free.",
              "terms": { "links": [{ "title": "Terms", "url": "https://example.com/terms" }] },
              "elements": [
                { "type": "checkbox", "id": "cf_accept_terms", "title": "I accept", "checked": true },
                { "type": "checkbox", "id": "cf_email", "title": "Write to me", "checked": true },
                { "type": "checkbox", "id": "cf_profiling", "title": "Learn from me" },
                { "type": "text", "id": "cf_shoe_size", "title": "Your size", "value": "44" },
              ] },
            { "elements": [
                { "type": "checkbox", "id": "cf_has_dog", "title": "I have a dog", "checked": true },
                { "type": "checkbox", "title": "nameless", "checked": true }, "odd", null,
            ] },
        ]}});
        let consents = read(&answer, ConsentFlow::Custom);
        assert_eq!(
            told(&consents),
            [
                ("terms", true, "Join\nIt is free.\nhttps://example.com/terms\nI accept"),
                ("sharing", true, SHARED),
                ("email", true, "Write to me"),
                ("profiling", false, "Learn from me"),
                ("cf_has_dog", true, "I have a dog"),
            ]
        );
        assert!(!refuses_terms(&consents));
        let mut refused = answer.clone();
        refused["flowResult"]["screens"][0]["elements"][0]["checked"] = json!(false);
        assert!(refuses_terms(&read(&refused, ConsentFlow::Custom)));
        assert!(!format!("{consents:?}").contains("44"), "what a customer wrote is no consent");
    }

    #[test]
    fn what_the_app_does_not_tell_is_not_assumed() {
        for flow in [ConsentFlow::Delegated, ConsentFlow::Custom] {
            for answer in [
                json!({ "sub": "s" }),
                json!({ "sub": "s", "delegatedConsents": null, "flowResult": null }),
                json!({ "sub": "s", "delegatedConsents": "odd" }),
                json!({ "sub": "s", "delegatedConsents": { "consents": [7, {}, { "id": 3 }] } }),
            ] {
                let consents = read(&answer, flow);
                let purposes: Vec<_> = told(&consents).iter().map(|(word, ..)| *word).collect();
                assert_eq!(purposes, ["sharing", "terms"], "{answer}");
            }
        }
    }

    /// Bound: answers of one login
    #[test]
    fn a_flow_without_end_is_cut() {
        let element = |number: usize| json!({ "type": "checkbox", "id": format!("{number}{}", "x".repeat(200)) });
        let elements: Vec<_> = (0..80).map(element).collect();
        let answer = json!({ "sub": "s", "flowResult": { "screens": [{ "elements": elements }] } });
        let consents = read(&answer, ConsentFlow::Custom);
        assert_eq!(consents.len(), 50);
        assert!(consents.iter().all(|consent| consent.purpose.as_str().len() <= 100));
    }

    #[test]
    fn the_settings_name_the_texts_and_the_elements() {
        let text = |version: &str, language: &str, flow_id: Option<&str>| ConsentText {
            purpose: Purpose::Email,
            version: version.to_owned(),
            language: language.to_owned(),
            text: format!("{language} {version}"),
            flow_id: flow_id.map(str::to_owned),
        };
        let texts = vec![text("1", "EN", None), text("2", "EN", Some("q7")), text("2", "NO", None)];
        let club = ClubSettings { texts, ..ClubSettings::default() };
        let asked = |language| {
            let text = club.text_for(&Purpose::Email, language);
            text.map(|one| one.text.as_str())
        };
        assert_eq!(asked(Some("en")), Some("EN 2"));
        assert_eq!(asked(Some("DA")), None);
        assert_eq!(asked(None), Some("NO 2"));
        assert_eq!(club.version_of(&Purpose::Email, "EN 1"), Some("1"));
        assert_eq!(club.version_of(&Purpose::Sms, "EN 1"), None);
        assert_eq!(club.purpose_of_flow("q7"), Purpose::Email);
    }
}
