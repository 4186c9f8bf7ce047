//! The API's own description, kept as a snapshot: a change of the contract is seen in review.

#[test]
fn the_contract_is_what_it_was() {
    insta::assert_snapshot!("openapi", server::openapi_json());
}
