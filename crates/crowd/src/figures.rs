//! What was measured in both clubs by turns, as a table, and whether it is as it should be.

use crate::measure::Club;
use std::fmt;
use std::time::Duration;

/// Before anything counts, so that statements are prepared and pages are in memory.
const WARM_UP: u64 = 50;
const LOOK_UP_MAX: Duration = Duration::from_millis(1);
const RATIO_MAX: f64 = 1.2;

pub(crate) struct Figures {
    rounds: u64,
    look_up: Row,
    balance: Row,
    enrolment: Row,
    booking: Row,
}

/// How long one thing took in each club, each time.
#[derive(Default)]
struct Row {
    few: Vec<Duration>,
    many: Vec<Duration>,
}

impl Figures {
    /// Does each thing once in each club, and so on, in turns.
    pub(crate) async fn measure(
        few: &mut Club,
        many: &mut Club,
        rounds: u64,
    ) -> anyhow::Result<Self> {
        let mut rows: [Row; 4] = Default::default();
        for round in 0..WARM_UP + rounds {
            let [look_up, balance, enrolment, booking] = &mut rows;
            // Whoever comes second has what the first left in the caches: each is that half the time.
            let is_first = round % 2 == 0;
            for is_few in [is_first, !is_first] {
                let club = if is_few { &mut *few } else { &mut *many };
                look_up.add(is_few, club.look_up().await?);
                balance.add(is_few, club.balance().await?);
                enrolment.add(is_few, Box::pin(club.enrol()).await?);
                booking.add(is_few, club.book().await?);
            }
            if round + 1 == WARM_UP {
                rows = Default::default();
            }
        }
        let [look_up, balance, enrolment, booking] = rows;
        Ok(Self { rounds, look_up, balance, enrolment, booking })
    }
}

impl Row {
    fn add(&mut self, is_few: bool, took: Duration) {
        if is_few { self.few.push(took) } else { self.many.push(took) }
    }
}

/// The time that so many of a hundred stay below.
fn percentile(times: &[Duration], hundredths: usize) -> Duration {
    let mut times = times.to_vec();
    times.sort();
    let place = (times.len() * hundredths).div_ceil(100).max(1) - 1;
    times.get(place).copied().unwrap_or_default()
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = [
            ("look-up", &self.look_up, true),
            ("balance", &self.balance, true),
            ("enrolment", &self.enrolment, false),
            ("booking", &self.booking, false),
        ];
        writeln!(f, "{} of each, in ms: nearly empty p50 p99, large p50 p99", self.rounds)?;
        for (name, Row { few, many }, _) in rows {
            let [a, b] = [few, many].map(|times| [50, 99].map(|of| percentile(times, of)));
            let [[few_50, few_99], [many_50, many_99]] =
                [a, b].map(|both| both.map(|time| time.as_secs_f64() * 1e3));
            writeln!(f, "{name:<10} {few_50:.3} {few_99:.3}  {many_50:.3} {many_99:.3}")?;
        }
        for (name, Row { few, many }, is_read) in rows {
            for of in [50, 99] {
                let (few, many) = (percentile(few, of), percentile(many, of));
                let (figure, most) = if is_read {
                    (many.as_secs_f64() * 1e3, LOOK_UP_MAX.as_secs_f64() * 1e3)
                } else {
                    (many.as_secs_f64() / few.as_secs_f64().max(f64::EPSILON), RATIO_MAX)
                };
                let verdict = if figure <= most { "pass" } else { "fail" };
                let unit = if is_read { "_ms" } else { "_ratio" };
                writeln!(f, "{name}_p{of}{unit} {figure:.3} {most} {verdict}")?;
            }
        }
        Ok(())
    }
}
