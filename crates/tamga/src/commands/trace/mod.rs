//! `tamga trace`: where goods came from, where they went, who fed whom.

mod drawn;
mod near;
mod paths;
mod tree;

use crate::cli::Common;
use crate::drawing::{Files, about};
use crate::screen::{Screen, Tone};
use crate::session::{Session, View};
use crate::trouble::{Ending, Trouble};
use crate::words;
use ledger::trace::{Direction, Trace};
use std::io;

const AFTER: &str = "\
Examples:
  tamga trace up EXP-7#1            documents behind line 1 of note EXP-7
  tamga trace up KZ-L-7F3K-9Q2M-2   documents behind all that is left of a lot
  tamga trace down DECL-7#2         where the goods of line 2 of declaration DECL-7 went
  tamga trace down serial:SN-0042   by a serial number
  tamga trace path DECL-7#2         within one lot: which receipt fed which note
  tamga trace up EXP-7 --html t.html   the same as a page with a picture; --svg FILE is the picture alone

A name is a lot (KZ-L-…), a note (KZ-N-… or its own number), NOTE#LINE, DOCUMENT, DOCUMENT#LINE, or serial:NUMBER.
Exit code 1: the sums do not agree somewhere.

Next: `tamga show NUMBER` tells more about anything in the tree; docs/guides/trace.md explains how to read it.";

#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Options {
    #[command(subcommand)]
    way: Way,
}

#[derive(clap::Subcommand)]
enum Way {
    /// Towards the documents that brought the goods in
    Up(Walk),
    /// Towards where the goods went
    Down(Walk),
    /// Within one lot: which receipt fed which draw, with bounds
    Path(paths::Options),
}

#[derive(clap::Args)]
struct Walk {
    /// Lot, note, NOTE#LINE, document, DOCUMENT#LINE, or serial:NUMBER
    name: String,
    /// At most this many steps away from the start
    #[arg(long, value_name = "N", default_value_t = 1000)]
    depth: usize,
    /// At most this many nodes
    #[arg(long, value_name = "N", default_value_t = 1000)]
    limit: usize,
    #[command(flatten)]
    picture: Drawn,
}

/// A picture of a graph.
#[derive(clap::Args)]
struct Drawn {
    #[command(flatten)]
    files: Files,
    /// Draws at most this many nodes, at least 10; more are folded, their amounts added up
    #[arg(long, value_name = "N", default_value_t = picture::NODES_DEFAULT)]
    nodes: usize,
}

pub(crate) fn run(options: &Options, common: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    let session = Session::open(common)?;
    session.view(|view| match &options.way {
        Way::Up(walk) => follow(walk, Direction::Up, &session, view, screen),
        Way::Down(walk) => follow(walk, Direction::Down, &session, view, screen),
        Way::Path(options) => paths::run(options, &session, view, screen),
    })
}

fn follow(
    walk: &Walk,
    direction: Direction,
    session: &Session,
    view: &View,
    screen: &Screen,
) -> Result<Ending, Trouble> {
    let start = view.start(&walk.name)?;
    let trace = ledger::trace::trace(view.books, view.moves, start, direction, walk.limit.max(1));
    if walk.picture.files.are_wanted() {
        let name = &walk.name;
        let (title, way) = match direction {
            Direction::Up => (format!("Where {name} came from"), "up"),
            Direction::Down => (format!("Where {name} went"), "down"),
        };
        let about = about(title, format!("tamga trace {way} {name}"), session);
        let near = near::within(&trace, direction, walk.depth);
        let picture = drawn::trace(&near, &trace, walk.depth, view).draw(walk.picture.nodes);
        walk.picture.files.write(&picture, &about, screen)?;
    } else if screen.is_json() {
        let near = near::within(&trace, direction, walk.depth);
        let mut answer = ledger::trace::json::trace(view.books, view.numbers, &near);
        // Also of the nodes that are not shown: the exit code says the same.
        answer["sums_agree"] = trace.sums_agree().into();
        screen.json(&answer)?;
    } else {
        print(&trace, direction, walk.depth, view, screen)?;
    }
    Ok(Ending::finding(!trace.sums_agree()))
}

/// Prints a trace as a tree, and what was checked.
pub(crate) fn print(trace: &Trace, direction: Direction, depth: usize, view: &View, screen: &Screen) -> io::Result<()> {
    if trace.starts.is_empty() {
        return screen.line("Nothing to follow: no goods were ever there.");
    }
    let deeper = tree::print(trace, direction, depth, view, screen)?;
    screen.line("")?;
    sums(trace, view, screen)?;
    if deeper {
        screen.line(screen.paint(
            Tone::Note,
            &format!("Not everything is shown: `--depth {depth}` steps. A greater --depth shows more."),
        ))?;
    }
    if !trace.complete {
        let nodes = trace.nodes.len();
        screen.line(screen.paint(
            Tone::Note,
            &format!(
                "Not everything is shown: the limit of {nodes} nodes was reached. `--limit {}` shows more.",
                nodes * 10
            ),
        ))?;
    }
    Ok(())
}

fn sums(trace: &Trace, view: &View, screen: &Screen) -> io::Result<()> {
    let nodes = trace.nodes.len();
    if trace.edges.iter().any(|edge| edge.first > 0) {
        screen.line(
            screen.paint(Tone::Faint, "In [ ] stand the entries behind a step; `tamga show NUMBER` prints one."),
        )?;
    }
    if trace.sums_agree() {
        let sign = screen.sign("✓ ", "");
        let text = format!("{sign}Sums checked at all {nodes} nodes: what came less what went is what is there.");
        return screen.line(screen.paint(Tone::Good, &text));
    }
    for node in trace.nodes.iter().filter(|node| !node.sums_agree) {
        let unit = view.books.state.lot(node.place.lot).unit;
        let text = format!(
            "SUMS DO NOT AGREE at {}: came {}, went {}, there {}",
            tree::label(node.place, None, view),
            words::amount(node.came, unit),
            words::amount(node.went, unit),
            words::amount(node.there, unit)
        );
        screen.line(screen.paint(Tone::Bad, &text))?;
    }
    screen.line("Stop and call who keeps this registry: `tamga verify` tells more.")
}
