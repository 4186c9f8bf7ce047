//! The access token that every platform API wants. `POST /accesstoken/get` gives one for 1 hour in
//! the test environment and 24 hours in production; an accounting partner's keys get theirs at
//! `POST /miami/v1/token`, for 15 minutes. It is renewed a little before its end.
//!
//! Source: Access Token API specification 2.0.0 (`fetchAuthorizationTokenUsingPost`, `fetchToken`).

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::cached::Fresh;
use crate::client::{Inner, read_json};
use crate::error::{Error, Refusals};
use crate::keys::Keys;
use crate::number;
use crate::transport::{Method, Request, Response};

#[derive(Deserialize)]
struct Answer {
    access_token: SecretString,
    #[serde(deserialize_with = "number::lenient")]
    expires_in: i64,
}

/// Fetches a token. Whatever goes wrong here, the call that wanted it was not sent.
pub(crate) async fn fetch(client: &Inner) -> Result<Fresh<SecretString>, Error> {
    let request = match client.keys {
        Keys::SalesUnit | Keys::SalesUnitInForm | Keys::Partner => by_headers(client),
        Keys::Accounting => {
            let url = client.config.url("/miami/v1/token");
            let grant = [("grant_type", "client_credentials")];
            client.form_request(url, &grant, Some(client.basic()))
        }
    };
    let answer = client.send(request).await.and_then(|answer| read(&answer));
    answer.map_err(|error| error.before_the_call("no access token"))
}

fn by_headers(client: &Inner) -> Request {
    let mut request = client.request(Method::Post, client.config.url("/accesstoken/get"));
    request.headers.push(("client_id", client.config.client_id.clone()));
    let client_secret = client.config.client_secret.expose_secret().to_owned();
    request.headers.push(("client_secret", client_secret));
    request.headers.push(client.subscription_key());
    request
}

fn read(answer: &Response) -> Result<Fresh<SecretString>, Error> {
    match answer.status {
        200..=299 => {
            let Answer { access_token, expires_in } = read_json(answer)?;
            if !access_token.expose_secret().bytes().all(|byte| byte.is_ascii_graphic()) {
                return Err(Error::unreadable(answer));
            }
            let renew_after_s = expires_in - 60.min(expires_in / 10);
            Ok(Fresh { value: access_token, renew_after_s, ends_after_s: expires_in })
        }
        // This endpoint judges nothing but keys, so each refusal is about them.
        status @ (400 | 401 | 403) => Err(Error::Unauthorised { status }),
        _ => Err(Error::from_answer(answer, Refusals::Any)),
    }
}
