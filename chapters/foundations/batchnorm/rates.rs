//! The experiment: without, before and after the activation, over rates and first weights.

use crate::digits::{Digits, Norm, Run, Setup, USUAL, read_by, runs, train};
use crate::opening::SMALL;
use crate::{RATES, draw_losses, greatest, stretches};
use ndarray::Array2;
use neural::Real;
use neural::trials::{Spread, trials};
use report::Report;
use report::plot::{Chart, Figure, HeatMap, Panels};

/// Where batch normalisation may stand.
pub const PLACES: [Norm; 3] = [Norm::Without, Norm::Before, Norm::After];

/// The runs without, before and after, a list for each rate.
pub type Grid = [Vec<Vec<Run>>; 3];

fn mean_read(runs: &[Run]) -> f64 {
    Spread::of(read_by(runs)).mean
}

/// The place of the rate with which most of the rows to choose by are read, mean over the seeds.
fn chosen(runs: &[Vec<Run>]) -> usize {
    greatest(runs.iter().map(|runs| Spread::of(runs.iter().map(|run| run.choose.1)).mean))
}

pub fn rates(report: &mut Report, digits: &Digits) -> Grid {
    report.section("rates", "First weights as He says: the share of test digits read, five seeds");
    let grid = PLACES.map(|norm| runs(report, digits, &RATES.map(|rate| Setup { norm, rate, ..USUAL })));
    writeln!(report, "learning rate       without        before         after");
    for (i, rate) in RATES.iter().enumerate() {
        let words = [0, 1, 2]
            .map(|place| format!("{:>14}", format!("{:.0} %", Spread::of(read_by(&grid[place][i])))));
        writeln!(report, "{rate:>13}{}", words.concat());
    }
    report.section("tuned", "Each with the rate that reads most of the validation digits");
    writeln!(report, "          rate     test loss           read");
    let best = [0, 1, 2].map(|place| chosen(&grid[place]));
    for (place, norm) in PLACES.iter().enumerate() {
        let tests: Vec<(f64, f64)> = grid[place][best[place]].iter().map(|run| run.test).collect();
        writeln!(report, "{}", row(*norm, RATES[best[place]], &tests));
    }
    let gains = state(report, &grid, best);
    longer(report, digits, best, &gains);
    draw(report, &grid, best);
    grid
}

/// How many steps the longer runs have.
const LONG: usize = 600;

/// What counts as having learned: the share of the validation digits that are read.
const GOAL: f64 = 0.8;

/// A run with the loss and the share of the validation digits read on the way, at these steps.
struct Watched {
    seen: Vec<(usize, (f64, f64))>,
    test: (f64, f64),
}

fn watch(digits: &Digits, setup: &Setup, seed: u64) -> Watched {
    let mut seen = Vec::new();
    let (mut network, _) = train(&digits.train, setup, seed, |t, network, _| {
        if t % (if t < USUAL.steps { 10 } else { 50 }) == 0 {
            seen.push((t, network.score(&digits.choose)));
        }
    });
    seen.push((setup.steps, network.score(&digits.choose)));
    Watched { seen, test: network.score(&digits.test) }
}

impl Watched {
    /// The step at which [`GOAL`] was first seen to be reached, or the last.
    fn arrival(&self) -> usize {
        self.seen.iter().find(|(_, (_, read))| *read >= GOAL).map_or(LONG, |(t, _)| *t)
    }
}

/// The same networks with the same rates, four times as many steps.
fn longer(report: &mut Report, digits: &Digits, best: [usize; 3], gains: &[f64]) {
    report.section("longer", "The same, four times as many steps; and the first at which 80 % were read");
    let rows =
        [0, 1, 2].map(|place| Setup { norm: PLACES[place], rate: RATES[best[place]], steps: LONG, ..USUAL });
    let long = trials(&rows, report.seeds(), |setup, seed| watch(digits, setup, seed));
    writeln!(report, "          rate     test loss           read    80 % at step");
    for (setup, runs) in rows.iter().zip(&long) {
        let tests: Vec<(f64, f64)> = runs.iter().map(|run| run.test).collect();
        let arrival = Spread::of(runs.iter().map(|run| run.arrival() as f64)).mean;
        writeln!(report, "{} {arrival:>14.0}", row(setup.norm, setup.rate, &tests));
    }
    let read = |place: usize| long[place].iter().map(|run| 100.0 * run.test.1);
    let later: Vec<f64> = read(0).zip(read(1)).map(|(without, before)| before - without).collect();
    report.claim(
        "the-gap-shrinks",
        gains.iter().zip(&later).map(|(early, late)| late < early),
        format!("ahead by {gains:.1?} points after {} steps, by {later:.1?} after {LONG}", USUAL.steps),
    );
    let arrivals = [0, 1].map(|place| long[place].iter().map(Watched::arrival).collect::<Vec<_>>());
    report.claim(
        "it-learns-in-fewer-steps",
        arrivals[0].iter().zip(&arrivals[1]).map(|(without, before)| 2 * before <= *without),
        format!(
            "steps to read 80 % of the validation digits: without {:?}, before {:?}",
            arrivals[0], arrivals[1]
        ),
    );
    report.value("long", LONG);
    report.value("goal-without", format!("{:.0}", Spread::of(arrivals[0].iter().map(|&t| t as f64)).mean));
    report.value("goal-before", format!("{:.0}", Spread::of(arrivals[1].iter().map(|&t| t as f64)).mean));
    report.value("choose-rows", digits.choose.x.nrows());
    let mut losses = Chart::new("step", "validation loss").y_range(0, 2.6).height(340.0);
    let mut shares = Chart::new("step", "validation digits read in %").y_range(0, 100).height(340.0);
    for (norm, runs) in PLACES.iter().zip(&long) {
        let points = |of: fn(&(f64, f64)) -> f64| {
            let at = |i: usize| Spread::of(runs.iter().map(|run| of(&run.seen[i].1)));
            (0..runs[0].seen.len()).map(|i| (runs[0].seen[i].0, at(i))).collect::<Vec<_>>()
        };
        losses = draw_losses(losses, norm.name(), &points(|score| score.0));
        shares = draw_losses(shares, norm.name(), &points(|score| 100.0 * score.1));
    }
    report.figure("curves", &Panels::new(2).add(losses).add(shares).svg());
}

/// A line of the tables of tuned runs, from their losses and shares read.
fn row(norm: Norm, rate: Real, tests: &[(f64, f64)]) -> String {
    let loss = format!("{:.2}", Spread::of(tests.iter().map(|test| test.0)));
    let read = format!("{:.1} %", Spread::of(tests.iter().map(|test| 100.0 * test.1)));
    format!("{:<8} {rate:>5} {loss:>13} {read:>14}", norm.name())
}

fn state(report: &mut Report, grid: &Grid, best: [usize; 3]) -> Vec<f64> {
    let read = [0, 1, 2].map(|place| read_by(&grid[place][best[place]]));
    let gains: Vec<f64> = read[0].iter().zip(&read[1]).map(|(without, before)| before - without).collect();
    report.claim(
        "tuned-it-still-helps",
        gains.iter().map(|&gain| gain > 3.0),
        format!("{gains:.0?} points more"),
    );
    let places: Vec<f64> = read[1].iter().zip(&read[2]).map(|(before, after)| before - after).collect();
    report.claim(
        "the-place-matters-little",
        places.iter().map(|by| by.abs() < 6.0),
        format!("before is ahead of after by {places:.1?} points"),
    );
    let ahead = |rate: usize| {
        read_by(&grid[2][rate])
            .into_iter()
            .zip(read_by(&grid[1][rate]))
            .map(|(after, before)| after - before)
            .collect::<Vec<f64>>()
    };
    let small = [ahead(0), ahead(1), ahead(2)];
    report.claim(
        "after-is-quicker-at-small-rates",
        (0..gains.len()).map(|seed| small.iter().all(|ahead| ahead[seed] > 0.0)),
        format!("after is ahead of before by {small:.0?} points at the three smallest rates"),
    );
    let wide = |place: usize, seed: usize| {
        let read = grid[place].iter().map(|runs| 100.0 * runs[seed].test.1);
        let top = read.clone().fold(0.0, f64::max);
        read.filter(|read| *read > top - 10.0).count()
    };
    let widths: Vec<[usize; 2]> = (0..gains.len()).map(|seed| [wide(0, seed), wide(1, seed)]).collect();
    report.claim(
        "more-rates-will-do",
        widths.iter().map(|[without, before]| before > without),
        format!("rates within ten points of the best, without and before: {widths:?}"),
    );
    let top =
        |place: usize| grid[place][RATES.len() - 1].iter().map(|run| 100.0 * run.test.1).collect::<Vec<_>>();
    report.claim(
        "large-rates-are-borne",
        top(0).iter().zip(top(1)).map(|(without, before)| *without < 20.0 && before > 60.0),
        format!("with rate 3: {:.0?} without, {:.0?} before", top(0), top(1)),
    );
    let low = |place: usize| grid[place][2].iter().map(|run| 100.0 * run.test.1).collect::<Vec<_>>();
    let lead = |rate: usize| mean_read(&grid[1][rate]) - mean_read(&grid[0][rate]);
    let leads = (0..RATES.len()).map(lead);
    report.value("least-lead", format!("{:.0}", leads.clone().fold(100.0, f64::min)));
    report.value("greatest-lead", format!("{:.0}", leads.fold(0.0, f64::max)));
    report.value("low-rate", RATES[2]);
    report.value("low-without", format!("{:.0}", Spread::of(low(0)).mean));
    report.value("low-before", format!("{:.0}", Spread::of(low(1)).mean));
    report.value("best-without", RATES[best[0]]);
    report.value("best-before", RATES[best[1]]);
    report.value("rate-ratio", format!("{:.0}", RATES[best[1]] / RATES[best[0]]));
    gains
}

fn draw(report: &mut Report, grid: &Grid, best: [usize; 3]) {
    let mut across =
        Chart::new("learning rate", "test digits read in %").log_x().y_range(0, 100).height(340.0);
    let mut along = Chart::new("step", "training loss").y_range(0, 2.6).height(340.0);
    for (place, norm) in PLACES.iter().enumerate() {
        across = across
            .line(norm.name(), RATES.iter().zip(&grid[place]).map(|(&rate, runs)| (rate, mean_read(runs))));
        along = draw_losses(along, norm.name(), &stretches(&grid[place][best[place]]));
    }
    report.figure("rates", &Panels::new(2).add(across).add(along).svg());
}

/// The first weights that are tried, in units of He's, and every other rate.
pub const SCALES: [Real; 5] = [0.1, SMALL, 1.0, 3.0, 10.0];
pub const FEW_RATES: [Real; 4] = [RATES[0], RATES[2], RATES[4], RATES[6]];

pub fn scales(
    report: &mut Report,
    digits: &Digits,
    small: [Vec<Vec<Run>>; 2],
    usual: Grid,
) -> [Array2<f64>; 2] {
    report.section("scales", "First weights smaller and larger than He's: the share of test digits read");
    let few = |runs: Vec<Vec<Run>>| runs.into_iter().step_by(2).collect::<Vec<_>>();
    let mut seeds = Vec::new(); // for each net, scale and rate: what each seed reads
    let tables = small.into_iter().zip(usual).zip(PLACES).map(|((small, usual), norm)| {
        let setups = |scale| FEW_RATES.map(|rate| Setup { norm, scale, rate, ..USUAL });
        let [tiny, large, huge] = [0, 3, 4].map(|i| runs(report, digits, &setups(SCALES[i])));
        let rows: Vec<Vec<f64>> =
            [tiny, few(small), few(usual), large, huge].iter().flatten().map(|runs| read_by(runs)).collect();
        let means = rows.iter().map(|read| Spread::of(read.iter().copied()).mean).collect();
        seeds.push(rows);
        Array2::from_shape_vec((SCALES.len(), FEW_RATES.len()), means).expect("a run for each")
    });
    let tables: Vec<Array2<f64>> = tables.collect();
    writeln!(report, "                without, at rate              before, at rate");
    let rates = FEW_RATES.map(|rate| format!("{rate:>7}")).concat();
    writeln!(report, "scale    {rates}  {rates}");
    for (i, scale) in SCALES.iter().enumerate() {
        let words = |table: &Array2<f64>| {
            table.row(i).iter().map(|read| format!("{:>7}", format!("{read:.0} %"))).collect::<String>()
        };
        writeln!(report, "{scale:<8} {}  {}", words(&tables[0]), words(&tables[1]));
    }
    let best = |net: usize, scale: usize, seed: usize| {
        (0..FEW_RATES.len()).map(|rate| seeds[net][scale * FEW_RATES.len() + rate][seed]).fold(0.0, f64::max)
    };
    let bests: Vec<[[f64; 4]; 2]> = (0..seeds[0][0].len())
        .map(|seed| [0, 1].map(|net| [0, 1, 3, 4].map(|scale| best(net, scale, seed))))
        .collect();
    report.claim(
        "bad-scales-are-borne",
        bests.iter().map(|[without, before]| {
            without.iter().zip(before).all(|(without, before)| *before > without + 25.0)
        }),
        format!("best of four rates at scales 0.1, 0.3, 3 and 10, without and before: {bests:.0?}"),
    );
    let same = |scale: usize| {
        (0..seeds[1][0].len()).map(|seed| seeds[1][scale * FEW_RATES.len() + 1][seed]).collect::<Vec<_>>()
    };
    report.claim(
        "but-not-for-nothing",
        same(0).iter().zip(same(4)).map(|(tiny, huge)| *tiny > huge + 30.0),
        format!("at one rate: {:.0?} with tiny weights, {:.0?} with huge ones", same(0), same(4)),
    );
    let names = FEW_RATES.map(|rate| rate.to_string());
    let scales = SCALES.map(|scale| scale.to_string());
    let map = |table: &Array2<f64>, title: &str| {
        HeatMap::new("scale of the weights", "learning rate", &table.mapv(f64::round))
            .title(title)
            .row_names(scales.iter().map(String::as_str))
            .column_names(names.iter().map(String::as_str))
    };
    report.figure(
        "scales",
        &Panels::new(2).add(map(&tables[0], "without")).add(map(&tables[1], "before")).svg(),
    );
    let [without, before] = <[_; 2]>::try_from(tables).expect("two tables");
    [without, before]
}
