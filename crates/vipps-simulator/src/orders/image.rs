//! `POST /order-management/v1/images`: a PNG or JPEG of at most 2 MB and at least 167 pixels high.
//! An id can't be used twice. Only the fact is kept: nothing shows the picture.

use axum::extract::State;
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::{is_id, respond};
use crate::answer::Answer;
use crate::call::ApiCall;
use crate::problem::Problem;
use crate::simulator::Simulator;
use crate::strict;

const BYTES_MAX: usize = 2 * 1024 * 1024;
const HEIGHT_MIN: u32 = 167;
const ID_MAX: usize = 128;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct ImageRequest {
    image_id: String,
    src: String,
    #[expect(dead_code, reason = "there is one encoding")]
    r#type: Encoding,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Encoding {
    Base64,
}

pub(super) async fn upload(State(simulator): State<Simulator>, call: ApiCall) -> Answer {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Uploaded<'a> {
        image_id: &'a str,
    }
    respond(&simulator, &call, |turn, msn| {
        let request = strict::read::<ImageRequest>(&call.body)?;
        if request.image_id.len() > ID_MAX || !is_id(&request.image_id) {
            let reason = "The id may have 128 letters, digits, dots, dashes and underscores.";
            return Err(Problem::invalid_field("ImageId", reason));
        }
        let refuse = |reason: &str| Problem::invalid_field("Src", reason);
        let bytes = STANDARD.decode(&request.src).map_err(|_| refuse("It is not base64."))?;
        if bytes.len() > BYTES_MAX {
            return Err(refuse("The picture may have at most 2 MB."));
        }
        let height = height(&bytes).ok_or_else(|| refuse("It is neither a PNG nor a JPEG."))?;
        if height < HEIGHT_MIN {
            return Err(refuse("The picture must be at least 167 pixels high."));
        }
        let key = (msn.to_owned(), request.image_id.clone());
        if turn.state.orders.images.get(&key).is_some() {
            return Err(Problem::invalid_field("ImageId", "A picture has this id already."));
        }
        turn.state.orders.images.insert(key, ());
        Ok(Answer::json(StatusCode::OK, &Uploaded { image_id: &request.image_id }))
    })
}

/// Pixels, from the head of a PNG or the first frame of a JPEG.
fn height(bytes: &[u8]) -> Option<u32> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some(u32::from_be_bytes(bytes.get(20..24)?.try_into().ok()?));
    }
    let mut rest = bytes.strip_prefix(b"\xff\xd8")?;
    loop {
        let [0xff, marker, high, low] = *rest.first_chunk::<4>()? else { return None };
        let length = usize::from(u16::from_be_bytes([high, low]));
        // All start-of-frame markers but the tables that share their range.
        if matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
            let [high, low] = *rest.get(5..7)?.first_chunk::<2>()?;
            return Some(u32::from(u16::from_be_bytes([high, low])));
        }
        rest = rest.get(2 + length..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::height;

    #[test]
    fn heights_of_both_formats_and_of_rubbish() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend([0, 0, 0, 200, 0, 0, 0, 167]);
        assert_eq!(height(&png), Some(167));
        assert_eq!(height(&png[..20]), None);
        let jpeg =
            [&[0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2][..], &[0xff, 0xc0, 0, 11, 8, 1, 0, 0, 200]];
        assert_eq!(height(&jpeg.concat()), Some(256));
        for rubbish in [&b""[..], b"GIF89a", b"\xff\xd8", b"\xff\xd8\xff\xe0\0\0"] {
            assert_eq!(height(rubbish), None);
        }
    }
}
