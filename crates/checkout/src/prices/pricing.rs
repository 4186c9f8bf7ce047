//! From lines and a buyer to what every rule took off every line.

use super::audience::Closeness;
use super::explained::{Explanation, Outcome, Reason, Rule};
use super::promotion::{Offer, Terms};
use super::rows::{ListPrice, Membership, Validity};
use super::search::{Assigned, Group, Shelf, alone_minor, assign};
use super::vouchers::{TakenOff, take_off};
use crate::basket::{Item, Line};
use crate::quantity::Quantity;
use crate::voucher::SaleVoucher;
use std::collections::{BTreeMap, BTreeSet};

/// What the rules did to each line and each voucher, in their order.
pub(crate) struct Priced {
    pub(crate) rules: Vec<Vec<Explanation>>,
    pub(crate) vouchers: Vec<Outcome>,
}

/// What the rules do to each line, in the order of the lines. A member never pays more in all than
/// anybody would, nor than a member further away from the rules: should closer prices spoil a promotion
/// for the basket, the basket stays without them.
pub(crate) fn price(
    lines: &[Line],
    buyer: Option<&Membership>,
    vouchers: &[SaleVoucher],
) -> Priced {
    let mut places: Vec<usize> = (0..lines.len()).collect();
    // By what they are: ties are broken by content, and never by the order of scanning.
    let content = |place: &usize| {
        let line = &lines[*place];
        (&line.item, line.quantity, line.id)
    };
    places.sort_by(|one, other| content(one).cmp(&content(other)));
    let sorted: Vec<&Line> = places.iter().map(|place| &lines[*place]).collect();
    let closest_first = closenesses(&sorted, buyer).into_iter().rev();
    let tries = closest_first.map(|most| Pricing::of(&sorted, buyer, most, vouchers));
    let best = tries.reduce(
        |best, tried| {
            if tried.total_minor() < best.total_minor() { tried } else { best }
        },
    );
    let best = best.expect("there are always the public prices");
    let mut rules = vec![Vec::new(); lines.len()];
    for (place, told) in places.into_iter().zip(best.explain()) {
        rules[place] = told;
    }
    Priced { rules, vouchers: best.taken_off.outcomes }
}

/// How close to the buyer the rules of some lines are.
fn closenesses(lines: &[&Line], buyer: Option<&Membership>) -> BTreeSet<Closeness> {
    let mut found = BTreeSet::from([Closeness::Public]);
    for line in lines {
        let item = &line.item;
        let rows = item.prices.iter().map(|row| &row.audience);
        let offers = item.offers.iter().map(|offer| &offer.terms.audience);
        found.extend(rows.chain(offers).filter_map(|audience| audience.closeness(buyer)));
        found.extend(item.club_unit_minor.and(buyer).map(|_| Closeness::Member));
        let has_own = buyer.is_some_and(|buyer| buyer.personal_for(&item.product).next().is_some());
        found.extend(has_own.then_some(Closeness::Personal));
    }
    found
}

/// A basket priced with rules up to some closeness.
struct Pricing<'a> {
    buyer: Option<&'a Membership>,
    most: Closeness,
    lines: Vec<Listed<'a>>,
    shelves: Vec<Shelf>,
    groups: Vec<Group<'a>>,
    assigned: Assigned,
    taken_off: TakenOff,
}

/// What is known of the promotions, to explain them by.
struct Told {
    /// By promotion and line, in minor units.
    savings: BTreeMap<(usize, usize), i64>,
    /// What each would save if it were the only one.
    alone: Vec<i64>,
    /// How many units of each part of its set no promotion has taken.
    left: Vec<Vec<i64>>,
}

/// A line with the prices that it might have.
struct Listed<'a> {
    item: &'a Item,
    quantity: Quantity,
    rows: Vec<Row>,
    /// What anybody pays for a unit.
    public_minor: i64,
    /// The row that the price is from; none: the catalogue's own.
    taken: Option<usize>,
}

/// A price that a unit might have.
struct Row {
    rule: Rule,
    unit_minor: i64,
    validity: Validity,
    /// None if the buyer is not meant.
    closeness: Option<Closeness>,
}

impl Row {
    fn club(unit_minor: i64, buyer: Option<&Membership>) -> Self {
        let closeness = buyer.map(|_| Closeness::Member);
        Self { rule: Rule::ClubPrice, unit_minor, validity: Validity::Holds, closeness }
    }

    fn of(row: &ListPrice, closeness: Option<Closeness>) -> Self {
        let rule = Rule::PriceList { list: row.list.clone(), audience: row.audience.clone() };
        Self { rule, unit_minor: row.unit_minor, validity: row.validity, closeness }
    }

    fn holds_up_to(&self, most: Closeness) -> bool {
        self.validity == Validity::Holds && self.closeness.is_some_and(|one| one <= most)
    }
}

impl<'a> Listed<'a> {
    fn of(line: &'a Line, buyer: Option<&Membership>, most: Closeness) -> Self {
        let item = &line.item;
        let mut rows: Vec<Row> = Vec::new();
        rows.extend(item.club_unit_minor.map(|minor| Row::club(minor, buyer)));
        rows.extend(item.prices.iter().map(|row| Row::of(row, row.audience.closeness(buyer))));
        let own = buyer.into_iter().flat_map(|buyer| buyer.personal_for(&item.product));
        rows.extend(own.map(|row| Row::of(row, Some(Closeness::Personal))));
        rows.sort_by(|one, other| {
            (&one.rule, one.unit_minor).cmp(&(&other.rule, other.unit_minor))
        });
        let public = rows.iter().filter(|row| row.holds_up_to(Closeness::Public));
        let public_minor = public.map(|row| row.unit_minor).fold(item.unit_minor, i64::min);
        let places = (0..rows.len()).filter(|place| {
            rows[*place].holds_up_to(most) && rows[*place].unit_minor < item.unit_minor
        });
        let taken = places.min_by_key(|place| (rows[*place].unit_minor, rows[*place].closeness));
        Self { item, quantity: line.quantity, public_minor, taken, rows }
    }

    fn unit_minor(&self) -> i64 {
        self.taken.map_or(self.item.unit_minor, |taken| self.rows[taken].unit_minor)
    }

    /// What the line comes to at a price for a unit, less the discount by hand, and never below
    /// nothing.
    fn total_minor(&self, unit_minor: i64) -> i64 {
        let minor = self.quantity.times_minor(unit_minor).expect("items are checked when added");
        (minor - self.item.discount_minor).max(0)
    }

    /// What a price did to the line, or why nothing.
    fn outcome_of(&self, index: usize) -> Outcome {
        let row = &self.rows[index];
        let not = |reason| Outcome::NotApplied(reason);
        if let Some(reason) = not_valid(row.validity) {
            return not(reason);
        }
        if row.closeness.is_none() {
            let only_for = match &row.rule {
                Rule::PriceList { audience, .. } => audience.clone(),
                _ => super::Audience::Members,
            };
            return not(Reason::OtherAudience { only_for });
        }
        if row.unit_minor > self.public_minor && row.closeness > Some(Closeness::Public) {
            return not(Reason::AbovePublic);
        }
        let saving_minor =
            self.total_minor(self.item.unit_minor) - self.total_minor(row.unit_minor);
        match self.taken {
            _ if saving_minor <= 0 => not(Reason::NoSaving),
            Some(taken) if taken == index => Outcome::Applied { saving_minor },
            _ => not(Reason::OtherTaken),
        }
    }

    /// Whether promotions may take of it.
    fn takes_part(&self, offer: &Offer) -> Result<(), Reason> {
        if self.item.discount_minor > 0 {
            return Err(Reason::OwnDiscount);
        }
        let is_counted = self.quantity.millionths() % Quantity::ONE.millionths() == 0;
        if offer.terms.kind.set().is_some() && !is_counted {
            return Err(Reason::NotCounted);
        }
        Ok(())
    }
}

impl<'a> Pricing<'a> {
    fn of(
        sorted: &[&'a Line],
        buyer: Option<&'a Membership>,
        most: Closeness,
        vouchers: &[SaleVoucher],
    ) -> Self {
        let lines: Vec<_> = sorted.iter().map(|line| Listed::of(line, buyer, most)).collect();
        let shelf = |line: &Listed<'_>| Shelf {
            unit_minor: line.unit_minor(),
            quantity: line.quantity,
            total_minor: line.total_minor(line.unit_minor()),
        };
        let shelves: Vec<_> = lines.iter().map(shelf).collect();
        let mut groups: Vec<Group<'a>> = Vec::new();
        for (place, line) in lines.iter().enumerate() {
            let held = |offer: &&Offer| {
                offer.validity == Validity::Holds
                    && offer.terms.audience.closeness(buyer).is_some_and(|one| one <= most)
                    && line.takes_part(offer).is_ok()
            };
            for offer in line.item.offers.iter().filter(held) {
                match groups.iter_mut().find(|group| *group.terms == offer.terms) {
                    Some(group) => group.lines.push((place, offer.part)),
                    None => {
                        let lines = vec![(place, offer.part)];
                        groups.push(Group { terms: &offer.terms, lines });
                    }
                }
            }
        }
        groups.sort_by_key(|group| group.terms);
        let assigned = assign(&groups, &shelves);
        let taken_off = take_off(vouchers, sorted, buyer, &assigned.rest_minor);
        Self { buyer, most, lines, shelves, groups, assigned, taken_off }
    }

    fn total_minor(&self) -> i64 {
        let before: i64 = self.shelves.iter().map(|shelf| shelf.total_minor).sum();
        let saved: i64 = self.assigned.savings.iter().map(|(_, _, minor)| minor).sum();
        before - saved - self.taken_off.total_minor()
    }

    /// Of each line, what every rule did.
    fn explain(&self) -> Vec<Vec<Explanation>> {
        let mut savings = BTreeMap::new();
        for (group, line, minor) in &self.assigned.savings {
            savings.insert((*group, *line), *minor);
        }
        let alone = self.groups.iter().map(|group| alone_minor(group, &self.shelves));
        let left = self.groups.iter().map(|group| self.units_left(group));
        let told = Told { savings, alone: alone.collect(), left: left.collect() };
        (0..self.lines.len()).map(|place| self.explain_line(place, &told)).collect()
    }

    fn explain_line(&self, place: usize, told: &Told) -> Vec<Explanation> {
        let line = &self.lines[place];
        let rows = line.rows.iter().enumerate().map(|(index, row)| Explanation {
            rule: row.rule.clone(),
            outcome: line.outcome_of(index),
        });
        let offers = line.item.offers.iter().map(|offer| {
            let Terms { id, name, .. } = offer.terms.clone();
            let rule = Rule::Promotion { id, name };
            let outcome = match self.taken_by_offer(place, offer, told) {
                Ok(saving_minor) => Outcome::Applied { saving_minor },
                Err(reason) => Outcome::NotApplied(reason),
            };
            Explanation { rule, outcome }
        });
        rows.chain(offers).chain(self.taken_off.rules[place].iter().cloned()).collect()
    }

    /// What a promotion took off a line, or why nothing.
    fn taken_by_offer(&self, place: usize, offer: &Offer, told: &Told) -> Result<i64, Reason> {
        let line = &self.lines[place];
        if let Some(reason) = not_valid(offer.validity) {
            return Err(reason);
        }
        let audience = &offer.terms.audience;
        match audience.closeness(self.buyer) {
            None => return Err(Reason::OtherAudience { only_for: audience.clone() }),
            Some(closeness) if closeness > self.most => return Err(Reason::OtherTaken),
            Some(_) => line.takes_part(offer)?,
        }
        let index = self.groups.iter().position(|group| *group.terms == offer.terms);
        let Some(index) = index else { return Err(Reason::NoSaving) };
        let group = &self.groups[index];
        if let Some(saving_minor) = told.savings.get(&(index, place)) {
            return Ok(*saving_minor);
        }
        if let Some(by) = self.excluded_by(index, place) {
            return Err(Reason::Excluded { by });
        }
        if let Some(minimum_minor) = group.terms.kind.basket_from_minor() {
            return Err(self.below(index, minimum_minor));
        }
        if self.assigned.left[place] < line.quantity.millionths() {
            return Err(Reason::OtherTaken);
        }
        let there = &told.left[index];
        let wanted = group.terms.kind.set();
        let is_short = wanted
            .as_ref()
            .is_some_and(|wanted| wanted.iter().zip(there).any(|(wanted, there)| there < wanted));
        if let Some(wanted) = wanted.filter(|_| is_short) {
            let there = wanted.iter().zip(there).map(|(wanted, there)| *there.min(wanted));
            let count = |units: i64| u32::try_from(units).unwrap_or(u32::MAX);
            let there = count(there.sum());
            return Err(Reason::NotEnough { wanted: count(wanted.iter().sum()), there });
        }
        Err(if told.alone[index] > 0 { Reason::OtherTaken } else { Reason::NoSaving })
    }

    /// The name of a promotion that keeps another from a line.
    fn excluded_by(&self, index: usize, place: usize) -> Option<String> {
        let terms = self.groups[index].terms;
        let is_full = !self.assigned.is_open(terms, place);
        let by = self.assigned.savings.iter().find(|(other, line, _)| {
            let is_here = *line == place;
            let excludes = terms.excludes(self.groups[*other].terms, is_here);
            *other != index && (excludes || is_here && is_full)
        });
        by.map(|(other, _, _)| self.groups[*other].terms.name.clone())
    }

    /// Why a promotion of the basket takes nothing off a line.
    fn below(&self, index: usize, minimum_minor: i64) -> Reason {
        let group = &self.groups[index];
        let open = group.lines.iter().filter(|(line, _)| self.assigned.is_open(group.terms, *line));
        let there_minor = open.map(|(line, _)| self.assigned.rest_minor[*line]).sum();
        let has_saved = self.assigned.savings.iter().any(|(other, _, _)| *other == index);
        if has_saved || there_minor >= minimum_minor {
            return Reason::NoSaving;
        }
        Reason::BelowMinimum { minimum_minor, there_minor }
    }

    /// How many units of each part of a set no promotion has taken.
    fn units_left(&self, group: &Group<'_>) -> Vec<i64> {
        let mut there = vec![0; group.terms.kind.set().map_or(0, |set| set.len())];
        for (line, part) in &group.lines {
            if let Some(there) = there.get_mut(*part) {
                *there += self.assigned.left[*line] / Quantity::ONE.millionths();
            }
        }
        there
    }
}

fn not_valid(validity: Validity) -> Option<Reason> {
    match validity {
        Validity::Holds => None,
        Validity::NotYet { from } => Some(Reason::NotYet { from }),
        Validity::Over { until } => Some(Reason::Over { until }),
    }
}
