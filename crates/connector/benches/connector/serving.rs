//! Serves a library from this process, and beside it a route that does nothing but answer what it was sent.

use std::{path::Path, sync::Arc};

use anyhow::Context;
use axum::{
    Router,
    routing::{get, post},
};
use bytes::Bytes;
use connector::{Service, serve, serve_router, system_clock};
use domain::{Application, ApplicationName, Platform, Registration};
use tokio::{
    net::TcpListener,
    runtime::{self, Runtime},
    task::JoinSet,
};
use tokio_util::sync::CancellationToken;

use crate::{client::Route, library};

/// Two servers on threads of their own: the connector, and one that echoes.
pub(crate) struct Serving {
    /// The service behind the connector.
    pub(crate) service: Arc<Service>,
    /// An application that has connected.
    pub(crate) application: Application,
    pub(crate) suggestion: Route,
    pub(crate) reaction: Route,
    pub(crate) echo: Route,
    /// The connector's shortest answer, and the same of the other server.
    pub(crate) health: Route,
    pub(crate) bare_health: Route,
    runtime: Runtime,
    servers: JoinSet<()>,
    stop: CancellationToken,
}

impl Serving {
    pub(crate) fn start(data_dir: &Path) -> anyhow::Result<Self> {
        let store = library::open_store(data_dir)?;
        let service = Arc::new(Service::start(Arc::new(store), system_clock())?);
        service.wait_until_learnt();
        let application = service.connect(Registration {
            name: ApplicationName::Vim,
            version: "1".to_owned(),
            platform: Platform::Linux,
            capabilities: None,
            privacy: None,
            automatic_unload: None,
            descriptor: None,
            mechanism: None,
        })?;
        // As the program's own runtime is.
        let runtime = runtime::Builder::new_multi_thread().enable_all().build()?;
        let (listener, echo_listener) = runtime.block_on(async {
            let any = "127.0.0.1:0";
            anyhow::Ok((TcpListener::bind(any).await?, TcpListener::bind(any).await?))
        })?;
        let route = |name: &str| -> anyhow::Result<Route> {
            Ok(Route {
                address: listener.local_addr()?,
                path: format!("/{}/{name}", application.id),
            })
        };
        let (suggestion, reaction) = (route("suggestion")?, route("reaction")?);
        let echo = Route {
            address: echo_listener.local_addr()?,
            path: "/echo".to_owned(),
        };
        let health = Route {
            path: "/.well-known/health".to_owned(),
            ..suggestion
        };
        let bare_health = Route {
            address: echo.address,
            ..health.clone()
        };
        let stop = CancellationToken::new();
        let mut servers = JoinSet::new();
        let (served, stopped) = (Arc::clone(&service), stop.clone().cancelled_owned());
        servers.spawn_on(
            async move {
                let outcome = serve(vec![listener], served, stopped).await;
                outcome.expect("the listener is on loopback");
            },
            runtime.handle(),
        );
        let router = Router::new()
            .route("/echo", post(async |body: Bytes| body))
            .route("/.well-known/health", get(async || "ok"));
        let stopped = stop.clone().cancelled_owned();
        servers.spawn_on(serve_router(echo_listener, router, stopped), runtime.handle());
        Ok(Self {
            service,
            application,
            suggestion,
            reaction,
            echo,
            health,
            bare_health,
            runtime,
            servers,
            stop,
        })
    }

    /// Stops both, and returns when the store is closed.
    pub(crate) fn stop(mut self) -> anyhow::Result<()> {
        self.stop.cancel();
        self.runtime.block_on(async {
            while let Some(ended) = self.servers.join_next().await {
                ended?;
            }
            anyhow::Ok(())
        })?;
        drop(self.runtime);
        Arc::into_inner(self.service).context("the server still holds its service")?;
        Ok(())
    }
}
