//! From the path of a request to a file of the book, and never to any other.

use percent_encoding::percent_decode_str;
use std::path::{Path, PathBuf};

/// The file under `root` that the request path `path` names; `None` for everything that is not a file of the book,
/// however it is spelt.
pub fn resolve(root: &Path, path: &str) -> Option<PathBuf> {
    let mut file = root.to_path_buf();
    for part in path.strip_prefix('/')?.split('/') {
        let part = percent_decode_str(part).decode_utf8().ok()?;
        // Hidden files are the builder's own; the rest could lead out of the folder.
        if part.starts_with('.') || part.contains(['/', '\\', '\0', ':']) {
            return None;
        }
        file.push(&*part);
    }
    if path.ends_with('/') {
        file.push("index.html");
    }
    // A symbolic link inside the book may still point outside.
    let file = file.canonicalize().ok()?;
    (file.is_file() && file.starts_with(root.canonicalize().ok()?)).then_some(file)
}

/// The media type that a file's name promises.
pub fn media_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "wasm" => "application/wasm",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn nothing_outside_the_book_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("html");
        fs::create_dir_all(root.join("deep")).unwrap();
        fs::write(root.join("deep/a b.html"), "inside").unwrap();
        fs::write(root.join(".mark"), "hidden").unwrap();
        fs::write(folder.path().join("secret.txt"), "outside").unwrap();
        assert!(resolve(&root, "/deep/a%20b.html").is_some());
        assert!(resolve(&root, "/deep/./a%20b.html").is_none());
        for path in [
            "/../secret.txt",
            "/deep/../../secret.txt",
            "/%2e%2e/secret.txt",
            "/..%2fsecret.txt",
            "/%2e%2e%2fsecret.txt",
            "/..\\secret.txt",
            "//etc/passwd",
            "/%00",
            "/.mark",
            "/deep",
            "/nowhere.html",
            "secret.txt",
            "",
        ] {
            assert_eq!(resolve(&root, path), None, "{path:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_book_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("html");
        fs::create_dir(&root).unwrap();
        fs::write(folder.path().join("secret.txt"), "outside").unwrap();
        std::os::unix::fs::symlink("../secret.txt", root.join("link.txt")).unwrap();
        assert_eq!(resolve(&root, "/link.txt"), None);
    }
}
