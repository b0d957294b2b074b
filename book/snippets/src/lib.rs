//! Every Rust fence of every page runs as a documentation test of this package.
//!
//! The build script turns each page into a module whose documentation holds the page's Rust fences, line for line,
//! so that a test that fails is called after the page and the line, such as `pages/neuron.md - page_neuron (line 42)`.
//! It is a package of its own so that writing on a page recompiles nothing else.

#[cfg(doctest)]
include!(concat!(env!("OUT_DIR"), "/pages.rs"));
