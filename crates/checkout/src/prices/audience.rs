//! Whom a price is for.

use super::Membership;
use crate::ids::{ClubId, MemberId, StoreId};
use crate::money::Currency;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Whom a price or a promotion is for. Written `public`, `members`, `club:CLUB`, `tier:CLUB:TIER` or
/// `personal:MEMBER`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Audience {
    /// Anybody.
    Public,
    /// The members of the store's club, whichever that is.
    Members,
    Club(ClubId),
    /// The members of a club who have reached a tier.
    Tier(ClubId, String),
    Personal(MemberId),
}

/// A text that names no audience.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an audience is public, members, club:CLUB, tier:CLUB:TIER or personal:MEMBER-ID")]
pub struct AudienceError;

/// How close an audience is, from anybody to this one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Closeness {
    Public,
    Member,
    Tier,
    Personal,
}

impl Audience {
    /// Whether the members of a club, or of none, may be meant.
    pub fn may_mean_members_of(&self, store_club: Option<&ClubId>) -> bool {
        match self {
            Self::Public | Self::Personal(_) => true,
            Self::Members => store_club.is_some(),
            Self::Club(club) | Self::Tier(club, _) => store_club == Some(club),
        }
    }

    /// Whether what is limited to it, to some stores (none: all) and to a currency can hold in a store, some
    /// day and for some customer.
    pub(crate) fn may_hold_in(
        &self,
        stores: &[StoreId],
        only_in: Option<Currency>,
        (store, currency, club): (&StoreId, Currency, Option<&ClubId>),
    ) -> bool {
        (stores.is_empty() || stores.contains(store))
            && only_in.is_none_or(|only| only == currency)
            && self.may_mean_members_of(club)
    }

    /// Whether a buyer is meant of whom it is known that the club is the store's.
    pub(crate) fn means(&self, buyer: Option<&Membership>) -> bool {
        self.closeness(buyer).is_some()
    }

    /// How close it is to a buyer of whom it is known that the club is the store's; none if the buyer
    /// is not meant.
    pub(super) fn closeness(&self, buyer: Option<&Membership>) -> Option<Closeness> {
        match self {
            Self::Public => Some(Closeness::Public),
            Self::Members | Self::Club(_) => buyer.map(|_| Closeness::Member),
            Self::Tier(_, tier) => (buyer?.tier.as_ref() == Some(tier)).then_some(Closeness::Tier),
            // A person's own prices come with the membership and not with the goods.
            Self::Personal(_) => None,
        }
    }
}

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Public => f.write_str("public"),
            Self::Members => f.write_str("members"),
            Self::Club(club) => write!(f, "club:{club}"),
            Self::Tier(club, tier) => write!(f, "tier:{club}:{tier}"),
            Self::Personal(member) => write!(f, "personal:{member}"),
        }
    }
}

impl FromStr for Audience {
    type Err = AudienceError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = |name: &str| !name.is_empty() && !name.contains(':');
        match text.split_once(':') {
            None if text == "public" => Ok(Self::Public),
            None if text == "members" => Ok(Self::Members),
            Some(("club", club)) if named(club) => Ok(Self::Club(ClubId::new(club))),
            Some(("tier", rest)) => match rest.split_once(':') {
                Some((club, tier)) if named(club) && named(tier) => {
                    Ok(Self::Tier(ClubId::new(club), tier.to_owned()))
                }
                _ => Err(AudienceError),
            },
            Some(("personal", member)) => {
                member.parse().map(Self::Personal).map_err(|_| AudienceError)
            }
            _ => Err(AudienceError),
        }
    }
}

impl TryFrom<String> for Audience {
    type Error = AudienceError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Audience> for String {
    fn from(audience: Audience) -> Self {
        audience.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn audiences_are_read_as_they_are_written() {
        let member = "personal:00000000-0000-0000-0000-000000000009";
        for text in ["public", "members", "club:fjell", "tier:fjell:gold", member] {
            assert_eq!(text.parse::<Audience>().map(|it| it.to_string()), Ok(text.to_owned()));
        }
        for text in ["", "Public", "club:", "club:a:b", "tier:fjell", "tier::gold", "personal:Kari"]
        {
            assert_eq!(text.parse::<Audience>(), Err(AudienceError), "{text}");
        }
    }
}
