//! Parts of a request that Bowerbird accepts but does not read.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema, schema::ObjectBuilder, schema::SchemaType},
};

/// A value of the contract that is accepted whatever it holds, given back where the contract echoes it, and never
/// looked into or stored.
///
/// The contract's models refer to each other in circles of some 300 types (a person's annotations' anchors'
/// conversations ...), of which a copy event needs none.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(transparent)]
pub(crate) struct Unread(Box<RawValue>);

impl PartialSchema for Unread {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(SchemaType::AnyValue)
            .description(Some(
                "Accepted, echoed where the contract echoes it, and not read.",
            ))
            .into()
    }
}

impl ToSchema for Unread {
    fn name() -> Cow<'static, str> {
        "Unread".into()
    }
}
