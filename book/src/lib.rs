//! # The builder of the book
//!
//! From pages, sources and recorded runs to a checked book, and the server that shows it.
//!
//! | step | where |
//! |---|---|
//! | what the reader types | [`cli`] |
//! | compile and run the chapters' programs | [`runs`], read back by [`record`] |
//! | scan the pages | [`page`], [`directive`] |
//! | cut the sources by name | [`sources`], counted by [`showings`] |
//! | replace directives and formulas | [`expand`], [`maths`], [`svg`] |
//! | render, fill in, write the sources' pages | [`render`], [`warnings`], [`slots`], [`source_pages`] |
//! | dress the pages, make them searchable | [`face`], [`search`] |
//! | check | [`check`], reported by [`problem`]; how much of the sources is shown: [`coverage`] |
//! | put in place | [`builder`] |
//! | watch and serve | [`serve`] |

pub mod bibliography;
pub mod builder;
pub mod check;
pub mod cli;
pub mod coverage;
pub mod directive;
pub mod expand;
pub mod face;
pub mod layout;
pub mod maths;
pub mod page;
pub mod problem;
pub mod progress;
pub mod record;
pub mod render;
pub mod runs;
pub mod search;
pub mod serve;
pub mod showings;
pub mod slots;
pub mod source_pages;
pub mod sources;
pub mod svg;
pub mod warnings;
