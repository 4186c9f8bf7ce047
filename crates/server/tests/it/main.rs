//! The whole service over its API, with the simulator beside it, in one process under a controlled
//! clock.
#![allow(clippy::unwrap_used, reason = "a test's helper panics to fail the test")]

/// Each story on each database; on one thread, or with threads of its own for what is spawned.
macro_rules! stories {
    ($($story:ident),* $(,)?) => { stories!(flavor = "current_thread": $($story),*); };
    (flavor = $flavor:literal: $($story:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = $flavor)]
            async fn $story() {
                super::$story(testkit::Database::Sqlite).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = $flavor)]
            async fn $story() {
                super::$story(testkit::Database::Postgres).await;
            })*
        }
    };
}

mod bounds;
mod by_qr;
mod chaos;
mod codes;
mod correcting;
mod crowds;
mod description;
mod environments;
mod events;
mod faults;
mod finding;
mod flow;
mod idempotency;
mod joining;
mod members;
mod model;
mod moving;
mod outage;
mod own_directory;
mod paths;
mod points;
mod points_proved;
mod prices;
mod printing;
mod privacy;
mod refusals;
mod registrations;
mod returns;
mod rights;
mod roles;
mod rules;
mod scans;
mod seed_sale;
mod sharing;
mod toxics;
mod unread_qr;
mod unresolved;
mod vouchers;
mod watched;
mod webhooks;
