//! Parts of a request that Bowerbird accepts but does not read.

use std::borrow::Cow;

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json, value::RawValue};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema, schema::ObjectBuilder, schema::SchemaType},
};

use super::decodable::decodable;

/// A value of the contract that is accepted whatever it holds, and never looked into. Where the contract echoes it,
/// or keeps it as part of an asset, it is given back as it was sent, as far as every client can decode it.
///
/// The contract's models refer to each other in circles of some 300 types (a person's annotations' anchors'
/// conversations ...), of which a copy event needs none.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(transparent)]
pub(crate) struct Unread(Box<RawValue>);

impl Unread {
    /// Its JSON, as it was sent.
    pub(crate) fn json(&self) -> &str {
        self.0.get()
    }

    /// A thing by its id, as the contract's `Referenced` models have it.
    pub(super) fn referenced(id: &str) -> Self {
        Self::of(&json!({ "id": id }))
    }

    /// A list with one thing in it, by its id, as the contract's `Flattened` models have it.
    pub(super) fn listed(id: &str) -> Self {
        Self::of(&json!({ "iterable": [{ "id": id }] }))
    }

    pub(super) fn of(value: &Value) -> Self {
        Self(RawValue::from_string(value.to_string()).expect("a value is JSON"))
    }
}

/// What was kept under a key of a model, so that the oldest client can decode it. The key is the last part of the name that
/// it is kept by.
pub(super) fn kept(model: &str, unread: &domain::Unread, name: &str) -> Option<Unread> {
    let key = name.rsplit('.').next().unwrap_or(name);
    let told = decodable(model, key, unread.get(name)?)?;
    RawValue::from_string(told.into_owned()).ok().map(Unread)
}

/// The same of a plain value, which was read when it was sent.
pub(super) fn kept_plain<T: DeserializeOwned>(unread: &domain::Unread, name: &str) -> Option<T> {
    serde_json::from_str(unread.get(name)?).ok()
}

/// What was sent in these fields of a model that Bowerbird keeps and does not read, by the names of the fields.
macro_rules! unread {
    ($model:expr; $($field:ident),+ $(,)?) => {{
        let model = $model;
        let sent = [$((stringify!($field), model.$field.as_ref().map(serde_json::to_string))),+];
        sent.into_iter()
            .filter_map(|(field, json)| Some((field.to_owned(), json?.ok()?)))
            .collect::<domain::Unread>()
    }};
}
pub(super) use unread;

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
