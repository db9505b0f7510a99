//! The signing path in ratios: to the bare digest of the same crate, and to what merchants write without a library.
//!
//! Times mean little on a shared machine; ratios of work done in turns within one process mean much. Exit code 1 if a
//! row misses its limit by more than 10 %, or makes an allocation where none may be.

mod allocations;
mod measure;
mod report;
mod rows;

use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;

/// Measures signing and verifying as ratios to the bare digest and to a naive version.
#[derive(Parser)]
#[command(name = "ratios")]
struct Arguments {
    /// Print one JSON document instead of the table.
    #[arg(long)]
    json: bool,
    /// Measure only rows whose name or input contains this text, such as "verify" or "PAY".
    #[arg(long)]
    only: Option<String>,
    /// Milliseconds to spend on each row.
    #[arg(long, default_value_t = rows::TIME.as_millis() as u64)]
    millis: u64,
}

/// How much longer a row that fails is measured, in its own time: another program can spoil half a second, and its batches then
/// stay among those that count.
const LONGER: usize = 3;

/// The row's line: what its batches tell, all together.
fn measured(row: &mut rows::Row, time: Duration) -> report::Line {
    let mut measuring = measure::Measuring::start(row);
    let mut known = || {
        let measured = measuring.go_on(time);
        report::Line::new(measuring.row(), &measured)
    };
    let mut line = known();
    for _ in 0..LONGER {
        if line.failed {
            line = known();
        }
    }
    line
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut lines = Vec::new();
    if !arguments.json {
        println!("{}", report::heading());
    }
    for mut row in rows::all() {
        let wanted = |only: &String| format!("{} {}", row.name, row.input).contains(only);
        if !arguments.only.as_ref().is_none_or(wanted) {
            continue;
        }
        let line = measured(&mut row, Duration::from_millis(arguments.millis));
        if !arguments.json {
            println!("{}", line.text());
        }
        lines.push(line);
    }
    if arguments.json {
        match serde_json::to_string_pretty(&lines) {
            Ok(text) => println!("{text}"),
            Err(error) => {
                eprintln!("{error}");
                return ExitCode::FAILURE;
            }
        }
    }
    if lines.is_empty() {
        eprintln!("no row has that text");
        return ExitCode::from(2);
    }
    ExitCode::from(u8::from(lines.iter().any(|line| line.failed)))
}
