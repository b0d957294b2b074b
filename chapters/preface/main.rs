//! The program of the preface: a perfect score that means nothing, and the machine that the book was built on.

use ndarray::{Array2, Axis, array};
use rand_distr::{Distribution, StandardNormal};
use report::plot::{Diagram, Figure};
use report::{Report, SEEDS, Table};
use std::path::Path;
use std::process::{Command, ExitCode};
use std::{env, fs, thread};

const PASSES: usize = 1000;
const SHOW_EVERY: usize = 200;
const RATE: f64 = 0.1;

fn main() -> ExitCode {
    let mut report = Report::from_args("preface");
    a_perfect_score(&mut report);
    what_it_answers(&mut report);
    what_it_learnt(&mut report);
    the_network(&mut report);
    the_machine(&mut report);
    report.finish()
}

/// Two inputs, four hidden neurons, one output; double precision, as in the guide.
struct Network {
    w1: Array2<f64>, // 2 × 4
    b1: Array2<f64>, // 1 × 4
    w2: Array2<f64>, // 4 × 1
    b2: Array2<f64>, // 1 × 1
}

/// The four questions of "one or the other, but not both" (4 × 2), and the right answers (4 × 1).
fn exclusive_or() -> (Array2<f64>, Array2<f64>) {
    let x = array![[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
    let y = array![[0.0], [1.0], [1.0], [0.0]];
    (x, y)
}

/// Random weights, zero biases.
fn fresh(seed: u64) -> Network {
    let mut rng = neural::rng(seed);
    let mut draw = |inputs: usize, outputs: usize| {
        let scale = (2.0 / inputs as f64).sqrt();
        Array2::from_shape_simple_fn((inputs, outputs), || {
            let standard: f64 = StandardNormal.sample(&mut rng);
            scale * standard
        })
    };
    Network { w1: draw(2, 4), b1: Array2::zeros((1, 4)), w2: draw(4, 1), b2: Array2::zeros((1, 1)) }
}

impl Network {
    /// What the hidden neurons put out (n × 4), and the answers (n × 1).
    fn forward(&self, x: &Array2<f64>) -> (Array2<f64>, Array2<f64>) {
        let hidden = (x.dot(&self.w1) + &self.b1).mapv(|z| z.max(0.0));
        let answer = softmax(&(hidden.dot(&self.w2) + &self.b2));
        (hidden, answer)
    }

    /// One step downhill on all the examples at once.
    fn improve(&mut self, x: &Array2<f64>, y: &Array2<f64>) {
        let n = x.nrows() as f64;
        let (hidden, answer) = self.forward(x);
        let error = (answer - y) / n; // n × 1
        let passes_on = hidden.mapv(|a| if a > 0.0 { 1.0 } else { 0.0 });
        let hidden_error = error.dot(&self.w2.t()) * passes_on; // n × 4
        self.w2.scaled_add(-RATE, &hidden.t().dot(&error));
        self.b2.scaled_add(-RATE, &error.sum_axis(Axis(0)).insert_axis(Axis(0)));
        self.w1.scaled_add(-RATE, &x.t().dot(&hidden_error));
        self.b1.scaled_add(-RATE, &hidden_error.sum_axis(Axis(0)).insert_axis(Axis(0)));
    }

    fn largest_weight(&self) -> f64 {
        self.w1.iter().chain(&self.w2).fold(0.0, |largest, w| w.abs().max(largest))
    }
}

/// Turns each row of numbers into shares of one: `exp(z_j) / Σ exp(z_k)`.
fn softmax(z: &Array2<f64>) -> Array2<f64> {
    let mut shares = z.clone();
    for mut row in shares.rows_mut() {
        let largest = row.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
        row.mapv_inplace(|z| (z - largest).exp()); // at most exp(0)
        row /= row.sum();
    }
    shares
}

/// How wrong the answers are: zero is as good as it gets.
fn loss(y: &Array2<f64>, answer: &Array2<f64>) -> f64 {
    -(y * (answer + 1e-9).ln()).sum() / y.nrows() as f64
}

/// Trains from `seed`; returns the network and what was seen: (pass, loss, output bias, largest weight).
fn train(seed: u64) -> (Network, Vec<(usize, f64, f64, f64)>) {
    let (x, y) = exclusive_or();
    let mut network = fresh(seed);
    let mut seen = Vec::new();
    for pass in 0..=PASSES {
        if pass % SHOW_EVERY == 0 {
            let (_, answer) = network.forward(&x);
            seen.push((pass, loss(&y, &answer), network.b2[[0, 0]], network.largest_weight()));
        }
        if pass < PASSES {
            network.improve(&x, &y);
        }
    }
    (network, seen)
}

fn a_perfect_score(report: &mut Report) {
    let (_, seen) = train(report.seed());
    report.section("score", "The score");
    for (pass, loss, ..) in &seen {
        writeln!(report, "after {pass:4} passes, loss: {loss:.4}");
    }
    let always_perfect = |seed| train(seed).1.iter().all(|(_, loss, ..)| format!("{loss:.4}") == "-0.0000");
    report.claim("score-looks-perfect", report.seeds().map(always_perfect), "printed as -0.0000 every time");
    report.value("passes", PASSES);
}

fn what_it_answers(report: &mut Report) {
    let (x, y) = exclusive_or();
    let (network, _) = train(report.seed());
    let (_, answer) = network.forward(&x);
    let caption = "Exclusive or: the four questions, and what the trained network answers.";
    let columns = ["first input", "second input", "right answer", "network says"];
    let mut table = Table::new("answers", caption, columns);
    for ((question, right), given) in x.rows().into_iter().zip(&y).zip(&answer) {
        table.row([&question[0], &question[1], right, given]);
    }
    report.table(table);
    let wrong = y.iter().zip(&answer).filter(|(right, given)| right != given).count();
    report.value("wrong", wrong);
    let always_one = |seed| train(seed).0.forward(&x).1.iter().all(|&answer| answer == 1.0);
    report.claim("answer-is-always-one", report.seeds().map(always_one), "four answers of exactly 1");
    let alone = array![[-800.0], [0.0], [3.0], [1e300]];
    report.fact(
        "softmax-of-one-number",
        softmax(&alone).iter().all(|&p| p == 1.0),
        "1 for each of four logits",
    );
    let pair = softmax(&array![[0.0, 1.0]]);
    report.value("softmax-of-two", format!("{:.2} and {:.2}", pair[[0, 0]], pair[[0, 1]]));
}

fn what_it_learnt(report: &mut Report) {
    let (_, seen) = train(report.seed());
    let caption = "Inside the network while its loss stays at zero: the bias of its output, and the size \
                   of its largest weight.";
    let mut table = Table::new("inside", caption, ["passes", "output bias", "largest weight"]);
    for (pass, _, bias, largest) in &seen {
        table.row([pass.to_string(), format!("{bias:.2}"), format!("{largest:.2e}")]);
    }
    report.table(table);
    let million = |seed| train(seed).1.last().is_some_and(|&(.., largest)| largest > 1e6);
    report.value("past-a-million", report.seeds().filter(|&seed| million(seed)).count());
    report.value("seeds", SEEDS);
    // Two of the four examples ask for 0 and get 1, so the bias moves by −RATE · 2/4 at each pass.
    let falls =
        |seed| train(seed).1.iter().all(|&(pass, _, bias, _)| (bias + 0.5 * RATE * pass as f64).abs() < 1e-9);
    report.claim("bias-falls-steadily", report.seeds().map(falls), "half the rate at each pass");
}

fn the_network(report: &mut Report) {
    let layers = [
        ("input layer", vec!["x₁", "x₂"]),
        ("hidden layer", vec!["a₁", "a₂", "a₃", "a₄"]),
        ("output layer", vec!["ŷ"]),
    ];
    report.figure("network", &Diagram::layers(layers).svg());
}

fn the_machine(report: &mut Report) {
    let facts = [
        ("cpu", "processor", cpu()),
        ("cores", "cores it may use", thread::available_parallelism().map_or(1, |n| n.get()).to_string()),
        ("vectors", "vector instructions", vector_instructions()),
        ("system", "operating system", format!("{} on {}", env::consts::OS, env::consts::ARCH)),
        ("compiler", "compiler", compiler()),
        ("real", "numbers (Real)", std::any::type_name::<neural::Real>().to_string()),
    ];
    let caption = "The machine on which this copy of the book was built.";
    let mut table = Table::new("machine", caption, ["part", "on this machine"]);
    for (name, title, fact) in &facts {
        table.row([title, fact.as_str()]);
        report.value(name, fact);
    }
    report.table(table);
}

/// The processor's own name for itself, where the system tells it.
fn cpu() -> String {
    let linux = fs::read_to_string("/proc/cpuinfo").ok();
    let named =
        linux.as_deref().and_then(|text| text.lines().find_map(|line| line.strip_prefix("model name")));
    let name = named.map(|rest| rest.trim_start_matches([' ', '\t', ':']).to_string());
    name.or_else(|| env::var("PROCESSOR_IDENTIFIER").ok()).unwrap_or_else(|| env::consts::ARCH.to_string())
}

/// Those found of the instruction sets that the multiplication of matrices chooses from.
fn vector_instructions() -> String {
    #[cfg(target_arch = "x86_64")]
    let found = [
        ("AVX-512", is_x86_feature_detected!("avx512f")),
        ("AVX2", is_x86_feature_detected!("avx2")),
        ("FMA", is_x86_feature_detected!("fma")),
    ];
    #[cfg(target_arch = "aarch64")]
    let found = [("NEON", std::arch::is_aarch64_feature_detected!("neon"))];
    #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
    let found = [("vectors", false)];
    let names: Vec<&str> = found.iter().filter(|(_, there)| *there).map(|(name, _)| *name).collect();
    if names.is_empty() { "none of those asked for".to_string() } else { names.join(", ") }
}

/// What the compiler that stands beside cargo calls itself.
fn compiler() -> String {
    let told = Command::new(Path::new(env!("CARGO")).with_file_name("rustc")).arg("--version").output();
    let version = told.ok().and_then(|output| String::from_utf8(output.stdout).ok());
    version
        .map_or(format!("rustc {} or later", env!("CARGO_PKG_RUST_VERSION")), |text| text.trim().to_string())
}
