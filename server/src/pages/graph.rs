//! The graph of a person's nodes, laid out on a circle.

/// A graph ready to be drawn.
#[derive(Clone)]
pub(super) struct Graph {
    /// The width of the drawing, in its own units.
    pub(super) width: u32,
    /// Its height.
    pub(super) height: u32,
    /// The radius of a node.
    pub(super) radius: u32,
    /// The nodes.
    pub(super) nodes: Vec<Dot>,
    /// The edges.
    pub(super) edges: Vec<Line>,
}

/// A node of the drawing.
#[derive(Clone)]
pub(super) struct Dot {
    /// Its number in the list beside the drawing, from 1.
    pub(super) number: usize,
    /// Its place.
    pub(super) x: String,
    /// Its place.
    pub(super) y: String,
}

/// An edge of the drawing.
#[derive(Clone)]
pub(super) struct Line {
    /// The number of one node.
    pub(super) a: usize,
    /// The number of the other.
    pub(super) b: usize,
    /// Where it begins and ends.
    pub(super) x1: String,
    /// Where it begins and ends.
    pub(super) y1: String,
    /// Where it begins and ends.
    pub(super) x2: String,
    /// Where it begins and ends.
    pub(super) y2: String,
}

const RADIUS: u32 = 16;

impl Graph {
    /// Lays out so many nodes and the edges between them, given as numbers from 1. Edges to a
    /// node that is not there are left out.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a family has at most 50 nodes"
    )]
    pub(super) fn laid_out(nodes: usize, edges: &[(usize, usize)]) -> Self {
        let circle = (nodes as f64 * 9.0).max(56.0);
        let half = circle + f64::from(RADIUS) + 4.0;
        let place = |number: usize| {
            let turn = std::f64::consts::TAU * (number as f64 - 1.0) / nodes.max(1) as f64;
            let (sin, cos) = turn.sin_cos();
            (half + circle * sin, half - circle * cos)
        };
        let text = |at: f64| format!("{at:.1}");
        let dots = (1..=nodes).map(|number| {
            let (x, y) = place(number);
            Dot {
                number,
                x: text(x),
                y: text(y),
            }
        });
        let known = |number: usize| (1..=nodes).contains(&number);
        let lines = edges.iter().filter(|(a, b)| known(*a) && known(*b));
        let lines = lines.map(|&(a, b)| {
            let ((x1, y1), (x2, y2)) = (place(a), place(b));
            Line {
                a,
                b,
                x1: text(x1),
                y1: text(y1),
                x2: text(x2),
                y2: text(y2),
            }
        });
        let side = (half * 2.0).ceil() as u32;
        Self {
            width: side,
            height: side,
            radius: RADIUS,
            nodes: dots.collect(),
            edges: lines.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_node_lies_within_the_drawing_and_strange_edges_are_left_out() {
        for count in [0, 1, 2, 7, 50] {
            let graph = Graph::laid_out(count, &[(1, 2), (1, 99)]);
            assert_eq!(graph.nodes.len(), count);
            assert_eq!(graph.edges.len(), usize::from(count >= 2));
            for dot in &graph.nodes {
                for at in [&dot.x, &dot.y] {
                    let at: f64 = at.parse().unwrap();
                    assert!(at >= 16.0 && at <= f64::from(graph.width) - 16.0);
                }
            }
        }
    }
}
