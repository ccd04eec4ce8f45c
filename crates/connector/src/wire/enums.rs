//! The contract's names for the domain's closed sets, for the OpenAPI document.
//!
//! The values themselves are spelled in `domain`, once; a field of a wire model has the domain's type and borrows
//! its schema from here.

use std::borrow::Cow;

use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr, Schema,
        schema::{ObjectBuilder, SchemaType, Type},
    },
};

/// The schema of a string that is one of `names`.
pub(super) fn one_of(names: impl IntoIterator<Item = &'static str>) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::String))
        .enum_values(Some(names))
        .into()
}

macro_rules! enum_schema {
    ($($wire:ident = $domain:ty),+ $(,)?) => {$(
        #[doc = concat!("The contract's name for [`", stringify!($domain), "`].")]
        pub(crate) enum $wire {}

        impl PartialSchema for $wire {
            fn schema() -> RefOr<Schema> {
                one_of(<$domain>::ALL.iter().map(|value| value.as_str()))
            }
        }

        impl ToSchema for $wire {
            fn name() -> Cow<'static, str> {
                stringify!($wire).into()
            }
        }
    )+};
}

enum_schema!(
    AnchorTypeEnum = domain::AnchorKind,
    AnnotationTypeEnum = domain::AnnotationKind,
    ApplicationNameEnum = domain::ApplicationName,
    CapabilitiesEnum = domain::Capabilities,
    ClassificationGenericEnum = domain::Generic,
    ClassificationRenderingEnum = domain::Rendering,
    HintTypeEnum = domain::HintKind,
    MechanismEnum = domain::Mechanism,
    PlatformEnum = domain::Platform,
    PrivacyEnum = domain::Privacy,
    TagCategoryEnum = domain::TagCategory,
);
