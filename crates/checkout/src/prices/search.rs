//! Which promotions take which units, and then what off the basket. A unit takes part in one promotion
//! of wares at most, and promotions may exclude each other; so the order in which they choose decides.
//! All orders are tried where few promotions meet, and some where many do. The one is taken in which
//! those of the highest priority save most, then those of the next: with one priority, the one that
//! saves most.

use super::bundles::{Run, make_sets};
use super::promotion::Terms;
use crate::money::divide;
use crate::quantity::Quantity;
use std::cmp::Reverse;
use std::collections::BTreeSet;

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
#[derive(Debug, Clone)]
pub(super) struct Group<'a> {
    pub(super) terms: &'a Terms,
    pub(super) lines: Vec<(usize, usize)>,
}

impl Group<'_> {
    /// What is left of it where another has the first choice.
    fn beside(&self, first: &Self) -> Self {
        let mut left = self.clone();
        if self.terms.stacking.priority <= first.terms.stacking.priority {
            let is_of_first = |line| first.lines.iter().any(|(of_first, _)| *of_first == line);
            left.lines.retain(|(line, _)| !self.terms.excludes(first.terms, is_of_first(*line)));
        }
        left
    }
}

/// What promotions came to.
#[derive(Debug, Clone)]
pub(super) struct Assigned {
    /// Group, line and minor units, each more than nothing.
    pub(super) savings: Vec<(usize, usize, i64)>,
    /// What no promotion of wares has taken, by line, in millionths of a unit.
    pub(super) left: Vec<i64>,
    /// What each line comes to.
    pub(super) rest_minor: Vec<i64>,
    taken: Vec<Taken>,
}

/// How many promotions have taken something off a line, and how many those let do so at most.
#[derive(Debug, Clone, Copy)]
struct Taken {
    by: u8,
    at_most: u8,
}

impl Assigned {
    fn none(shelves: &[Shelf]) -> Self {
        Self {
            savings: Vec::new(),
            left: shelves.iter().map(|shelf| shelf.quantity.millionths()).collect(),
            rest_minor: shelves.iter().map(|shelf| shelf.total_minor).collect(),
            taken: vec![Taken { by: 0, at_most: u8::MAX }; shelves.len()],
        }
    }

    /// What is saved by promotions of each priority, the highest first.
    fn saved(&self, groups: &[Group<'_>]) -> Vec<i64> {
        let priority = |group: &Group<'_>| group.terms.stacking.priority;
        let levels: BTreeSet<_> = groups.iter().map(|group| Reverse(priority(group))).collect();
        let at = |Reverse(level): &Reverse<u8>| {
            let savings = self.savings.iter();
            let savings = savings.filter(|(index, _, _)| priority(&groups[*index]) == *level);
            savings.map(|(_, _, minor)| minor).sum()
        };
        levels.iter().map(at).collect()
    }

    /// Whether a promotion may take something off a line.
    pub(super) fn is_open(&self, terms: &Terms, line: usize) -> bool {
        let Taken { by, at_most } = self.taken[line];
        by < at_most && terms.stacking.line_max.is_none_or(|most| by < most)
    }

    fn take(&mut self, index: usize, terms: &Terms, line: usize, minor: i64) {
        if minor > 0 {
            self.savings.push((index, line, minor));
            self.rest_minor[line] -= minor;
            let taken = &mut self.taken[line];
            taken.by = taken.by.saturating_add(1);
            taken.at_most = taken.at_most.min(terms.stacking.line_max.unwrap_or(u8::MAX));
        }
    }

    /// Lets a promotion take what it can of what is left.
    fn choose(&mut self, index: usize, groups: &[Group<'_>], shelves: &[Shelf]) {
        let group = &groups[index];
        let excludes = |other: usize| group.terms.excludes(groups[other].terms, false);
        if self.savings.iter().any(|(other, _, _)| *other != index && excludes(*other)) {
            return;
        }
        if group.terms.kind.is_of_basket() {
            self.choose_basket(index, group);
        } else if let Some(counts) = group.terms.kind.set() {
            self.choose_sets(index, group, &counts, shelves);
        } else {
            self.choose_lines(index, group, shelves);
        }
    }

    fn choose_lines(&mut self, index: usize, group: &Group<'_>, shelves: &[Shelf]) {
        for (line, _) in &group.lines {
            let (left, shelf) = (self.left[*line], &shelves[*line]);
            let quantity = Quantity::from_millionths(left);
            let Some(quantity) = quantity.filter(|_| self.is_open(group.terms, *line)) else {
                continue;
            };
            let minor = if quantity == shelf.quantity {
                shelf.total_minor
            } else {
                quantity.times_minor(shelf.unit_minor).unwrap_or(0)
            };
            let off = group.terms.kind.off_line(minor, quantity).filter(|off| *off > 0);
            if let Some(off) = off {
                self.take(index, group.terms, *line, off);
                self.left[*line] = 0;
            }
        }
    }

    fn choose_sets(&mut self, index: usize, group: &Group<'_>, counts: &[i64], shelves: &[Shelf]) {
        let one = Quantity::ONE.millionths();
        let mut parts = vec![Vec::new(); counts.len()];
        for (line, part) in &group.lines {
            let (units, unit_minor) = (self.left[*line] / one, shelves[*line].unit_minor);
            if units > 0
                && self.is_open(group.terms, *line)
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
            self.take(index, group.terms, line, minor);
        }
    }

    /// Each line bears its part, by what it comes to.
    fn choose_basket(&mut self, index: usize, group: &Group<'_>) {
        let mut weights = vec![0; self.rest_minor.len()];
        for (line, _) in &group.lines {
            if self.is_open(group.terms, *line) {
                weights[*line] = self.rest_minor[*line];
            }
        }
        let off_minor = group.terms.kind.off_basket(weights.iter().sum());
        for (line, minor) in divide(off_minor, &weights).into_iter().enumerate() {
            self.take(index, group.terms, line, minor);
        }
    }

    /// The same after a promotion has chosen.
    fn after(&self, index: usize, groups: &[Group<'_>], shelves: &[Shelf]) -> Self {
        let mut after = self.clone();
        after.choose(index, groups, shelves);
        after
    }
}

/// The best that was found. Promotions of wares choose before those of the basket; where these exclude
/// each other, one of the basket may have the first choice.
pub(super) fn assign(groups: &[Group<'_>], shelves: &[Shelf]) -> Assigned {
    let is_of_basket = |index: &usize| groups[*index].terms.kind.is_of_basket();
    let (of_basket, of_wares): (Vec<usize>, Vec<usize>) = (0..groups.len()).partition(is_of_basket);
    let firsts = of_basket.iter().take(FIRST_CHOICES_MAX).copied().map(Some);
    let tries = std::iter::once(None).chain(firsts).map(|first| {
        let beside: Option<Vec<_>> =
            first.map(|first| groups.iter().map(|group| group.beside(&groups[first])).collect());
        let mut assigned = assign_wares(&of_wares, beside.as_deref().unwrap_or(groups), shelves);
        let mut order = of_basket.clone();
        order.sort_by_cached_key(|index| {
            let saved = assigned.after(*index, groups, shelves).saved(groups);
            let priority = groups[*index].terms.stacking.priority;
            (Reverse(priority), Some(*index) != first, Reverse(saved), *index)
        });
        for index in order {
            assigned.choose(index, groups, shelves);
        }
        assigned
    });
    best(tries, groups).expect("there is one try at least")
}

/// The best that promotions of wares come to.
fn assign_wares(of_wares: &[usize], groups: &[Group<'_>], shelves: &[Shelf]) -> Assigned {
    let mut assigned = Assigned::none(shelves);
    for met in meeting(of_wares, groups, shelves.len()) {
        let tries = orders(&met, groups, shelves).into_iter().map(|order| {
            let mut tried = assigned.clone();
            for index in order {
                tried.choose(index, groups, shelves);
            }
            tried
        });
        assigned = best(tries, groups).unwrap_or(assigned);
    }
    assigned
}

/// Of equal ones the first: they come in the order of the promotions' content.
fn best(tries: impl Iterator<Item = Assigned>, groups: &[Group<'_>]) -> Option<Assigned> {
    tries.reduce(|best, tried| if tried.saved(groups) > best.saved(groups) { tried } else { best })
}

/// What a promotion would save if it were the only one.
pub(super) fn alone_minor(group: &Group<'_>, shelves: &[Shelf]) -> i64 {
    let group = std::slice::from_ref(group);
    Assigned::none(shelves).after(0, group, shelves).saved(group).iter().sum()
}

/// Promotions that share lines or exclude each other, directly or through others.
fn meeting(of_wares: &[usize], groups: &[Group<'_>], lines: usize) -> Vec<Vec<usize>> {
    let mut met: Vec<(Vec<usize>, Vec<bool>)> = Vec::new();
    for index in of_wares {
        let group = &groups[*index];
        let mut of_group = vec![false; lines];
        for (line, _) in &group.lines {
            of_group[*line] = true;
        }
        let shares = |(others, their_lines): &(Vec<usize>, Vec<bool>)| {
            their_lines.iter().zip(&of_group).any(|(one, other)| *one && *other)
                || others.iter().any(|other| group.terms.excludes(groups[*other].terms, false))
        };
        let (joined, apart): (Vec<_>, Vec<_>) = met.into_iter().partition(shares);
        met = apart;
        let mut indexes = vec![*index];
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
    by_saving.sort_by_cached_key(|index| {
        let group = &groups[*index];
        (Reverse(group.terms.stacking.priority), Reverse(alone_minor(group, shelves)), *index)
    });
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
