//! What crosses between the window and Bowerbird: commands, events, and the types of both.

pub(crate) mod bindings;
pub(crate) mod commands;
pub(crate) mod events;
pub(crate) mod types;

#[cfg(test)]
mod tests;
