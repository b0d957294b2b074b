//! The workloads in burn, with its backend `flex`: `cargo run --release -- [W1 …]` prints a line of JSON a workload.
//! `RAYON_NUM_THREADS` sets the threads.

#[path = "../../workloads.rs"]
mod workloads;

use burn::module::Module;
use burn::nn::loss::{CrossEntropyLoss, CrossEntropyLossConfig};
use burn::nn::{BatchNorm, BatchNormConfig, Dropout, DropoutConfig, Initializer, Linear, LinearConfig};
use burn::optim::{AdamConfig, GradientsParams, ModuleOptimizer, SgdConfig};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Int, Tensor, TensorData};
use std::hint::black_box;
use workloads::{Data, INFERENCE, WORKLOADS, Shape, report, wanted};

const PEER: &str = "burn";

/// Each operation makes a new tensor, and glibc's allocator gives large ones back to the system each time.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Module, Debug)]
struct Network {
    dense: Vec<Linear>,
    norms: Vec<BatchNorm>,
    dropout: Dropout,
}

impl Network {
    fn new(workload: &Shape, device: &Device) -> Self {
        let he = Initializer::KaimingNormal { gain: f64::sqrt(2.0), fan_out_only: false };
        let linear =
            |ends: &[usize]| LinearConfig::new(ends[0], ends[1]).with_initializer(he.clone()).init(device);
        let hidden = if workload.normed { &workload.sizes[1..workload.sizes.len() - 1] } else { &[] };
        Network {
            dense: workload.sizes.windows(2).map(linear).collect(),
            norms: hidden.iter().map(|&units| BatchNormConfig::new(units).init(device)).collect(),
            dropout: DropoutConfig::new(0.2).init(),
        }
    }

    fn forward(&self, mut x: Tensor<2>) -> Tensor<2> {
        let (last, hidden) = self.dense.split_last().expect("a network has layers");
        for (i, layer) in hidden.iter().enumerate() {
            x = relu(layer.forward(x));
            if let Some(norm) = self.norms.get(i) {
                x = self.dropout.forward(norm.forward(x));
            }
        }
        last.forward(x)
    }
}

/// Inputs and labels as tensors.
fn tensors(workload: &Shape, data: &Data, device: &Device) -> (Tensor<2>, Tensor<1, Int>) {
    let shape = [workload.rows, workload.sizes[0]];
    let labels: Vec<i32> = data.y.iter().map(|&label| label as i32).collect();
    let x = Tensor::from_data(TensorData::new(data.x.clone(), shape), device);
    (x, Tensor::from_data(TensorData::new(labels, [workload.rows]), device))
}

struct Training<'a> {
    workload: &'a Shape,
    device: Device,
    data: Data,
    x: Tensor<2>,
    y: Tensor<1, Int>,
    network: Option<Network>,
    loss: CrossEntropyLoss,
    optimizer: ModuleOptimizer,
}

impl<'a> Training<'a> {
    fn new(workload: &'a Shape, device: Device) -> Self {
        let data = Data::new(workload);
        let (x, y) = tensors(workload, &data, &device);
        Training {
            workload,
            x,
            y,
            data,
            network: Some(Network::new(workload, &device)),
            loss: CrossEntropyLossConfig::new().init(&device),
            optimizer: if workload.adam {
                AdamConfig::new().with_epsilon(1e-8).init()
            } else {
                SgdConfig::new().init()
            },
            device,
        }
    }

    fn epoch(&mut self) {
        let rate = if self.workload.adam { 1e-3 } else { 0.1 };
        for rows in self.data.order().chunks(self.workload.batch) {
            let rows: Vec<i32> = rows.iter().map(|&row| row as i32).collect();
            let count = rows.len();
            let rows = Tensor::<1, Int>::from_data(TensorData::new(rows, [count]), &self.device);
            let network = self.network.take().expect("it is put back");
            let scores = network.forward(self.x.clone().select(0, rows.clone()));
            let loss = self.loss.forward(scores, self.y.clone().select(0, rows));
            let grads = GradientsParams::from_grads(loss.backward(), &network);
            self.network = Some(self.optimizer.step(rate, network, grads));
        }
        self.device.sync().expect("the device answers");
    }
}

fn main() {
    let device = Device::flex();
    device.seed(1);
    let threads = rayon::current_num_threads();
    for workload in WORKLOADS.iter().filter(|workload| wanted(workload.name)) {
        let mut training = Training::new(workload, device.clone().autodiff());
        let steps = workload.steps();
        report(PEER, workload.name, threads, steps, || training.epoch());
    }
    let (x, _) = tensors(&INFERENCE, &Data::new(&INFERENCE), &device);
    let network = Network::new(&INFERENCE, &device);
    let answer = |x: Tensor<2>| {
        black_box(network.forward(x));
        device.sync().expect("the device answers");
    };
    if wanted("I1") {
        let one_by_one =
            || (0..INFERENCE.rows).for_each(|i| answer(x.clone().slice([i..i + 1, 0..INFERENCE.sizes[0]])));
        report(PEER, "I1", threads, INFERENCE.rows, one_by_one);
    }
    if wanted("I2") {
        report(PEER, "I2", threads, 1, || answer(x.clone()));
    }
}
