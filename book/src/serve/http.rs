//! The server: files of the book, compressed and never stale, and a stream of events for open pages.

use super::files::{media_type, resolve};
use super::site::{Edition, Site, State};
use anyhow::{Context as _, Result};
use flate2::Compression;
use flate2::write::GzEncoder;
use http_body_util::channel::{Channel, Sender};
use http_body_util::{BodyExt as _, Full, combinators::BoxBody};
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderName};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use std::collections::HashMap;
use std::convert::Infallible;
use std::fs;
use std::io::{self, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, UNIX_EPOCH};
use tokio::runtime::Builder;
use tokio::sync::{oneshot, watch};
use tokio::time::timeout;

/// Where open pages listen.
const EVENTS: &str = "/~events";

/// The worker that listens once for all pages of a browser.
const LISTENER: &str = "/~listener.js";

/// Under this, a page asks for what has filled its holes.
const FILLED: &str = "/~filled";

/// A stream of events says at least this often that it is alive.
const PATIENCE: Duration = Duration::from_secs(15);

/// Files smaller than this are not compressed.
const SMALL: usize = 1000;

type Body = BoxBody<Bytes, Infallible>;

/// A server that runs in a thread of its own; dropped, it stops.
pub struct Running {
    /// Its end is what the server waits for.
    _stop: oneshot::Sender<()>,
}

impl Running {
    /// Serves `site` on `listener`.
    ///
    /// # Errors
    /// When the server cannot be started.
    pub fn start(listener: TcpListener, site: Arc<Site>) -> Result<Self> {
        listener.set_nonblocking(true).context("cannot start the server")?;
        let runtime =
            Builder::new_current_thread().enable_all().build().context("cannot start the server")?;
        let (stop, stopped) = oneshot::channel();
        thread::spawn(move || {
            runtime.spawn(accept(listener, site));
            // It ends when the other side is dropped.
            let _ = runtime.block_on(stopped);
        });
        Ok(Self { _stop: stop })
    }
}

/// Answers every connection in a task of its own.
async fn accept(listener: TcpListener, site: Arc<Site>) {
    // It was made and is used in one and the same runtime.
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
    let packed = Arc::new(Packed::default());
    loop {
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            // Too many open files, say: others may be closed soon.
            Err(_) => {
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let (site, packed) = (Arc::clone(&site), Arc::clone(&packed));
        let service = service_fn(move |request| {
            let answer = answer(&request, &site, &packed);
            async move { Ok::<_, Infallible>(answer) }
        });
        // A connection that breaks concerns nobody but its reader.
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

fn answer(request: &Request<Incoming>, site: &Arc<Site>, packed: &Packed) -> Response<Body> {
    let path = request.uri().path();
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return respond(StatusCode::METHOD_NOT_ALLOWED, &[], Bytes::new());
    }
    if path == EVENTS {
        return events(site);
    }
    let edition = site.edition();
    if path == LISTENER {
        let script = include_str!("listener.js").replace("EVENTS", EVENTS);
        return respond(StatusCode::OK, &typed("text/javascript; charset=utf-8"), script.into());
    }
    if let Some(page) = path.strip_prefix(FILLED) {
        let page = page.trim_start_matches('/');
        let index = if page.is_empty() || page.ends_with('/') { "index.html" } else { "" };
        let pieces = edition.and_then(|edition| edition.filled(&format!("{page}{index}")));
        let pieces = pieces.unwrap_or_else(|| "{}".to_string());
        return respond(StatusCode::OK, &typed("application/json"), pieces.into());
    }
    let state = site.state();
    let found = edition.as_deref().and_then(|edition| resolve(edition.folder(), path));
    let sent = found.and_then(|file| send(request, &file, &state, packed).ok());
    sent.unwrap_or_else(|| {
        let page = with_script(&not_found(edition.as_deref(), &state), &state);
        respond(StatusCode::NOT_FOUND, &typed(media_type("404.html".as_ref())), page.into())
    })
}

/// The file, or that the reader has it already.
fn send(
    request: &Request<Incoming>,
    file: &Path,
    state: &State,
    packed: &Packed,
) -> io::Result<Response<Body>> {
    let tag = tag(file, state)?;
    if has(request, header::IF_NONE_MATCH, &tag) {
        return Ok(respond(StatusCode::NOT_MODIFIED, &[(header::ETAG, &tag)], Bytes::new()));
    }
    let kind = media_type(file);
    let zipped = is_text(kind) && has(request, header::ACCEPT_ENCODING, "gzip");
    let bytes = packed.get(file, &tag, zipped, || match kind.starts_with("text/html") {
        true => Ok(with_script(&fs::read_to_string(file)?, state).into_bytes()),
        false => fs::read(file),
    })?;
    let mut headers = typed(kind).to_vec();
    headers.push((header::ETAG, &tag));
    if zipped {
        headers.push((header::CONTENT_ENCODING, "gzip"));
    }
    Ok(respond(StatusCode::OK, &headers, bytes))
}

/// Files as they were sent last, by their tags: compressed once and not for every request.
#[derive(Default)]
struct Packed(Mutex<HashMap<(PathBuf, bool), (String, Bytes)>>);

impl Packed {
    fn get(
        &self,
        file: &Path,
        tag: &str,
        zipped: bool,
        read: impl FnOnce() -> io::Result<Vec<u8>>,
    ) -> io::Result<Bytes> {
        let key = (file.to_path_buf(), zipped);
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some((_, bytes)) = known.filter(|(known, _)| known == tag) {
            return Ok(bytes);
        }
        let bytes = read()?;
        let bytes = Bytes::from(if zipped { zip(&bytes)? } else { bytes });
        let entry = (tag.to_string(), bytes.clone());
        let mut packed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // What earlier editions left is of no use.
        packed.retain(|(path, _), _| path.exists());
        packed.insert(key, entry);
        Ok(bytes)
    }
}

fn zip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let level = if bytes.len() < SMALL { Compression::none() } else { Compression::default() };
    let mut zipped = GzEncoder::new(Vec::with_capacity(bytes.len() / 2), level);
    zipped.write_all(bytes)?;
    zipped.finish()
}

/// Another one for every version of a file: editions, times and lengths differ.
fn tag(file: &Path, state: &State) -> io::Result<String> {
    let about = fs::metadata(file)?;
    let changed = about.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok(format!("\"{}-{}-{}\"", state.build, changed.as_nanos(), about.len()))
}

/// Whether the header `name` of `request` lists `value`.
fn has(request: &Request<Incoming>, name: HeaderName, value: &str) -> bool {
    let listed = request.headers().get_all(name);
    let mut values = listed.iter().filter_map(|list| list.to_str().ok()).flat_map(|list| list.split(','));
    values.any(|one| one.split(';').next().unwrap_or_default().trim().trim_start_matches("W/") == value)
}

fn is_text(kind: &str) -> bool {
    kind.starts_with("text/")
        || kind == "application/json"
        || kind == "image/svg+xml"
        || kind == "application/wasm"
}

fn typed(kind: &str) -> [(HeaderName, &str); 3] {
    [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache"), (header::VARY, "Accept-Encoding")]
}

fn respond(status: StatusCode, headers: &[(HeaderName, &str)], bytes: Bytes) -> Response<Body> {
    let response = Response::builder().status(status);
    let response = headers.iter().fold(response, |response, (name, value)| response.header(name, *value));
    response.body(Full::new(bytes).boxed()).expect("headers are written here, in ASCII")
}

/// The book's own page for what does not exist; a plain one, with what is wrong, while there is no book yet.
fn not_found(edition: Option<&Edition>, state: &State) -> String {
    let own = edition.and_then(|edition| fs::read_to_string(edition.folder().join("404.html")).ok());
    own.unwrap_or_else(|| {
        let title = if state.problem.is_some() { "The book could not be built" } else { "Not found" };
        format!("<!DOCTYPE html><html lang=\"en\"><title>{title}</title><body><h1>{title}</h1></body></html>")
    })
}

/// A stream that tells of every change until its reader goes away.
fn events(site: &Site) -> Response<Body> {
    let (sender, body) = Channel::<Bytes, Infallible>::new(8);
    let states = site.listen();
    tokio::spawn(async move {
        // It ends when its reader goes away.
        let _ = tell(sender, states).await;
    });
    let headers = [(header::CONTENT_TYPE, "text/event-stream"), (header::CACHE_CONTROL, "no-store")];
    let response = headers.iter().fold(Response::builder(), |r, (name, value)| r.header(name, *value));
    response.body(body.boxed()).expect("headers are written here, in ASCII")
}

async fn tell(mut stream: Sender<Bytes>, mut states: watch::Receiver<State>) -> Result<()> {
    states.mark_changed();
    loop {
        let words = match timeout(PATIENCE, states.changed()).await {
            Ok(changed) => {
                changed?;
                format!("data: {}\n\n", states.borrow_and_update().json())
            }
            Err(_) => ": still here\n\n".to_string(),
        };
        stream.send_data(words.into()).await?;
    }
}

/// The page with the script that listens for events; the built files themselves do not hold it.
fn with_script(page: &str, state: &State) -> String {
    let script = include_str!("live.js")
        .replace("BUILD", &state.build.to_string())
        .replace("EVENTS", EVENTS)
        .replace("LISTENER", LISTENER)
        .replace("FILLED", FILLED);
    let (before, after) = match page.rfind("</body>") {
        Some(at) => page.split_at(at),
        None => (page, ""),
    };
    format!("{before}<script>{script}</script>{after}")
}
