//! Augmentation: what it makes of a digit, which kinds help, what it makes a network indifferent
//! to.

use crate::digits::*;
use crate::race::{Race, moved};
use crate::told;
use neural::Real;
use neural::data::augment::{Augment, Move};
use neural::metrics::{accuracy, argmax_rows};
use neural::trials::{Spread, trials};
use neural::{Matrix, Mode};
use report::plot::{Chart, Figure, Images, Panels};
use report::{Report, Table};

/// No change at all.
const NOTHING: Augment = Augment { shift: 0.0, turn: 0.0, zoom: 0.0, noise: 0.0, mirror: 0.0 };

/// Settings for photographs: up to 20 degrees, a fifth of the side, half of the pictures mirrored.
const PHOTOGRAPHS: Augment =
    Augment { shift: 0.2 * SIDE as Real, turn: 20.0, zoom: 0.0, noise: 0.0, mirror: 0.5 };

/// How many times as long the last runs are.
const LONGER: usize = 4;

/// A name, what is done to the pictures, and how many times as long a run is.
const KINDS: [(&str, Augment, usize); 8] = [
    ("shift by 1 pixel", Augment { shift: 1.0, ..NOTHING }, 1),
    ("turn by 20°", Augment { turn: 20.0, ..NOTHING }, 1),
    ("zoom by a fifth", Augment { zoom: 0.2, ..NOTHING }, 1),
    ("noise of 0.3", Augment { noise: 0.3, ..NOTHING }, 1),
    ("mirror half of them", Augment { mirror: 0.5, ..NOTHING }, 1),
    ("as for photographs", PHOTOGRAPHS, 1),
    ("the same without mirrors", Augment { mirror: 0.0, ..PHOTOGRAPHS }, 1),
    ("without mirrors, four times the steps", Augment { mirror: 0.0, ..PHOTOGRAPHS }, LONGER),
];

pub fn shown(report: &mut Report, digits: &Digits) {
    let two = digits.sample(ROWS, report.seed());
    let two = two.rows(&[two.labels.iter().position(|&label| label == 2).expect("a two")]);
    let picture = two.x.row(0);
    let still = Move::NONE;
    // The noise goes beyond paper and ink; what is drawn does not.
    let drawn = |pixels: Vec<Real>| pixels.into_iter().map(|pixel| pixel.clamp(0.0, 1.0));
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
        ("small moves", moved(1.0)),
        ("large moves", Augment { mirror: 0.0, ..PHOTOGRAPHS }),
    ] {
        let changed = augment.rows(&two.x, SIDE, &mut neural::rng(report.seed() + 1));
        images = images.image(drawn(changed.into_iter().collect()), name);
    }
    report.figure("augmented", &images.svg());
}

pub fn kinds(report: &mut Report, digits: &Digits, race: &Race) {
    let runs = trials(&KINDS, report.seeds(), |(_, augment, longer), seed| {
        let recipe = Recipe { augment: *augment, looks: longer * LOOKS, ..Recipe::default() };
        let (rows, network) = result(digits, &recipe, seed);
        (network.score(&rows).accuracy, network.score(&digits.test).accuracy)
    });
    let none = race.of("none");
    let caption = format!(
        "Each kind of augmentation alone, {ROWS} digits; the gain is in test accuracy over the \
         network of the same seed without augmentation. Mean and standard deviation of five \
         seeds."
    );
    let columns =
        ["augmentation", "training accuracy (%)", "test accuracy (%)", "gap (points)", "gain (points)"];
    let mut table = Table::new("kinds", caption, columns);
    let mut gains = Vec::new();
    for ((name, ..), runs) in KINDS.iter().zip(&runs) {
        let gain: Vec<f64> = runs.iter().zip(none.accuracy()).map(|(run, without)| run.1 - without).collect();
        let spread = |number: fn(&(f64, f64)) -> f64| told(runs.iter().map(number), 1);
        let (train, test, gap) = (spread(|run| run.0), spread(|run| run.1), spread(|run| run.0 - run.1));
        table.row([name.to_string(), train, test, gap, told(gain.iter().copied(), 1)]);
        gains.push(gain);
    }
    report.table(table);
    let named = |i: usize| format!("{:.1?} points for “{}”", gains[i], KINDS[i].0);
    report.claim("shifts-help", gains[0].iter().map(|&gain| gain > 0.0), named(0));
    report.claim("mirrors-hurt", gains[4].iter().map(|&gain| gain < 0.0), named(4));
    report.claim("wrong-augmentation-hurts", gains[5].iter().map(|&gain| gain < -10.0), named(5));
    let (hasty, patient) = (gains[6].iter(), gains[7].iter());
    report.claim(
        "strong-augmentation-needs-time",
        hasty.zip(patient).map(|(hasty, patient)| *patient > hasty + 3.0),
        format!("{:.1?} points, and {:.1?} with {LONGER} times the steps", gains[6], gains[7]),
    );
    let gaps = runs[5]
        .iter()
        .zip(&none.runs)
        .map(|((train, test), without)| (train - test, without.train.accuracy - without.test.accuracy));
    let gaps: Vec<(f64, f64)> = gaps.collect();
    report.claim(
        "a-small-gap-is-not-the-goal",
        gaps.iter().map(|(with, without)| with < &(0.75 * without)),
        format!("gaps with the settings for photographs and without augmentation: {gaps:.1?}"),
    );
    report.value("photograph-shift", PHOTOGRAPHS.shift);
}

/// Accuracy on test pictures that are all moved in the same way.
fn accuracy_moved(network: &Network, test: &Part, change: Move) -> f64 {
    let pixels: Vec<Real> = test.x.rows().into_iter().flat_map(|row| change.picture(row, SIDE)).collect();
    let x = Matrix::from_shape_vec(test.x.dim(), pixels).expect("as many pixels as before");
    let there = Part { x, y: test.y.clone(), labels: test.labels.clone() };
    100.0 * accuracy(&there.labels, &argmax_rows(&network.answers(&there, &mut Mode::Eval)))
}

const SHIFTS: [Real; 4] = [0.0, 1.0, 2.0, 3.0];
const TURNS: [Real; 4] = [0.0, 10.0, 20.0, 30.0];

/// Test pictures that are moved: what augmentation has made a network indifferent to.
pub fn robustness(report: &mut Report, digits: &Digits, race: &Race) {
    let kept: Vec<usize> = (0..digits.test.labels.len()).step_by(2).collect();
    let test = digits.test.rows(&kept);
    let changes: Vec<Move> = SHIFTS
        .map(|right| Move { right, ..Move::NONE })
        .into_iter()
        .chain(TURNS.map(|turn| Move { turn, ..Move::NONE }))
        .collect();
    let names = ["none", "augmentation"];
    let seen = names.map(|name| {
        let networks: Vec<&Network> = race.of(name).runs.iter().map(|run| &run.network).collect();
        trials(&changes, 0..networks.len() as u64, |&change, run| {
            accuracy_moved(networks[run as usize], &test, change)
        })
    });
    let mean = |which: usize, i: usize| Spread::of(seen[which][i].iter().copied()).mean;
    let mut panels = Panels::new(2);
    for (axis, places, first) in [("shift (pixels)", SHIFTS, 0), ("turn (degrees)", TURNS, SHIFTS.len())] {
        let chart = Chart::new(axis, "test accuracy (%)").y_range(0, 100).height(330.0);
        panels = panels.add(names.iter().enumerate().fold(chart, |chart, (which, name)| {
            let points = places.iter().enumerate().map(|(i, &place)| (place, mean(which, first + i)));
            let title = if which == 0 { "no augmentation" } else { name };
            chart.line(title, points.collect::<Vec<_>>())
        }));
    }
    report.figure("robustness", &panels.svg());
    let lost = |which: usize| (0..seen[which][0].len()).map(move |run| (which, run)).collect::<Vec<_>>();
    let lost = |which: usize| -> Vec<f64> {
        lost(which).into_iter().map(|(which, run)| seen[which][0][run] - seen[which][1][run]).collect()
    };
    let (plain, augmented) = (lost(0), lost(1));
    report.claim(
        "augmented-networks-mind-moves-less",
        plain.iter().zip(&augmented).map(|(plain, augmented)| *augmented < 0.7 * plain),
        format!(
            "a shift of one pixel costs {plain:.1?} points without augmentation, {augmented:.1?} with it"
        ),
    );
    for (name, lost) in [("shift-costs-plain", &plain), ("shift-costs-augmented", &augmented)] {
        report.value(name, format!("{:.0}", Spread::of(lost.iter().copied()).mean));
    }
}

/// The sizes of training sets.
const SIZES: [usize; 4] = [100, 300, 1000, 3000];

pub fn more_data(report: &mut Report, digits: &Digits, race: &Race) {
    let augment = race.of("augmentation").recipe.augment;
    let recipes: Vec<Recipe> = [NOTHING, augment]
        .into_iter()
        .flat_map(|augment| SIZES.map(|rows| Recipe { rows, augment, ..Recipe::default() }))
        .collect();
    let runs = trials(&recipes, report.seeds(), |recipe, seed| {
        result(digits, recipe, seed).1.score(&digits.test).accuracy
    });
    let (plain, moved) = runs.split_at(SIZES.len());
    let gain = |size: usize| -> Vec<f64> {
        moved[size].iter().zip(&plain[size]).map(|(moved, plain)| moved - plain).collect()
    };
    let steps = LOOK * LOOKS;
    let caption = format!(
        "More digits to learn from, plain and augmented, {steps} steps each; mean and standard \
         deviation of five seeds."
    );
    let columns = ["training digits", "test accuracy (%)", "augmented (%)", "gain (points)"];
    let mut table = Table::new("data", caption, columns);
    for (i, rows) in SIZES.iter().enumerate() {
        let cells = [&plain[i], &moved[i], &gain(i)].map(|read| told(read.iter().copied(), 1));
        table.row(std::iter::once(rows.to_string()).chain(cells));
    }
    report.table(table);
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
    let mut chart = Chart::new("training digits", "test accuracy (%)").log_x().y_range(60, 100);
    for (name, runs) in [("plain", plain), ("augmented", moved)] {
        chart = chart.line(name, points(runs, 0.0)).band(name, points(runs, -1.0), points(runs, 1.0));
    }
    report.figure("data", &chart.svg());
}

/// More digits and augmentation at equal steps: a run, and one four times as long.
pub fn time(report: &mut Report, digits: &Digits, race: &Race) {
    let augment = race.of("augmentation").recipe.augment;
    let plain = Recipe { looks: LONGER * LOOKS, ..Recipe::default() };
    let many = Recipe { rows: 10 * ROWS, ..plain };
    let rows = [
        ("as they are", "none", plain),
        ("augmented", "augmentation", Recipe { augment, ..plain }),
        ("ten times as many", "more data", many),
        ("ten times as many, augmented", "", Recipe { augment, ..many }),
    ];
    let long = trials(&rows, report.seeds(), |(_, _, recipe), seed| {
        result(digits, recipe, seed).1.score(&digits.test).accuracy
    });
    let both = Recipe { looks: LOOKS, ..rows[3].2 };
    let short: Vec<Vec<f64>> = rows
        .iter()
        .map(|(_, name, _)| match *name {
            "" => trials(&[both], report.seeds(), |recipe, seed| {
                result(digits, recipe, seed).1.score(&digits.test).accuracy
            })
            .remove(0),
            name => race.of(name).accuracy(),
        })
        .collect();
    let steps = LOOK * LOOKS;
    let caption = format!(
        "Test accuracy (%) of more digits and of augmentation at equal steps, from {ROWS} \
         digits; mean and standard deviation of five seeds."
    );
    let columns =
        ["training digits".to_string(), format!("{steps} steps"), format!("{} steps", LONGER * steps)];
    let mut table = Table::new("time", caption, columns);
    for ((name, ..), (short, long)) in rows.iter().zip(short.iter().zip(&long)) {
        let cells = [short, long].map(|seen| told(seen.iter().copied(), 1));
        table.row(std::iter::once(name.to_string()).chain(cells));
    }
    report.table(table);
    let mean = |runs: &[f64]| format!("{:.1}\u{a0}%", Spread::of(runs.iter().copied()).mean);
    for (name, runs) in [
        ("none-accuracy", &short[0]),
        ("augmented-accuracy", &short[1]),
        ("data-accuracy", &short[2]),
        ("augmented-longer", &long[1]),
        ("data-longer", &long[2]),
        ("both-longer", &long[3]),
    ] {
        report.value(name, mean(runs));
    }
    report.claim(
        "time-is-used-by-information-only",
        (0..long[0].len()).map(|seed| {
            (long[0][seed] - short[0][seed]).abs() < 1.0
                && long[1][seed] > short[1][seed] + 1.0
                && long[2][seed] > short[2][seed] + 1.0
        }),
        format!(
            "four times the steps change the accuracy to {:.1?} as they are, {:.1?} augmented, \
             {:.1?} with more digits",
            long[0], long[1], long[2]
        ),
    );
    report.claim(
        "more-digits-beat-augmentation",
        long[2].iter().zip(&long[1]).map(|(data, moved)| data > moved),
        format!("in the longer runs {:.1?} and {:.1?} %", long[2], long[1]),
    );
}
