//! What a call through the C interface costs over a direct one, against the target for the guard against panics.
//! Exit status 1 if it is missed, or if a signature through C is another one.

#[path = "../benches/library/mod.rs"]
mod library;

use std::error::Error;
use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use benches::{Input, KEY};
use library::{CFields, Paysdk};
use signing_core::{Secret, SortedMd5};

/// The most that the guard may add to a call, in nanoseconds, and what a measurement may be off by.
const GUARD: f64 = 3.0;
const TOLERANCE: f64 = 1.1;

const ROUNDS: usize = 400;
const TRIVIAL_CALLS: u32 = 2000;

extern "C" fn unguarded() -> u32 {
    1
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let library = Paysdk::open(KEY)?;
    let met = print_trivial(&library);
    println!();
    println!("| signature | direct, ns | paysdk_sign, ns | ratio |");
    println!("| --- | ---: | ---: | ---: |");
    let signer = SortedMd5::new(Secret::new(KEY)?);
    for input in Input::all() {
        print_sign(&library, &signer, &input)?;
    }
    Ok(if met {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn print_trivial(library: &Paysdk) -> bool {
    let unguarded = black_box(unguarded as extern "C" fn() -> u32);
    let mut best = [f64::MAX; 3];
    for _ in 0..ROUNDS {
        best[0] = best[0].min(time(|| unguarded() as usize));
        best[1] = best[1].min(time(|| (library.abi_version)() as usize));
        best[2] = best[2].min(time(|| library.operation_count()));
    }
    println!("| trivial call | ns | over the unguarded, ns | at most | |");
    println!("| --- | ---: | ---: | ---: | --- |");
    println!("| a function without a guard | {:.1} | | | |", best[0]);
    let met = print_overhead("paysdk_abi_version", best[1], best[0]);
    print_overhead("paysdk_operation_count", best[2], best[0]) && met
}

#[expect(clippy::float_arithmetic, reason = "times are compared, not money")]
fn print_overhead(name: &str, guarded: f64, unguarded: f64) -> bool {
    let overhead = guarded - unguarded;
    let met = overhead <= GUARD * TOLERANCE;
    let verdict = if met { "met" } else { "NOT MET" };
    println!("| {name} | {guarded:.1} | {overhead:.1} | {GUARD:.0} | {verdict} |");
    met
}

#[expect(clippy::float_arithmetic, reason = "a time is divided, not money")]
fn time(call: impl Fn() -> usize) -> f64 {
    let start = Instant::now();
    for _ in 0..TRIVIAL_CALLS {
        black_box(call());
    }
    nanoseconds(start.elapsed()) / f64::from(TRIVIAL_CALLS)
}

#[expect(clippy::float_arithmetic, reason = "times are compared, not money")]
fn print_sign(library: &Paysdk, signer: &SortedMd5, input: &Input) -> Result<(), Box<dyn Error>> {
    let orders = input.orders();
    let c_orders: Vec<CFields> = orders
        .iter()
        .map(|fields| CFields::new(fields))
        .collect::<Result<_, _>>()?;
    let mut buffer = [0; 64];
    for (fields, c_fields) in orders.iter().zip(&c_orders) {
        let through_c = library
            .sign(c_fields, &mut buffer)
            .map_err(|status| format!("paysdk_sign: status {status}"))?;
        if through_c.to_bytes() != signer.sign(fields).as_bytes() {
            return Err(format!("{}: another signature through C", input.name).into());
        }
    }
    let (mut direct, mut through_c) = (f64::MAX, f64::MAX);
    for _ in 0..ROUNDS {
        let start = Instant::now();
        for fields in orders {
            black_box(signer.sign(black_box(fields)));
        }
        direct = direct.min(nanoseconds(start.elapsed()));
        let start = Instant::now();
        for fields in &c_orders {
            black_box(library.sign(black_box(fields), &mut buffer).is_ok());
        }
        through_c = through_c.min(nanoseconds(start.elapsed()));
    }
    let calls = orders.len() as f64;
    println!(
        "| {} | {:.0} | {:.0} | {:.2} |",
        input.name,
        direct / calls,
        through_c / calls,
        through_c / direct
    );
    Ok(())
}

fn nanoseconds(time: Duration) -> f64 {
    time.as_nanos() as f64
}
