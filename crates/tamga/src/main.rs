//! The tamga program: the registry on the command line.
fn main() {}
