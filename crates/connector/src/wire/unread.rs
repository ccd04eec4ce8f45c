//! Parts of a request that Bowerbird accepts but does not read.

use std::borrow::Cow;

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json, value::RawValue};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema, schema::ObjectBuilder, schema::SchemaType},
};

/// A value of the contract that is accepted whatever it holds, and never looked into. Where the contract echoes it,
/// or keeps it as part of an asset, it is given back as it was sent.
///
/// The contract's models refer to each other in circles of some 300 types (a person's annotations' anchors'
/// conversations ...), of which a copy event needs none.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(transparent)]
pub(crate) struct Unread(Box<RawValue>);

/// Values of the contract's closed sets that client 4.4.1 does not know, by the keys that they stand at. It loses the
/// whole answer over one of them.
const NEWER_THAN_4_4_1: [(&[&str], &[&str]); 7] = [
    (
        &["type", "annotation"],
        &[
            "KNOWLEDGE_GRAPH",
            "GENERIC_HIERARCHICAL_SUMMARY",
            "QUERY_DRIVEN_HIERARCHICAL_SUMMARY",
            "DEEP_STUDY_HIERARCHICAL_SUMMARY",
            "CONVERSATIONALLY_GENERATED_HIERARCHICAL_SUMMARY",
            "TEMPORAL_DAY_HIERARCHICAL_SUMMARY",
            "TEMPORAL_WEEK_HIERARCHICAL_SUMMARY",
            "TEMPORAL_MONTH_HIERARCHICAL_SUMMARY",
            "TEMPORAL_QUARTER_HIERARCHICAL_SUMMARY",
            "TEMPORAL_YEAR_HIERARCHICAL_SUMMARY",
            "SPECIFIC_HIERARCHICAL_SUMMARY",
        ],
    ),
    (
        &["name"],
        &[
            "PIECES_SAVED_MATERIALS_APPLET",
            "PIECES_SETTINGS_APPLET",
            "PIECES_WORKSTREAM_ACTIVITY_APPLET",
            "PIECES_OS_TOOLBAR_APPLET",
            "PIECES_COPILOT_APPLET",
            "MCP_CLIENT",
        ],
    ),
    (&["ext", "specific", "classification"], &["jql"]),
    (&["provider"], &["MSFT_AZURE_OPEN_AI", "AWS_BEDROCK"]),
    (
        &["foundation"],
        &["MSFT_AZURE_OPEN_AI_LATEST", "AWS_BEDROCK_LATEST"],
    ),
    (&["role"], &["SYSTEM_THINKING"]),
    (&["term"], &["quarter"]),
];

fn is_newer(key: &str, name: &str) -> bool {
    let mut sets = NEWER_THAN_4_4_1.iter();
    sets.any(|(keys, names)| keys.contains(&key) && names.contains(&name))
}

/// Puts `UNKNOWN` in the place of every name that client 4.4.1 does not know.
fn for_every_client(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(for_every_client),
        Value::Object(map) => {
            for (key, value) in map {
                match value {
                    Value::String(name) if is_newer(key, name) => "UNKNOWN".clone_into(name),
                    value => for_every_client(value),
                }
            }
        }
        _ => {}
    }
}

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

    fn of(value: &Value) -> Self {
        Self(RawValue::from_string(value.to_string()).expect("a value is JSON"))
    }
}

/// What was kept under a key, so that the oldest client can decode it.
pub(super) fn kept<T: DeserializeOwned>(unread: &domain::Unread, key: &str) -> Option<T> {
    let json = unread.get(key)?;
    let mut names = NEWER_THAN_4_4_1.iter().flat_map(|(_, names)| *names);
    if names.any(|name| json.contains(name)) {
        let mut value = serde_json::from_str(json).ok()?;
        for_every_client(&mut value);
        return serde_json::from_str(&value.to_string()).ok();
    }
    serde_json::from_str(json).ok()
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
