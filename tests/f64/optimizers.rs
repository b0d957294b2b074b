//! Optimisers, schedules and clipping follow PyTorch: see tests/reference/optimizers.py, which made the trajectories.

use approx::assert_relative_eq;
use ndarray::array;
use neural::optim::schedule::*;
use neural::optim::*;
use neural::{Gradients, Matrix, ParamId, Params, Tape, Var};
use std::collections::BTreeMap;

const TRAJECTORIES: &str = include_str!("../reference/optimizers.csv");

/// The records of each case: the step (or the limit of clipping) and the numbers.
fn cases() -> BTreeMap<String, Vec<(f64, Vec<f64>)>> {
    let mut cases: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for row in csv::Reader::from_reader(TRAJECTORIES.as_bytes()).records() {
        let row = row.expect("a row");
        let numbers = row[2].split(' ').map(|word| word.parse().expect("a number")).collect();
        let step = row[1].parse().expect("a number");
        cases.entry(row[0].to_string()).or_default().push((step, numbers));
    }
    cases
}

/// The problem of the script: three inputs, two tanh neurons, squared errors.
struct Problem {
    params: Params,
    w: ParamId,
    b: ParamId,
}

impl Problem {
    fn new() -> Self {
        let mut params = Params::default();
        let w = params.add(array![[0.5, -0.3], [0.2, 0.8], [-0.6, 0.1]]);
        let b = params.add(array![[0.1, -0.2]]);
        Problem { params, w, b }
    }

    fn loss<'t>(&self, tape: &'t Tape<'t>, with_bias: bool) -> Var<'t> {
        let x = tape.constant(array![[1.0, 2.0, -1.0], [0.5, -1.5, 3.0], [-2.0, 0.3, 0.7], [1.2, 0.4, -0.8]]);
        let y = array![[0.9, -0.4], [-0.5, 0.3], [0.2, 0.8], [-0.7, -0.9]];
        let z = x.matmul(tape.param(self.w));
        if with_bias { z.add_row(tape.param(self.b)).tanh().mse(&y) } else { z.tanh().mse(&y) }
    }

    /// Half of `strength` times the squared length of both matrices: PyTorch's `weight_decay` of Adam.
    fn penalty<'t>(&self, tape: &'t Tape<'t>, strength: f64) -> Var<'t> {
        let (w, b) = (tape.param(self.w), tape.param(self.b));
        ((w * w).sum() + (b * b).sum()).scale(strength / 2.0)
    }

    fn numbers(&self) -> Vec<f64> {
        self.params[self.w].iter().chain(self.params[self.b].iter()).copied().collect()
    }
}

fn changed<O: Optimizer + 'static>(mut optimizer: O, change: fn(&mut O)) -> Box<dyn Optimizer> {
    change(&mut optimizer);
    Box::new(optimizer)
}

fn optimizer(case: &str) -> Option<Box<dyn Optimizer>> {
    Some(match case {
        "sgd" => Box::new(Sgd { learning_rate: 0.3 }),
        "momentum" | "momentum_rests" => Box::new(Momentum::new(0.05, 0.9)),
        "momentum_scheduled" => Box::new(Momentum::new(0.1, 0.9)),
        "nesterov" => Box::new(Nesterov::new(0.05, 0.9)),
        "nesterov_scheduled" => Box::new(Nesterov::new(0.1, 0.9)),
        "adagrad" => Box::new(Adagrad::new(0.1)),
        "adagrad_epsilon" => changed(Adagrad::new(0.1), |o| o.epsilon = 0.05),
        "rmsprop" => Box::new(RmsProp::new(0.003)),
        "rmsprop_epsilon" => changed(RmsProp::new(0.01), |o| (o.beta2, o.epsilon) = (0.9, 0.05)),
        "adam" | "adam_l2" => Box::new(Adam::new(0.01)),
        "adam_epsilon" => changed(Adam::new(0.03), |o| (o.beta1, o.beta2, o.epsilon) = (0.8, 0.95, 0.05)),
        "adamw" | "adamw_rests" => Box::new(AdamW::new(0.01, 0.1)),
        "adamw_scheduled" => Box::new(AdamW::new(0.1, 0.1)),
        _ => return None,
    })
}

/// The numbers after each of 100 steps.
fn trajectory(case: &str, mut optimizer: Box<dyn Optimizer>) -> Vec<Vec<f64>> {
    let mut problem = Problem::new();
    let base = *optimizer.learning_rate();
    let mut step = |t: usize| {
        if case.ends_with("scheduled") {
            *optimizer.learning_rate() = base * step_decay(t, 10, 0.5);
        }
        let with_bias = !(case.ends_with("rests") && t % 3 == 1);
        let tape = Tape::new(&problem.params);
        let loss = problem.loss(&tape, with_bias);
        let loss = if case == "adam_l2" { loss + problem.penalty(&tape, 0.1) } else { loss };
        let grads = loss.backward();
        optimizer.step(&mut problem.params, &grads);
        problem.numbers()
    };
    (0..100).map(&mut step).collect()
}

#[test]
fn optimizers_follow_pytorch_for_100_steps() {
    let mut followed = 0;
    for (case, records) in cases() {
        let Some(optimizer) = optimizer(&case) else { continue };
        let ours = trajectory(&case, optimizer);
        assert_eq!(records.last().map(|record| record.0), Some(100.0), "{case} is cut short");
        for (step, theirs) in records {
            let ours = Matrix::from_shape_vec((1, 8), ours[step as usize - 1].clone()).expect("8 numbers");
            let theirs = Matrix::from_shape_vec((1, 8), theirs).expect("8 numbers");
            assert_relative_eq!(ours, theirs, max_relative = 1e-10, epsilon = 0.0);
        }
        followed += 1;
    }
    assert_eq!(followed, 16);
}

#[test]
fn schedules_follow_pytorch_for_100_steps() {
    type Schedule = fn(usize) -> f64;
    let schedules: [(&str, Schedule); 6] = [
        ("step_decay", |t| step_decay(t, 7, 0.5)),
        ("exponential", |t| exponential(t, 0.95)),
        ("cosine", |t| cosine(t, 100, 0.01)),
        ("warm_restarts", |t| warm_restarts(t, 10, 2, 0.01)),
        ("linear_warmup", |t| linear_warmup(t, 20, 0.05)),
        ("one_cycle", |t| OneCycle::new(100).rate(t)),
    ];
    let cases = cases();
    for (name, factor) in schedules {
        assert_eq!(cases[name].len(), 100, "{name}");
        for (t, numbers) in &cases[name] {
            assert_relative_eq!(factor(*t as usize), numbers[0], max_relative = 1e-10, epsilon = 0.0);
        }
    }
    for (t, numbers) in &cases["one_cycle"] {
        let momentum = OneCycle::new(100).momentum(*t as usize, 0.85, 0.95);
        assert_relative_eq!(momentum, numbers[1], max_relative = 1e-10, epsilon = 0.0);
    }
}

#[test]
fn the_plateau_is_noticed_when_pytorch_notices_it() {
    let mut plateau = ReduceOnPlateau::new(0.5, 3);
    let records = &cases()["plateau"];
    for (t, numbers) in records {
        let factor = plateau.factor(numbers[0]);
        // PyTorch does not reduce a rate by less than 1e-8, which 0.5 raised to a small power is far from.
        assert_relative_eq!(factor, numbers[1], max_relative = 1e-10, epsilon = 0.0);
        assert!((*t > 50.0) <= (factor < 0.1), "the rate was not reduced by step {t}");
    }
}

#[test]
fn clipping_agrees_with_pytorch() {
    let gradients = |limit: f64, clip: &dyn Fn(&mut Gradients, f64)| -> Vec<f64> {
        let problem = Problem::new();
        let tape = Tape::new(&problem.params);
        let mut grads = problem.loss(&tape, true).scale(100.0).backward();
        clip(&mut grads, limit);
        [problem.w, problem.b]
            .iter()
            .flat_map(|&id| grads.get(id).expect("a gradient").iter())
            .copied()
            .collect()
    };
    for (limit, numbers) in &cases()["clip_norm"] {
        let norm = numbers[0];
        let clip = |grads: &mut Gradients, limit| {
            assert_relative_eq!(clip_norm(grads, limit), norm, max_relative = 1e-10);
        };
        for (ours, theirs) in gradients(*limit, &clip).iter().zip(&numbers[1..]) {
            // PyTorch adds 1e-6 to the norm that it divides by.
            let guard = if norm > *limit { (norm + 1e-6) / norm } else { 1.0 };
            assert_relative_eq!(*ours, theirs * guard, max_relative = 1e-10);
        }
    }
    for (limit, numbers) in &cases()["clip_value"] {
        for (ours, theirs) in gradients(*limit, &clip_value).iter().zip(&numbers[1..]) {
            assert_relative_eq!(*ours, *theirs, max_relative = 1e-10);
        }
    }
}
