//! What is right for a query once the library was filled with more.
//!
//! A filled library may hold a text that is as near to the query as its origin, or one that a query of strangers equals.
//! As in the development set such texts are right answers, and such queries of strangers are left out.

use crate::{generated::likeness, set::Query};

/// From this likeness on a stranger is no stranger.
const STRANGER: f64 = 0.8;

/// The query with all that is right for it among `near`, texts of the library that some method found; `None` where
/// it asks nothing any more.
pub(crate) fn completed(query: &Query, near: &[usize], library: &[&str]) -> Option<Query> {
    let mut query = query.clone();
    let likeness = |place: usize| likeness(&query.kind, &query.text, library[place]);
    match query.truth.first() {
        None => {
            let known = |place: &usize| likeness(*place) >= STRANGER;
            if query.kind == "NEG" && near.iter().any(known) {
                return None;
            }
        }
        Some(origin) => {
            let least = likeness(*origin);
            let others: Vec<usize> = near
                .iter()
                .copied()
                .filter(|place| !query.truth.contains(place) && likeness(*place) >= least)
                .collect();
            query.truth.extend(others);
        }
    }
    Some(query)
}
