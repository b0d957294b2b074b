//! Printed text whose numbers stand in columns is a table, and has to be one.

use regex::Regex;
use std::sync::LazyLock;

/// Words with single blanks between them; two blanks and more are between columns.
static CELL: LazyLock<Regex> = LazyLock::new(|| regex(r"\S+(?: \S+)*"));

/// One number or several, with what stands around them: `97.2 ± 1.1 %`, `0.99 (0.98 to 1.00)`.
static NUMBERS: LazyLock<Regex> = LazyLock::new(|| {
    let number = r"[<>≤≥≈~+\-−±(]*(?:\d[\d.,]*(?:e[+-]?\d+)?|NaN|inf)\s?[%)]*";
    regex(&format!(r"^{number}(?:\s?(?:±|×|–|to|of|/)?\s?{number})*$"))
});

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is fixed")
}

/// The first of two lines, counted from 1, in which at least two columns of numbers stand below
/// each other, two blanks or more apart.
///
/// ```
/// use book::check::columns;
/// assert_eq!(columns("rule    rate   loss\nSGD      0.1   0.25\nAdam   0.001   0.19\n"), Some(2));
/// assert_eq!(columns("epoch 1: loss 0.25\nepoch 2: loss 0.19\n"), None);
/// ```
pub fn columns(text: &str) -> Option<usize> {
    let lines: Vec<Vec<(usize, usize)>> = text.lines().map(numbers).collect();
    let both = |pair: &[Vec<(usize, usize)>]| {
        let below = |a: &&(usize, usize)| pair[1].iter().any(|b| a.0 == b.0 || a.1 == b.1);
        pair[0].iter().filter(below).count() >= 2
    };
    lines.windows(2).position(both).map(|line| line + 1)
}

/// Where the numbers of a line begin and end that stand alone in their columns.
fn numbers(line: &str) -> Vec<(usize, usize)> {
    let cells = CELL.find_iter(line).filter(|cell| NUMBERS.is_match(cell.as_str()));
    let characters = |bytes: usize| line[..bytes].chars().count();
    cells.map(|cell| (characters(cell.start()), characters(cell.end()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_deviations_ranges_and_signs_stand_in_columns() {
        for rows in [
            "GELU   0.2   97.2 ± 1.1 %   +1.9 ± 3.0\ntanh   0.4   96.9 ± 0.6 %   +1.6 ± 3.1",
            "a   37.3 %   0.99 (0.98 to 1.00)\nb    4.7 %   0.79 (0.69 to 0.89)",
            "1  2\n1  2",
            "left  1e-3  NaN\nleft  1     0.5",
        ] {
            assert_eq!(columns(rows), Some(1), "{rows}");
        }
    }

    #[test]
    fn one_column_of_numbers_and_columns_that_do_not_meet_are_text() {
        for text in [
            "Adelie      146\nChinstrap    68",
            "1  2\n\n1  2",
            "1    2\n  333    44",
            "1 2\n1 2",
            "a  b\nc  d",
        ] {
            assert_eq!(columns(text), None, "{text}");
        }
    }
}
