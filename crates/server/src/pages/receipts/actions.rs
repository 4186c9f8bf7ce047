//! What a cashier does with a receipt: plain forms, each answered by the receipt as it is then.

use super::super::format::typed;
use super::super::messages;
use super::super::stopped::Stopped;
use super::super::visit::ReceiptVisit;
use super::{Typed, answer};
use crate::api::CounterTender;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use checkout::{LineId, Quantity, QuantityError, Refusal, ReturnId};
use engine::{EngineError, ReturnOrder};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::StrDeserializer;

/// The fields of the form that takes wares back: `id`, `by`, `all`, and `line-<number>` for each line.
type Fields = Vec<(String, String)>;
type Posted<F> = Result<Form<F>, FormRejection>;
type Answer = Result<Response, Stopped>;

#[derive(Deserialize)]
pub(in super::super) struct BookFields {
    text: String,
}

#[derive(Deserialize)]
pub(in super::super) struct PayOutFields {
    id: ReturnId,
    kind: CounterTender,
}

/// How money goes back; none: as it was paid.
type By = Option<CounterTender>;

/// The field of whoever the purchase is booked on.
pub(super) const TEXT: &str = "text";
/// The word of a form for it.
const AS_PAID: &str = "as_paid";

/// Why it was not done.
enum Failed {
    Engine(EngineError),
    /// The name of the message.
    Words(&'static str),
    /// In the field of that name.
    Quantity(String, QuantityError),
}

impl From<EngineError> for Failed {
    fn from(error: EngineError) -> Self {
        Self::Engine(error)
    }
}

pub(in super::super) async fn take_back(visit: ReceiptVisit, posted: Posted<Fields>) -> Answer {
    let Form(fields) = posted.unwrap_or_default();
    let done = start(&visit, &fields).await;
    let at_fault = match &done {
        Err(Failed::Quantity(name, _)) => Some(name.clone()),
        _ => None,
    };
    // Pressed twice, it is made once.
    done_or_told(&visit, done, &[Refusal::SaleExists], Typed { fields, at_fault }).await
}

async fn start(visit: &ReceiptVisit, fields: &Fields) -> Result<(), Failed> {
    let unreadable = || Failed::Words("unreadable");
    let field = |name: &str| fields.iter().find(|(field, _)| field == name).map(|(_, it)| it);
    let id = field("id").and_then(|id| id.parse::<ReturnId>().ok()).ok_or_else(unreadable)?;
    let by = field("by").and_then(|by| by_of(by)).ok_or_else(unreadable)?;
    let lines = fields.iter().filter_map(|(name, value)| {
        let line = name.strip_prefix("line-")?.parse().ok().map(LineId)?;
        Some((name, line, value.trim()))
    });
    let lines = if field("all").is_some() {
        lines.map(|(_, line, _)| (line, None)).collect()
    } else {
        // An empty field or a zero: this line stays bought.
        let chosen = lines.filter(|(.., text)| !text.chars().all(|digit| ".,0".contains(digit)));
        let chosen = chosen.map(|(name, line, text)| {
            let quantity = typed(text).parse::<Quantity>();
            let quantity = quantity.map_err(|error| Failed::Quantity(name.clone(), error))?;
            Ok((line, Some(quantity)))
        });
        chosen.collect::<Result<Vec<_>, Failed>>()?
    };
    let request = visit.place.request(&visit.app)?;
    let order = ReturnOrder { lines, by: by.map(Into::into) };
    Ok(visit.app.engine.start_return(&request, visit.sale, id, order).await?)
}

fn by_of(text: &str) -> Option<By> {
    if text == AS_PAID {
        return Some(None);
    }
    let text: StrDeserializer<'_, serde::de::value::Error> = text.into_deserializer();
    CounterTender::deserialize(text).ok().map(Some)
}

/// Books the purchase on the member whose personal QR or number that is.
pub(in super::super) async fn book(visit: ReceiptVisit, posted: Posted<BookFields>) -> Answer {
    let text = posted.map(|Form(BookFields { text })| text).unwrap_or_default();
    let done = async {
        let request = visit.place.request(&visit.app)?;
        visit.app.engine.scan(&request, visit.sale, &text, None).await?;
        Ok(())
    };
    let done = done.await;
    let fields = vec![(TEXT.to_owned(), text)];
    done_or_told(&visit, done, &[], Typed { fields, at_fault: Some(TEXT.to_owned()) }).await
}

/// Hands out at the counter what the app refused to give back.
pub(in super::super) async fn pay_out(visit: ReceiptVisit, posted: Posted<PayOutFields>) -> Answer {
    let done = async {
        let Form(PayOutFields { id, kind }) = posted.map_err(|_| Failed::Words("unreadable"))?;
        let request = visit.place.request(&visit.app)?;
        Ok(visit.app.engine.pay_out(&request, id, kind.into()).await?)
    };
    let done = done.await;
    done_or_told(&visit, done, &[Refusal::NothingToPayOut], Typed::default()).await
}

/// Back to the receipt, or the receipt with the message on it and what was typed in its fields.
async fn done_or_told(
    visit: &ReceiptVisit,
    done: Result<(), Failed>,
    so_already: &[Refusal],
    typed: Typed,
) -> Answer {
    let error = match done {
        Ok(()) => None,
        Err(Failed::Engine(EngineError::Refused(refusal))) if so_already.contains(&refusal) => None,
        Err(error) => Some(error),
    };
    let words = visit.place.words;
    let message = match error {
        None => {
            let path = visit.place.receipt_path(visit.sale);
            return Ok(Redirect::to(&path).into_response());
        }
        Some(Failed::Words(message)) => words.of(message).to_string(),
        Some(Failed::Quantity(_, error)) => messages::quantity(error, words),
        Some(Failed::Engine(error)) => messages::error(&error, words),
    };
    answer(visit, StatusCode::UNPROCESSABLE_ENTITY, &message, &typed).await
}
