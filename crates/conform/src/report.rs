//! What was found, one line an operation, with the findings and reasons below it.

use std::fmt;

use crate::amendments::Amended;
use crate::check::{Finding, check, operation_of};
use crate::contract::Operation;
use crate::exceptions::{Exception, NotAsked};
use crate::operations::{Row, Source, find};
use crate::scenarios::Driven;
use crate::transport::Exchange;

/// Departures that are meant.
pub(crate) struct Known<'a> {
    pub(crate) exceptions: &'a [Exception],
    pub(crate) amended: Vec<Amended>,
    pub(crate) not_asked: &'a [NotAsked],
    pub(crate) table: &'a [Row],
}

/// The result of a run; `Display` is what a person reads.
pub struct Report {
    lines: Vec<String>,
    /// How many operations were asked for.
    pub operations: usize,
    /// How many calls that took.
    pub exchanges: usize,
    /// How much is wrong.
    pub violations: usize,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.lines {
            writeln!(f, "{line}")?;
        }
        let Self { operations, exchanges, violations, .. } = self;
        write!(f, "{operations} operations, {exchanges} exchanges, {violations} violations")
    }
}

impl Report {
    pub(crate) fn new(operations: &[Operation], driven: &Driven, known: &Known<'_>) -> Self {
        let exchanges = &driven.exchanges;
        let mut report =
            Self { lines: Vec::new(), operations: 0, exchanges: exchanges.len(), violations: 0 };
        let mut used = vec![false; known.exceptions.len()];
        let of_contracts = || operations.iter().map(|one| (one.method.as_str(), one.path.as_str()));
        let of_operation: Vec<_> =
            exchanges.iter().map(|exchange| operation_of(of_contracts(), exchange)).collect();
        for (number, operation) in operations.iter().enumerate() {
            let of_it = exchanges.iter().zip(&of_operation);
            let of_it = of_it.filter(|(_, found)| **found == Some(number));
            let of_it: Vec<&Exchange> = of_it.map(|(exchange, _)| exchange).collect();
            if of_it.is_empty() {
                report.not_asked(operation, known);
            } else {
                report.asked(operation, &of_it, known, &mut used);
            }
        }
        for (exchange, found) in exchanges.iter().zip(&of_operation) {
            let is_page = |row: &Row| matches!(row.source, Source::Page(_));
            if found.is_none() && !find(known.table, exchange).is_some_and(is_page) {
                let request = &exchange.request;
                let (method, path) = (request.method.as_str(), request.url.path());
                report.violation(&format!("{method} {path}: is in no contract"));
            }
        }
        for failure in &driven.failures {
            report.violation(failure);
        }
        for (exception, used) in known.exceptions.iter().zip(used) {
            if !used {
                let Exception { operation, status, place, reason, .. } = exception;
                let what = format!("{operation} ({status}) {place}: {reason}");
                report.violation(&format!("an exception that never applies: {what}"));
            }
        }
        report.stale(operations, &of_operation, known);
        report.table(operations, known.table);
        report
    }

    /// The table of operations must have those of the contracts, each at its address, and no more.
    fn table(&mut self, operations: &[Operation], table: &[Row]) {
        for operation in operations {
            let is_it = |row: &Row| match row.source {
                Source::Contract(name) => {
                    name == operation.name
                        && row.method == operation.method
                        && row.path == operation.path
                }
                Source::Page(_) => false,
            };
            if !table.iter().any(is_it) {
                let Operation { name, method, path, .. } = operation;
                self.violation(&format!("{name}: not in the table as {method} {path}"));
            }
        }
        for row in table {
            if let Source::Contract(name) = row.source
                && !operations.iter().any(|operation| operation.name == name)
            {
                self.violation(&format!("{name}: in the table, and in no contract"));
            }
        }
    }

    fn violation(&mut self, what: &str) {
        self.violations += 1;
        self.lines.push(format!("FAIL         {what}"));
    }

    fn asked(
        &mut self,
        operation: &Operation,
        exchanges: &[&Exchange],
        known: &Known<'_>,
        used: &mut [bool],
    ) {
        self.operations += 1;
        let mut reasons = reasons_of_amendments(operation, known);
        let mut wrong: Vec<Finding> = Vec::new();
        for finding in exchanges.iter().flat_map(|exchange| check(operation, exchange)) {
            let covers = |exception: &Exception| exception.covers(&operation.name, &finding);
            match known.exceptions.iter().position(covers) {
                Some(number) => {
                    used[number] = true;
                    let reason = known.exceptions[number].reason;
                    if !reasons.contains(&reason) {
                        reasons.push(reason);
                    }
                }
                None if !wrong.contains(&finding) => wrong.push(finding),
                None => {}
            }
        }
        let verdict = match (wrong.is_empty(), reasons.len()) {
            (false, _) => "FAIL".to_owned(),
            (true, 0) => "ok".to_owned(),
            (true, count) => format!("EXCEPTION {count}"),
        };
        let calls = exchanges.len();
        self.lines.push(format!("{verdict:12} {} ({calls} calls)", operation.name));
        self.lines.extend(reasons.iter().map(|reason| format!("             known: {reason}")));
        self.lines.extend(wrong.iter().map(|finding| format!("             {finding}")));
        self.violations += wrong.len();
    }

    fn not_asked(&mut self, operation: &Operation, known: &Known<'_>) {
        let name = &operation.name;
        match known.not_asked.iter().find(|entry| is_meant(entry, operation)) {
            Some(entry) => self.lines.push(format!("not asked    {name}: {}", entry.reason)),
            None => self.violation(&format!("{name}: no scenario asks for it")),
        }
        if known.amended.iter().any(|amended| amended.operation == *name) {
            self.violation(&format!("{name}: amended, and never asked for"));
        }
    }

    /// What is said not to be asked for, and is; or is in no contract.
    fn stale(&mut self, operations: &[Operation], asked: &[Option<usize>], known: &Known<'_>) {
        for entry in known.not_asked {
            let mut meant = operations.iter().enumerate().filter(|(_, one)| is_meant(entry, one));
            let still = meant.any(|(number, _)| !asked.contains(&Some(number)));
            if !still {
                self.violation(&format!(
                    "{}: said not to be asked for, and is, or is in no contract",
                    entry.operation
                ));
            }
        }
    }
}

fn is_meant(entry: &NotAsked, operation: &Operation) -> bool {
    let contract = operation.name.split(' ').next();
    entry.operation == operation.name || Some(entry.operation) == contract
}

fn reasons_of_amendments<'a>(operation: &Operation, known: &Known<'a>) -> Vec<&'a str> {
    let amended = known.amended.iter().filter(|amended| amended.operation == operation.name);
    amended.map(|amended| amended.reason).collect()
}
