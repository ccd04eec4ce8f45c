//! Websockets: what happens, told to clients as it happens. Each sends a first message at once, without which clients
//! wait for ever.

use std::sync::Arc;

use axum::{Router, extract::State, response::Response, routing::get};
use domain::{AssetId, Event};
use rustc_hash::FxHashSet;

use super::Shared;
use crate::{
    http::websocket::{Says, Socket, Told, tell},
    service::{Order, Service},
    wire::{StreamedIdentifiers, UserProfile},
};

pub(super) fn routes() -> Router<Shared> {
    let nothing =
        || get(async |State(service): State<Arc<Service>>, socket: Socket| tell(socket, service, Silence));
    let empty =
        || get(async |State(service): State<Arc<Service>>, socket: Socket| tell(socket, service, Empty));
    Router::new()
        .route("/assets/stream/identifiers", get(assets))
        .route("/applications/stream/identifiers", get(applications))
        .route("/user/stream", get(user))
        .route("/.well-known/stream/health", get(health))
        .route("/conversations/stream/identifiers", empty())
        .route("/anchors/stream/identifiers", empty())
        .route("/ranges/stream/identifiers", empty())
        .route("/workstream_summaries/stream/identifiers", empty())
        .route("/qgpt/stream", nothing())
        .route(
            "/workstream_pattern_engine/processors/vision/status/stream",
            nothing(),
        )
}

async fn assets(State(service): State<Arc<Service>>, socket: Socket) -> Response {
    let says = Assets::new(&service);
    tell(socket, service, says)
}

/// The id of every asset that is for lists, then the id of each that is saved, changed or deleted; all of them where a
/// backup was restored. One that is for lists no longer is told as one that is gone.
struct Assets {
    service: Arc<Service>,
    /// Those that the client knows. Nothing less would do: that one was saved may be heard when it was told already.
    known: FxHashSet<AssetId>,
}

impl Assets {
    fn new(service: &Arc<Service>) -> Self {
        Self {
            service: Arc::clone(service),
            known: FxHashSet::default(),
        }
    }

    /// What is for lists now, and is told; the client knew what is answered with it.
    fn anew(&mut self) -> (Vec<AssetId>, FxHashSet<AssetId>) {
        let listed = self.service.asset_ids(Order::NewestFirst, false);
        let known = listed.iter().copied().collect();
        (listed, std::mem::replace(&mut self.known, known))
    }
}

impl Says for Assets {
    fn first(&mut self) -> Option<String> {
        let (listed, _) = self.anew();
        Some(StreamedIdentifiers::assets(listed).to_string())
    }

    fn hears(&mut self, event: &Event) -> Option<Told> {
        let id = match event {
            Event::Saved { asset, .. } | Event::Edited(asset) | Event::Restored(asset) => asset.id,
            Event::Reused { asset, .. } => *asset,
            Event::Deleted(id) => *id,
            Event::Replaced => {
                let (listed, before) = self.anew();
                let gone: Vec<_> = before.difference(&self.known).copied().collect();
                return Some(Told {
                    about: None,
                    message: StreamedIdentifiers::replaced(&gone, listed).to_string(),
                });
            }
            _ => return None,
        };
        // Of a change and a deletion at once either may be heard first; what counts is what is there now.
        let is_listed = self.service.is_listed(id);
        let is_news = if is_listed {
            self.known.insert(id);
            true
        } else {
            self.known.remove(&id)
        };
        is_news.then(|| Told {
            about: Some(id.uuid()),
            message: StreamedIdentifiers::asset(id, !is_listed).to_string(),
        })
    }
}

async fn applications(State(service): State<Arc<Service>>, socket: Socket) -> Response {
    let says = Applications(Arc::clone(&service));
    tell(socket, service, says)
}

/// Every application's id, then the id of each that connects or changes.
struct Applications(Arc<Service>);

impl Says for Applications {
    fn first(&mut self) -> Option<String> {
        let ids = self
            .0
            .applications()
            .into_iter()
            .map(|application| application.id);
        Some(StreamedIdentifiers::applications(ids).to_string())
    }

    fn hears(&mut self, event: &Event) -> Option<Told> {
        match event {
            Event::Connected(application)
            | Event::Onboarded(application)
            | Event::ApplicationUpdated(application) => Some(Told {
                about: Some(application.id.uuid()),
                message: StreamedIdentifiers::applications([application.id]).to_string(),
            }),
            Event::Replaced => self.first().map(|message| Told { about: None, message }),
            _ => None,
        }
    }
}

async fn user(State(service): State<Arc<Service>>, socket: Socket) -> Response {
    let profile = serde_json::to_string(&UserProfile::new(service.installation())).ok();
    tell(socket, service, Once(profile))
}

async fn health(State(service): State<Arc<Service>>, socket: Socket) -> Response {
    tell(socket, service, Once(Some("ok".to_owned())))
}

/// One message, and no other.
struct Once(Option<String>);

impl Says for Once {
    fn first(&mut self) -> Option<String> {
        self.0.take()
    }

    fn hears(&mut self, _: &Event) -> Option<Told> {
        None
    }
}

/// A list of what Bowerbird has none of.
struct Empty;

impl Says for Empty {
    fn first(&mut self) -> Option<String> {
        Some(StreamedIdentifiers::assets([]).to_string())
    }

    fn hears(&mut self, _: &Event) -> Option<Told> {
        None
    }
}

/// Nothing at all: what clients of it wait for never happens here, and they only want it to be open.
struct Silence;

impl Says for Silence {
    fn first(&mut self) -> Option<String> {
        None
    }

    fn hears(&mut self, _: &Event) -> Option<Told> {
        None
    }
}

#[cfg(test)]
mod tests {
    use domain::Asset;
    use store::{Limits, SledStore};

    use super::*;
    use crate::{Revision, Seed, system_clock};

    /// A service, with the directory that it keeps things in.
    fn service() -> (tempfile::TempDir, Arc<Service>) {
        let directory = tempfile::tempdir().unwrap();
        let store = SledStore::open(directory.path(), Limits::default()).unwrap();
        let service = Service::start(Arc::new(store), system_clock()).unwrap();
        (directory, Arc::new(service))
    }

    fn create(service: &Service, text: &str) -> Asset {
        let seed = Seed {
            text: Some(text.to_owned()),
            ..Seed::default()
        };
        service.create(None, &seed).unwrap().asset
    }

    fn saved(asset: &Asset) -> Event {
        Event::Saved {
            application: asset.creator,
            asset: asset.clone(),
            existed: false,
        }
    }

    fn hide(service: &Service, id: AssetId) {
        let revision = Revision {
            marks: domain::Marks {
                pseudo: Some(true),
                ..domain::Marks::default()
            },
            ..Revision::default()
        };
        service.revise(id, revision).unwrap();
    }

    /// What a stream tells of these.
    fn told<'e>(stream: &mut Assets, events: impl IntoIterator<Item = &'e Event>) -> Vec<String> {
        let told = events.into_iter().filter_map(|event| stream.hears(event));
        told.map(|told| told.message).collect()
    }

    fn there(id: AssetId) -> String {
        StreamedIdentifiers::asset(id, false).to_string()
    }

    fn gone(id: AssetId) -> String {
        StreamedIdentifiers::asset(id, true).to_string()
    }

    #[test]
    fn a_deletion_is_told_once_and_to_none_who_never_knew() {
        let (_directory, service) = service();
        let known = create(&service, "let known = of_old(1);");
        let mut stream = Assets::new(&service);
        stream.first().unwrap();
        // What happened is heard when all of it has happened.
        let edited = service.take(known.id).unwrap();
        let brief = create(&service, "let brief = of_now(2);");
        service.delete(known.id).unwrap();
        service.delete(brief.id).unwrap();
        let events = [
            Event::Edited(edited.clone()),
            saved(&brief),
            Event::Edited(brief.clone()),
            Event::Deleted(known.id),
            Event::Edited(edited),
            Event::Deleted(brief.id),
        ];
        assert_eq!(told(&mut stream, &events), [gone(known.id)]);

        service.restore(known.id).unwrap();
        assert_eq!(
            told(&mut stream, [&Event::Restored(known.clone())]),
            [there(known.id)]
        );
    }

    #[test]
    fn what_was_told_before_it_was_heard_of_is_told_as_gone() {
        let (_directory, service) = service();
        let [deleted, hidden] =
            ["let deleted = soon(1);", "let hidden = soon(2);"].map(|text| create(&service, text));
        let mut stream = Assets::new(&service);
        // It is in the first message, and that it was saved is heard behind that.
        let first = stream.first().unwrap();
        assert!(first.contains(&deleted.id.to_string()) && first.contains(&hidden.id.to_string()));
        service.delete(deleted.id).unwrap();
        hide(&service, hidden.id);
        let events = [
            saved(&deleted),
            saved(&hidden),
            Event::Edited(hidden.clone()),
            Event::Deleted(deleted.id),
        ];
        assert_eq!(told(&mut stream, &events), [gone(deleted.id), gone(hidden.id)]);

        // So is what somebody else has changed before he who saved it could say so.
        let quick = create(&service, "let quick = changed(3);");
        assert_eq!(
            told(&mut stream, [&Event::Edited(quick.clone())]),
            [there(quick.id)]
        );
        hide(&service, quick.id);
        let events = [saved(&quick), Event::Edited(quick.clone())];
        assert_eq!(told(&mut stream, &events), [gone(quick.id)]);
    }
}
