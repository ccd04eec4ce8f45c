//! Searches and what they find.

use domain::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Asset, Extension, FlattenedAssets, GroupedTimestamp, SeedError, enums::AnnotationTypeEnum,
    seed_metadata::SeededAssetTag,
};
use crate::service::{Filter, Found, Narrowing, Place, Where};

/// What a search found, best first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct SearchedAssets {
    iterable: Vec<SearchedAsset>,
    /// How many are near.
    #[schema(value_type = f64)]
    suggested: usize,
    /// How many are exactly what was asked for.
    #[schema(value_type = f64)]
    exact: usize,
}

/// An asset that was found.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct SearchedAsset {
    asset: Option<Asset>,
    exact: bool,
    /// In [0, 1]; more is better.
    score: f64,
    r#match: SearchedMatchEnum,
    identifier: String,
    pseudo: Option<bool>,
}

/// Where it was found.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(dead_code, reason = "the contract's set, for the OpenAPI document")]
enum SearchedMatchEnum {
    Unknown,
    Title,
    Annotation,
    Hint,
    Content,
    Fuzzy,
    Multiple,
    Tags,
    Websites,
    Persons,
}

impl SearchedAssets {
    pub(crate) fn new(found: Vec<(Found, Option<Asset>)>) -> Self {
        let exact = found.iter().filter(|(found, _)| found.exact).count();
        Self {
            suggested: found.len() - exact,
            exact,
            iterable: found.into_iter().map(SearchedAsset::new).collect(),
        }
    }
}

impl SearchedAsset {
    fn new((found, asset): (Found, Option<Asset>)) -> Self {
        Self {
            pseudo: asset.as_ref().and_then(|asset| asset.pseudo),
            asset,
            exact: found.exact,
            score: found.score,
            r#match: match found.place {
                Place::Title => SearchedMatchEnum::Title,
                Place::Tags => SearchedMatchEnum::Tags,
                Place::Annotation => SearchedMatchEnum::Annotation,
                Place::Hint => SearchedMatchEnum::Hint,
                Place::Website => SearchedMatchEnum::Websites,
                Place::Content => SearchedMatchEnum::Content,
                Place::Near => SearchedMatchEnum::Fuzzy,
            },
            identifier: found.asset.to_string(),
        }
    }
}

/// The body of `POST /assets/search`.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub(crate) struct AssetsSearchWithFiltersInput {
    pub(crate) query: Option<String>,
    pub(crate) space: Option<AssetSearchSpace>,
    pub(crate) filters: Option<AssetFilters>,
    /// Whether the words must be there as they are spelled. The case does not count, unless it is `true`.
    pub(crate) casing: Option<bool>,
}

/// The assets that are searched.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub(crate) struct AssetSearchSpace {
    /// Spelled so by the contract.
    pub(crate) identifers: FlattenedAssets,
}

/// Filters of a search, at most: the words of each are looked for in the whole library.
const MOST_FILTERS: usize = 100;

/// What an asset must be; `OR` where one of them is enough.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub(crate) struct AssetFilters {
    pub(crate) iterable: Vec<AssetFilter>,
    #[serde(rename = "type")]
    pub(crate) kind: Option<FilterOperationTypeEnum>,
}

/// How filters go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
pub(crate) enum FilterOperationTypeEnum {
    /// As `AND`.
    #[serde(rename = "UNKNOWN")]
    Unknown,
    /// All of them.
    #[serde(rename = "AND")]
    And,
    /// One of them.
    #[serde(rename = "OR")]
    Or,
}

/// What an asset must be, all of it.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub(crate) struct AssetFilter {
    /// The language that it must be in. `UNKNOWN` stands for any.
    pub(crate) classification: Option<Extension>,
    /// Tags that it must have, by their texts or ids.
    pub(crate) tags: Option<Vec<String>>,
    /// Websites that it must have, by their addresses or ids.
    pub(crate) websites: Option<Vec<String>>,
    /// People that it must be about, by their names, usernames, mail addresses or ids.
    pub(crate) persons: Option<Vec<String>>,
    pub(crate) phrase: Option<AssetFilterPhrase>,
    pub(crate) created: Option<AssetFilterTimestamp>,
    pub(crate) updated: Option<AssetFilterTimestamp>,
    #[schema(no_recursion)]
    pub(crate) operations: Option<AssetFilters>,
}

/// Words that it must hold, all of them in one of the places that are `true`; anywhere where none is.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub(crate) struct AssetFilterPhrase {
    pub(crate) value: Option<String>,
    pub(crate) annotation: Option<bool>,
    pub(crate) title: Option<bool>,
    pub(crate) content: Option<bool>,
    pub(crate) options: Option<AssetFilterPhraseOptions>,
}

/// More about where words must stand.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub(crate) struct AssetFilterPhraseOptions {
    /// The kind of annotation that they must stand in.
    #[schema(value_type = Option<AnnotationTypeEnum>)]
    pub(crate) annotation: Option<domain::AnnotationKind>,
}

/// A span of time.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[expect(
    dead_code,
    reason = "`between` is accepted and described: with both ends it is one, whatever it says"
)]
pub(crate) struct AssetFilterTimestamp {
    pub(crate) from: Option<GroupedTimestamp>,
    pub(crate) to: Option<GroupedTimestamp>,
    between: Option<bool>,
}

/// The answer to `POST /assets/search`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct AssetsSearchWithFiltersOutput {
    pub(crate) results: SearchedAssets,
}

/// The body of `POST /search/tag_based`.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub(crate) struct SeededAssetTags {
    pub(crate) iterable: Vec<SeededAssetTag>,
}

impl SeededAssetTags {
    /// One of the tags is enough.
    pub(crate) fn narrowing(&self) -> Narrowing {
        let tags = self.iterable.iter().map(|tag| Filter::Tag(tag.text.clone()));
        Narrowing {
            // Without a tag there is none that an asset could have.
            among: self.iterable.is_empty().then(Vec::new),
            filter: Filter::One(tags.collect()),
            ..Narrowing::default()
        }
    }
}

impl AssetsSearchWithFiltersInput {
    pub(crate) fn narrowing(&self) -> Result<Narrowing, SeedError> {
        let among = self.space.as_ref().map(|space| {
            let ids = space.identifers.ids();
            ids.filter_map(|id| id.parse().ok()).collect()
        });
        if self.filters.as_ref().map_or(0, AssetFilters::count) > MOST_FILTERS {
            return Err(SeedError {
                place: "filters".to_owned(),
                field: "iterable",
                problem: "more than 100 in all",
            });
        }
        let filter = self.filters.as_ref().map(AssetFilters::filter).transpose()?;
        let spelled = self.query.iter().filter(|_| self.casing == Some(true));
        Ok(Narrowing {
            pseudo: false,
            among,
            filter: filter.unwrap_or_default(),
            spelled: spelled
                .flat_map(|query| query.split_whitespace())
                .map(str::to_owned)
                .collect(),
        })
    }
}

impl AssetFilters {
    /// How many filters are in it, however deep.
    fn count(&self) -> usize {
        let deeper = self
            .iterable
            .iter()
            .filter_map(|filter| filter.operations.as_ref());
        self.iterable.len() + deeper.map(Self::count).sum::<usize>()
    }

    fn filter(&self) -> Result<Filter, SeedError> {
        let filters: Vec<_> = self
            .iterable
            .iter()
            .map(AssetFilter::filter)
            .collect::<Result<_, _>>()?;
        Ok(if self.kind == Some(FilterOperationTypeEnum::Or) {
            Filter::One(filters)
        } else {
            Filter::All(filters)
        })
    }
}

impl AssetFilter {
    fn filter(&self) -> Result<Filter, SeedError> {
        let mut all = Vec::new();
        if let Some(extension) = &self.classification {
            all.extend(extension.language().map(Filter::Language));
        }
        all.extend(self.tags.iter().flatten().cloned().map(Filter::Tag));
        all.extend(self.websites.iter().flatten().cloned().map(Filter::Website));
        all.extend(self.persons.iter().flatten().cloned().map(Filter::Person));
        all.extend(self.phrase.as_ref().and_then(AssetFilterPhrase::filter));
        if let Some(span) = &self.created {
            let (from, to) = span.ends("created")?;
            all.push(Filter::Created(from, to));
        }
        if let Some(span) = &self.updated {
            let (from, to) = span.ends("updated")?;
            all.push(Filter::Updated(from, to));
        }
        if let Some(operations) = &self.operations {
            all.push(operations.filter()?);
        }
        Ok(Filter::All(all))
    }
}

impl AssetFilterPhrase {
    /// `None` where it names no words.
    fn filter(&self) -> Option<Filter> {
        let words = self.value.clone().filter(|words| !words.trim().is_empty())?;
        let place = Where {
            title: self.title == Some(true),
            content: self.content == Some(true),
            annotation: self.annotation == Some(true),
            kind: self.options.as_ref().and_then(|options| options.annotation),
        };
        Some(Filter::Words(words, place))
    }
}

impl AssetFilterTimestamp {
    fn ends(&self, place: &'static str) -> Result<(Option<Timestamp>, Option<Timestamp>), SeedError> {
        let end = |at: &Option<GroupedTimestamp>| at.as_ref().map(|at| at.time(place)).transpose();
        Ok((end(&self.from)?, end(&self.to)?))
    }
}
