//! Where a source file has its page in the built book: an address for every line, and for every item.

/// The address of `line` of the source file `file` in the built book.
pub fn address(file: &str, line: usize) -> String {
    place(&tidy(file), &format!("L{line}"))
}

/// The address of the place `anchor` on the page of `file`; without an anchor, of the page.
pub fn place(file: &str, anchor: &str) -> String {
    match anchor {
        "" => format!("source/{file}.html"),
        anchor => format!("source/{file}.html#{anchor}"),
    }
}

/// The way from the page of `file` to the root of the book.
pub fn root(file: &str) -> String {
    "../".repeat(file.matches('/').count() + 1)
}

/// `tests/f64/../../chapters/a.rs` is `chapters/a.rs`.
fn tidy(file: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in file.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_no_detours() {
        let file = "tests/f64/../../chapters/backprop.rs";
        assert_eq!(address(file, 7), "source/chapters/backprop.rs.html#L7");
        assert_eq!(root("src/tape.rs"), "../../");
    }
}
