//! # The builder of the book
//!
//! From pages, sources and recorded runs to a checked book, and the server that shows it.
//!
//! | step | where |
//! |---|---|
//! | what the reader types | [`cli`], [`interrupt`], [`lock`] |
//! | scan the pages | [`page`], [`directive`], [`chapter`], [`sentence`] |
//! | cut the sources by name | [`sources`], counted by [`showings`] |
//! | replace directives and formulas; leave holes for what programs say | [`expand`], [`maths`], [`slots`] |
//! | tell for each claim what it rests on | [`accounts`] |
//! | compile and run the chapters' programs | [`runs`], shown by [`progress`], read back by [`record`] |
//! | fill the holes, or place what is expected | [`fill`], [`table`], [`svg`], [`expected`] |
//! | set the sources as pages of their own | [`library`], at the addresses of [`source_pages`] |
//! | render | [`render`], [`warnings`] |
//! | dress the pages, make them searchable | [`face`], [`search`] |
//! | check | [`check`], reported by [`problem`] |
//! | measure what pages ask of their reader | [`limits`] |
//! | put in place | [`builder`] |
//! | watch, compute and serve | [`serve`] |

pub mod accounts;
pub mod bibliography;
pub mod builder;
pub mod chapter;
pub mod check;
pub mod cli;
pub mod directive;
pub mod expand;
pub mod expected;
pub mod face;
pub mod fill;
pub mod interrupt;
pub mod layout;
pub mod library;
pub mod limits;
pub mod lock;
pub mod maths;
pub mod page;
pub mod problem;
pub mod progress;
pub mod record;
pub mod render;
pub mod runs;
pub mod search;
pub mod sentence;
pub mod serve;
pub mod showings;
pub mod slots;
pub mod source_pages;
pub mod sources;
pub mod svg;
pub mod table;
pub mod warnings;
