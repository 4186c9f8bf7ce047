//! The discovery document: kept, believed only on our own host, and what its failure means.

use serde_json::json;
use vipps_mobilepay::Error;
use vipps_mobilepay::login::{AuthReqId, StartError};

use crate::login::{discovery, is_discovery, start};
use crate::script::{BASE, Scene, answer, lost};

#[tokio::test]
async fn a_start_whose_discovery_failed_was_not_sent() {
    for given in [lost(), answer(500, &json!({})), answer(404, &json!({"title": "No"}))] {
        let scene = Scene::new(move |_| given.clone());
        let error = scene.client.login().start(&start()).await.unwrap_err();
        assert!(matches!(error, StartError::Call(Error::NotSent { .. })), "{error:?}");
        assert_eq!(scene.seen().len(), 1);
    }
}

#[tokio::test]
async fn endpoints_elsewhere_never_see_the_secret() {
    for field in
        ["token_endpoint", "backchannel_authentication_endpoint", "userinfo_endpoint", "jwks_uri"]
    {
        for elsewhere in [
            "https://evil.example.test/x",
            "http://api.example.test/x",
            "https://api.example.test:8443/x",
        ] {
            let mut document = discovery(BASE);
            document[field] = json!(elsewhere);
            let scene = Scene::new(move |_| answer(200, &document));
            let error = scene.client.login().start(&start()).await.unwrap_err();
            assert!(matches!(error, StartError::Call(Error::Invalid(_))), "{field}: {error:?}");
            assert_eq!(scene.seen().len(), 1, "{field} at {elsewhere}");
        }
    }
}

#[tokio::test]
async fn discovery_is_kept_for_as_long_as_it_allows() {
    let cases = [
        (None, 3600),
        (Some("public, max-age=120"), 120),
        (Some("max-age=0"), 60),
        (Some("no"), 3600),
    ];
    for (cache_control, kept_s) in cases {
        let scene = Scene::new(move |request| {
            if !is_discovery(request) {
                return answer(400, &json!({"error": "authorization_pending"}));
            }
            let mut given = answer(200, &discovery(BASE)).unwrap();
            if let Some(value) = cache_control {
                given.headers.push(("Cache-Control".to_owned(), value.to_owned()));
            }
            Ok(given)
        });
        let id = AuthReqId::new("a");
        for (wait_s, fetches) in [(0, 1), (kept_s - 1, 1), (1, 2)] {
            scene.advance_s(wait_s);
            scene.client.login().token(&id).await.unwrap();
            let fetched = scene.seen().iter().filter(|request| is_discovery(request)).count();
            assert_eq!(fetched, fetches, "{cache_control:?}");
        }
    }
}
