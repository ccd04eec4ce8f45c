//! What the window is told, as plain data. Times are milliseconds since the epoch, ids UUIDs.
//!
//! These types make the window's own: see [`super::bindings`].

/// Derives what every type needs that crosses to the window.
macro_rules! view {
    ($(#[$meta:meta])* struct $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Serialize, TS)]
        pub(crate) struct $name { $($(#[$field_meta])* pub(crate) $field: $type,)* }
    };
}

mod applications;
mod backups;
mod events;
mod library;
mod settings;
mod status;
mod suggestions;

pub(crate) use self::{
    applications::*, backups::*, events::*, library::*, settings::*, status::*, suggestions::*,
};
