//! A picture for the app: PNG or JPEG, at most 2 MB. Its height must be 167 pixels or more and a
//! square looks best, which is not judged here.
//!
//! Source: Order Management specification 2.1, `post-image`.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};

use crate::call::json_of;
use crate::error::Invalid;

const BYTES_MAX: usize = 2_000_000;
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
const JPEG: &[u8] = b"\xff\xd8\xff";

/// A merchant's name for a picture, `^[0-9A-Za-z-_\.]+$`, at most 128 characters (`Image.imageId`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ImageId(String);

impl ImageId {
    /// Checks and takes over an id.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        if (1..=128).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Invalid::new("image id", "must be 1 to 128 of a-z, A-Z, 0-9 and -_."))
        }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ImageId {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl From<ImageId> for String {
    fn from(id: ImageId) -> String {
        id.0
    }
}

/// The picture itself (`Image`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    src: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    image_id: &'a ImageId,
    src: &'a str,
    r#type: &'static str,
}

impl Image {
    /// Takes over a file of PNG or JPEG.
    pub fn parse(file: &[u8]) -> Result<Self, Invalid> {
        if file.len() > BYTES_MAX || !(file.starts_with(PNG) || file.starts_with(JPEG)) {
            return Err(Invalid::new("image", "must be PNG or JPEG of at most 2 MB"));
        }
        Ok(Self { src: BASE64_STANDARD.encode(file) })
    }

    pub(super) fn to_json(&self, id: &ImageId) -> Vec<u8> {
        json_of(&Body { image_id: id, src: &self.src, r#type: "base64" })
    }
}
