//! The program of the appendix on data files: the real sets, and every way in which a file can be broken.

use flate2::read::GzDecoder;
use ndarray::Zip;
use neural::data::{self, DataError, MinMax, Standardize, Table, data_file, idx};
use report::Report;
use report::plot::{Diagram, Figure};
use std::error::Error;
use std::io::Read;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, process};

/// The share of the rows that is kept aside to test on.
const TEST_SHARE: f64 = 0.2;
/// How many random splits are compared.
const SPLITS: usize = 100;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut report = Report::from_args("files");
    let careless_mean = a_careless_reader(&mut report)?;
    the_same_file_refused(&mut report, careless_mean)?;
    broken_tables(&mut report)?;
    broken_archives(&mut report)?;
    an_idx_header(&mut report)?;
    broken_pictures(&mut report)?;
    the_data_sets(&mut report)?;
    scaling(&mut report)?;
    splitting(&mut report)?;
    batching(&mut report);
    report.figure("flow", &flow().svg());
    Ok(report.finish())
}

/// Rows of numbers, as a first attempt often reads them: what is not a number is left out.
fn careless(text: &str) -> Vec<Vec<f64>> {
    let numbers = |line: &str| line.split(',').filter_map(|cell| cell.parse().ok()).collect();
    text.lines().skip(1).map(numbers).collect()
}

fn a_careless_reader(report: &mut Report) -> Result<f64, Box<dyn Error>> {
    let text = fs::read_to_string(data_file("penguins.csv"))?;
    let rows = careless(&text);
    let mean = rows.iter().map(|row| row[0]).sum::<f64>() / rows.len() as f64;
    report.section("careless", "The average penguin, read carelessly");
    writeln!(report, "{} rows, mean bill length {mean:.1} mm", rows.len());
    report.value("careless-mean", format!("{mean:.1}"));

    report.section("careless-rows", "What was read");
    for (row, (line, numbers)) in text.lines().skip(1).zip(&rows).enumerate().take(5) {
        writeln!(report, "row {}  {line:48}  ->  {numbers:?}", row + 2);
    }
    let whole = rows[0].len();
    let moved = rows.iter().filter(|row| row.len() < whole).count();
    let longest = rows.iter().map(|row| row[0]).fold(0.0, f64::max);
    report.value("moved-rows", moved);
    report.value("longest-bill", longest);
    report.fact("careless-moves-columns", moved > 0 && longest > 2000.0, format!("a bill of {longest} mm"));
    Ok(mean)
}

fn the_same_file_refused(report: &mut Report, careless_mean: f64) -> Result<(), DataError> {
    let mut table = Table::read(data_file("penguins.csv"))?;
    report.section("refused", "The same file, read by Table");
    let refused = table.numbers(&["bill_length_mm"]);
    report.fact("table-refuses", refused.is_err(), "an error, and no numbers");
    if let Err(error) = refused {
        writeln!(report, "{}", shown(&error));
    }
    let dropped = table.drop_missing();
    let bill = table.numbers(&["bill_length_mm"])?;
    let mean = f64::from(bill.sum()) / bill.len() as f64;
    writeln!(report, "{dropped} rows dropped, {} left, mean bill length {mean:.1} mm", table.row_count());
    report.value("dropped", dropped);
    report.value("mean", format!("{mean:.1}"));
    let off = careless_mean - mean;
    report.fact("careless-is-a-centimetre-off", off > 10.0, format!("{off:.1} mm"));
    Ok(())
}

/// The message of an error in three lines, its file without the folder, so that every machine prints the same.
fn shown(error: &DataError) -> String {
    let mut text = error.to_string();
    for folder in [data_file(""), scratch()] {
        let folder = folder.display().to_string();
        text = text.replace(&format!("{}{MAIN_SEPARATOR}", folder.trim_end_matches(MAIN_SEPARATOR)), "");
    }
    text.replace(": found ", ":\n  found ").replace("; expected ", ";\n  expected ")
}

/// A folder of this run's own for the broken files.
fn scratch() -> PathBuf {
    env::temp_dir().join(format!("neural-files-{}", process::id()))
}

/// Writes the files, tries to read each with `read`, and removes them.
fn provoke(
    report: &mut Report,
    files: &[(&str, &str, Vec<u8>)],
    read: impl Fn(&Path) -> Result<(), DataError>,
) -> Result<usize, Box<dyn Error>> {
    fs::create_dir_all(scratch())?;
    let mut refused = 0;
    for (name, story, content) in files {
        let path = scratch().join(name);
        fs::write(&path, content)?;
        writeln!(report, "# {story}");
        match read(&path) {
            Ok(()) => writeln!(report, "{name} was read\n"),
            Err(error) => {
                writeln!(report, "{}\n", shown(&error));
                refused += 1;
            }
        }
    }
    fs::remove_dir_all(scratch())?;
    Ok(refused)
}

fn broken_tables(report: &mut Report) -> Result<(), Box<dyn Error>> {
    let header = "species,bill,flipper\nAdelie,39.1,181\n";
    let file = |name, story, rows: &str| (name, story, format!("{header}{rows}").into_bytes());
    let broken = [
        file("comma.csv", "A spreadsheet wrote the decimal point as a comma", "Adelie,39,5,186\n"),
        file("short.csv", "The copy stopped in the middle of a row", "Adelie,39.5,186\nAdelie,40"),
        file("word.csv", "Somebody wrote a remark into the cell", "Adelie,39.5,ca. 186\n"),
        file("nan.csv", "A program wrote the result of 0/0", "Adelie,NaN,186\n"),
        file("huge.csv", "A finger slipped on the exponent", "Adelie,39.5e300,186\n"),
        file("case.csv", "A class is spelled in two ways", "adelie,39.5,186\n"),
        file("blank.csv", "There is an empty line between rows", "\nAdelie,39.5,186\n"),
        file("quote.csv", "A quote was opened and never closed", "\"Adelie,39.5,186\nGentoo,46.1,211\n"),
        ("latin1.csv", "The file is not in UTF-8", b"species,bill,flipper\nAd\xe9lie,39.1,181\n".to_vec()),
        ("twice.csv", "Two columns have one name", b"species,bill,bill\nAdelie,39.1,181\n".to_vec()),
        ("renamed.csv", "A column is called otherwise", b"species,beak,flipper\nAdelie,39.1,181\n".to_vec()),
        ("header.csv", "There is a header and nothing else", b"species,bill,flipper\n".to_vec()),
        ("empty.csv", "The disk was full", Vec::new()),
    ];
    report.section("broken-tables", "Broken tables");
    let refused = provoke(report, &broken, |path| {
        let table = Table::read(path)?;
        table.labels("species", &["Adelie", "Gentoo"])?;
        table.numbers(&["bill", "flipper"]).map(|_| ())
    })?;
    report.value("broken-tables", broken.len());
    let seen = format!("{refused} of {} refused", broken.len());
    report.fact("broken-tables-refused", refused == broken.len(), seen);
    Ok(())
}

/// The digits' file: cut in half, with one bit changed, unpacked under its old name, and as it is.
fn broken_archives(report: &mut Report) -> Result<(), Box<dyn Error>> {
    let good = fs::read(data_file("digits8x8.csv.gz"))?;
    let mut unpacked = Vec::new();
    GzDecoder::new(&good[..]).read_to_end(&mut unpacked)?;
    let mut flipped = good.clone();
    flipped[good.len() / 2] ^= 1;
    let files = [
        ("half.csv.gz", "The download broke off", good[..good.len() / 2].to_vec()),
        ("bit.csv.gz", "One bit has changed on the disk", flipped),
        ("plain.csv.gz", "Something unpacked the file and left its name as it was", unpacked),
        ("good.csv.gz", "The file as it should be", good),
    ];
    let columns: Vec<String> = (0..65).map(|column| column.to_string()).collect();
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    report.section("broken-archives", "Broken archives");
    let refused = provoke(report, &files, |path| {
        Table::read_headless(path, 1, &columns)?.numbers(&columns).map(|_| ())
    })?;
    report.fact("archives-refused", refused == files.len() - 1, format!("{refused} refused, one read"));
    Ok(())
}

fn an_idx_header(report: &mut Report) -> Result<(), Box<dyn Error>> {
    let mut bytes = [0; 16];
    GzDecoder::new(fs::File::open(data_file("mnist-train-images.idx3.gz"))?).read_exact(&mut bytes)?;
    let caption = "The first sixteen bytes of MNIST's training images, four for each number.";
    let mut table = report::Table::new("idx-header", caption, ["bytes", "number", "meaning"]);
    for (word, meaning) in bytes.chunks(4).zip(["magic number", "images", "rows in each", "columns in each"])
    {
        let number = u32::from_be_bytes([word[0], word[1], word[2], word[3]]);
        let bytes: Vec<String> = word.iter().map(|byte| format!("{byte:02x}")).collect();
        table.row([&bytes.join(" "), &number.to_string(), meaning]);
    }
    report.table(table);
    Ok(())
}

fn broken_pictures(report: &mut Report) -> Result<(), Box<dyn Error>> {
    let images = |name: &str| data_file(&format!("mnist-{name}-images.idx3.gz"));
    let labels = |name: &str| data_file(&format!("mnist-{name}-labels.idx1.gz"));
    let tries = [
        ("Images and labels are exchanged", idx::images(&labels("train")).err()),
        (
            "The images are of one part, the labels of the other",
            idx::labelled_images(&images("t10k"), &labels("train"), 10).err(),
        ),
        ("There are more classes than we said", idx::labels(&labels("train"), 5).err()),
    ];
    report.section("broken-pictures", "Pictures that do not fit");
    for (story, error) in &tries {
        let message = error.as_ref().map_or("no error".to_string(), shown);
        writeln!(report, "# {story}\n{message}\n");
    }
    let refused = tries.iter().filter(|(_, error)| error.is_some()).count();
    report.fact("pictures-refused", refused == tries.len(), format!("{refused} of {}", tries.len()));
    Ok(())
}

fn the_data_sets(report: &mut Report) -> Result<(), DataError> {
    let (penguins, cancer, digits) = (data::penguins()?, data::breast_cancer()?, data::digits()?);
    let (cars, mnist) = (data::auto_mpg()?, data::mnist()?);
    let kinds = |set: &data::Classification| format!("{} classes", set.classes.len());
    let sets = [
        ("penguins", penguins.x.dim(), kinds(&penguins)),
        ("auto_mpg", cars.x.dim(), format!("a number, {}", cars.target)),
        ("breast_cancer", cancer.x.dim(), kinds(&cancer)),
        ("digits", digits.x.dim(), kinds(&digits)),
        ("mnist, train", mnist.train.x.dim(), kinds(&mnist.train)),
        ("mnist, test", mnist.test.x.dim(), kinds(&mnist.test)),
    ];
    let caption = "The data sets that the core crate reads.";
    let columns = ["data set", "rows", "features", "to be predicted"];
    let mut table = report::Table::new("sets", caption, columns);
    for (name, (rows, features), target) in sets {
        table.row([name, &rows.to_string(), &features.to_string(), &target]);
    }
    report.table(table);
    report.value("cars", cars.x.nrows());
    Ok(())
}

/// Both scalers, fitted on the training rows; the test rows show whether they stay within the range.
fn scaling(report: &mut Report) -> Result<(), DataError> {
    let penguins = data::penguins()?;
    let split = data::train_test_split(penguins.x.nrows(), TEST_SHARE, &mut neural::rng(report.seed()));
    let (train, test) = (penguins.rows(&split.train).x, penguins.rows(&split.test).x);
    let (standard, min_max) = (Standardize::fit(&train), MinMax::fit(&train));
    let (z, share) = (standard.apply(&test), min_max.apply(&test));
    let caption = "Least and greatest value of each feature among the test rows: as in the file, \
                   standardised, and on the scale from least to greatest of the training rows.";
    let kinds = ["in the file", "standardised", "min-max"];
    let columns = kinds.map(|kind| [format!("{kind}: least"), format!("{kind}: greatest")]);
    let columns = ["feature".to_string()].into_iter().chain(columns.into_iter().flatten());
    let mut table = report::Table::new("scaling", caption, columns);
    for (j, name) in penguins.features.iter().enumerate() {
        let mut row = vec![name.clone()];
        for (matrix, decimals) in [(&test, 1), (&z, 2), (&share, 2)] {
            let (low, high) = least_and_greatest(matrix.column(j).iter());
            row.extend([low, high].map(|value| format!("{value:.decimals$}")));
        }
        table.row(row);
    }
    report.table(table);
    let mut worst: f64 = 0.0;
    Zip::from(&standard.undo(&z))
        .and(&test)
        .for_each(|&back, &x| worst = worst.max(f64::from((back - x).abs())));
    report.fact("scaling-can-be-undone", worst < 1e-2, format!("at most {worst:.0e} off"));
    Ok(())
}

fn least_and_greatest<'a>(values: impl Iterator<Item = &'a neural::Real>) -> (f64, f64) {
    let values = values.copied().map(f64::from);
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)))
}

/// How many birds of the rarest species get into the test part, when the rows are dealt at random and by class.
fn splitting(report: &mut Report) -> Result<(), DataError> {
    let penguins = data::penguins()?;
    let rare = penguins.classes.iter().position(|class| class == "Chinstrap").unwrap_or_default();
    let count = |rows: &[usize]| rows.iter().filter(|&&row| penguins.labels[row] == rare).count();
    let ends = |seed, stratified: bool| {
        let rng = &mut neural::rng(seed);
        let counts = (0..SPLITS).map(|_| match stratified {
            true => count(&data::stratified_split(&penguins.labels, TEST_SHARE, rng).test),
            false => count(&data::train_test_split(penguins.labels.len(), TEST_SHARE, rng).test),
        });
        counts.fold((usize::MAX, 0), |(low, high), n| (low.min(n), high.max(n)))
    };
    let (random, by_class) = (ends(report.seed(), false), ends(report.seed(), true));
    let caption = format!("Chinstraps among the test rows, in {SPLITS} splits of each kind.");
    let mut table = report::Table::new("splitting", caption, ["split", "fewest", "most"]);
    for (name, (low, high)) in [("random", random), ("stratified", by_class)] {
        table.row([name, &low.to_string(), &high.to_string()]);
    }
    report.table(table);
    report.value("splits", SPLITS);
    report.value("fewest", random.0);
    report.value("most", random.1);
    report.value("stratified", by_class.0);
    let seeds: Vec<u64> = report.seeds().collect();
    let wide = seeds.iter().map(|&seed| ends(seed, false)).map(|(low, high)| high - low >= 6);
    report.claim("random-splits-differ", wide, "at least 6 birds between the fewest and the most");
    let fixed = seeds.iter().map(|&seed| ends(seed, true)).map(|(low, high)| low == high);
    report.claim("stratified-splits-agree", fixed, "the same number in every split");
    Ok(())
}

fn batching(report: &mut Report) {
    let rng = &mut neural::rng(report.seed());
    report.section("batches", "Ten rows in batches of four");
    for epoch in 1..=3 {
        writeln!(report, "epoch {epoch}: {:?}", data::batches(10, 4, rng));
    }
}

/// The way of the data from a file to training rows and test rows.
fn flow() -> Diagram {
    Diagram::new(210.0)
        .node("file", (42.0, 105.0))
        .block("Table", (160.0, 55.0))
        .block("idx", (160.0, 155.0))
        .node("x, labels", (300.0, 105.0))
        .block("split", (414.0, 105.0))
        .block("scale", (512.0, 55.0))
        .block("scale ", (512.0, 155.0))
        .node("train", (602.0, 55.0))
        .node("test", (602.0, 155.0))
        .arrow("file", "Table", "CSV")
        .arrow("file", "idx", "IDX")
        .arrow("Table", "x, labels", "")
        .arrow("idx", "x, labels", "")
        .arrow("x, labels", "split", "")
        .arrow("split", "scale", "")
        .arrow("split", "scale ", "")
        .arrow("scale", "train", "")
        .arrow("scale ", "test", "")
        .arrow("scale", "scale ", "fit")
}
