//! Problem documents in the shape of the ePayment and Webhooks APIs: `type`, `title`, `status`,
//! `traceId`, and details by field name. A domain error carries its number in `extraDetails`
//! under the name `ErrorCode`, as a string.

use axum::http::StatusCode;
use serde::Serialize;

use crate::answer::Answer;
use crate::ids::Ids;

/// A refusal before it is tied to one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) status: StatusCode,
    pub(crate) title: String,
    pub(crate) detail: String,
    pub(crate) extra_details: Vec<ExtraDetail>,
}

/// One named reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct ExtraDetail {
    pub(crate) name: String,
    pub(crate) reason: String,
}

impl ExtraDetail {
    pub(crate) fn new(name: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { name: name.into(), reason: reason.into() }
    }
}

impl Problem {
    /// A request that breaks the published schema.
    pub(crate) fn invalid(extra_details: Vec<ExtraDetail>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            title: "Bad Request".into(),
            detail: "See extraDetails for further details".into(),
            extra_details,
        }
    }

    /// The same for one field.
    pub(crate) fn invalid_field(name: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::invalid(vec![ExtraDetail::new(name, reason)])
    }

    /// A refusal without field names.
    pub(crate) fn plain(status: StatusCode, title: &str, detail: impl Into<String>) -> Self {
        Self { status, title: title.into(), detail: detail.into(), extra_details: Vec::new() }
    }

    /// Ties the refusal to a call. `instance` is the path inside the API.
    pub(crate) fn answer(&self, ids: &Ids, instance: &str) -> Answer {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Wire<'a> {
            r#type: String,
            title: &'a str,
            status: u16,
            detail: &'a str,
            instance: &'a str,
            trace_id: String,
            #[serde(skip_serializing_if = "<[_]>::is_empty")]
            extra_details: &'a [ExtraDetail],
        }
        let status = self.status.as_u16();
        let wire = Wire {
            r#type: format!("https://httpstatuses.io/{status}"),
            title: &self.title,
            status,
            detail: &self.detail,
            instance,
            trace_id: ids.trace_id(),
            extra_details: &self.extra_details,
        };
        Answer::problem(self.status, &wire)
    }

    /// The shape of the QR and Order Management APIs: `invalidParams` in place of `extraDetails`,
    /// as plain JSON, and a trace id in the place of the path.
    pub(crate) fn answer_with_invalid_params(&self, ids: &Ids) -> Answer {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Wire<'a> {
            r#type: String,
            title: &'a str,
            detail: &'a str,
            instance: String,
            #[serde(skip_serializing_if = "<[_]>::is_empty")]
            invalid_params: &'a [ExtraDetail],
        }
        let wire = Wire {
            r#type: format!("https://httpstatuses.io/{}", self.status.as_u16()),
            title: &self.title,
            detail: &self.detail,
            instance: ids.trace_id(),
            invalid_params: &self.extra_details,
        };
        Answer::json(self.status, &wire)
    }
}
