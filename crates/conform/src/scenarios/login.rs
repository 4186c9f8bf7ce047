//! Logins that the merchant starts: in the app, in the browser, and those that come to nothing.

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};
use vipps_mobilepay::login::{
    AuthReqId, BindingMessage, Finish, LoginHint, LoginRequest, Returned, StartError, StartRefused,
    TokenAnswer,
};
use vipps_mobilepay::qr::{CallbackPlace, QrId};
use vipps_mobilepay::{CustomerToken, Error};

use super::world::World;
use super::{AINO, KARI, OLA, OLD_APP, number, qr, refused as refused_by, url};

const SCOPE: &str = "openid name phoneNumber email address birthDate delegatedConsents";

fn request(msisdn: &str) -> anyhow::Result<LoginRequest> {
    Ok(LoginRequest {
        binding_message: Some(BindingMessage::parse("KM4-7T2")?),
        requested_expiry_s: Some(300),
        ..LoginRequest::new(LoginHint::Msisdn(number(msisdn)?), SCOPE)
    })
}

async fn answer(world: &World, login: &AuthReqId, answer: &str) -> anyhow::Result<Value> {
    world.act(&format!("logins/{}/{answer}", login.expose()), &Value::Null).await
}

pub(super) async fn in_app(world: &World) -> anyhow::Result<()> {
    let login = world.client.login();
    ensure!(login.user_exists(&number(OLA)?).await?, "Ola exists");
    ensure!(!login.user_exists(&number("4799999999")?).await?, "nobody has this number");
    let started = login.start(&request(OLA)?).await?.auth_req_id;
    ensure!(matches!(login.token(&started).await?, TokenAnswer::Pending));
    ensure!(matches!(login.token(&started).await?, TokenAnswer::SlowDown), "that was too soon");
    world.advance_s(10);
    world
        .act(&format!("logins/{}/approve", started.expose()), &json!({ "consents": ["sms"] }))
        .await?;
    let TokenAnswer::Approved(tokens) = login.token(&started).await? else {
        anyhow::bail!("an approved login must give tokens");
    };
    let proved = login.verify_id_token(&tokens.id_token).await?;
    let person = login.userinfo(&tokens.access_token).await?;
    ensure!(proved.sub == person.sub, "the same person");
    world.advance_s(3600);
    ensure!(login.userinfo(&tokens.access_token).await.is_err(), "the token is too old");
    by_check_in(world).await
}

async fn by_check_in(world: &World) -> anyhow::Result<()> {
    let id = QrId::parse("login-till")?;
    world.client.qr().put_callback(&id, &CallbackPlace::new("Till 1")).await?;
    let token = qr::check_in(world, KARI, id.as_str()).await?;
    let by_token = LoginRequest::new(LoginHint::CustomerToken(token), "openid");
    world.client.login().start(&by_token).await?;
    Ok(())
}

pub(super) async fn in_browser(world: &World) -> anyhow::Result<()> {
    let login = world.client.login();
    let redirect_uri = url("https://example.com/in?till=1")?;
    let finish = Finish::InBrowser { redirect_uri };
    let started = login.start(&LoginRequest { finish, ..request(KARI)? }).await?.auth_req_id;
    let told = answer(world, &started, "approve").await?;
    let returned = url(told["return_url"].as_str().context("no address")?)?;
    let Returned::Code(code) = Returned::read(&returned)? else {
        anyhow::bail!("an approved login must return with a code");
    };
    let TokenAnswer::Approved(tokens) = login.exchange_code(&code).await? else {
        anyhow::bail!("the code must give tokens");
    };
    login.verify_returned_id_token(&tokens.id_token, &started).await?;
    login.userinfo(&tokens.access_token).await?;
    ensure!(!matches!(login.exchange_code(&code).await, Ok(TokenAnswer::Approved(_))));
    Ok(())
}

/// Everything that a customer can share, and each of the three shapes of what they agree to.
pub(super) async fn every_claim(world: &World) -> anyhow::Result<()> {
    let client = world.finland()?;
    let login = client.login();
    let scope = format!("{SCOPE} gender nin customFlow agreement");
    let ask = LoginRequest::new(LoginHint::Msisdn(number(AINO)?), scope);
    let started = login.start(&ask).await?.auth_req_id;
    answer(world, &started, "approve").await?;
    let TokenAnswer::Approved(tokens) = login.token(&started).await? else {
        anyhow::bail!("an approved login must give tokens");
    };
    let person = login.userinfo(&tokens.access_token).await?;
    let texts = [
        &person.sid,
        &person.name,
        &person.given_name,
        &person.family_name,
        &person.phone_number,
        &person.email,
        &person.birthdate,
        &person.gender,
        &person.nin,
    ];
    ensure!(texts.into_iter().all(Option::is_some), "a claim is missing");
    let verified = (person.phone_number_verified, person.email_verified);
    ensure!(verified == (Some(true), Some(true)) && person.address.is_some());
    let marketing = person.marketing_consents().context("no marketing consents")?;
    ensure!(marketing.heading.is_some() && marketing.terms_description.is_some());
    ensure!(marketing.confirm_consent_button_text.is_some() && marketing.language.is_some());
    ensure!(marketing.links.terms_link_url.is_some() && marketing.time_of_consent.is_some());
    ensure!(marketing.consents.len() == 4 && marketing.consents.iter().all(|it| it.accepted));
    let flow = person.flow().context("no flow")?;
    let [screen] = &flow.screens[..] else { anyhow::bail!("one screen") };
    ensure!(screen.title.is_some() && screen.description.is_some() && screen.links.len() == 1);
    ensure!(screen.elements.iter().all(|it| it.checked && it.rest.is_empty()));
    let agreement = person.accepted_agreement().context("no agreement")?;
    ensure!(agreement.accepted && agreement.timestamp.is_some());
    ensure!(agreement.description.is_some() && agreement.button_text.is_some());
    ensure!(person.extra.is_empty(), "a claim that the client doesn't know");
    Ok(())
}

/// Each refusal of the first call and of user-exists.
pub(super) async fn not_started(world: &World) -> anyhow::Result<()> {
    let login = world.client.login();
    let start = async |ask: &LoginRequest| match login.start(ask).await {
        Err(StartError::Refused(refusal)) => Ok(refusal),
        other => Err(anyhow::anyhow!("a refusal was wanted: {other:?}")),
    };
    let old = start(&request(OLD_APP)?).await?;
    ensure!(old == StartRefused::AppTooOld, "{old:?}");
    // The United Kingdom has no Vipps MobilePay.
    let british = start(&request("447123456789")?).await?;
    ensure!(matches!(british, StartRefused::Other { .. }), "{british:?}");
    refused_by(login.user_exists(&number("447123456789")?).await, 400)?;
    let stale = CustomerToken::parse("bm9ib2R5")?;
    let nobody = start(&LoginRequest::new(LoginHint::CustomerToken(stale), "openid")).await?;
    ensure!(matches!(nobody, StartRefused::Other { .. }), "{nobody:?}");
    let stranger = world.stranger()?;
    let keys = stranger.login().start(&request(OLA)?).await;
    ensure!(matches!(keys, Err(StartError::Call(Error::Unauthorised { status: 401 }))));
    let poll = login.token(&AuthReqId::new("nobody")).await?;
    ensure!(matches!(poll, TokenAnswer::Spent), "{poll:?}");
    world.advance_s(61);
    for _ in 0..10 {
        login.start(&request(KARI)?).await?;
    }
    let often = start(&request(KARI)?).await?;
    ensure!(matches!(often, StartRefused::TooMany { retry_after_s: Some(1..) }), "{often:?}");
    world.advance_s(61);
    Ok(())
}

pub(super) async fn refused(world: &World) -> anyhow::Result<()> {
    let login = world.client.login();
    let nobody = login.start(&request("4799999999")?).await;
    ensure!(matches!(nobody, Err(StartError::Refused(_))), "nobody has this number");
    let declined = login.start(&request(OLA)?).await?.auth_req_id;
    answer(world, &declined, "decline").await?;
    ensure!(matches!(login.token(&declined).await?, TokenAnswer::Denied));
    let ignored = login.start(&request(KARI)?).await?.auth_req_id;
    world.advance_s(301);
    ensure!(matches!(login.token(&ignored).await?, TokenAnswer::Expired));
    Ok(())
}
