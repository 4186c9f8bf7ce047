//! Logins that the merchant starts: in the app, in the browser, and those that come to nothing.

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};
use vipps_mobilepay::login::{
    AuthReqId, BindingMessage, Finish, LoginHint, LoginRequest, Returned, StartError, TokenAnswer,
};
use vipps_mobilepay::qr::{CallbackPlace, QrId};

use super::world::World;
use super::{KARI, OLA, number, qr, url};

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
