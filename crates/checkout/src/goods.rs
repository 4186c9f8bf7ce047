//! What promotions, vouchers and rules for points name: products, and groups of products.

use crate::ids::ProductId;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The most groups that one product may be in.
pub const GROUPS_MAX: usize = 20;
/// The longest name of a group, in bytes.
const LENGTH_MAX: usize = 60;

/// A group of products, as the merchant names it: letters, digits, `-`, `_` and `.`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct GroupId(String);

/// A product, or all products of a group. Written as the product's id, or `group:GROUP`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Goods {
    Product(ProductId),
    Group(GroupId),
}

/// Why a text names no groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GroupError {
    #[error("a group's name is 1 to {LENGTH_MAX} letters, digits, - _ and .")]
    Name,
    #[error("a product is in {GROUPS_MAX} groups at most")]
    TooMany,
}

impl GroupId {
    /// The groups of a product, each once, in the order of their names.
    ///
    /// # Errors
    /// When one is no name of a group, or there are too many of them.
    pub fn parse_all<'a>(names: impl Iterator<Item = &'a str>) -> Result<Vec<Self>, GroupError> {
        let mut groups = names.map(str::parse).collect::<Result<Vec<Self>, _>>()?;
        groups.sort();
        groups.dedup();
        if groups.len() > GROUPS_MAX { Err(GroupError::TooMany) } else { Ok(groups) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Goods {
    /// Whether a product, in some groups, is meant.
    pub fn mean(&self, product: &ProductId, groups: &[GroupId]) -> bool {
        match self {
            Self::Product(id) => id == product,
            Self::Group(group) => groups.contains(group),
        }
    }
}

/// Whether something is for a product in some groups that names what it is for (none: all) and what not.
pub(crate) fn are_for(
    only: &[Goods],
    except: &[Goods],
    product: &ProductId,
    groups: &[GroupId],
) -> bool {
    let mean = |goods: &[Goods]| goods.iter().any(|one| one.mean(product, groups));
    (only.is_empty() || mean(only)) && !mean(except)
}

impl fmt::Display for GroupId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for GroupId {
    type Err = GroupError;
    fn from_str(text: &str) -> Result<Self, GroupError> {
        let fits = (1..=LENGTH_MAX).contains(&text.len())
            && text.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c));
        if fits { Ok(Self(text.to_owned())) } else { Err(GroupError::Name) }
    }
}

impl TryFrom<String> for GroupId {
    type Error = GroupError;
    fn try_from(text: String) -> Result<Self, GroupError> {
        text.parse()
    }
}

impl From<GroupId> for String {
    fn from(group: GroupId) -> Self {
        group.0
    }
}

impl fmt::Display for Goods {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Product(product) => product.fmt(f),
            Self::Group(group) => write!(f, "group:{group}"),
        }
    }
}

impl FromStr for Goods {
    type Err = GroupError;
    fn from_str(text: &str) -> Result<Self, GroupError> {
        match text.strip_prefix("group:") {
            Some(group) => group.parse().map(Self::Group),
            None => Ok(Self::Product(ProductId::new(text))),
        }
    }
}

impl TryFrom<String> for Goods {
    type Error = GroupError;
    fn try_from(text: String) -> Result<Self, GroupError> {
        text.parse()
    }
}

impl From<Goods> for String {
    fn from(goods: Goods) -> Self {
        goods.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<GroupId>, GroupError> {
        GroupId::parse_all(text.split_whitespace())
    }

    /// Bound: the groups of a product
    #[test]
    fn groups_are_read_or_refused() {
        let names = |text| read(text).map(|all| all.iter().map(GroupId::to_string).collect());
        assert_eq!(names(" snus  øl snus "), Ok(vec!["snus".to_owned(), "øl".to_owned()]));
        assert_eq!(names(""), Ok(vec![]));
        assert_eq!(names("a,b"), Err(GroupError::Name));
        assert_eq!(names(&"x".repeat(61)), Err(GroupError::Name));
        let many = |count| (0..count).map(|it| format!("g{it}")).collect::<Vec<_>>().join(" ");
        assert_eq!(read(&many(GROUPS_MAX)).map(|all| all.len()), Ok(GROUPS_MAX));
        assert_eq!(read(&many(GROUPS_MAX + 1)), Err(GroupError::TooMany));
    }

    #[test]
    fn goods_are_a_product_or_a_group_of_them() {
        let (groups, product) = (read("snus tobacco").unwrap(), ProductId::new("general-white"));
        for (text, expected) in [
            ("general-white", true),
            ("tobacco", false),
            ("group:tobacco", true),
            ("group:general-white", false),
        ] {
            let goods: Goods = text.parse().unwrap();
            assert_eq!(goods.mean(&product, &groups), expected, "{text}");
            assert_eq!(goods.to_string(), text);
        }
        assert!("group:".parse::<Goods>().is_err());
    }
}
