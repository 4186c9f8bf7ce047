//! The picture of a payment's QR. It lies on an address of its own, open to whoever knows it, so no
//! keys go there.

use url::Url;

use super::{Epayment, Payment};
use crate::error::{Error, Invalid, Refusals};
use crate::transport::{Method, Request};

/// The first bytes of every PNG (PNG specification, section 5.2).
const PNG_SIGNATURE: [u8; 8] = [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n'];

impl Epayment<'_> {
    /// The QR of a payment that was made with [`UserFlow::Qr`](super::UserFlow::Qr) and
    /// [`QrImage::Png`](super::QrImage::Png), as PNG bytes. It may be fetched again and again until
    /// the payment ends.
    pub async fn picture(&self, payment: &Payment) -> Result<Vec<u8>, Error> {
        let link = payment.redirect_url.as_deref().and_then(|link| Url::parse(link).ok());
        // Plain HTTP is for a simulator that is spoken to by plain HTTP itself.
        let ours = self.client.config.base_url.scheme();
        let link = link.filter(|link| link.scheme() == "https" || link.scheme() == ours);
        let url = link.ok_or(Invalid::new("QR link", "must be a web address"))?;
        let timeout = crate::client::CALL_TIMEOUT;
        let (headers, body) = (Vec::new(), Vec::new());
        let request = Request { method: Method::Get, url, headers, body, timeout };
        let answer = crate::client::succeeded(self.client.send(request).await?, Refusals::Any)?;
        if answer.body.starts_with(&PNG_SIGNATURE) {
            Ok(answer.body)
        } else {
            Err(Error::unreadable(&answer))
        }
    }
}
