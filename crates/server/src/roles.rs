//! Who may do what.

use serde::{Deserialize, Serialize};

/// What somebody is in the business. A till of somebody else's is a cashier.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Sells and takes wares back.
    #[default]
    Cashier,
    /// Serves members too, and settles what is unresolved.
    Manager,
    /// Keeps the club.
    HeadOffice,
    /// Sees everything and changes nothing.
    Auditor,
}

impl Role {
    pub const ALL: [Self; 4] = [Self::Cashier, Self::Manager, Self::HeadOffice, Self::Auditor];

    /// As in settings and in the API's description.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cashier => "cashier",
            Self::Manager => "manager",
            Self::HeadOffice => "head_office",
            Self::Auditor => "auditor",
        }
    }
}

/// What a call takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Right {
    SeeSales,
    Sell,
    /// Figures, prices, settings, health and journals.
    SeeBusiness,
    /// To take off a line by hand what is more than a cashier may.
    GiveAnyDiscount,
    SeeUnresolved,
    Settle,
    SeeMembers,
    /// What a member asks for at the counter, points by hand, and blocking.
    ServeMembers,
    /// What is about many members, or can't be taken back.
    KeepMembers,
    SeeVouchers,
    /// What is as good as money.
    KeepVouchers,
    /// Files into catalogue, price lists, vouchers and club.
    Import,
}

impl Right {
    pub(crate) fn is_of(self, role: Role) -> bool {
        match self {
            Self::SeeSales => true,
            Self::Sell => role != Role::Auditor,
            Self::SeeBusiness | Self::SeeUnresolved | Self::SeeMembers | Self::SeeVouchers => {
                role != Role::Cashier
            }
            Self::GiveAnyDiscount | Self::Settle | Self::ServeMembers => {
                matches!(role, Role::Manager | Role::HeadOffice)
            }
            Self::KeepMembers | Self::KeepVouchers | Self::Import => role == Role::HeadOffice,
        }
    }

    /// Who has it.
    pub(crate) fn roles(self) -> impl Iterator<Item = &'static str> {
        Role::ALL.into_iter().filter(move |role| self.is_of(*role)).map(Role::name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documents_table_is_what_holds() {
        let text = include_str!("../../../docs/roles.md");
        for (words, right) in [
            ("see sales", Right::SeeSales),
            ("sell,", Right::Sell),
            ("see figures", Right::SeeBusiness),
            ("see what is unresolved", Right::SeeUnresolved),
            ("take more off", Right::GiveAnyDiscount),
            ("settle", Right::Settle),
            ("see members", Right::SeeMembers),
            ("change a member", Right::ServeMembers),
            ("bring members in", Right::KeepMembers),
            ("see vouchers", Right::SeeVouchers),
            ("issue vouchers", Right::KeepVouchers),
            ("bring in files", Right::Import),
        ] {
            let row = text.lines().find(|line| line.starts_with(&format!("| {words}"))).unwrap();
            let cells = row.trim_matches(['|', ' ']).split(" | ").skip(1);
            let cells: Vec<_> = cells.map(|cell| cell == "yes").collect();
            assert_eq!(cells, Role::ALL.map(|role| right.is_of(role)), "{words}");
        }
    }
}
