//! Serving the book while it is being computed and written: build, watch, compute, and tell the browser.

mod files;
mod http;
mod live;
mod site;
mod watch;

pub use files::resolve;
pub use http::Running;
pub use site::{Edition, Site, State};

use crate::builder::remove_interrupted;
use crate::layout::Layout;
use crate::lock;
use anyhow::{Context as _, Result};
use live::{Event, Keeper};
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

/// How many ports are tried before giving up.
const PORTS: u16 = 50;

/// The page that is opened first.
const FIRST: &str = "";

/// How the book is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wishes {
    /// The port; if it is taken, the next free one.
    pub port: u16,
    /// Moves the seed of every program by this number.
    pub seed: u64,
    /// How long a program may run.
    pub limit: Duration,
    /// Whether to open the reader's browser.
    pub open: bool,
}

/// Serves the book until Ctrl-C: at once what needs no program, the rest as the programs run, and everything anew
/// whenever something it is made from changes.
///
/// # Errors
/// When no port is free, the folders cannot be watched or written to, or another process serves this folder.
pub fn serve(layout: &Layout, wishes: &Wishes) -> Result<()> {
    let listener = listen(wishes.port)?;
    let address = listener.local_addr()?;
    let _only = lock::serving(layout, address)?;
    remove_interrupted(&layout.work, live::FOLDER);
    if address.port() != wishes.port {
        println!("Port {} is taken; using {}.", wishes.port, address.port());
    }
    let (events, happens) = channel();
    let quit = events.clone();
    crate::interrupt::on(move || drop(quit.send(Event::Quit)))?;
    let changes = watch::changes(layout)?;
    let changed = events.clone();
    thread::spawn(move || while changes.wait() && changed.send(Event::Changed).is_ok() {});
    let site = Arc::new(Site::default());
    let keeper = Keeper::new(layout, wishes.seed, wishes.limit, Arc::clone(&site), events);
    let mut running = None;
    let mut started = Ok(());
    keeper.keep(&happens, || {
        let there = format!("http://{address}/{FIRST}");
        match Running::start(listener, site) {
            Ok(server) => {
                println!("\nThe book is at {there} (Ctrl-C stops it; a saved change is shown at once)\n");
                running = Some(server);
            }
            Err(error) => started = Err(error),
        }
        if wishes.open
            && let Err(error) = open::that_detached(&there)
        {
            println!("No browser could be opened ({error}): open {there} yourself.");
        }
    });
    println!("\nStopped.");
    started
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
