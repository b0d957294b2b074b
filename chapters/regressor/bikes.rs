//! The bicycles.
