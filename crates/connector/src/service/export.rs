//! An asset as a document to be read elsewhere.

use domain::{AnnotationKind, AssetId, Language, Timestamp};

use super::{Service, ServiceError};

/// What to make of an asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportForm {
    /// Markdown.
    Markdown,
    /// A page of HTML.
    Html,
    /// What it holds and what is said about it, as JSON.
    Json,
}

/// An asset as a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// Its title.
    pub name: String,
    /// Its description, where it has one.
    pub description: String,
    /// When it was saved.
    pub created: Timestamp,
    /// The document.
    pub document: String,
}

impl Service {
    /// Makes a document of an asset.
    ///
    /// # Errors
    /// [`ServiceError::UnknownAsset`], or where the store can't be read.
    pub fn export(&self, id: AssetId, form: ExportForm) -> Result<Exported, ServiceError> {
        let known = self.asset(id)?;
        let (asset, text) = (&known.asset, known.text.as_deref().unwrap_or_default());
        let name = asset
            .details
            .name
            .clone()
            .unwrap_or_else(|| "Untitled".to_owned());
        let notes = &asset.details.annotations;
        let description = notes.iter().find(|note| note.kind == AnnotationKind::Description);
        let description = description.map(|note| note.text.clone()).unwrap_or_default();
        let tags: Vec<_> = asset.details.tags.iter().map(|tag| tag.text.as_str()).collect();
        let sites = &asset.details.websites;
        let language = asset.language.as_ref().map_or("", Language::extension);
        let document = match form {
            ExportForm::Markdown => {
                let fence = "`".repeat(longest_run(text).max(2) + 1);
                let mut out = format!("# {name}\n\n");
                for note in notes {
                    out += &format!("{}\n\n", note.text);
                }
                out += &format!("{fence}{language}\n{}\n{fence}\n", text.trim_end_matches('\n'));
                if !tags.is_empty() {
                    out += &format!("\nTags: {}\n", tags.join(", "));
                }
                for site in sites {
                    out += &format!("\n- [{}]({})", site.name, site.url);
                }
                out
            }
            ExportForm::Html => {
                let notes: String = notes
                    .iter()
                    .map(|note| format!("<p>{}</p>\n", escaped(&note.text)))
                    .collect();
                let sites: String = sites
                    .iter()
                    .map(|site| {
                        format!(
                            "<p><a href=\"{}\">{}</a></p>\n",
                            escaped(&site.url),
                            escaped(&site.name)
                        )
                    })
                    .collect();
                format!(
                    "<!doctype html>\n<meta charset=\"utf-8\">\n<title>{0}</title>\n<h1>{0}</h1>\n{notes}<pre><code \
                     class=\"language-{1}\">{2}</code></pre>\n<p>{3}</p>\n{sites}",
                    escaped(&name),
                    escaped(language),
                    escaped(text),
                    escaped(&tags.join(", "))
                )
            }
            ExportForm::Json => serde_json::json!({
                "name": name,
                "language": language,
                "text": text,
                "tags": tags,
                "websites": sites,
                "annotations": notes,
                "created": asset.created.to_string(),
                "updated": asset.updated.to_string(),
            })
            .to_string(),
        };
        Ok(Exported {
            name,
            description,
            created: asset.created,
            document,
        })
    }
}

/// The longest run of backticks in a text: a fence must be longer.
fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
