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
        let kept_name = asset.details.name.as_deref().unwrap_or("Untitled");
        let name: String = engine::seen(kept_name).collect();
        let form_of_bytes = asset
            .details
            .form
            .no_text
            .then(|| format!("{} bytes, in base64", asset.bytes));
        let notes = &asset.details.annotations;
        let description = notes.iter().find(|note| note.kind == AnnotationKind::Description);
        let description = description.map(|note| note.text.clone()).unwrap_or_default();
        let tags: Vec<_> = asset.details.tags.iter().map(|tag| tag.text.as_str()).collect();
        let sites = &asset.details.websites;
        let language = asset.language.as_ref().map_or("", Language::extension);
        let document = match form {
            ExportForm::Markdown => {
                let fence = "`".repeat(longest_run(text).max(2) + 1);
                let mut out = format!("# {}\n\n", name.replace('<', "\\<"));
                let saved = asset.created.to_string();
                let tags = tags.join(", ");
                let content = form_of_bytes.as_deref().unwrap_or_default();
                let about = [
                    ("Language", language),
                    ("Tags", &tags),
                    ("Saved", &saved),
                    ("Content", content),
                ];
                out += &table(about.into_iter().filter(|(_, value)| !value.is_empty()));
                for note in notes {
                    out += &quoted(&note.text);
                }
                out += &format!("{fence}{language}\n{}\n{fence}\n", text.trim_end_matches('\n'));
                for site in sites {
                    out += &format!("\n- {}", markdown_link(&site.name, &site.url));
                }
                out
            }
            ExportForm::Html => {
                let notes: String = notes
                    .iter()
                    .map(|note| format!("<p>{}</p>\n", escaped(&note.text)))
                    .collect();
                let content = form_of_bytes
                    .map(|content| format!("<p>{content}:</p>\n"))
                    .unwrap_or_default();
                let sites: String = sites
                    .iter()
                    .map(|site| format!("<p>{}</p>\n", html_link(&site.name, &site.url)))
                    .collect();
                format!(
                    "<!doctype html>\n<meta charset=\"utf-8\">\n<title>{0}</title>\n<h1>{0}</h1>\n{notes}{content}<pre><code \
                     class=\"language-{1}\">{2}</code></pre>\n<p>{3}</p>\n{sites}",
                    escaped(&name),
                    escaped(language),
                    escaped(text),
                    escaped(&tags.join(", "))
                )
            }
            ExportForm::Json => serde_json::json!({
                "name": kept_name,
                "language": language,
                (if form_of_bytes.is_some() { "base64" } else { "text" }): text,
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

fn one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}

/// A note, which ends where it ends, whatever begins in it: code, a list, a page.
fn quoted(note: &str) -> String {
    let lines = note.lines().map(|line| format!("> {line}\n"));
    lines.chain(["\n".to_owned()]).collect()
}

/// What is said about an asset, as a table. It comes before everything else: the Sublime plugin puts its buttons (copy, edit,
/// delete) and these rows in the place of the first table that it finds, by the bars at the ends of lines, whatever they
/// belong to.
fn table<'v>(rows: impl Iterator<Item = (&'static str, &'v str)>) -> String {
    let mut out = "| Details | |\n|---|---|\n".to_owned();
    for (name, value) in rows {
        // A bar ends a cell, also for who knows of no escapes.
        let value = one_line(&escaped(value)).replace('|', "&#124;");
        out += &format!("| {name} | {value} |\n");
    }
    out.push('\n');
    out
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

/// Whether an address leads somewhere, rather than running something where it is clicked on. What a browser leaves out
/// before the scheme, or within it, is no part of one.
fn leads_somewhere(url: &str) -> bool {
    let is_scheme = |scheme: &str| {
        let begins = url.get(..scheme.len());
        begins.is_some_and(|begins| begins.eq_ignore_ascii_case(scheme))
    };
    ["http://", "https://", "mailto:"].into_iter().any(is_scheme)
}

fn html_link(name: &str, url: &str) -> String {
    if leads_somewhere(url) {
        format!("<a href=\"{}\">{}</a>", escaped(url), escaped(name))
    } else {
        format!("{}: {}", escaped(name), escaped(url))
    }
}

/// A link that ends where it should, whatever stands in its name or its address.
fn markdown_link(name: &str, url: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '\n' | '\r' => plain.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '!' | '~' | '|' => plain.extend(['\\', c]),
            c => plain.push(c),
        }
    }
    let mut address = String::with_capacity(url.len());
    for c in url.chars() {
        match c {
            ' ' | '(' | ')' | '<' | '>' | '[' | ']' | '\\' | '`' | '"' => {
                address += &format!("%{:02X}", u32::from(c));
            }
            c if c.is_control() => {}
            c => address.push(c),
        }
    }
    if leads_somewhere(url) {
        format!("[{plain}]({address})")
    } else {
        format!("{plain}: `{address}`")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_leads_somewhere_is_a_link() {
        for url in ["https://example.org/a?b=1&c", "HTTP://x", "mailto:me@example.org"] {
            assert!(html_link("n", url).starts_with("<a href=\""), "{url}");
            assert!(markdown_link("n", url).starts_with("[n]("), "{url}");
        }
        for url in [
            "javascript:alert(1)",
            "JaVaScRiPt:x",
            " javascript:x",
            "java\nscript:x",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "//x",
            "x",
        ] {
            assert!(!html_link("n", url).contains("<a"), "{url}");
            assert!(!markdown_link("n", url).contains("]("), "{url}");
        }
    }

    #[test]
    fn a_link_ends_where_it_should() {
        assert_eq!(
            html_link("<b>", "https://x/\"><script>"),
            "<a href=\"https://x/&quot;&gt;&lt;script&gt;\">&lt;b&gt;</a>"
        );
        assert_eq!(
            markdown_link("a](javascript:x)\n![b", "https://x/) [c](javascript:y"),
            "[a\\](javascript:x) \\!\\[b](https://x/%29%20%5Bc%5D%28javascript:y)"
        );
        assert_eq!(
            markdown_link("n", "javascript:a`b`\nc"),
            "n: `javascript:a%60b%60c`"
        );
    }
}
