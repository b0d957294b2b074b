//! Other libraries on the same workloads: what `benches/peers/compare.py` recorded.

use report::{Report, Table};

/// Lines with `#` say when and where; then there is a row for each library, number of threads and workload.
const RECORDED: &str = include_str!("../../../benches/peers/recorded.csv");
/// What the core crate is called there.
const OURS: &str = "neural";
const WORKLOADS: [&str; 6] = ["W1", "W2", "W3", "W4", "I1", "I2"];

/// How long a library takes for a step of a workload.
struct Recorded {
    library: String,
    version: String,
    workload: String,
    threads: String,
    microseconds: f64,
}

/// All rows, in the order of the file.
fn rows() -> Vec<Recorded> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(RECORDED.as_bytes());
    let row = |cells: csv::Result<csv::StringRecord>| {
        let cells = cells.expect("compare.py writes rows of one length");
        let [library, version, workload, threads] = [0, 1, 2, 3].map(|i| cells[i].to_string());
        Recorded { library, version, workload, threads, microseconds: cells[4].parse().expect("a time") }
    };
    reader.records().map(row).collect()
}

/// What a line with `#` says.
fn about(what: &str) -> &'static str {
    let line =
        RECORDED.lines().find_map(|line| line.strip_prefix("# ")?.strip_prefix(what)?.strip_prefix(": "));
    line.expect("compare.py says when and where")
}

/// How many times as long as we the library of this row takes.
fn ratio(row: &Recorded, rows: &[Recorded]) -> f64 {
    let same = |ours: &&Recorded| ours.threads == row.threads && ours.workload == row.workload;
    let ours =
        rows.iter().filter(|other| other.library == OURS).find(same).expect("compare.py always runs ours");
    row.microseconds / ours.microseconds
}

/// The number of threads in words, and as it is recorded.
const THREADS: [(&str, &str); 2] = [("one thread", "1"), ("two threads", "2")];

/// Our times with each number of threads, then everybody's ratio to them, and where somebody is
/// faster.
pub fn beside_others(report: &mut Report) {
    let rows = rows();
    our_times(report, &rows);
    for (words, threads) in THREADS {
        ratios(report, &rows, words, threads);
    }

    let others: Vec<&Recorded> = rows.iter().filter(|row| row.library != OURS).collect();
    let mut faster: Vec<&&Recorded> = others.iter().filter(|row| ratio(row, &rows) < 1.0).collect();
    faster.sort_by_key(|row| (&row.workload, &row.threads));
    let caption = "Where a library is faster than this book's, and what part of our time it takes \
                   (recorded).";
    let columns = ["workload", "threads", "library", "time (ours = 1)"];
    let mut table = Table::new("recorded-faster", caption, columns);
    for row in &faster {
        let Recorded { library, workload, threads, .. } = row;
        table.row([workload, threads, library, &format!("{:.2}", ratio(row, &rows))]);
    }
    report.table(table);
    let [small, large] = ["W1", "I2"].map(|workload| {
        let ratios = || others.iter().filter(|row| row.workload == workload).map(|row| ratio(row, &rows));
        ratios().fold(0.0, f64::max) / ratios().fold(f64::INFINITY, f64::min)
    });
    report.fact(
        "small-networks-differ-most",
        small > large,
        format!("W1 by up to {small:.1}, I2 by {large:.1}"),
    );
    let trains = |row: &&&Recorded| row.workload.starts_with('W');
    let closest = others.iter().filter(trains).map(|row| ratio(row, &rows)).fold(f64::INFINITY, f64::min);
    report.fact("nobody-trains-faster", closest > 1.0, format!("the closest takes {closest:.2} of our time"));
    report.value("recorded-pairs", others.len());
    report.value("recorded-faster", faster.len());
    report.value("recorded-date", about("date"));
    report.value("recorded-processor", about("processor"));
    report.value("recorded-cores", about("cores"));
    report.value("recorded-rustc", about("rustc"));
}

fn our_times(report: &mut Report, rows: &[Recorded]) {
    let caption = "A step of each workload with this book's library (recorded).";
    let columns = WORKLOADS.map(|workload| format!("{workload} (µs)"));
    let columns = ["threads".to_string()].into_iter().chain(columns);
    let mut table = Table::new("recorded-times", caption, columns);
    for (words, threads) in THREADS {
        let ours = |row: &&Recorded| row.library == OURS && row.threads == threads;
        let cell = |workload| {
            let row = rows.iter().filter(ours).find(|row| row.workload == workload);
            row.map_or("–".to_string(), |row| format!("{:.1}", row.microseconds))
        };
        table.row([words.to_string()].into_iter().chain(WORKLOADS.map(cell)));
    }
    report.table(table);
}

fn ratios(report: &mut Report, rows: &[Recorded], words: &str, threads: &str) {
    let caption = format!(
        "The time of a step with other libraries as a multiple of ours, when everybody has {words} \
         (recorded)."
    );
    let columns = WORKLOADS.map(|workload| format!("{workload} (ours = 1)"));
    let columns = ["library".to_string()].into_iter().chain(columns);
    let mut table = Table::new(&format!("recorded-on-{}", words.replace(' ', "-")), caption, columns);
    let here = |row: &&Recorded| row.threads == threads && row.library != OURS;
    let here: Vec<&Recorded> = rows.iter().filter(here).collect();
    for library in here.chunk_by(|a, b| a.library == b.library) {
        let cell = |workload| {
            let row = library.iter().find(|row| row.workload == workload);
            row.map_or("–".to_string(), |row| format!("{:.2}", ratio(row, rows)))
        };
        let title = format!("{} {}", library[0].library, library[0].version);
        table.row([title].into_iter().chain(WORKLOADS.map(cell)));
    }
    report.table(table);
}
