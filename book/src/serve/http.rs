//! The server: files of the book, and a stream of events that tells open pages when to reload.

use super::files::{media_type, resolve};
use anyhow::Result;
use axum::Router;
use axum::extract;
use axum::http::{StatusCode, Uri, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::stream::{self, Stream};
use std::convert::Infallible;
use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::sync::watch;

/// Where open pages listen.
const EVENTS: &str = "/~events";

/// What open pages need to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Another number for every build.
    pub build: u64,
    /// Why the latest build failed, if it did.
    pub problem: Option<String>,
}

/// The folder that is served, and its state.
pub struct Site {
    root: PathBuf,
    /// Held for writing while one build takes the place of another.
    in_place: RwLock<()>,
    state: watch::Sender<State>,
}

impl Site {
    /// Serves the folder `root`.
    pub fn new(root: PathBuf) -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let state = State { build: now.as_millis() as u64, problem: None };
        Self { root, in_place: RwLock::new(()), state: watch::Sender::new(state) }
    }

    /// Lets `swap` replace the folder while no file of it is being read, then makes open pages reload.
    ///
    /// # Errors
    /// What `swap` returns.
    pub fn replace(&self, swap: impl FnOnce() -> Result<()>) -> Result<()> {
        let _alone = self.in_place.write().unwrap_or_else(PoisonError::into_inner);
        swap()?;
        self.state.send_modify(|state| *state = State { build: state.build + 1, problem: None });
        Ok(())
    }

    /// Shows `problem` on open pages.
    pub fn report(&self, problem: String) {
        self.state.send_modify(|state| state.problem = Some(problem));
    }

    /// What open pages are told.
    pub fn state(&self) -> State {
        self.state.borrow().clone()
    }
}

/// Serves `site` on `listener`, for ever.
pub(super) async fn run(listener: TcpListener, site: Arc<Site>) -> Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let routes = Router::new().route(EVENTS, get(events)).fallback(get(file)).with_state(site);
    Ok(axum::serve(listener, routes).await?)
}

async fn file(extract::State(site): extract::State<Arc<Site>>, uri: Uri) -> Response {
    let _reading = site.in_place.read().unwrap_or_else(PoisonError::into_inner);
    let found =
        resolve(&site.root, uri.path()).and_then(|file| Some((fs::read(&file).ok()?, media_type(&file))));
    let (status, (bytes, kind)) = match found {
        Some(found) => (StatusCode::OK, found),
        None => (StatusCode::NOT_FOUND, (not_found(&site), media_type("404.html".as_ref()))),
    };
    let bytes = if kind.starts_with("text/html") { with_script(bytes, &site.state()) } else { bytes };
    (status, [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache")], bytes).into_response()
}

/// The book's own page for what does not exist; a plain one while there is no book yet.
fn not_found(site: &Site) -> Vec<u8> {
    fs::read(site.root.join("404.html")).unwrap_or_else(|_| {
        let page =
            "<!DOCTYPE html><html lang=\"en\"><title>Not found</title><body><h1>Not found</h1></body></html>";
        page.as_bytes().to_vec()
    })
}

async fn events(
    extract::State(site): extract::State<Arc<Site>>,
) -> Sse<impl Stream<Item = std::result::Result<Event, Infallible>>> {
    let mut receiver = site.state.subscribe();
    receiver.mark_changed();
    let states = stream::unfold(receiver, |mut receiver| async move {
        receiver.changed().await.ok()?;
        let state = receiver.borrow_and_update().clone();
        let data = serde_json::json!({ "build": state.build, "problem": state.problem });
        Some((Ok(Event::default().data(data.to_string())), receiver))
    });
    Sse::new(states).keep_alive(KeepAlive::default())
}

/// The page with the script that listens for events; the built files themselves do not hold it.
fn with_script(page: Vec<u8>, state: &State) -> Vec<u8> {
    let script =
        include_str!("reload.js").replace("BUILD", &state.build.to_string()).replace("EVENTS", EVENTS);
    let page = String::from_utf8_lossy(&page);
    let (before, after) = match page.rfind("</body>") {
        Some(at) => page.split_at(at),
        None => (&*page, ""),
    };
    format!("{before}<script>{script}</script>{after}").into_bytes()
}
