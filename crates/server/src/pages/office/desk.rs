//! A request to the back office: who asks, with which right, for which stores and in which language.

use super::super::format::{day, local_date, moment};
use super::super::guard;
use super::super::language;
use super::super::signed_in::SignedIn;
use super::super::stopped::Stopped;
use crate::App;
use crate::people::{Person, name_of};
use crate::roles::{Right, Role};
use crate::words::Words;
use axum::Form;
use axum::extract::FromRequestParts;
use axum::extract::rejection::FormRejection;
use axum::http::header;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use checkout::{Channel, Language, LocalDate, OperatorId, Store, StoreId};
use engine::{EngineError, Request, Shop};
use serde::Deserialize;
use std::sync::Arc;

/// A part of the back office, in the order of its menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Section {
    Sales,
    Unresolved,
    Figures,
    Members,
    Products,
    Prices,
    Vouchers,
    Imports,
    Setup,
    Journal,
}

impl Section {
    const ALL: [Self; 10] = [
        Self::Sales,
        Self::Unresolved,
        Self::Figures,
        Self::Members,
        Self::Products,
        Self::Prices,
        Self::Vouchers,
        Self::Imports,
        Self::Setup,
        Self::Journal,
    ];

    fn path(self) -> &'static str {
        match self {
            Self::Sales => "/office/sales",
            Self::Unresolved => "/office/unresolved",
            Self::Figures => "/office/figures",
            Self::Members => "/office/members",
            Self::Products => "/office/products",
            Self::Prices => "/office/prices",
            Self::Vouchers => "/office/vouchers",
            Self::Imports => "/office/import",
            Self::Setup => "/office/setup",
            Self::Journal => "/office/journal",
        }
    }

    fn right(self) -> Right {
        match self {
            Self::Sales => Right::SeeSales,
            Self::Unresolved => Right::SeeUnresolved,
            Self::Members => Right::SeeMembers,
            Self::Vouchers => Right::SeeVouchers,
            Self::Imports => Right::Import,
            Self::Figures | Self::Products | Self::Prices | Self::Setup | Self::Journal => {
                Right::SeeBusiness
            }
        }
    }

    fn message(self) -> &'static str {
        match self {
            Self::Sales => "office-sales",
            Self::Unresolved => "office-unresolved",
            Self::Figures => "office-figures",
            Self::Members => "office-members",
            Self::Products => "office-products",
            Self::Prices => "office-prices",
            Self::Vouchers => "office-vouchers",
            Self::Imports => "office-import",
            Self::Setup => "office-setup",
            Self::Journal => "office-journal",
        }
    }
}

/// See the file's own page.
pub(in super::super) struct Desk {
    pub(super) app: App,
    pub(super) who: Arc<Person>,
    pub(super) words: Words,
}

impl FromRequestParts<App> for Desk {
    type Rejection = Stopped;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Stopped> {
        guard::admit(parts, app)?;
        let signed_in = SignedIn::of(parts).ok_or(Stopped::SignInFirst)?;
        // A page that no right was named for is nobody's.
        let right = parts.extensions.get::<Right>().ok_or(Stopped::RoleLacks)?;
        let who = Arc::clone(&signed_in.person);
        if !may(&who, *right) {
            return Err(Stopped::RoleLacks);
        }
        let shop = app.engine.shop(&app.settings.merchant)?;
        let store = shop.stores.iter().find(|store| who.may_act_for(&store.id));
        let store = store.ok_or(Stopped::RoleLacks)?;
        let chosen = language::chosen(&parts.headers).unwrap_or(store.language);
        let today = local_date(app.engine.now_unix_ms(), &store.zone);
        let words = Words::at(store.country, today, chosen);
        Ok(Self { app: app.clone(), who, words })
    }
}

/// What files have is every store's, so whoever is for some stores only brings none in.
fn may(who: &Person, right: Right) -> bool {
    right.is_of(who.role) && (right != Right::Import || who.stores.is_empty())
}

/// A choice of a list, such as a store.
pub(in super::super) struct Choice {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) is_chosen: bool,
}

impl Choice {
    #[allow(
        clippy::needless_pass_by_value,
        reason = "ids and messages are handed over as they are"
    )]
    pub(super) fn new(value: impl ToString, label: impl ToString, is_chosen: bool) -> Self {
        Self { value: value.to_string(), label: label.to_string(), is_chosen }
    }
}

/// A line of the menu.
pub(super) struct MenuLine {
    pub(super) path: &'static str,
    /// Its path without `/office/`.
    pub(super) name: &'static str,
    pub(super) label: String,
    pub(super) is_here: bool,
}

impl Desk {
    pub(super) fn may(&self, right: Right) -> bool {
        may(&self.who, right)
    }

    /// What whoever signed in may open.
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "a template hands it over so")]
    pub(super) fn menu(&self, here: &Section) -> Vec<MenuLine> {
        let sections = Section::ALL.into_iter().filter(|section| self.may(section.right()));
        let line = |section: Section| MenuLine {
            path: section.path(),
            name: section.path().trim_start_matches("/office/"),
            label: self.words.of(section.message()).to_string(),
            is_here: section == *here,
        };
        sections.map(line).collect()
    }

    pub(super) fn role(&self) -> String {
        role(self.who.role, self.words)
    }

    pub(super) fn shop(&self) -> Result<&Shop, EngineError> {
        self.app.engine.shop(&self.app.settings.merchant)
    }

    /// The stores that are theirs, in the order of the settings.
    pub(super) fn stores(&self) -> Result<Vec<&Store>, EngineError> {
        let stores = self.shop()?.stores.iter();
        Ok(stores.filter(|store| self.who.may_act_for(&store.id)).collect())
    }

    /// One of them by its id, or the first.
    pub(super) fn store(&self, id: Option<&str>) -> Result<&Store, Stopped> {
        let mut stores = self.stores()?.into_iter();
        match id.filter(|id| !id.is_empty()) {
            Some(id) => stores.find(|store| store.id.as_str() == id).ok_or(Stopped::NotThere),
            None => stores.next().ok_or(Stopped::NotThere),
        }
    }

    pub(super) fn store_choices(&self, chosen: &StoreId) -> Result<Vec<Choice>, EngineError> {
        let choice = |store: &Store| Choice::new(&store.id, &store.name, store.id == *chosen);
        Ok(self.stores()?.into_iter().map(choice).collect())
    }

    /// The circumstances of what they do: at no till, so at the first of the store.
    pub(super) fn request(&self, store: &StoreId) -> Result<Request, EngineError> {
        let shop = self.shop()?;
        let till = shop.tills.iter().find(|till| till.store == *store);
        let till = till.ok_or(EngineError::TillUnknown)?;
        let operator = OperatorId::new(&self.who.id);
        let context = shop.context(&till.id, operator, Channel::Office)?;
        Ok(Request { context, answer: None })
    }

    /// The same where it is about no store: at the first till of any of theirs.
    pub(super) fn request_of_any(&self) -> Result<Request, EngineError> {
        let stores = self.stores()?.into_iter();
        let mut requests = stores.filter_map(|store| self.request(&store.id).ok());
        requests.next().ok_or(EngineError::TillUnknown)
    }

    /// Somebody as pages name them: by name if they are in the settings.
    pub(super) fn name_of(&self, operator: &OperatorId) -> String {
        name_of(&self.app.settings.people, operator)
    }

    /// Day and time in a store, in the form of the language.
    pub(super) fn moment(&self, unix_ms: i64, store: &Store) -> String {
        moment(unix_ms, &store.zone, self.words.form)
    }

    pub(super) fn day(&self, date: LocalDate) -> String {
        day(date, self.words.form)
    }

    /// The day that it is in a store.
    pub(super) fn today(&self, store: &Store) -> LocalDate {
        local_date(self.app.engine.now_unix_ms(), &store.zone)
    }
}

pub(super) fn role(role: Role, words: Words) -> String {
    let message = match role {
        Role::Cashier => "role-cashier",
        Role::Manager => "role-manager",
        Role::HeadOffice => "role-head-office",
        Role::Auditor => "role-auditor",
    };
    words.of(message).to_string()
}

#[derive(Deserialize)]
pub(super) struct LanguageFields {
    language: Language,
}

pub(super) async fn choose_language(
    _: Desk,
    posted: Result<Form<LanguageFields>, FormRejection>,
) -> Response {
    let back = Redirect::to("/office");
    let Ok(Form(LanguageFields { language })) = posted else { return back.into_response() };
    ([(header::SET_COOKIE, language::cookie("/office", language))], back).into_response()
}
