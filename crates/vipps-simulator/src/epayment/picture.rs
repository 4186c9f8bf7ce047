//! Addresses under which a payment without a pushed request is opened: its link, the picture of
//! its QR, and what an app on the same device is given.

/// The picture as an SVG, or as a PNG of so many pixels a side.
pub(super) fn picture_url(origin: &str, link: &str, png_size: Option<usize>) -> String {
    let query = png_size.map_or_else(String::new, |size| format!("?size={size}"));
    format!("{origin}/qr/v1/pictures/{link}{query}")
}

/// The page on which one of the phones takes the request; also what the QR says.
pub(crate) fn target_url(origin: &str, link: &str) -> String {
    format!("{origin}/pay/{link}")
}

/// What an app on the same device opens.
pub(super) fn app_url(link: &str) -> String {
    format!("vipps://pay/{link}")
}
