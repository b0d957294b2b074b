//! Batches: what a gradient from a part of the rows is worth, and how many rows a step should see.

use crate::pictures::{Rows, deal, take};
use crate::tape::{Network, epoch};
use crate::{BATCH, RATE, SIZES, mean, percent, percent_sign};
use neural::data::{Classification, batches};
use neural::init::he_normal;
use neural::trials::over_seeds;
use neural::{Params, Real, Tape, rng};
use report::plot::{Chart, Figure};
use report::{Report, Table};

/// The sizes of batches whose gradients are compared with that of all rows, and how many batches of
/// each are drawn.
const SIZES_OF_BATCHES: [usize; 5] = [1, 4, 16, 64, 256];
const DRAWN: usize = 100;

/// All derivatives of the loss on these rows, in one list.
fn gradient(network: &Network, params: &Params, rows: &Rows, batch: &[usize]) -> Vec<f64> {
    let (x, y) = take(rows, batch);
    let tape = Tape::new(params);
    let gradients = network.logits(tape.constant(x)).softmax_cross_entropy(&y).backward();
    let all = params.ids().filter_map(|id| gradients.get(id)).flatten();
    all.map(|&slope| f64::from(slope)).collect()
}

fn length(gradient: impl Iterator<Item = f64>) -> f64 {
    gradient.map(|slope| slope * slope).sum::<f64>().sqrt()
}

/// For each size of batch how far its gradient is from that of all rows, as a share of the latter's
/// length, and the share of batches whose step would go downhill for all rows.
fn noise(pictures: &Classification, seed: u64) -> Vec<(f64, f64)> {
    let mut rng = rng(seed);
    let rows = deal(pictures, &mut rng).train;
    let mut params = Params::default();
    let network = Network::new(&mut params, &SIZES, |z| z.relu(), he_normal, &mut rng);
    let n = rows.labels.len();
    let full = gradient(&network, &params, &rows, &(0..n).collect::<Vec<_>>());
    let sizes = SIZES_OF_BATCHES.map(|size| {
        let drawn = (0..DRAWN).map(|_| {
            let batch = batches(n, size, &mut rng).swap_remove(0);
            let part = gradient(&network, &params, &rows, &batch);
            let apart = length(part.iter().zip(&full).map(|(part, full)| part - full));
            let agreement: f64 = part.iter().zip(&full).map(|(part, full)| part * full).sum();
            (apart / length(full.iter().copied()), f64::from(u8::from(agreement > 0.0)))
        });
        let drawn: Vec<_> = drawn.collect();
        (mean(drawn.iter().map(|drawn| drawn.0)), mean(drawn.iter().map(|drawn| drawn.1)))
    });
    sizes.to_vec()
}

pub fn noise_of_a_batch(report: &mut Report, pictures: &Classification) {
    let runs = over_seeds(report.seeds(), |seed| noise(pictures, seed));
    let mut table = Table::new(
        "noise",
        format!(
            "The gradient of a random batch against that of all rows, before training: mean over {DRAWN} \
             batches and five seeds."
        ),
        [
            "rows in the batch",
            "distance (% of the full gradient's length)",
            "batches whose step goes downhill (%)",
        ],
    );
    let mut points = Vec::new();
    for (i, size) in SIZES_OF_BATCHES.into_iter().enumerate() {
        let distance = mean(runs.iter().map(|run| run[i].0));
        let downhill = mean(runs.iter().map(|run| run[i].1));
        table.row([size.to_string(), format!("{:.0}", 100.0 * distance), percent(downhill)]);
        report.value(&format!("noise-{size}"), format!("{:.0} %", 100.0 * distance));
        report.value(&format!("downhill-{size}"), percent_sign(downhill));
        points.push((size as f64, 100.0 * distance));
    }
    report.table(table);
    let ratio = |run: &[(f64, f64)], i: usize| run[i].0 / run[i + 1].0;
    let halves = runs.iter().map(|run| (0..3).all(|i| (1.7..2.3).contains(&ratio(run, i))));
    let ratios: Vec<Vec<f64>> = runs.iter().map(|run| (0..4).map(|i| ratio(run, i)).collect()).collect();
    let seen = format!("each fourfold batch is closer by a factor of {ratios:.1?}");
    report.claim("four-times-the-rows-halve-the-noise", halves, seen);
    let root = points.iter().map(|&(size, _)| (size, points[0].1 / size.sqrt())).collect::<Vec<_>>();
    let chart = Chart::new("rows in the batch", "distance (% of full length)").log_x().log_y();
    report.figure("noise", &chart.scatter("measured", points).line("1 / √B", root).svg());
}

const RATES: [Real; 6] = [0.01, 0.03, 0.1, 0.3, 1.0, 3.0];
const FEW_EPOCHS: usize = 5;

/// The training loss after each epoch, and the test accuracy after the last.
struct Run {
    losses: Vec<(usize, Real)>,
    right: f64,
}

impl Run {
    fn last_loss(&self) -> Real {
        self.losses[FEW_EPOCHS].1
    }
}

fn train(size: usize, rate: Real, pictures: &Classification, seed: u64) -> Run {
    let mut rng = rng(seed);
    let digits = deal(pictures, &mut rng);
    let mut params = Params::default();
    let network = Network::new(&mut params, &SIZES, |z| z.relu(), he_normal, &mut rng);
    let mut losses = vec![(0, network.loss(&params, &digits.train))];
    for passed in 1..=FEW_EPOCHS {
        let batches = batches(digits.train.x.nrows(), size, &mut rng);
        epoch(&network, &mut params, &digits.train, &batches, rate);
        losses.push((passed, network.loss(&params, &digits.train)));
    }
    Run { losses, right: network.accuracy(&params, &digits.test) }
}

/// The rate whose training loss is smallest in the end, and its run; NaN is larger than any loss.
fn best_rate(size: usize, pictures: &Classification, seed: u64) -> (Real, Run) {
    let runs = RATES.map(|rate| (rate, train(size, rate, pictures, seed)));
    let loss = |run: &(Real, Run)| run.1.last_loss();
    runs.into_iter().min_by(|a, b| loss(a).total_cmp(&loss(b))).expect("several rates")
}

pub fn sizes_of_batches(report: &mut Report, pictures: &Classification) {
    let rows = deal(pictures, &mut rng(report.seed())).train.x.nrows();
    let mut chart = Chart::new("epoch", "training loss").log_y();
    let mut table = Table::new(
        "batches",
        format!(
            "{FEW_EPOCHS} epochs with batches of four sizes, each at the one of {} learning rates that \
             leaves the least training loss.",
            RATES.len()
        ),
        ["rows in a batch", "steps", "best rate", "training loss", "accuracy (%), test set"],
    );
    for (name, size) in [("1", 1), ("32", BATCH), ("256", 256), ("all", rows)] {
        let (rate, run) = best_rate(size, pictures, report.seed());
        let steps = FEW_EPOCHS * rows.div_ceil(size);
        let loss = format!("{:.3}", run.last_loss());
        table.row([size.to_string(), steps.to_string(), rate.to_string(), loss, percent(run.right)]);
        report.value(&format!("batch-{name}-steps"), steps);
        chart = chart.line(name, run.losses);
    }
    report.table(table);
    report.value("batch-epochs", FEW_EPOCHS);
    report.value("batch-rates", RATES.len());
    report.figure("batches", &chart.svg());
    let races = over_seeds(report.seeds(), |seed| {
        let small = train(BATCH, RATE, pictures, seed).last_loss();
        (small, best_rate(rows, pictures, seed).1.last_loss())
    });
    let ahead = races.iter().map(|(small, all)| 2.0 * small < *all);
    let races = races.iter().map(|(small, all)| format!("{small:.2} and {all:.2}"));
    let seen = format!(
        "training loss, batches of {BATCH} at rate {RATE} and all rows at their best rate: {}",
        races.collect::<Vec<_>>().join(", ")
    );
    report.claim("small-batches-learn-more-per-epoch", ahead, seen);
}
