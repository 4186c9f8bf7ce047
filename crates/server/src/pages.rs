//! Pages.
pub(crate) fn router() -> axum::Router<crate::App> {
    axum::Router::new()
}
