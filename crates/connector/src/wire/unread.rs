//! Parts of a request that Bowerbird accepts but does not read.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
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

/// Values of the contract's closed sets that client 4.4.1 does not know. It loses the whole answer over one of them.
const NEWER_THAN_4_4_1: [&str; 23] = [
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
    "PIECES_SAVED_MATERIALS_APPLET",
    "PIECES_SETTINGS_APPLET",
    "PIECES_WORKSTREAM_ACTIVITY_APPLET",
    "PIECES_OS_TOOLBAR_APPLET",
    "PIECES_COPILOT_APPLET",
    "MCP_CLIENT",
    "MSFT_AZURE_OPEN_AI",
    "AWS_BEDROCK",
    "MSFT_AZURE_OPEN_AI_LATEST",
    "AWS_BEDROCK_LATEST",
    "SYSTEM_THINKING",
    "quarter",
];

impl Unread {
    /// Its JSON, as it was sent.
    pub(crate) fn json(&self) -> &str {
        self.0.get()
    }

    /// What was kept of one, so that the oldest client can decode it; `None` where it is no JSON.
    pub(crate) fn for_every_client(json: &str) -> Option<Self> {
        let mut json = json.to_owned();
        for name in NEWER_THAN_4_4_1 {
            let spelled = format!("\"{name}\"");
            if json.contains(&spelled) {
                json = json.replace(&spelled, "\"UNKNOWN\"");
            }
        }
        RawValue::from_string(json).ok().map(Self)
    }
}

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
