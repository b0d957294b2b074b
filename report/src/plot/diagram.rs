//! Pictures of networks: nodes joined by edges.

use super::Figure;
use super::canvas::{Anchor, Area, Canvas};
use super::theme::{Paint, SMALL, STROKE, TEXT, text_width};

/// Nodes at places of the paper, which is 640 wide, and edges between them.
///
/// ```
/// use report::plot::{Diagram, Figure};
/// let neuron = Diagram::new(200.0)
///     .node("x₁", (60.0, 60.0))
///     .node("x₂", (60.0, 140.0))
///     .block("Σ", (300.0, 100.0))
///     .arrow("x₁", "Σ", "w₁")
///     .arrow("x₂", "Σ", "w₂");
/// assert_eq!(neuron.svg().matches("<polyline").count(), 2 + 1, "two arrows and the outline of the block");
/// ```
pub struct Diagram {
    height: f64,
    nodes: Vec<Node>,
    edges: Vec<Edge>,
    notes: Vec<((f64, f64), String)>,
}

struct Node {
    name: String,
    at: (f64, f64),
    /// Half of its width and of its height.
    half: (f64, f64),
    round: bool,
    colour: usize,
}

struct Edge {
    ends: (usize, usize),
    label: String,
    /// An arrow, in place of a thin line.
    arrow: bool,
}

impl Diagram {
    /// Empty paper of this height.
    pub fn new(height: f64) -> Self {
        Self { height, nodes: Vec::new(), edges: Vec::new(), notes: Vec::new() }
    }

    /// A feed-forward network: layers from left to right, each node joined to all of the next layer.
    ///
    /// A layer is its title and the names of its nodes, which must differ from those of all other layers; the
    /// name `…` draws dots in place of a node.
    ///
    /// # Panics
    /// If two nodes have one name.
    ///
    /// ```
    /// use report::plot::{Diagram, Figure};
    /// let (inputs, hidden) = (("inputs", vec!["x₁", "x₂"]), ("hidden", vec!["h₁", "h₂", "h₃"]));
    /// let network = Diagram::layers([inputs, hidden, ("output", vec!["y"])]);
    /// assert_eq!(network.svg().matches("<polyline").count(), 2 * 3 + 3, "one edge for each weight");
    /// ```
    #[track_caller]
    pub fn layers<'n>(layers: impl IntoIterator<Item = (&'n str, Vec<&'n str>)>) -> Self {
        let layers: Vec<_> = layers.into_iter().collect();
        let tallest = layers.iter().map(|(_, names)| names.len()).max().unwrap_or(0) as f64;
        let (pitch, top) = (62.0, 40.0);
        let mut diagram = Self::new(top + pitch * tallest);
        let wide = 640.0 / layers.len().max(1) as f64;
        let mut before = 0..0;
        for (i, (title, names)) in layers.iter().enumerate() {
            let across = wide * (i as f64 + 0.5);
            diagram = diagram.note((across, 14.0), title);
            let first = diagram.nodes.len();
            for (j, name) in names.iter().enumerate() {
                let down = top + pitch * (j as f64 + 0.5 + (tallest - names.len() as f64) / 2.0);
                diagram = match *name {
                    "…" => diagram.note((across, down), "⋮"),
                    name => diagram.coloured(name, (across, down), true, i),
                };
            }
            let here = first..diagram.nodes.len();
            let pairs = before.flat_map(|from| here.clone().map(move |to| (from, to)));
            diagram.edges.extend(pairs.map(|ends| Edge { ends, label: String::new(), arrow: false }));
            before = here;
        }
        diagram
    }

    /// A round node.
    ///
    /// # Panics
    /// If there is a node of this name.
    #[track_caller]
    pub fn node(self, name: &str, at: (f64, f64)) -> Self {
        self.coloured(name, at, true, 0)
    }

    /// A rectangular node, for an operation.
    ///
    /// # Panics
    /// As [`Diagram::node`].
    #[track_caller]
    pub fn block(self, name: &str, at: (f64, f64)) -> Self {
        self.coloured(name, at, false, 1)
    }

    /// An arrow between two nodes, with a label at its middle, which may be empty.
    ///
    /// # Panics
    /// If there is no node of one of the names.
    #[track_caller]
    pub fn arrow(mut self, from: &str, to: &str, label: &str) -> Self {
        let ends = (self.find(from), self.find(to));
        self.edges.push(Edge { ends, label: label.to_string(), arrow: true });
        self
    }

    /// Words at a place.
    pub fn note(mut self, at: (f64, f64), text: &str) -> Self {
        self.notes.push((at, text.to_string()));
        self
    }

    #[track_caller]
    fn coloured(mut self, name: &str, at: (f64, f64), round: bool, colour: usize) -> Self {
        assert!(
            self.nodes.iter().all(|node| node.name != name),
            "diagram: there are two nodes named {name:?}"
        );
        let wide = text_width(name) / 2.0 + 9.0;
        let half = if round { (wide.max(22.0), wide.max(22.0)) } else { (wide.max(24.0), 20.0) };
        self.nodes.push(Node { name: name.to_string(), at, half, round, colour });
        self
    }

    #[track_caller]
    fn find(&self, name: &str) -> usize {
        let found = self.nodes.iter().position(|node| node.name == name);
        found.unwrap_or_else(|| panic!("diagram: there is no node named {name:?}"))
    }
}

impl Node {
    /// The point of its outline in the direction of `other`.
    fn edge_towards(&self, other: (f64, f64)) -> (f64, f64) {
        let (dx, dy) = (other.0 - self.at.0, other.1 - self.at.1);
        let share = if self.round {
            self.half.0 / dx.hypot(dy).max(1.0)
        } else {
            (self.half.0 / dx.abs().max(1e-9)).min(self.half.1 / dy.abs().max(1e-9))
        };
        (self.at.0 + share * dx, self.at.1 + share * dy)
    }

    fn draw(&self, canvas: &mut Canvas, at: (f64, f64)) {
        let (soft, strong) = (Paint::Soft(self.colour), Paint::Strong(self.colour));
        let (wide, high) = self.half;
        if self.round {
            canvas.disc(at, wide, soft, 1.0);
            canvas.ring(at, wide, strong, 1.8);
        } else {
            let block = Area { left: at.0 - wide, top: at.1 - high, width: 2.0 * wide, height: 2.0 * high };
            canvas.rect(block, soft, 1.0);
            canvas.outline(block, strong, 1.8);
        }
        canvas.text(at, Anchor::Middle, TEXT, &self.name);
    }
}

impl Edge {
    fn draw(&self, canvas: &mut Canvas, nodes: &[Node], place: impl Fn((f64, f64)) -> (f64, f64)) {
        let (from, to) = (&nodes[self.ends.0], &nodes[self.ends.1]);
        let (start, end) = (place(from.edge_towards(to.at)), place(to.edge_towards(from.at)));
        if self.arrow {
            canvas.arrow(start, end, Paint::Ink, 0.6 * STROKE);
        } else {
            canvas.polyline(&[start, end], Paint::Ink, 0.8, &[]);
        }
        if !self.label.is_empty() {
            let middle = ((start.0 + end.0) / 2.0, (start.1 + end.1) / 2.0);
            let width = text_width(&self.label) + 4.0;
            let back = Area { left: middle.0 - width / 2.0, top: middle.1 - 10.0, width, height: 20.0 };
            canvas.rect(back, Paint::Paper, 0.9);
            canvas.text(middle, Anchor::Middle, SMALL, &self.label);
        }
    }
}

impl Figure for Diagram {
    fn height(&self, width: f64) -> f64 {
        self.height * width / 640.0
    }

    fn draw(&self, canvas: &mut Canvas, area: Area) {
        let scale = area.width / 640.0;
        let place = |(right, down): (f64, f64)| (area.left + scale * right, area.top + scale * down);
        for edge in &self.edges {
            edge.draw(canvas, &self.nodes, place);
        }
        for node in &self.nodes {
            node.draw(canvas, place(node.at));
        }
        for (at, text) in &self.notes {
            canvas.text(place(*at), Anchor::Middle, TEXT, text);
        }
    }
}
