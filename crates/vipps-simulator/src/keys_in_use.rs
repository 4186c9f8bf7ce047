//! The sets of API keys that the simulator knows: a merchant's own for its sales units, a
//! partner's for the units of many merchants, an accounting partner's for reports alone.

use crate::settings::{Merchant, Partner, PartnerKind, SalesUnit, Settings};

/// One set of keys.
#[derive(Clone, Copy)]
pub(crate) enum KeySet<'a> {
    Merchant(&'a Merchant),
    Partner(&'a Partner),
}

impl<'a> KeySet<'a> {
    pub(crate) fn client_id(self) -> &'a str {
        match self {
            Self::Merchant(merchant) => &merchant.client_id,
            Self::Partner(partner) => &partner.client_id,
        }
    }

    pub(crate) fn client_secret(self) -> &'a str {
        match self {
            Self::Merchant(merchant) => &merchant.client_secret,
            Self::Partner(partner) => &partner.client_secret,
        }
    }

    pub(crate) fn has_subscription_key(self, key: &str) -> bool {
        let keys = match self {
            Self::Merchant(merchant) => &merchant.subscription_keys,
            Self::Partner(partner) => &partner.subscription_keys,
        };
        keys.iter().any(|known| known == key)
    }

    /// Whether it is a partner's.
    pub(crate) fn is_partner(self) -> bool {
        matches!(self, Self::Partner(_))
    }

    /// Whether it opens nothing but reports.
    pub(crate) fn is_accounting(self) -> bool {
        matches!(self, Self::Partner(partner) if partner.kind == PartnerKind::Accounting)
    }

    /// The sales units that it may act for.
    pub(crate) fn units(self, settings: &'a Settings) -> impl Iterator<Item = &'a SalesUnit> {
        settings.merchants.iter().flat_map(move |merchant| {
            let serves = move |unit: &&SalesUnit| match self {
                Self::Merchant(own) => own.client_id == merchant.client_id,
                Self::Partner(partner) => partner.msns.contains(&unit.msn),
            };
            merchant.sales_units.iter().filter(serves)
        })
    }

    /// The sales unit with this number, if it may act for it.
    pub(crate) fn unit(self, settings: &'a Settings, msn: &str) -> Option<&'a SalesUnit> {
        self.units(settings).find(|unit| unit.msn == msn)
    }
}

impl Settings {
    pub(crate) fn key_sets(&self) -> impl Iterator<Item = KeySet<'_>> {
        let merchants = self.merchants.iter().map(KeySet::Merchant);
        merchants.chain(self.partners.iter().map(KeySet::Partner))
    }

    pub(crate) fn key_set(&self, client_id: &str) -> Option<KeySet<'_>> {
        self.key_sets().find(|keys| keys.client_id() == client_id)
    }

    /// The sales unit with this number, whoever it belongs to.
    pub(crate) fn sales_unit(&self, msn: &str) -> Option<&SalesUnit> {
        let mut units = self.merchants.iter().flat_map(|merchant| &merchant.sales_units);
        units.find(|unit| unit.msn == msn)
    }

    /// The merchant that a sales unit belongs to.
    pub(crate) fn owner(&self, msn: &str) -> Option<&Merchant> {
        let owns = |merchant: &&Merchant| merchant.sales_units.iter().any(|unit| unit.msn == msn);
        self.merchants.iter().find(owns)
    }
}
