//! Which promotions take which units. A unit takes part in one promotion at most, so they stand in
//! each other's way where they share lines; then the order in which they choose decides. All orders
//! are tried where few promotions meet, and some where many do, and the one that saves most is taken.

use super::bundles::{Run, divide, make_sets};
use super::promotion::Terms;
use crate::quantity::Quantity;
use std::cmp::Reverse;

/// Up to so many promotions that meet, every order is tried: 24 of them.
const ALL_ORDERS_MAX: usize = 4;
/// Up to so many, each of them once has the first choice.
const FIRST_CHOICES_MAX: usize = 12;

/// A line as promotions look at it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shelf {
    pub(super) unit_minor: i64,
    pub(super) quantity: Quantity,
    /// What the line comes to before promotions.
    pub(super) total_minor: i64,
}

/// A promotion and the lines that may take part: the line's place, and the part of the set.
#[derive(Debug)]
pub(super) struct Group<'a> {
    pub(super) terms: &'a Terms,
    pub(super) lines: Vec<(usize, usize)>,
}

/// What promotions came to.
#[derive(Debug, Clone)]
pub(super) struct Assigned {
    /// Group, line and minor units, each more than nothing.
    pub(super) savings: Vec<(usize, usize, i64)>,
    /// What no promotion has taken, by line, in millionths of a unit.
    pub(super) left: Vec<i64>,
}

impl Assigned {
    fn none(shelves: &[Shelf]) -> Self {
        let left = shelves.iter().map(|shelf| shelf.quantity.millionths()).collect();
        Self { savings: Vec::new(), left }
    }

    fn saving_minor(&self) -> i64 {
        self.savings.iter().map(|(_, _, minor)| minor).sum()
    }

    /// Lets a promotion take what it can of what is left.
    fn choose(&mut self, index: usize, group: &Group<'_>, shelves: &[Shelf]) {
        match group.terms.kind.set() {
            None => self.choose_lines(index, group, shelves),
            Some(counts) => self.choose_sets(index, group, &counts, shelves),
        }
    }

    fn choose_lines(&mut self, index: usize, group: &Group<'_>, shelves: &[Shelf]) {
        for (line, _) in &group.lines {
            let (left, shelf) = (&mut self.left[*line], &shelves[*line]);
            let Some(quantity) = Quantity::from_millionths(*left) else { continue };
            let minor = if quantity == shelf.quantity {
                shelf.total_minor
            } else {
                quantity.times_minor(shelf.unit_minor).unwrap_or(0)
            };
            let off = group.terms.kind.off_line(minor, quantity).filter(|off| *off > 0);
            if let Some(off) = off {
                self.savings.push((index, *line, off));
                *left = 0;
            }
        }
    }

    fn choose_sets(&mut self, index: usize, group: &Group<'_>, counts: &[i64], shelves: &[Shelf]) {
        let one = Quantity::ONE.millionths();
        let mut parts = vec![Vec::new(); counts.len()];
        for (line, part) in &group.lines {
            let (units, unit_minor) = (self.left[*line] / one, shelves[*line].unit_minor);
            if units > 0
                && let Some(part) = parts.get_mut(*part)
            {
                part.push(Run { line: *line, unit_minor, units });
            }
        }
        let sets = make_sets(&group.terms.kind, counts, parts);
        let mut weights = vec![0; shelves.len()];
        for run in &sets.used {
            self.left[run.line] -= run.units * one;
            weights[run.line] += run.units * run.unit_minor;
        }
        for (line, minor) in divide(sets.saving_minor, &weights).into_iter().enumerate() {
            if minor > 0 {
                self.savings.push((index, line, minor));
            }
        }
    }
}

/// The best that was found.
pub(super) fn assign(groups: &[Group<'_>], shelves: &[Shelf]) -> Assigned {
    let mut assigned = Assigned::none(shelves);
    for met in meeting(groups, shelves.len()) {
        let tries = orders(&met, groups, shelves).into_iter().map(|order| {
            let mut tried = assigned.clone();
            for index in order {
                tried.choose(index, &groups[index], shelves);
            }
            tried
        });
        // Of equal ones the first: the orders come in the order of the promotions' content.
        let best =
            tries.reduce(
                |best, tried| {
                    if tried.saving_minor() > best.saving_minor() { tried } else { best }
                },
            );
        assigned = best.unwrap_or(assigned);
    }
    assigned
}

/// What a promotion would save if it were the only one.
pub(super) fn alone_minor(group: &Group<'_>, shelves: &[Shelf]) -> i64 {
    let mut assigned = Assigned::none(shelves);
    assigned.choose(0, group, shelves);
    assigned.saving_minor()
}

/// Promotions that share lines, directly or through others.
fn meeting(groups: &[Group<'_>], lines: usize) -> Vec<Vec<usize>> {
    let mut met: Vec<(Vec<usize>, Vec<bool>)> = Vec::new();
    for (index, group) in groups.iter().enumerate() {
        let mut of_group = vec![false; lines];
        for (line, _) in &group.lines {
            of_group[*line] = true;
        }
        let shares = |(_, other): &(Vec<usize>, Vec<bool>)| {
            other.iter().zip(&of_group).any(|(one, other)| *one && *other)
        };
        let (joined, apart): (Vec<_>, Vec<_>) = met.into_iter().partition(shares);
        met = apart;
        let mut indexes = vec![index];
        for (others, their_lines) in joined {
            indexes.extend(others);
            for (line, theirs) in of_group.iter_mut().zip(their_lines) {
                *line |= theirs;
            }
        }
        indexes.sort_unstable();
        met.push((indexes, of_group));
    }
    met.into_iter().map(|(indexes, _)| indexes).collect()
}

/// The orders in which promotions that meet are tried.
fn orders(met: &[usize], groups: &[Group<'_>], shelves: &[Shelf]) -> Vec<Vec<usize>> {
    if met.len() <= ALL_ORDERS_MAX {
        return permutations(met);
    }
    let mut by_saving = met.to_vec();
    by_saving.sort_by_key(|index| (Reverse(alone_minor(&groups[*index], shelves)), *index));
    let mut orders = vec![by_saving.clone()];
    if met.len() <= FIRST_CHOICES_MAX {
        for first in 1..by_saving.len() {
            let mut order = by_saving.clone();
            let chosen = order.remove(first);
            order.insert(0, chosen);
            orders.push(order);
        }
    }
    orders
}

/// All of them, those with the first one first in front.
fn permutations(of: &[usize]) -> Vec<Vec<usize>> {
    if of.len() <= 1 {
        return vec![of.to_vec()];
    }
    let mut all = Vec::new();
    for (place, first) in of.iter().enumerate() {
        let rest: Vec<_> = [&of[..place], &of[place + 1..]].concat();
        for mut order in permutations(&rest) {
            order.insert(0, *first);
            all.push(order);
        }
    }
    all
}
