//! The server over a real socket: loopback only, nothing but the book, and pages that learn of a new build.

mod common;

use book::serve::{Edition, Running, Site, listen};
use common::TempBook;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

struct Served {
    book: TempBook,
    site: Arc<Site>,
    address: SocketAddr,
    _running: Running,
}

fn serve() -> Served {
    let book = TempBook::new("# One\n\nThe first words.\n");
    book.build().unwrap();
    fs::write(book.layout.work.join("secret.txt"), "secret").unwrap();
    let listener = listen(0).unwrap();
    let address = listener.local_addr().unwrap();
    let site = Arc::new(Site::default());
    site.publish(Edition::finished(&book.layout.html()));
    let running = Running::start(listener, Arc::clone(&site)).unwrap();
    Served { book, site, address, _running: running }
}

fn connect(address: SocketAddr, path: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
    stream
}

fn get(address: SocketAddr, path: &str) -> (u16, String) {
    let mut bytes = Vec::new();
    connect(address, path).read_to_end(&mut bytes).unwrap();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let status = text.split(' ').nth(1).unwrap().parse().unwrap();
    (status, text)
}

#[test]
fn every_file_of_the_book_is_served() {
    let served = serve();
    let root = served.book.layout.html();
    for file in book::render::files_under(&root).unwrap() {
        let path = file.strip_prefix(&root).unwrap().to_str().unwrap().to_string();
        let expected = if path.starts_with('.') { 404 } else { 200 };
        assert_eq!(get(served.address, &format!("/{path}")).0, expected, "{path}");
    }
    let (status, index) = get(served.address, "/");
    assert_eq!(status, 200);
    assert!(index.contains("text/html; charset=utf-8") && index.contains("The first words."), "{index}");
}

#[test]
fn what_is_outside_the_book_does_not_exist() {
    let served = serve();
    #[cfg(unix)]
    std::os::unix::fs::symlink("../secret.txt", served.book.layout.html().join("link.txt")).unwrap();
    for path in [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/%2E%2E%2Fsecret.txt",
        "/..%2fsecret.txt",
        "/..%5csecret.txt",
        "/source/../../secret.txt",
        "//secret.txt",
        "/link.txt",
        "/nowhere.html",
        "/%ff",
        "/%00",
    ] {
        let (status, answer) = get(served.address, path);
        assert_eq!(status, 404, "{path}: {answer}");
        assert!(!answer.contains("secret\n") && !answer.ends_with("secret"), "{path}: {answer}");
    }
}

#[test]
fn an_unknown_page_answers_with_the_books_own_page() {
    let served = serve();
    let (status, answer) = get(served.address, "/deep/nowhere.html");
    assert_eq!(status, 404);
    assert!(answer.contains("Document not found (404)"), "{answer}");
}

#[test]
fn only_the_loopback_address_is_listened_on() {
    assert!(serve().address.ip().is_loopback());
}

#[test]
fn a_busy_port_is_stepped_over() {
    let busy = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = busy.local_addr().unwrap().port();
    let found = listen(port).unwrap().local_addr().unwrap().port();
    assert!(found > port, "{found} should come after {port}");
}

#[test]
fn an_open_page_learns_of_a_new_build_and_of_a_failed_one() {
    let served = serve();
    let page = get(served.address, "/one.html").1;
    let before = served.site.state().build;
    assert!(page.contains(&format!("state.build !== {before}")), "{page}");
    let mut events = BufReader::new(connect(served.address, "/~events"));
    let mut next = || {
        loop {
            let mut line = String::new();
            events.read_line(&mut line).unwrap();
            if let Some(data) = line.strip_prefix("data: ") {
                return data.trim().to_string();
            }
        }
    };
    assert!(next().starts_with(&format!("{{\"build\":{before},\"filled\":0,")));
    served.site.report("one.md:3: wrong".to_string());
    assert!(next().contains("\"problem\":\"one.md:3: wrong\""));
    served.site.publish(Edition::finished(&served.book.layout.html()));
    let told = next();
    assert!(
        told.contains(&format!("\"build\":{}", before + 1)) && told.contains("\"problem\":null"),
        "{told}"
    );
}

#[test]
fn forty_open_pages_do_not_keep_others_from_being_served() {
    let served = serve();
    let streams: Vec<TcpStream> = (0..40).map(|_| connect(served.address, "/~events")).collect();
    assert_eq!(get(served.address, "/one.html").0, 200);
    drop(streams);
}

/// The answer to a request with these further headers: status and everything that came.
fn get_with(address: SocketAddr, path: &str, headers: &str) -> (u16, Vec<u8>) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\n{headers}Connection: close\r\n\r\n").unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let status = String::from_utf8_lossy(&bytes[..12])[9..].parse().unwrap();
    (status, bytes)
}

fn header<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    answer.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

#[test]
fn a_page_is_sent_again_only_when_it_has_changed() {
    let served = serve();
    let answer = get(served.address, "/one.html").1;
    assert_eq!(header(&answer, "cache-control"), Some("no-cache"));
    let tag = header(&answer, "etag").unwrap().to_string();
    let again = format!("If-None-Match: {tag}\r\n");
    assert_eq!(get_with(served.address, "/one.html", &again).0, 304);
    fs::write(served.book.layout.html().join("one.html"), "<body>other words</body>").unwrap();
    assert_eq!(get_with(served.address, "/one.html", &again).0, 200);
}

#[test]
fn text_is_compressed_for_those_who_can_read_it() {
    let served = serve();
    let plain = get_with(served.address, "/one.html", "").1;
    let (status, packed) = get_with(served.address, "/one.html", "Accept-Encoding: br, gzip;q=0.9\r\n");
    assert_eq!(status, 200);
    let end = packed.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4;
    assert!(String::from_utf8_lossy(&packed[..end]).contains("content-encoding: gzip"));
    assert!(packed.len() < plain.len() / 2, "{} of {}", packed.len(), plain.len());
    let mut text = String::new();
    flate2::read::GzDecoder::new(&packed[end..]).read_to_string(&mut text).unwrap();
    assert!(text.contains("The first words.") && text.ends_with("</html>\n"), "{text}");
}

#[test]
fn only_reading_is_answered() {
    let served = serve();
    let mut stream = TcpStream::connect(served.address).unwrap();
    write!(stream, "POST /one.html HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 405"), "{answer}");
}
