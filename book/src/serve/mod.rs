//! Serving the book while it is being written: build, watch, rebuild, and tell the browser.

mod files;
mod http;
mod watch;

pub use files::resolve;
pub use http::{Site, State};

use crate::cli;
use crate::layout::Layout;
use crate::maths::Maths;
use crate::progress::Progress;
use anyhow::{Context as _, Result};
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

/// How many ports are tried before giving up.
const PORTS: u16 = 50;

/// Builds the book and serves it until Ctrl-C, rebuilding it whenever something it is made from changes.
///
/// # Errors
/// When no port is free, or the folders cannot be watched.
pub fn serve(layout: &Layout, port: u16, seed: u64) -> Result<()> {
    let listener = listen(port)?;
    let address = listener.local_addr()?;
    if address.port() != port {
        println!("Port {port} is taken; using {}.", address.port());
    }
    let site = Arc::new(Site::new(layout.html()));
    let maths = Maths::default();
    rebuild(layout, seed, &maths, &site, Progress::for_output());
    println!("\nThe book is at http://{address}/ (Ctrl-C stops it; a saved change is shown at once)\n");

    let server = Running::start(listener, Arc::clone(&site))?;
    let changes = watch::changes(layout)?;
    let watched = Arc::clone(&site);
    let layout = layout.clone();
    thread::spawn(move || {
        while changes.wait() {
            rebuild(&layout, seed, &maths, &watched, Progress::Silent);
        }
    });
    server.until_interrupted()?;
    println!("\nStopped.");
    Ok(())
}

/// A server that runs; dropped, it stops.
pub struct Running(Option<Runtime>);

impl Running {
    /// Serves `site` on `listener`.
    ///
    /// # Errors
    /// When the server's threads cannot be started.
    pub fn start(listener: TcpListener, site: Arc<Site>) -> Result<Self> {
        let runtime = Runtime::new().context("cannot start the server")?;
        listener.set_nonblocking(true)?;
        runtime.spawn(http::run(listener, site));
        Ok(Self(Some(runtime)))
    }

    /// Waits for Ctrl-C.
    ///
    /// # Errors
    /// When the signal cannot be waited for.
    pub fn until_interrupted(&self) -> Result<()> {
        let Some(runtime) = &self.0 else { return Ok(()) };
        Ok(runtime.block_on(tokio::signal::ctrl_c())?)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Open event streams would keep it waiting.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_timeout(Duration::from_millis(100));
        }
    }
}

/// The first free port from `port` on, on the loopback address.
///
/// # Errors
/// When none of many is free.
pub fn listen(port: u16) -> Result<TcpListener> {
    let ports = port..=port.saturating_add(PORTS);
    let free = ports.clone().find_map(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok());
    free.with_context(|| {
        format!("no port from {} to {} is free; name another with --port", ports.start(), ports.end())
    })
}

/// Builds; a failure is printed and shown in the browser, and the book from before stays.
fn rebuild(layout: &Layout, seed: u64, maths: &Maths, site: &Site, progress: Progress) {
    let began = Instant::now();
    let ready = cli::prepare(layout, seed, maths, &layout.html(), progress);
    match ready.and_then(|ready| site.replace(|| ready.put_in_place())) {
        Ok(()) => println!("Built in {:.2} s.", began.elapsed().as_secs_f64()),
        Err(error) => {
            eprintln!("{error:#}\nThe book was not rebuilt; save the corrected file and it is tried again.");
            site.report(format!("{error:#}"));
        }
    }
}
