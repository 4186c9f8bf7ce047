//! The platform's access token: `POST /accesstoken/get`. Its life is 1 hour in the test
//! environment and 24 hours in production; it is renewed a little before its end.

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::cached::Fresh;
use crate::client::{Inner, read_json};
use crate::error::Error;
use crate::number;
use crate::transport::{Method, Response};

#[derive(Deserialize)]
struct Answer {
    access_token: SecretString,
    #[serde(deserialize_with = "number::lenient")]
    expires_in: i64,
}

/// Fetches a token. Whatever goes wrong here, the call that wanted it was not sent.
pub(crate) async fn fetch(client: &Inner) -> Result<Fresh<SecretString>, Error> {
    let mut request = client.request(Method::Post, client.config.url("/accesstoken/get"));
    request.headers.push(("client_id", client.config.client_id.clone()));
    let client_secret = client.config.client_secret.expose_secret().to_owned();
    request.headers.push(("client_secret", client_secret));
    request.headers.push(client.subscription_key());
    let answer = client.send(request).await.and_then(|answer| read(&answer));
    answer.map_err(|error| error.before_the_call("no access token"))
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
        _ => Err(Error::from_answer(answer)),
    }
}
