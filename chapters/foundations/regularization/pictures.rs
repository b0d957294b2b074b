//! Augmentation: what it makes of a digit, which kinds help, and what the guide's settings cost.

use crate::digits::*;
use crate::race::{Race, moved};
use crate::told;
use neural::data::augment::{Augment, Move};
use neural::trials::{Spread, trials};
use report::Report;
use report::plot::{Chart, Figure, Images};

/// The guide's generator: up to 20 degrees, up to a fifth of the width and height, half of the pictures mirrored.
const GUIDE: Augment =
    Augment { shift: 0.2 * SIDE as neural::Real, turn: 20.0, zoom: 0.0, noise: 0.0, mirror: 0.5 };

/// No change at all.
const NOTHING: Augment = Augment { shift: 0.0, turn: 0.0, zoom: 0.0, noise: 0.0, mirror: 0.0 };

/// How many times as long the last runs are.
const LONGER: usize = 4;

/// A name, what is done to the pictures, and how many times as long a run is.
const KINDS: [(&str, Augment, usize); 10] = [
    ("shift, 1 pixel", Augment { shift: 1.0, ..NOTHING }, 1),
    ("turn, 20 degrees", Augment { turn: 20.0, ..NOTHING }, 1),
    ("zoom, a fifth", Augment { zoom: 0.2, ..NOTHING }, 1),
    ("noise, 0.3", Augment { noise: 0.3, ..NOTHING }, 1),
    ("mirror, half", Augment { mirror: 0.5, ..NOTHING }, 1),
    ("guide's", GUIDE, 1),
    ("guide's, no mirror", Augment { mirror: 0.0, ..GUIDE }, 1),
    ("the same, longer", Augment { mirror: 0.0, ..GUIDE }, LONGER),
    ("ours, longer", moved(1.0), LONGER),
    ("none, longer", NOTHING, LONGER),
];

pub fn shown(report: &mut Report, digits: &Digits) {
    let two = digits.sample(ROWS, report.seed());
    let two = two.rows(&[two.labels.iter().position(|&label| label == 2).expect("a two")]);
    let picture = two.x.row(0);
    let still = Move::NONE;
    // The noise goes beyond paper and ink; what is drawn does not, so that paper stays white.
    let drawn = |pixels: Vec<neural::Real>| pixels.into_iter().map(|pixel| pixel.clamp(0.0, 1.0));
    let mut images = Images::new(SIDE, SIDE).across(4).image(drawn(picture.to_vec()), "as it is");
    for (name, change) in [
        ("shift ½", Move { right: 0.5, down: 0.5, ..still }),
        ("turn 20°", Move { turn: 20.0, ..still }),
        ("zoom 1.2", Move { zoom: 1.2, ..still }),
    ] {
        images = images.image(drawn(change.picture(picture, SIDE)), name);
    }
    for (name, augment) in [
        ("noise", Augment { noise: 0.3, ..NOTHING }),
        ("mirror", Augment { mirror: 1.0, ..NOTHING }),
        ("ours", moved(1.0)),
        ("guide's", Augment { mirror: 0.0, ..GUIDE }),
    ] {
        let changed = augment.rows(&two.x, SIDE, &mut neural::rng(report.seed() + 1));
        images = images.image(drawn(changed.into_iter().collect()), name);
    }
    report.figure("augmented", &images.svg());
}

pub fn kinds(report: &mut Report, digits: &Digits, race: &Race) {
    report.section(
        "kinds",
        "Each kind of augmentation alone: digits read, and the gain over none with the same seed",
    );
    let runs = trials(&KINDS, report.seeds(), |(_, augment, longer), seed| {
        let recipe = Recipe { augment: *augment, looks: longer * LOOKS, ..Recipe::default() };
        let (rows, network) = result(digits, &recipe, seed);
        (network.score(&rows).read, network.score(&digits.test).read)
    });
    let none = race.of("none");
    writeln!(report, "kind                 read: train         test          gap         gain");
    let mut gains = Vec::new();
    for ((name, ..), runs) in KINDS.iter().zip(&runs) {
        let gain: Vec<f64> = runs.iter().zip(none.read()).map(|(run, without)| run.1 - without).collect();
        let spread = |number: fn(&(f64, f64)) -> f64| told(runs.iter().map(number), 1);
        let (train, test, gap) = (spread(|run| run.0), spread(|run| run.1), spread(|run| run.0 - run.1));
        let more = told(gain.iter().copied(), 1);
        writeln!(report, "{name:<19} {train:>12} {test:>12} {gap:>12} {more:>12}");
        gains.push(gain);
    }
    let named = |i: usize| format!("{:.1?} points for {}", gains[i], KINDS[i].0);
    report.claim("shifts-help", gains[0].iter().map(|&gain| gain > 0.0), named(0));
    report.claim("mirrors-hurt", gains[4].iter().map(|&gain| gain < 0.0), named(4));
    report.claim("the-guides-generator-hurts", gains[5].iter().map(|&gain| gain < -8.0), named(5));
    let (hasty, patient) = (gains[6].iter(), gains[7].iter());
    report.claim(
        "augmentation-wants-time",
        hasty.zip(patient).map(|(hasty, patient)| patient > hasty),
        format!("{:.1?} points {LONGER} times as long", gains[7]),
    );
    let (ours, plain) = (gains[8].iter(), gains[9].iter());
    report.claim(
        "ours-with-time",
        ours.zip(plain).map(|(ours, plain)| ours - plain > 4.0),
        format!("{}, {}", named(8), named(9)),
    );
    report.value("longer", LONGER);
    report.value("longer-read", format!("{:.1}\u{a0}%", Spread::of(runs[8].iter().map(|run| run.1)).mean));
    let gaps = runs[5]
        .iter()
        .zip(&none.runs)
        .map(|((train, test), without)| (train - test, without.train.read - without.test.read));
    let gaps: Vec<(f64, f64)> = gaps.collect();
    report.claim(
        "a-small-gap-is-not-the-goal",
        gaps.iter().map(|(with, without)| with < &(0.75 * without)),
        format!("gaps with the guide's generator and without: {gaps:.1?}"),
    );
    report.value("guide-shift", GUIDE.shift);
}

/// The sizes of training sets.
const SIZES: [usize; 4] = [100, 300, 1000, 3000];

pub fn more_data(report: &mut Report, digits: &Digits, race: &Race) {
    report.section("data", "More digits, plain and augmented: test digits read, in percent");
    let augmented = race.of("augmentation").recipe;
    let rows: Vec<(usize, Augment)> =
        [NOTHING, augmented.augment].into_iter().flat_map(|kind| SIZES.map(|rows| (rows, kind))).collect();
    let runs = trials(&rows, report.seeds(), |&(rows, augment), seed| {
        result(digits, &Recipe { rows, augment, ..Recipe::default() }, seed).1.score(&digits.test).read
    });
    let (plain, moved) = runs.split_at(SIZES.len());
    writeln!(report, "digits        plain    augmented");
    for ((rows, plain), moved) in SIZES.iter().zip(plain).zip(moved) {
        let [plain, moved] = [plain, moved].map(|read| told(read.iter().copied(), 1));
        writeln!(report, "{rows:>6} {plain:>12} {moved:>12}");
    }
    let gain = |size: usize| -> Vec<f64> {
        moved[size].iter().zip(&plain[size]).map(|(moved, plain)| moved - plain).collect()
    };
    report.claim(
        "augmentation-is-for-few-data",
        gain(0).iter().zip(gain(3)).map(|(few, many)| *few > many),
        format!("{:.1?} points with {} digits, {:.1?} with {}", gain(0), SIZES[0], gain(3), SIZES[3]),
    );
    let points = |runs: &[Vec<f64>], by: f64| {
        let point = |(rows, read): (&usize, &Vec<f64>)| {
            let spread = Spread::of(read.iter().copied());
            (*rows, spread.mean + by * spread.deviation)
        };
        SIZES.iter().zip(runs).map(point).collect::<Vec<_>>()
    };
    let mut chart = Chart::new("digits to learn from", "test digits read (%)").log_x().y_range(60, 100);
    for (name, runs) in [("plain", plain), ("augmented", moved)] {
        chart = chart.line(name, points(runs, 0.0)).band(name, points(runs, -1.0), points(runs, 1.0));
    }
    report.figure("data", &chart.svg());
}
