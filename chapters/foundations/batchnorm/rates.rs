//! The experiment: without, before and after the activation, over rates and first weights.

use crate::digits::{Digits, Norm, Run, Score, Setup, USUAL, accuracies, chosen, runs, train};
use crate::opening::SMALL;
use crate::{RATES, draw_losses, greatest, stretches, told};
use ndarray::Array2;
use neural::Real;
use neural::trials::{Spread, trials};
use report::plot::{Chart, Figure, HeatMap, Panels};
use report::{Report, Table};

/// Where batch normalisation may stand.
pub const PLACES: [Norm; 3] = [Norm::Without, Norm::Before, Norm::After];

/// The runs without, before and after, a list for each rate.
pub type Grid = [Vec<Vec<Run>>; 3];

fn mean_accuracy(runs: &[Run]) -> f64 {
    Spread::of(accuracies(runs)).mean
}

pub fn rates(report: &mut Report, digits: &Digits) -> Grid {
    let grid = PLACES.map(|norm| runs(report, digits, &RATES.map(|rate| Setup { norm, rate, ..USUAL })));
    let caption = format!(
        "Test accuracy (%) with first weights of He's size after {} steps, for each learning \
         rate and place of batch normalisation; mean and standard deviation of five seeds. A run \
         that diverged counts as no right answer.",
        USUAL.steps
    );
    let columns = std::iter::once("learning rate").chain(PLACES.map(Norm::name));
    let mut table = Table::new("rates", caption, columns);
    for (i, rate) in RATES.iter().enumerate() {
        let cells = grid.each_ref().map(|runs| told(accuracies(&runs[i]), 0));
        table.row(std::iter::once(rate.to_string()).chain(cells));
    }
    report.table(table);
    let best = [0, 1, 2].map(|place| chosen(&grid[place]));
    let gains = state(report, &grid, best);
    longer(report, digits, best, &gains);
    draw(report, &grid, best);
    grid
}

/// How many steps the longer runs have.
const LONG: usize = 600;

/// What counts as having learned: this validation accuracy, in percent.
const GOAL: f64 = 80.0;

/// A run with the validation scores on the way, at these steps, and the scores at the end.
struct Watched {
    losses: Vec<f64>,
    seen: Vec<(usize, Score)>,
    train: Score,
    choose: Score,
    test: Score,
}

fn watch(digits: &Digits, setup: &Setup, seed: u64) -> Watched {
    let mut seen = Vec::new();
    let (mut network, losses) = train(&digits.train, setup, seed, |t, network, _| {
        if t % (if t < USUAL.steps { 10 } else { 50 }) == 0 {
            seen.push((t, network.score(&digits.choose)));
        }
    });
    let [train, choose, test] = [&digits.train, &digits.choose, &digits.test].map(|part| network.score(part));
    seen.push((setup.steps, choose));
    Watched { losses, seen, train, choose, test }
}

impl Watched {
    /// The step at which [`GOAL`] was first seen to be reached, or the last.
    fn arrival(&self) -> usize {
        self.seen.iter().find(|(_, score)| score.accuracy >= GOAL).map_or(LONG, |(t, _)| *t)
    }
}

/// The rate with the highest validation accuracy after the long run, of three: the best for a short
/// run and its neighbours. Chosen on two seeds that decide nothing else.
fn chosen_for_long(report: &Report, digits: &Digits, norm: Norm, best: usize) -> Real {
    let near = &RATES[best.saturating_sub(1)..(best + 2).min(RATES.len())];
    let seeds = [100, 101].map(|offset| report.seed() + offset);
    let scores = trials(near, seeds, |&rate, seed| {
        let setup = Setup { norm, rate, steps: LONG, ..USUAL };
        train(&digits.train, &setup, seed, |_, _, _| ()).0.score(&digits.choose).accuracy
    });
    near[greatest(scores.into_iter().map(|scores| Spread::of(scores).mean))]
}

/// The experiment: each place at its best rate for a short run, and at its best rate for a long
/// one.
fn longer(report: &mut Report, digits: &Digits, best: [usize; 3], gains: &[f64]) {
    let rows = [0, 1, 2].map(|place| {
        let (norm, rate) = (PLACES[place], chosen_for_long(report, digits, PLACES[place], best[place]));
        Setup { norm, rate, steps: LONG, ..USUAL }
    });
    let long = trials(&rows, report.seeds(), |setup, seed| watch(digits, setup, seed));
    let short = rows.map(|setup| Setup { steps: USUAL.steps, ..setup });
    let short = [0, 1, 2].map(|place| Setup { rate: RATES[best[place]], ..short[place] });
    let brief = trials(&short, report.seeds(), |setup, seed| watch(digits, setup, seed));
    let caption = format!(
        "The experiment: each place of batch normalisation at the learning rate with the highest \
         validation accuracy, after {} steps and after {LONG}; mean and standard deviation of \
         five seeds.",
        USUAL.steps
    );
    let columns = [
        "batch normalisation",
        "steps",
        "learning rate",
        "training accuracy (%)",
        "validation accuracy (%)",
        "test accuracy (%)",
        "test loss",
    ];
    let mut table = Table::new("experiment", caption, columns);
    for (setup, runs) in short.iter().zip(&brief).chain(rows.iter().zip(&long)) {
        table.row([
            setup.norm.name().to_string(),
            setup.steps.to_string(),
            setup.rate.to_string(),
            told(runs.iter().map(|run| run.train.accuracy), 1),
            told(runs.iter().map(|run| run.choose.accuracy), 1),
            told(runs.iter().map(|run| run.test.accuracy), 1),
            told(runs.iter().map(|run| run.test.loss), 2),
        ]);
    }
    report.table(table);
    let of = |place: usize| long[place].iter().map(|run| run.test.accuracy).collect::<Vec<f64>>();
    let later: Vec<f64> = of(0).iter().zip(of(1)).map(|(without, before)| before - without).collect();
    report.claim(
        "the-gap-shrinks",
        gains.iter().zip(&later).map(|(early, late)| late < early),
        format!("ahead by {gains:.1?} points after {} steps, by {later:.1?} after {LONG}", USUAL.steps),
    );
    let mean = |numbers: &[f64]| Spread::of(numbers.iter().copied()).mean;
    report.value("lead-short", format!("{:.0}", mean(gains)));
    report.value("lead-long", format!("{:.1}", mean(&later)));
    let places: Vec<f64> = of(1).iter().zip(of(2)).map(|(before, after)| before - after).collect();
    report.value("place-long", format!("{:.1}", mean(&places)));
    report.claim(
        "the-places-are-near",
        places.iter().map(|by| by.abs() < 5.0),
        format!("after {LONG} steps, before is ahead of after by {places:.1?} points"),
    );
    let arrivals = [0, 1].map(|place| long[place].iter().map(Watched::arrival).collect::<Vec<_>>());
    report.claim(
        "it-learns-in-fewer-steps",
        arrivals[0].iter().zip(&arrivals[1]).map(|(without, before)| 2 * before <= *without),
        format!(
            "steps to a validation accuracy of 80 %: without {:?}, before {:?}",
            arrivals[0], arrivals[1]
        ),
    );
    report.value("long", LONG);
    for (name, arrivals) in [("goal-without", &arrivals[0]), ("goal-before", &arrivals[1])] {
        let arrivals: Vec<f64> = arrivals.iter().map(|&t| t as f64).collect();
        report.value(name, format!("{:.0}", mean(&arrivals)));
    }
    draw_long(report, &long);
}

fn draw_long(report: &mut Report, long: &[Vec<Watched>]) {
    let mut losses = Chart::new("step", "training loss").y_range(0, 2.6).height(340.0);
    let mut shares = Chart::new("step", "validation accuracy (%)").y_range(0, 100).height(340.0);
    for (norm, runs) in PLACES.iter().zip(long) {
        let all: Vec<Vec<f64>> = runs.iter().map(|run| run.losses.clone()).collect();
        losses = draw_losses(losses, norm.name(), &crate::stretched(&all));
        let at = |i: usize| Spread::of(runs.iter().map(|run| run.seen[i].1.accuracy));
        let points: Vec<_> = (0..runs[0].seen.len()).map(|i| (runs[0].seen[i].0, at(i))).collect();
        shares = draw_losses(shares, norm.name(), &points);
    }
    report.figure("curves", &Panels::new(2).add(losses).add(shares).svg());
}

fn state(report: &mut Report, grid: &Grid, best: [usize; 3]) -> Vec<f64> {
    let tuned = [0, 1, 2].map(|place| accuracies(&grid[place][best[place]]));
    let gains: Vec<f64> = tuned[0].iter().zip(&tuned[1]).map(|(without, before)| before - without).collect();
    report.claim(
        "tuned-it-still-helps",
        gains.iter().map(|&gain| gain > 3.0),
        format!("{gains:.0?} points more"),
    );
    let ahead = |rate: usize| -> Vec<f64> {
        let pairs = accuracies(&grid[2][rate]).into_iter().zip(accuracies(&grid[1][rate]));
        pairs.map(|(after, before)| after - before).collect()
    };
    let small = [ahead(0), ahead(1), ahead(2)];
    report.claim(
        "after-is-quicker-at-small-rates",
        (0..gains.len()).map(|seed| small.iter().all(|ahead| ahead[seed] > 0.0)),
        format!("after is ahead of before by {small:.0?} points at the three smallest rates"),
    );
    let wide = |place: usize, seed: usize| {
        let all = grid[place].iter().map(|runs| runs[seed].test.accuracy);
        let top = all.clone().fold(0.0, f64::max);
        all.filter(|accuracy| *accuracy > top - 10.0).count()
    };
    let widths: Vec<[usize; 2]> = (0..gains.len()).map(|seed| [wide(0, seed), wide(1, seed)]).collect();
    report.claim(
        "more-rates-will-do",
        widths.iter().map(|[without, before]| before > without),
        format!("rates within ten points of the best, without and before: {widths:?}"),
    );
    let top = |place: usize| accuracies(&grid[place][RATES.len() - 1]);
    report.claim(
        "large-rates-are-borne",
        top(0).iter().zip(top(1)).map(|(without, before)| *without < 20.0 && before > 60.0),
        format!("with rate 3: {:.0?} without, {:.0?} before", top(0), top(1)),
    );
    let lead = |rate: usize| mean_accuracy(&grid[1][rate]) - mean_accuracy(&grid[0][rate]);
    let leads = (0..RATES.len()).map(lead);
    report.value("least-lead", format!("{:.0}", leads.clone().fold(100.0, f64::min)));
    report.value("greatest-lead", format!("{:.0}", leads.fold(0.0, f64::max)));
    let places: Vec<f64> = tuned[1].iter().zip(&tuned[2]).map(|(before, after)| before - after).collect();
    report.value("place-short", format!("{:.1}", Spread::of(places.iter().copied()).mean));
    gains
}

fn draw(report: &mut Report, grid: &Grid, best: [usize; 3]) {
    let mut across = Chart::new("learning rate", "test accuracy (%)").log_x().y_range(0, 100).height(340.0);
    let mut along = Chart::new("step", "training loss").y_range(0, 2.6).height(340.0);
    for (place, norm) in PLACES.iter().enumerate() {
        let points = RATES.iter().zip(&grid[place]).map(|(&rate, runs)| (rate, mean_accuracy(runs)));
        across = across.line(norm.name(), points);
        along = draw_losses(along, norm.name(), &stretches(&grid[place][best[place]]));
    }
    report.figure("rates", &Panels::new(2).add(across).add(along).svg());
}

/// The first weights that are tried, in units of He's, and every other rate.
pub const SCALES: [Real; 5] = [0.1, SMALL, 1.0, 3.0, 10.0];
pub const FEW_RATES: [Real; 4] = [RATES[0], RATES[2], RATES[4], RATES[6]];

/// Test and validation accuracy of each seed, for each scale and rate.
type Scaled = Vec<Vec<Vec<[f64; 2]>>>;

/// Scales and rates without and with batch normalisation; returns the mean test accuracies with it.
pub fn scales(report: &mut Report, digits: &Digits, small: [Vec<Vec<Run>>; 2], usual: Grid) -> Array2<f64> {
    let few = |runs: Vec<Vec<Run>>| runs.into_iter().step_by(2).collect::<Vec<_>>();
    let all = small.into_iter().zip(usual).zip(PLACES).map(|((small, usual), norm)| {
        let setups = |scale| FEW_RATES.map(|rate| Setup { norm, scale, rate, ..USUAL });
        let [tiny, large, huge] = [0, 3, 4].map(|i| runs(report, digits, &setups(SCALES[i])));
        let scores = |runs: &Vec<Run>| -> Vec<[f64; 2]> {
            runs.iter().map(|run| [run.test.accuracy, run.choose.accuracy]).collect()
        };
        let rows = [tiny, few(small), few(usual), large, huge];
        rows.iter().map(|rates| rates.iter().map(scores).collect()).collect()
    });
    let all: Vec<Scaled> = all.collect();
    let mean = |runs: &[[f64; 2]], which: usize| Spread::of(runs.iter().map(|run| run[which])).mean;
    let tables = all.iter().map(|net| {
        let means: Vec<f64> = net.iter().flatten().map(|runs| mean(runs, 0)).collect();
        Array2::from_shape_vec((SCALES.len(), FEW_RATES.len()), means).expect("a run for each")
    });
    let tables: Vec<Array2<f64>> = tables.collect();
    // The rate is chosen by the mean validation accuracy; what counts is the test accuracy of
    // each seed.
    let tuned = |net: usize, scale: usize| -> Vec<f64> {
        let rates = &all[net][scale];
        let best = greatest(rates.iter().map(|runs| mean(runs, 1)));
        rates[best].iter().map(|run| run[0]).collect()
    };
    let bad = [0, 1, 3, 4].map(|scale| [tuned(0, scale), tuned(1, scale)]);
    report.claim(
        "bad-scales-are-borne",
        (0..bad[0][0].len())
            .map(|seed| bad.iter().all(|[without, before]| before[seed] > without[seed] + 25.0)),
        format!("scales 0.1, 0.3, 3 and 10, tuned, without and before: {bad:.0?}"),
    );
    let at_one_rate = |scale: usize| all[1][scale][1].iter().map(|run| run[0]).collect::<Vec<f64>>();
    report.claim(
        "but-not-for-nothing",
        at_one_rate(0).iter().zip(at_one_rate(4)).map(|(tiny, huge)| *tiny > huge + 30.0),
        format!(
            "at rate {}: {:.0?} with tiny weights, {:.0?} with huge ones",
            FEW_RATES[1],
            at_one_rate(0),
            at_one_rate(4)
        ),
    );
    let names = FEW_RATES.map(|rate| rate.to_string());
    let scales = SCALES.map(|scale| scale.to_string());
    let map = |table: &Array2<f64>, title: &str| {
        HeatMap::new("scale of the weights", "learning rate", &table.mapv(f64::round))
            .title(title)
            .row_names(scales.iter().map(String::as_str))
            .column_names(names.iter().map(String::as_str))
    };
    let maps = Panels::new(2).add(map(&tables[0], "without")).add(map(&tables[1], "before"));
    report.figure("scales", &maps.svg());
    tables.into_iter().nth(1).expect("two tables")
}
