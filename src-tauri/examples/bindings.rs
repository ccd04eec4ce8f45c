//! Prints the window's types, for `cargo xtask bindings`.

#![allow(clippy::print_stdout, reason = "printing is all that it does")]

fn main() {
    print!("{}", bowerbird::bindings());
}
