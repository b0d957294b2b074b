//! The tape: a record of what was computed, played backwards to find gradients.

use crate::machine::buffers;
use crate::{Matrix, ParamId, Params, Shared};
use ndarray::Array2;
use std::cell::{Cell, RefCell};

/// Records every operation on its variables, in the order in which they were computed.
pub struct Tape<'p> {
    params: &'p Params,
    pub(crate) nodes: RefCell<Vec<Node>>,
    /// How often it was played back. A variable of an earlier generation has no place on it any
    /// more.
    generation: Cell<u64>,
}

/// A value on a tape: a handle that is copied freely, so that arithmetic reads like arithmetic.
#[derive(Clone, Copy)]
pub struct Var<'t> {
    /// The tape that it lies on.
    pub tape: &'t Tape<'t>,
    /// Its place on that tape.
    pub id: usize,
    generation: u64,
}

pub(crate) struct Node {
    pub(crate) value: Shared,
    pub(crate) origin: Origin,
}

pub(crate) enum Origin {
    Constant,
    Param(ParamId),
    Op(Pullback),
}

impl Node {
    fn wants_gradient(&self) -> bool {
        !matches!(self.origin, Origin::Constant)
    }
}

/// Takes ∂L/∂y of an operation's result and adds to the gradients of its inputs.
pub(crate) type Pullback = Box<dyn FnOnce(&Matrix, &mut Gradients)>;

impl<'p> Tape<'p> {
    /// An empty tape for a computation with `params`.
    pub fn new(params: &'p Params) -> Self {
        Tape { params, nodes: RefCell::new(Vec::with_capacity(32)), generation: Cell::new(0) }
    }

    /// A value of any shape that needs no gradient: a batch of inputs, the targets.
    pub fn constant(&self, value: impl Into<Shared>) -> Var<'_> {
        self.add(value.into(), Origin::Constant)
    }

    /// The parameter `id`, in its shape; asked for twice, its gradient is the sum over both uses.
    pub fn param(&self, id: ParamId) -> Var<'_> {
        self.add(self.params[id].clone(), Origin::Param(id))
    }

    /// Records `value`, computed from `inputs`, and how gradients flow back to them: `pullback` takes
    /// ∂L/∂y, in the shape of `value`, and adds to the gradient of each input, in the input's shape.
    ///
    /// # Panics
    /// If an input lies on another tape, or was there before this one was played back.
    #[track_caller]
    pub fn push<const N: usize>(
        &self,
        inputs: [Var; N],
        value: impl Into<Shared>,
        pullback: impl FnOnce(&Matrix, &mut Gradients) + 'static,
    ) -> Var<'_> {
        assert!(
            inputs.iter().all(|x| std::ptr::addr_eq(x.tape, self)),
            "the operands lie on different tapes"
        );
        inputs.iter().for_each(|x| x.check("an operation"));
        let wanted = inputs.iter().any(|x| self.nodes.borrow()[x.id].wants_gradient());
        let origin = if wanted { Origin::Op(Box::new(pullback)) } else { Origin::Constant };
        self.add(value.into(), origin)
    }

    fn add(&self, value: Shared, origin: Origin) -> Var<'_> {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Node { value, origin });
        Var { tape: self, id: nodes.len() - 1, generation: self.generation.get() }
    }
}

impl Var<'_> {
    /// What was computed, in its shape.
    ///
    /// # Panics
    /// If the tape was already played back: read values before calling [`Var::backward`].
    #[track_caller]
    pub fn value(self) -> Shared {
        self.check("value");
        self.tape.nodes.borrow()[self.id].value.clone()
    }

    /// Panics if the tape was played back since this variable was put on it: its place may be that
    /// of another by now.
    #[track_caller]
    fn check(self, what: &str) {
        let fresh = self.generation == self.tape.generation.get();
        assert!(
            fresh,
            "{what}: a variable is older than `backward`; read it before `backward`, which empties the tape"
        );
    }

    /// The gradient of this 1 × 1 variable, the loss, with respect to every parameter on the tape.
    ///
    /// Walks the tape once from its end and empties it.
    ///
    /// # Panics
    /// If the variable is not 1 × 1, or the tape was already played back.
    #[track_caller]
    pub fn backward(self) -> Gradients {
        self.check("backward");
        let shape = self.value().dim();
        assert_eq!(shape, (1, 1), "backward: expected a loss of shape (1, 1), found {shape:?}");
        let nodes = self.tape.nodes.take();
        self.tape.generation.set(self.generation + 1);
        let by_node = nodes.iter().map(|node| node.wants_gradient().then_some(None)).collect();
        let by_param = self.tape.params.ids().map(|_| None).collect();
        let mut grads = Gradients { by_node, by_param };
        grads.add(self.id, || Array2::ones((1, 1)));
        for (id, node) in nodes.into_iter().enumerate().rev() {
            if let Some(dy) = grads.by_node[id].take().flatten() {
                match node.origin {
                    Origin::Constant => {}
                    Origin::Param(param) => accumulate(&mut grads.by_param[param.0], dy),
                    Origin::Op(pullback) => {
                        pullback(&dy, &mut grads);
                        buffers::keep(dy);
                    }
                }
            }
            buffers::keep_unless_shared(node.value);
        }
        grads
    }
}

/// The derivatives of a loss: one matrix for each parameter that took part in it.
pub struct Gradients {
    /// Of each node; `None` for a constant, which needs none.
    by_node: Vec<Option<Sum>>,
    pub(crate) by_param: Vec<Sum>,
}

/// The terms of a gradient, added up; `None` before the first.
type Sum = Option<Matrix>;

impl Gradients {
    /// Adds to the gradient of node `id`, in the shape of its value; nothing is computed for a constant.
    pub fn add(&mut self, id: usize, contribution: impl FnOnce() -> Matrix) {
        if let Some(sum) = &mut self.by_node[id] {
            accumulate(sum, contribution());
        }
    }

    /// ∂L/∂parameter, in the parameter's shape; `None` if the loss does not depend on it.
    pub fn get(&self, id: ParamId) -> Option<&Matrix> {
        self.by_param.get(id.0)?.as_ref()
    }
}

/// Their memory serves the next backward pass.
impl Drop for Gradients {
    fn drop(&mut self) {
        self.by_param.drain(..).flatten().for_each(buffers::keep);
    }
}

fn accumulate(sum: &mut Sum, term: Matrix) {
    match sum {
        None => *sum = Some(term),
        Some(sum) => {
            *sum += &term;
            buffers::keep(term);
        }
    }
}
