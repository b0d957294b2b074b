//! The workloads in candle, on the CPU: `cargo run --release -- [W1 …]` prints a line of JSON a workload.
//! `RAYON_NUM_THREADS` sets the threads.

#[path = "../../workloads.rs"]
mod workloads;

use candle_core::{DType, Device, Result, Tensor};
use candle_nn::{
    AdamW, BatchNorm, Dropout, Init, Linear, Module, ModuleT, Optimizer, ParamsAdamW, SGD, VarBuilder,
    VarMap, batch_norm, init, loss,
};
use std::hint::black_box;
use workloads::{Data, INFERENCE, WORKLOADS, Shape, report, wanted};

const PEER: &str = "candle";

/// Each operation makes a new tensor, and glibc's allocator gives large ones back to the system each time.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

struct Network {
    dense: Vec<Linear>,
    norms: Vec<BatchNorm>,
    dropout: Dropout,
}

/// He's weights, as everywhere here, and no biases to begin with.
fn linear(inputs: usize, units: usize, vb: VarBuilder) -> Result<Linear> {
    let w = vb.get_with_hints((units, inputs), "weight", init::DEFAULT_KAIMING_NORMAL)?;
    Ok(Linear::new(w, Some(vb.get_with_hints(units, "bias", Init::Const(0.0))?)))
}

impl Network {
    fn new(workload: &Shape, vb: VarBuilder) -> Result<Self> {
        let ends = workload.sizes.windows(2).enumerate();
        let dense = ends.map(|(i, ends)| linear(ends[0], ends[1], vb.pp(format!("dense{i}"))));
        let hidden = if workload.normed { &workload.sizes[1..workload.sizes.len() - 1] } else { &[] };
        let norms =
            hidden.iter().enumerate().map(|(i, &units)| batch_norm(units, 1e-5, vb.pp(format!("norm{i}"))));
        Ok(Network {
            dense: dense.collect::<Result<_>>()?,
            norms: norms.collect::<Result<_>>()?,
            dropout: Dropout::new(0.2),
        })
    }

    fn forward(&self, x: &Tensor, train: bool) -> Result<Tensor> {
        let (last, hidden) = self.dense.split_last().expect("a network has layers");
        let mut x = x.clone();
        for (i, layer) in hidden.iter().enumerate() {
            x = layer.forward(&x)?.relu()?;
            if let Some(norm) = self.norms.get(i) {
                x = self.dropout.forward(&norm.forward_t(&x, train)?, train)?;
            }
        }
        last.forward(&x)
    }
}

enum Rule {
    Sgd(SGD),
    Adam(AdamW),
}

fn train(workload: &Shape) -> Result<()> {
    let mut data = Data::new(workload);
    let x = Tensor::from_slice(&data.x, (workload.rows, workload.sizes[0]), &Device::Cpu)?;
    let y = Tensor::from_slice(&data.y, workload.rows, &Device::Cpu)?;
    let variables = VarMap::new();
    let network = Network::new(workload, VarBuilder::from_varmap(&variables, DType::F32, &Device::Cpu))?;
    let mut rule = if workload.adam {
        let settings = ParamsAdamW { lr: 1e-3, weight_decay: 0.0, ..Default::default() };
        Rule::Adam(AdamW::new(variables.all_vars(), settings)?)
    } else {
        Rule::Sgd(SGD::new(variables.all_vars(), 0.1)?)
    };
    let mut epoch = || -> Result<()> {
        for rows in data.order().chunks(workload.batch) {
            let rows = Tensor::from_slice(rows, rows.len(), &Device::Cpu)?;
            let scores = network.forward(&x.index_select(&rows, 0)?, true)?;
            let loss = loss::cross_entropy(&scores, &y.index_select(&rows, 0)?)?;
            match &mut rule {
                Rule::Sgd(rule) => rule.backward_step(&loss)?,
                Rule::Adam(rule) => rule.backward_step(&loss)?,
            }
        }
        Ok(())
    };
    let threads = candle_core::utils::get_num_threads();
    let steps = workload.steps();
    report(PEER, workload.name, threads, steps, || epoch().expect("the shapes fit"));
    Ok(())
}

/// The network is made of tensors that are no variables, so that nothing is kept for a backward pass.
fn infer() -> Result<()> {
    let data = Data::new(&INFERENCE);
    let x = Tensor::from_slice(&data.x, (INFERENCE.rows, INFERENCE.sizes[0]), &Device::Cpu)?;
    let variables = VarMap::new();
    Network::new(&INFERENCE, VarBuilder::from_varmap(&variables, DType::F32, &Device::Cpu))?;
    let weights = variables.data().lock().expect("nobody else has it");
    let weights = weights.iter().map(|(name, w)| (name.clone(), w.as_detached_tensor())).collect();
    let network = Network::new(&INFERENCE, VarBuilder::from_tensors(weights, DType::F32, &Device::Cpu))?;
    let threads = candle_core::utils::get_num_threads();
    let answer = |x: &Tensor| drop(black_box(network.forward(x, false).expect("the shapes fit")));
    if wanted("I1") {
        let one_by_one = || (0..INFERENCE.rows).for_each(|i| answer(&x.narrow(0, i, 1).expect("a row")));
        report(PEER, "I1", threads, INFERENCE.rows, one_by_one);
    }
    if wanted("I2") {
        report(PEER, "I2", threads, 1, || answer(&x));
    }
    Ok(())
}

fn main() -> Result<()> {
    for workload in WORKLOADS.iter().filter(|workload| wanted(workload.name)) {
        train(workload)?;
    }
    infer()
}
