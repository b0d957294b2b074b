//! The program of the chapter `evaluation`.
fn main() {}
