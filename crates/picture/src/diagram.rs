//! A graph of places and of what went between them, as it is to be drawn.

use crate::amount::Amount;

/// What a node is: it decides its shape and the word above its name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// A document that brought goods in.
    Document,
    /// A transformation or split that made goods of others, or used them up.
    Transformation,
    /// Stock of a party at a place.
    Stock,
    /// A line of a note.
    NoteLine,
    /// Temporarily abroad.
    Abroad,
    /// An account that goods went to: export, write-off, loss.
    Account,
}

impl Kind {
    /// All kinds, in the order of the legend.
    pub const ALL: [Kind; 6] =
        [Kind::Document, Kind::Transformation, Kind::Stock, Kind::NoteLine, Kind::Abroad, Kind::Account];

    /// The word above the name.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Document => "document",
            Kind::Transformation => "transformation",
            Kind::Stock => "stock",
            Kind::NoteLine => "note line",
            Kind::Abroad => "abroad",
            Kind::Account => "account",
        }
    }

    /// The same for several.
    pub fn words(self) -> &'static str {
        match self {
            Kind::Document => "documents",
            Kind::Transformation => "transformations",
            Kind::Stock => "stocks",
            Kind::NoteLine => "note lines",
            Kind::Abroad => "places abroad",
            Kind::Account => "accounts",
        }
    }
}

/// Whether what came, less what went, is what is there.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Sound {
    /// It is not asked at this node.
    Unchecked,
    /// It is.
    Agrees,
    /// It is not: the program or its files are at fault.
    Differs,
}

/// A node.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Its name.
    pub title: String,
    /// More about it, a line each.
    pub details: Vec<String>,
    /// What it is folded by when there are too many nodes: the party, the account.
    pub family: String,
    /// What is there now; nothing where that is no question.
    pub there: Option<Amount>,
    /// Whether its sums agree.
    pub sound: Sound,
    /// Whether the question begins here.
    pub is_start: bool,
}

/// What went from one node to another.
#[derive(Clone, Debug)]
pub struct Edge {
    /// Position of the node it leaves.
    pub from: usize,
    /// Position of the node it reaches.
    pub to: usize,
    /// What left; with [`Measure::Bounds`] at least so much.
    pub left: Amount,
    /// What arrived (another quantity where goods were made of others); with [`Measure::Bounds`] at most so much.
    pub arrived: Amount,
    /// Where it stands, such as `entries 25 to 31`.
    pub remark: String,
}

/// What the two amounts of an edge mean.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Measure {
    /// What left and what arrived.
    Flow,
    /// At least and at most.
    Bounds,
}

/// A graph.
#[derive(Clone, Debug)]
pub struct Diagram {
    /// Nodes.
    pub nodes: Vec<Node>,
    /// Edges. One that names a node that does not exist is left out.
    pub edges: Vec<Edge>,
    /// What amounts of edges mean.
    pub measure: Measure,
    /// What the reader must know: limits that were reached, conventions. What can be typed stands between backticks.
    pub remarks: Vec<String>,
    /// How to see all nodes when some are folded, as a sentence.
    pub unfold: String,
}
