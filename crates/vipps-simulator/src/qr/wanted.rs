//! The picture that a caller wants: by the headers `Accept` and `Size` for redirect and one-time
//! codes, by query for callback codes. A missing `Accept`, or one that takes anything, gets a PNG.

use axum::http::{HeaderMap, StatusCode};

use crate::call::text;
use crate::phone::qr_picture::{DEFAULT_SIZE, SIZES};
use crate::problem::Problem;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Pixels of one side.
    Png(usize),
    Svg,
    /// No picture: the text that it would hold.
    Target,
}

impl Wanted {
    pub(super) fn of_headers(headers: &HeaderMap) -> Result<Self, Problem> {
        let size = text(headers, "size").map_or(Ok(DEFAULT_SIZE), |text| size("Size", text))?;
        match text(headers, "accept").unwrap_or("*/*") {
            "*/*" | "image/*" | "image/png" => Ok(Self::Png(size)),
            "image/svg+xml" => Ok(Self::Svg),
            "text/targetUrl" => Ok(Self::Target),
            _ => {
                let detail = "Accept must be image/*, image/png, image/svg+xml or text/targetUrl.";
                let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
                Err(Problem::plain(status, "Unsupported Media Type", detail))
            }
        }
    }

    /// Names of parameters count in any case.
    pub(super) fn of_query(query: &[(String, String)]) -> Result<Self, Problem> {
        let find = |name: &str| {
            let mut pairs = query.iter();
            pairs.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
        };
        let size =
            find("qrImageSize").map_or(Ok(DEFAULT_SIZE), |text| size("qrImageSize", text))?;
        match find("qrImageFormat") {
            None | Some("SVG") => Ok(Self::Svg),
            Some("PNG") => Ok(Self::Png(size)),
            Some(_) => Err(Problem::invalid_field("qrImageFormat", "Choose PNG or SVG.")),
        }
    }

    /// Where the picture of `link` lies, or what it holds.
    pub(super) fn url(self, origin: &str, link: &str, content: String) -> String {
        match self {
            Self::Target => content,
            Self::Svg => format!("{origin}/qr/v1/pictures/{link}"),
            Self::Png(size) => format!("{origin}/qr/v1/pictures/{link}?size={size}"),
        }
    }
}

fn size(name: &str, text: &str) -> Result<usize, Problem> {
    let size = text.parse().ok().filter(|size| SIZES.contains(size));
    size.ok_or_else(|| Problem::invalid_field(name, "The size must be from 100 to 2000."))
}
