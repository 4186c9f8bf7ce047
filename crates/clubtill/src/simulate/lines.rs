//! The log of `clubtill simulate`: a line for each call, with its time, status, method and path
//! template, in colour where a person watches, and one for each step of a payment, a login or a
//! webhook. Everything else is a plain sentence.

use std::fmt;
use std::io::IsTerminal;
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::{FormatEvent, FormatFields, Writer};
use tracing_subscriber::fmt::time::{FormatTime, SystemTime};
use tracing_subscriber::fmt::{FmtContext, format};
use tracing_subscriber::registry::LookupSpan;

const RED: u8 = 31;
const GREEN: u8 = 32;
const YELLOW: u8 = 33;
const MAGENTA: u8 = 35;

/// Sets the log up. `NO_COLOR` and a standard error that is no terminal keep it plain.
pub(super) fn log_to_stderr() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let is_watched = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(is_watched);
    subscriber.with_writer(std::io::stderr).event_format(Lines).init();
}

struct Lines;

impl<S, N> FormatEvent<S, N> for Lines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut call = Call::default();
        event.record(&mut call);
        let mut step = Step::default();
        event.record(&mut step);
        if call.method.is_empty() && step.subject.is_empty() {
            let plain = format().compact().with_target(false);
            return plain.format_event(context, writer, event);
        }
        let mut time = String::new();
        SystemTime.format_time(&mut Writer::new(&mut time))?;
        let time = time.get(11..19).unwrap_or(&time);
        if !step.subject.is_empty() {
            return writeln!(writer, "{}", step.line(time));
        }
        let is_coloured = writer.has_ansi_escapes() && *event.metadata().level() <= Level::INFO;
        writeln!(writer, "{}", call.line(time, is_coloured))
    }
}

/// What an event says of a payment, a login or a webhook.
#[derive(Default)]
struct Step {
    subject: String,
    outcome: String,
}

impl Step {
    /// Begins below the methods of the calls.
    fn line(&self, time: &str) -> String {
        format!("{time}       {}: {}", self.subject, self.outcome)
    }
}

impl Visit for Step {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        match field.name() {
            "subject" => self.subject = format!("{value:?}"),
            "outcome" => self.outcome = format!("{value:?}"),
            _ => {}
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "subject" => value.clone_into(&mut self.subject),
            "outcome" => value.clone_into(&mut self.outcome),
            _ => {}
        }
    }
}

/// What an event says of a call.
#[derive(Default)]
struct Call {
    method: String,
    route: String,
    status: u64,
    fault: String,
}

impl Call {
    fn line(&self, time: &str, is_coloured: bool) -> String {
        let (status, colour) = match self.status {
            0 => ("cut".to_owned(), MAGENTA),
            status @ 0..=399 => (status.to_string(), GREEN),
            status @ 400..=499 => (status.to_string(), YELLOW),
            status => (status.to_string(), RED),
        };
        let status = if is_coloured { format!("\x1b[{colour}m{status}\x1b[0m") } else { status };
        let fault = if self.fault.is_empty() {
            String::new()
        } else if is_coloured {
            format!("  \x1b[{MAGENTA}mfault: {}\x1b[0m", self.fault)
        } else {
            format!("  fault: {}", self.fault)
        };
        format!("{time}  {status}  {:<6}  {}{fault}", self.method, self.route)
    }
}

impl Visit for Call {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "http.method" {
            self.method = format!("{value:?}");
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "http.route" => value.clone_into(&mut self.route),
            "fault" => value.clone_into(&mut self.fault),
            _ => {}
        }
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        if field.name() == "http.status" {
            self.status = value;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Call, Step};

    #[test]
    fn a_step_stands_below_the_calls() {
        let [subject, outcome] = ["payment 1", "approved, 100,00 kr"].map(str::to_owned);
        let line = Step { subject, outcome }.line("14:30:01");
        assert_eq!(line, "14:30:01       payment 1: approved, 100,00 kr");
    }

    #[test]
    fn a_line_stands_in_columns_and_is_plain_without_a_terminal() {
        let call = |status, fault: &str| Call {
            method: "POST".to_owned(),
            route: "/epayment/v1/payments".to_owned(),
            status,
            fault: fault.to_owned(),
        };
        let cases = [
            (call(201, ""), false, "14:30:01  201  POST    /epayment/v1/payments"),
            (
                call(0, "drop_answer"),
                false,
                "14:30:01  cut  POST    /epayment/v1/payments  fault: drop_answer",
            ),
            (
                call(503, ""),
                true,
                "14:30:01  \u{1b}[31m503\u{1b}[0m  POST    /epayment/v1/payments",
            ),
        ];
        for (call, is_coloured, expected) in cases {
            assert_eq!(call.line("14:30:01", is_coloured), expected);
        }
    }
}
