//! Websockets: what happens, told to clients as it happens. Each sends a first message at once, without which clients
//! wait for ever.

use std::{collections::HashSet, sync::Arc};

use axum::{Router, extract::State, response::Response, routing::get};
use domain::{AssetId, Event};

use super::Shared;
use crate::{
    http::websocket::{Says, Socket, Told, tell},
    service::Service,
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
    let says = Assets {
        service: Arc::clone(&service),
        hidden: HashSet::new(),
    };
    tell(socket, service, says)
}

/// The id of every asset that is for lists, then the id of each that is saved, changed or deleted; all of them where a
/// backup was restored. One that is for lists no longer is told as one that is gone.
struct Assets {
    service: Arc<Service>,
    /// Those that the client does not know, as they are not for lists. There are few.
    hidden: HashSet<AssetId>,
}

impl Says for Assets {
    fn first(&mut self) -> Option<String> {
        let (listed, hidden) = self.service.listed_and_hidden();
        self.hidden = hidden;
        Some(StreamedIdentifiers::assets(listed).to_string())
    }

    fn hears(&mut self, event: &Event) -> Option<Told> {
        let id = match event {
            Event::Saved { asset, .. } | Event::Edited(asset) | Event::Restored(asset) => asset.id,
            Event::Reused { asset, .. } => *asset,
            Event::Deleted(id) => *id,
            Event::Replaced { gone } => {
                let (listed, hidden) = self.service.listed_and_hidden();
                let unknown = std::mem::replace(&mut self.hidden, hidden);
                let gone = gone.iter().chain(&self.hidden).copied();
                let gone: Vec<_> = gone.filter(|id| !unknown.contains(id)).collect();
                return Some(Told {
                    about: None,
                    message: StreamedIdentifiers::replaced(&gone, listed).to_string(),
                });
            }
            _ => return None,
        };
        // Of a change and a deletion at once either may be heard first; what counts is what is there now.
        let listed = self.service.is_listed(id);
        let unknown = match listed {
            Some(false) => !self.hidden.insert(id) || is_new(event),
            // It was gone before this could be told: that it is, its deletion tells, once, and to none who never knew it.
            None if !matches!(event, Event::Deleted(_)) => {
                if is_new(event) {
                    self.hidden.insert(id);
                }
                return None;
            }
            _ => self.hidden.remove(&id),
        };
        if unknown && listed != Some(true) {
            return None;
        }
        Some(Told {
            about: Some(id.uuid()),
            message: StreamedIdentifiers::asset(id, listed != Some(true)).to_string(),
        })
    }
}

/// Whether nobody knew the asset before this.
fn is_new(event: &Event) -> bool {
    matches!(event, Event::Saved { existed: false, .. } | Event::Restored(_))
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
            Event::Replaced { .. } => self.first().map(|message| Told { about: None, message }),
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
    use store::{Limits, SledStore};

    use super::*;
    use crate::{Seed, system_clock};

    #[test]
    fn a_deletion_is_told_once_and_to_none_who_never_knew() {
        let directory = tempfile::tempdir().unwrap();
        let store = SledStore::open(directory.path(), Limits::default()).unwrap();
        let service = Arc::new(Service::start(Arc::new(store), system_clock()).unwrap());
        let create = |text: &str| {
            let seed = Seed {
                text: Some(text.to_owned()),
                ..Seed::default()
            };
            service.create(None, &seed).unwrap().asset
        };
        let known = create("let known = of_old(1);");
        let mut stream = Assets {
            service: Arc::clone(&service),
            hidden: HashSet::new(),
        };
        stream.first().unwrap();
        // What happened is heard when all of it has happened.
        let edited = service.take(known.id).unwrap();
        let brief = create("let brief = of_now(2);");
        service.delete(known.id).unwrap();
        service.delete(brief.id).unwrap();
        let saved = |asset: &domain::Asset| Event::Saved {
            application: asset.creator,
            asset: asset.clone(),
            existed: false,
        };
        let told: Vec<_> = [
            Event::Edited(edited.clone()),
            saved(&brief),
            Event::Edited(brief.clone()),
            Event::Deleted(known.id),
            Event::Edited(edited),
            Event::Deleted(brief.id),
        ]
        .iter()
        .filter_map(|event| stream.hears(event))
        .map(|told| told.message)
        .collect();
        assert_eq!(told, [StreamedIdentifiers::asset(known.id, true).to_string()]);

        service.restore(known.id).unwrap();
        let back = stream.hears(&Event::Restored(known.clone())).unwrap();
        assert_eq!(
            back.message,
            StreamedIdentifiers::asset(known.id, false).to_string()
        );
    }
}
