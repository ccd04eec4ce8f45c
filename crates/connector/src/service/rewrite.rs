//! Replacing what an asset holds, as a client sends it back.

use std::cell::Cell;

use base64::Engine as _;
use domain::{Asset, AssetDetails, AssetId, Event, Form, Generic, Marks};
use engine::Analysis;
use store::Replaced;

use super::{
    Classified, Content, Seed, Service, ServiceError,
    create::add_all,
    revise::{change_named, check_size},
};

/// What an asset is to hold, as a client sends it.
#[derive(Debug, Clone)]
pub struct Rewriting {
    /// The content in each way in which it was sent: a selection or a file, a string or bytes. Whoever changes one of them
    /// sends the others back as they were.
    pub contents: Vec<(Content, Form)>,
    /// What the sender says that it is.
    pub classified: Classified,
}

/// A content as it is kept.
struct Spelled {
    text: String,
    form: Form,
    bytes: u64,
}

impl Spelled {
    /// Whether it holds the same, however that is sent.
    fn says(&self, other: &Self) -> bool {
        (self.form.no_text, &self.text) == (other.form.no_text, &other.text)
    }

    fn new((content, form): (Content, Form)) -> Self {
        let (text, bytes) = match content {
            Content::Text(text) => {
                let bytes = text.len();
                (text, bytes)
            }
            Content::Bytes(bytes) => (
                base64::engine::general_purpose::STANDARD.encode(&bytes),
                bytes.len(),
            ),
        };
        Self {
            text,
            form,
            bytes: bytes as u64,
        }
    }

    /// The title that it gets where it is given none.
    fn title(&self) -> String {
        made_title(&self.form, &self.text, self.bytes)
    }
}

/// The title of what nobody has given one: a file's own name, else what its text begins with.
pub(super) fn made_title(form: &Form, text: &str, bytes: u64) -> String {
    let name = form.file_name.as_deref().map(str::trim);
    match name.filter(|name| !name.is_empty()) {
        Some(name) => name.to_owned(),
        None if form.no_text => format!("{bytes} bytes"),
        None => engine::title(text),
    }
}

impl Service {
    /// Replaces what an asset holds. It is kept as it was sent; where a text takes the place of bytes, or bytes that of a
    /// text, what was made of the old content goes with it: what it is, its language, its title unless it was given one. Else
    /// its language and what it is stay, unless the sender says something else of them than it was told.
    ///
    /// An asset that is kept out of lists stands in the way of none that is in them: where it has the new content, the two
    /// become one, and what is said about it is said about the one that is rewritten.
    ///
    /// # Errors
    /// [`ServiceError::UnknownAsset`], [`ServiceError::NoText`], [`ServiceError::Secret`],
    /// [`ServiceError::TextTaken`] where another asset has this content, [`ServiceError::TwoContents`], or where the store
    /// can't be written. Nothing is changed then.
    pub fn rewrite(&self, id: AssetId, rewriting: Rewriting) -> Result<(), ServiceError> {
        let _changing = self.changing();
        let known = self.store.asset(id)?.ok_or(ServiceError::UnknownAsset)?;
        let held = Spelled {
            text: self.store.text(id)?.ok_or(ServiceError::UnknownAsset)?,
            form: known.details.form.clone(),
            bytes: known.bytes,
        };
        let Rewriting { contents, classified } = rewriting;
        let sent = chosen(contents.into_iter().map(Spelled::new).collect(), &held)?;
        let sent = sent
            .filter(|sent| !sent.text.trim().is_empty())
            .ok_or(ServiceError::NoText)?;
        let no_text = sent.form.no_text;
        let analysis = Analysis::of(if no_text { "" } else { &sent.text });
        let details = AssetDetails {
            form: sent.form.clone(),
            ..AssetDetails::default()
        };
        if Seed::kept(&sent.text, details).is_secret(&analysis) {
            return Err(ServiceError::Secret);
        }
        // What is sent back as it was answered is nothing that the sender says of the new content.
        let (generic, language) = classified.anew(&known);
        let renamed = language.is_some();
        let language = match language {
            language if no_text => language,
            language => engine::language_of(language, &sent.text, self.detector.as_ref()),
        };
        let (titled, title) = (held.title(), sent.title());
        let now = self.now();
        let change = |asset: &mut Asset| {
            let turned = asset.details.form.no_text != no_text;
            asset.bytes = sent.bytes;
            asset.updated = now;
            asset.details.form = sent.form.clone();
            if turned || renamed {
                asset.language.clone_from(&language);
            }
            if turned {
                asset.details.generic = generic.or(no_text.then_some(Generic::File));
                asset.details.rendering = None;
            } else if generic.is_some() {
                asset.details.generic = generic;
            }
            asset.is_code = !no_text && engine::is_code(&analysis, asset.language.as_ref());
            if (turned || no_text) && asset.details.name.as_ref() == Some(&titled) {
                asset.details.name = Some(title.clone());
            }
        };
        let hidden = Cell::new(None);
        let merge = |asset: &mut Asset, other: &Asset| {
            let merges = take_in_hidden(asset, other);
            hidden.set(merges.then_some(other.id));
            merges
        };
        let replaced = self.durably(|store| Ok(store.replace_text(id, &sent.text, &change, &merge)?))?;
        match replaced {
            Replaced::Done(asset) => {
                if let Some(hidden) = hidden.get() {
                    self.catalogue.write().remove(hidden);
                    self.publish(Event::Deleted(hidden));
                }
                self.retake(id)?;
                self.publish(Event::Edited(*asset));
                Ok(())
            }
            Replaced::Taken(other) => Err(ServiceError::TextTaken(other)),
            Replaced::Missing => Err(ServiceError::UnknownAsset),
        }
    }
}

/// Says about an asset what is said about another one with the same content, where that one alone is kept out of lists, and
/// there is room for it; else says `false`.
fn take_in_hidden(asset: &mut Asset, hidden: &Asset) -> bool {
    let is_hidden = |asset: &Asset| asset.details.marks.pseudo == Some(true);
    if !is_hidden(hidden) || is_hidden(asset) {
        return false;
    }
    let mut hidden = hidden.clone();
    // Its annotations have ids that follow from where they are.
    change_named(&mut hidden, |_| ());
    hidden.details.marks = Marks::default();
    change_named(asset, |asset| {
        add_all(&mut asset.details, &hidden.details);
    });
    check_size(&asset.details).is_ok()
}

/// What was changed of what was sent: a text before bytes. And how it is kept: as it was sent, but for the string of a
/// selection that stands beside the content of every text, for clients that look nowhere else.
///
/// Where the content in the asset's own form was changed, and another that says something else as well, one of them is what
/// was read before somebody else's change, and which is not to be told: to take either could lose a change.
fn chosen(sent: Vec<Spelled>, held: &Spelled) -> Result<Option<Spelled>, ServiceError> {
    let spells_it = |form: &Form| (form.file, form.bytes) == (held.form.file, held.form.bytes);
    let beside = !held.form.no_text && sent.iter().any(|sent| spells_it(&sent.form));
    let changed = |sent: &&Spelled| !sent.says(held);
    let is_text = |sent: &&Spelled| !sent.form.no_text;
    let place = |of: &dyn Fn(&&Spelled) -> bool| sent.iter().position(|sent| of(&sent));
    let own = sent.iter().find(|sent| changed(sent) && spells_it(&sent.form));
    if let Some(own) = own
        && sent.iter().any(|sent| changed(&sent) && !sent.says(own))
    {
        return Err(ServiceError::TwoContents);
    }
    let place = place(&|sent| changed(sent) && is_text(sent))
        .or_else(|| place(&changed))
        .or_else(|| place(&is_text))
        .or_else(|| place(&|_| true));
    let Some(mut chosen) = place.and_then(|place| sent.into_iter().nth(place)) else {
        return Ok(None);
    };
    if beside && (chosen.form.file, chosen.form.bytes) == (false, false) {
        (chosen.form.file, chosen.form.bytes) = (held.form.file, held.form.bytes);
    }
    chosen.form.file_name.clone_from(&held.form.file_name);
    Ok(Some(chosen))
}
