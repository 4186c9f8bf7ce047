//! What till and display show, state by state, from sales made by folding events; and how they
//! answer over HTTP.

mod drawn;
mod imports;
mod languages;
mod office;
mod paper;
mod payments;
mod prices;
mod scene;
mod served;
mod signing_in;
mod words;
