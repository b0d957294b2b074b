//! The server: files of the book, compressed and never stale, and a stream of events for open pages.

use super::files::{media_type, resolve};
use super::site::{Edition, Site, State};
use anyhow::{Result, anyhow};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::collections::HashMap;
use std::fs;
use std::io::{self, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, UNIX_EPOCH};
use tiny_http::{Header, Method, Request, Response, Server, StatusCode};

/// Where open pages listen.
const EVENTS: &str = "/~events";

/// The worker that listens once for all pages of a browser.
const LISTENER: &str = "/~listener.js";

/// Under this, a page asks for what has filled its holes.
const FILLED: &str = "/~filled";

/// How many requests are answered at once; streams of events are not counted.
const THREADS: usize = 4;

/// A stream of events says at least this often that it is alive.
const PATIENCE: Duration = Duration::from_secs(15);

/// Files smaller than this are not compressed.
const SMALL: usize = 1000;

/// A server that runs; dropped, it stops.
pub struct Running(Arc<Server>);

impl Running {
    /// Serves `site` on `listener`.
    ///
    /// # Errors
    /// When the server cannot be started.
    pub fn start(listener: TcpListener, site: Arc<Site>) -> Result<Self> {
        let server = Server::from_listener(listener, None);
        let server = Arc::new(server.map_err(|error| anyhow!("cannot start the server: {error}"))?);
        let packed = Arc::new(Packed::default());
        for _ in 0..THREADS {
            let (server, site, packed) = (Arc::clone(&server), Arc::clone(&site), Arc::clone(&packed));
            thread::spawn(move || {
                // A connection that breaks concerns nobody but its reader.
                server.incoming_requests().for_each(|request| drop(answer(request, &site, &packed)));
            });
        }
        Ok(Self(server))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        (0..THREADS).for_each(|_| self.0.unblock());
    }
}

fn answer(request: Request, site: &Arc<Site>, packed: &Packed) -> io::Result<()> {
    let path = request.url().split(['?', '#']).next().unwrap_or_default().to_string();
    if !matches!(request.method(), Method::Get | Method::Head) {
        return request.respond(Response::empty(StatusCode(405)));
    }
    if path == EVENTS {
        let site = Arc::clone(site);
        // It ends when its reader goes away.
        thread::spawn(move || drop(events(request, &site)));
        return Ok(());
    }
    let edition = site.edition();
    if path == LISTENER {
        let script = include_str!("listener.js").replace("EVENTS", EVENTS);
        return send(request, 200, "text/javascript; charset=utf-8", None, script.into_bytes());
    }
    if let Some(page) = path.strip_prefix(FILLED) {
        let page = page.trim_start_matches('/');
        let page = if page.is_empty() || page.ends_with('/') { format!("{page}index.html") } else { page.into() };
        let pieces = edition.and_then(|edition| edition.filled(&page)).unwrap_or_else(|| "{}".to_string());
        return send(request, 200, "application/json", None, pieces.into_bytes());
    }
    let state = site.state();
    let found = edition.as_deref().and_then(|edition| resolve(edition.folder(), &path));
    let Some(file) = found else {
        let page = with_script(&not_found(edition.as_deref(), &state), &state);
        return send(request, 404, media_type("404.html".as_ref()), None, page.into_bytes());
    };
    let tag = tag(&file, &state)?;
    if has(&request, "If-None-Match", &tag) {
        return request.respond(Response::empty(StatusCode(304)).with_header(header("ETag", &tag)));
    }
    let kind = media_type(&file);
    let zipped = is_text(kind) && has(&request, "Accept-Encoding", "gzip");
    let bytes = packed.get(&file, &tag, zipped, || match kind.starts_with("text/html") {
        true => Ok(with_script(&fs::read_to_string(&file)?, &state).into_bytes()),
        false => fs::read(&file),
    })?;
    let bytes = bytes.to_vec();
    let response = response(200, kind, Some(&tag), bytes);
    match zipped {
        true => request.respond(response.with_header(header("Content-Encoding", "gzip"))),
        false => request.respond(response),
    }
}

/// Files as they were sent last, by their tags: compressed once and not for every request.
#[derive(Default)]
struct Packed(Mutex<HashMap<(PathBuf, bool), (String, Arc<[u8]>)>>);

impl Packed {
    fn get(
        &self,
        file: &Path,
        tag: &str,
        zipped: bool,
        read: impl FnOnce() -> io::Result<Vec<u8>>,
    ) -> io::Result<Arc<[u8]>> {
        let key = (file.to_path_buf(), zipped);
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some((_, bytes)) = known.filter(|(known, _)| known == tag) {
            return Ok(bytes);
        }
        let bytes = read()?;
        let bytes: Arc<[u8]> = if zipped { zip(&bytes)?.into() } else { bytes.into() };
        let entry = (tag.to_string(), Arc::clone(&bytes));
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
fn has(request: &Request, name: &'static str, value: &str) -> bool {
    let mut headers = request.headers().iter().filter(|header| header.field.equiv(name));
    headers.any(|header| {
        let values = header.value.as_str().split(',').map(|one| one.split(';').next().unwrap_or_default());
        values.map(|one| one.trim().trim_start_matches("W/")).any(|one| one == value)
    })
}

fn is_text(kind: &str) -> bool {
    kind.starts_with("text/") || kind == "application/json" || kind == "image/svg+xml" || kind == "application/wasm"
}

fn send(request: Request, status: u16, kind: &str, tag: Option<&str>, bytes: Vec<u8>) -> io::Result<()> {
    request.respond(response(status, kind, tag, bytes))
}

fn response(status: u16, kind: &str, tag: Option<&str>, bytes: Vec<u8>) -> Response<io::Cursor<Vec<u8>>> {
    let response = Response::from_data(bytes)
        .with_status_code(status)
        .with_chunked_threshold(usize::MAX)
        .with_header(header("Content-Type", kind))
        .with_header(header("Cache-Control", "no-cache"))
        .with_header(header("Vary", "Accept-Encoding"));
    match tag {
        Some(tag) => response.with_header(header("ETag", tag)),
        None => response,
    }
}

fn header(name: &str, value: &str) -> Header {
    Header::from_bytes(name, value).expect("headers are written here, in ASCII")
}

/// The book's own page for what does not exist; a plain one, with what is wrong, while there is no book yet.
fn not_found(edition: Option<&Edition>, state: &State) -> String {
    let own = edition.and_then(|edition| fs::read_to_string(edition.folder().join("404.html")).ok());
    own.unwrap_or_else(|| {
        let title = if state.problem.is_some() { "The book could not be built" } else { "Not found" };
        format!("<!DOCTYPE html><html lang=\"en\"><title>{title}</title><body><h1>{title}</h1></body></html>")
    })
}

/// Tells one listener of every change until it goes away.
fn events(request: Request, site: &Site) -> io::Result<()> {
    let mut stream = request.into_writer();
    stream.write_all(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n",
    )?;
    let mut told = None;
    loop {
        let state = site.next_state(told.as_ref(), PATIENCE);
        match told.as_ref() == Some(&state) {
            true => stream.write_all(b": still here\n\n")?,
            false => write!(stream, "data: {}\n\n", state.json())?,
        }
        stream.flush()?;
        told = Some(state);
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
