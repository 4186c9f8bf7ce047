//! Sets of units: how many a promotion makes of what is left of the lines, of which units, and what
//! each set saves. The dearest units go into the first set, so that each next one saves no more than
//! the one before.

use super::OfferKind;
use std::cmp::Reverse;

/// Units of one line, each at the same price.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    /// The line's place in the order of content.
    pub(super) line: usize,
    pub(super) unit_minor: i64,
    pub(super) units: i64,
}

/// All sets that save something.
#[derive(Debug, Default)]
pub(super) struct Sets {
    pub(super) saving_minor: i64,
    /// The units that went into them.
    pub(super) used: Vec<Run>,
}

/// Makes sets of `counts` units from each part.
pub(super) fn make_sets(kind: &OfferKind, counts: &[i64], mut parts: Vec<Vec<Run>>) -> Sets {
    for part in &mut parts {
        part.sort_by_key(|run| (Reverse(run.unit_minor), run.line));
    }
    let mut sets = Sets::default();
    while let Some((times, set)) = next_set(counts, &mut parts) {
        let saving_minor = saving_minor(kind, &set);
        if saving_minor <= 0 {
            break;
        }
        sets.saving_minor += times * saving_minor;
        sets.used.extend(set.iter().map(|run| Run { units: times * run.units, ..*run }));
    }
    sets
}

/// The next set, and how often it comes in a row: many units of few lines make few different sets.
fn next_set(counts: &[i64], parts: &mut [Vec<Run>]) -> Option<(i64, Vec<Run>)> {
    let times = parts.iter().zip(counts).map(|(part, count)| Some(part.first()?.units / count));
    let times = times.min()??.max(1);
    let mut set = Vec::new();
    for (part, count) in parts.iter_mut().zip(counts) {
        let mut wanted = *count;
        while wanted > 0 {
            let run = part.first_mut()?;
            let units = run.units.min(wanted);
            set.push(Run { units, ..*run });
            run.units -= times * units;
            wanted -= units;
            if run.units == 0 {
                part.remove(0);
            }
        }
    }
    Some((times, set))
}

fn saving_minor(kind: &OfferKind, set: &[Run]) -> i64 {
    match kind {
        OfferKind::Set { minor, .. } => {
            set.iter().map(|run| run.units * run.unit_minor).sum::<i64>() - minor
        }
        OfferKind::ForM { take, pay } => {
            let mut free = i64::from(take - pay);
            let cheapest_first = set.iter().rev();
            cheapest_first
                .map(|run| {
                    let units = run.units.min(free);
                    free -= units;
                    units * run.unit_minor
                })
                .sum()
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(of: &[(i64, i64)]) -> Vec<Run> {
        let run = |(line, (units, unit_minor)): (usize, &(i64, i64))| Run {
            line,
            units: *units,
            unit_minor: *unit_minor,
        };
        of.iter().enumerate().map(run).collect()
    }

    /// Units and prices by line, in each part; what is saved, and how many units are in sets.
    #[test]
    fn sets_are_made_of_the_dearest_first() {
        let three_for_two = OfferKind::ForM { take: 3, pay: 2 };
        let two_for_a_hundred = OfferKind::Set { parts: vec![2], minor: 100 };
        let meal = OfferKind::Set { parts: vec![1, 2], minor: 50 };
        let check = |kind: &OfferKind, parts: &[&[(i64, i64)]], expected: (i64, i64)| {
            let counts = kind.set().unwrap();
            let made = make_sets(kind, &counts, parts.iter().map(|part| runs(part)).collect());
            let units: i64 = made.used.iter().map(|run| run.units).sum();
            assert_eq!((made.saving_minor, units), expected, "{kind:?} of {parts:?}");
        };
        check(&three_for_two, &[&[(3, 40)]], (40, 3));
        check(&three_for_two, &[&[(2, 40)]], (0, 0));
        check(&three_for_two, &[&[(7, 40)]], (80, 6));
        check(&three_for_two, &[&[(1, 10), (1, 50), (2, 30)]], (30, 3));
        check(&three_for_two, &[&[(4, 50), (2, 10)]], (60, 6));
        check(&three_for_two, &[&[(99_999, 10)]], (333_330, 99_999));
        check(&two_for_a_hundred, &[&[(5, 80)]], (120, 4));
        check(&two_for_a_hundred, &[&[(2, 80), (2, 40)]], (60, 2));
        check(&two_for_a_hundred, &[&[(2, 80), (2, 50)]], (60, 2));
        check(&meal, &[&[(2, 30)], &[(3, 20)]], (20, 3));
        check(&meal, &[&[(2, 30)], &[(3, 20), (1, 10)]], (30, 6));
        check(&meal, &[&[(2, 30)], &[(1, 20)]], (0, 0));
    }
}
