//! Who is calling, and where: the keys of one sales unit, the address of the API, and the names
//! that every request carries.
//!
//! Source: knowledge base, HTTP headers:
//! `https://developer.vippsmobilepay.com/docs/knowledge-base/http-headers/`.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::error::Invalid;
use crate::keys::Keys;

/// Everything a [`Client`](crate::Client) must know. `Debug` shows no key.
#[derive(Clone)]
pub struct Config {
    /// `https://api.vipps.no`, `https://apitest.vipps.no`, or any other host that speaks these
    /// APIs, also below a path.
    pub base_url: Url,
    /// The sales unit's client id, or the partner's.
    pub client_id: String,
    /// The client secret that belongs to it.
    pub client_secret: SecretString,
    /// Either of the two subscription keys that belong to it (`Ocp-Apim-Subscription-Key`).
    pub subscription_key: SecretString,
    /// The sales unit that is acted for, always sent.
    pub merchant_serial_number: MerchantSerialNumber,
    /// What software is calling.
    pub system: SystemInfo,
}

impl Config {
    /// Whether every value can be sent, and the base URL can be extended by paths.
    pub(crate) fn check(&self, keys: Keys) -> Result<(), Invalid> {
        let url = &self.base_url;
        let plain = url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() || !plain {
            return Err(Invalid::new(
                "base URL",
                "must be http(s)://host, with or without a path, and nothing more",
            ));
        }
        if !is_visible(&self.client_id) || self.client_id.contains(':') {
            return Err(Invalid::new("client id", "must be visible ASCII without a colon"));
        }
        if !is_visible(self.client_secret.expose_secret()) {
            return Err(Invalid::new("client secret", "must be visible ASCII, not empty"));
        }
        let key = self.subscription_key.expose_secret();
        if keys != Keys::Accounting && !is_visible(key) {
            return Err(Invalid::new("subscription key", "must be visible ASCII, not empty"));
        }
        Ok(())
    }

    /// The address of a path of the API, which starts with a slash.
    pub(crate) fn url(&self, path: &str) -> Url {
        let mut url = self.base_url.clone();
        url.set_path(&format!("{}{path}", self.base_url.path().trim_end_matches('/')));
        url
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("base_url", &self.base_url.as_str())
            .field("merchant_serial_number", &self.merchant_serial_number)
            .field("system", &self.system)
            .finish_non_exhaustive()
    }
}

fn is_visible(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// A sales unit's number, `^[0-9]{4,10}$` (`MSN`); an id, not a secret.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MerchantSerialNumber(String);

impl MerchantSerialNumber {
    /// Checks and takes over a number.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if (4..=10).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Invalid::new("merchant serial number", "must be 4 to 10 digits"))
        }
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The four `Vipps-System-*` values, by which support finds a caller's requests (knowledge base,
/// HTTP headers). Each is 1 to 30 printable ASCII characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SystemInfo {
    name: String,
    version: String,
    plugin_name: String,
    plugin_version: String,
}

impl SystemInfo {
    /// Checks and takes over the values.
    pub fn new(
        name: &str,
        version: &str,
        plugin_name: &str,
        plugin_version: &str,
    ) -> Result<Self, Invalid> {
        let checked = |text: &str| {
            let printable = text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
            if (1..=30).contains(&text.len()) && printable && text.trim() == text {
                Ok(text.to_owned())
            } else {
                Err(Invalid::new("system name or version", "must be 1 to 30 ASCII characters"))
            }
        };
        Ok(Self {
            name: checked(name)?,
            version: checked(version)?,
            plugin_name: checked(plugin_name)?,
            plugin_version: checked(plugin_version)?,
        })
    }

    pub(crate) fn headers(&self) -> [(&'static str, String); 4] {
        [
            ("Vipps-System-Name", self.name.clone()),
            ("Vipps-System-Version", self.version.clone()),
            ("Vipps-System-Plugin-Name", self.plugin_name.clone()),
            ("Vipps-System-Plugin-Version", self.plugin_version.clone()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> Config {
        Config {
            base_url: "https://api.example.test/vipps".parse().unwrap(),
            client_id: "an-id".to_owned(),
            client_secret: SecretString::from("a-secret"),
            subscription_key: SecretString::from("a-key"),
            merchant_serial_number: MerchantSerialNumber::parse("123456").unwrap(),
            system: SystemInfo::new("acme", "3.1.2", "acme pos", "4.5.6").unwrap(),
        }
    }

    #[test]
    fn only_what_can_be_sent_is_taken_in() {
        type Change = fn(&mut Config);
        let rows: [(&str, Change, bool); 10] = [
            ("as it is", |_| (), true),
            ("plain", |c| c.base_url = "http://127.0.0.1:8090".parse().unwrap(), true),
            ("scheme", |c| c.base_url = "ftp://a.example".parse().unwrap(), false),
            ("no host", |c| c.base_url = "data:text/plain,a".parse().unwrap(), false),
            ("query", |c| c.base_url = "https://a.example?b".parse().unwrap(), false),
            ("password", |c| c.base_url = "https://:b@a.example".parse().unwrap(), false),
            ("no id", |c| c.client_id.clear(), false),
            ("a colon", |c| c.client_id.push(':'), false),
            ("a line end", |c| c.client_secret = SecretString::from("a\r\nb"), false),
            ("no key", |c| c.subscription_key = SecretString::from(""), false),
        ];
        for (case, change, allowed) in rows {
            let mut config = config();
            change(&mut config);
            assert_eq!(config.check(Keys::SalesUnit).is_ok(), allowed, "{case}");
        }
    }

    #[test]
    fn numbers_and_names_keep_to_their_limits() {
        for (text, allowed) in [
            ("1234", true),
            ("1234567890", true),
            ("123", false),
            ("12345678901", false),
            ("12a4", false),
        ] {
            assert_eq!(MerchantSerialNumber::parse(text).is_ok(), allowed, "{text}");
        }
        for (text, allowed) in [
            ("a".repeat(30), true),
            ("a".repeat(31), false),
            (String::new(), false),
            ("ø".to_owned(), false),
        ] {
            for place in 0..4 {
                let mut values = ["acme"; 4];
                values[place] = &text;
                let [name, version, plugin_name, plugin_version] = values;
                let info = SystemInfo::new(name, version, plugin_name, plugin_version);
                assert_eq!(info.is_ok(), allowed, "{text} at {place}");
            }
        }
    }

    #[test]
    fn no_key_prints() {
        let printed = format!("{:?}", config());
        assert!(!printed.contains("a-secret") && !printed.contains("a-key"), "{printed}");
    }
}
