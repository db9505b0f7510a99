//! `post`: what a signed POST over a kept-alive loopback connection costs, against libcurl's: the time of the whole exchange, and
//! the processor time of the side that posts. Each runs in a process of its own, in turn, and the best of all rounds counts.
//!
//! libcurl has the easier task: it posts ready bytes, and neither signs nor encodes. The client's call does more than is held
//! to the target: it checks the fields before, and afterwards verifies the answer and reads it into its type.
//!
//! Exit status 1 if a signed POST takes longer than libcurl's. Without libcurl's header it says so, and passes.

#![forbid(unsafe_code)]

#[path = "../../../benches/loopback/mod.rs"]
mod loopback;
mod peer;

use std::error::Error;
use std::process::ExitCode;
use std::time::{Duration, Instant};

const ROUNDS: usize = 10;
const POSTS: usize = 2000;
const WARM_UP: usize = 200;
const BATCH: usize = 50;

/// What a measurement may be off by.
const TOLERANCE: f64 = 1.1;

/// Nanoseconds of a post.
#[derive(Clone, Copy)]
struct Cost {
    exchange: u64,
    processor: u64,
}

impl Cost {
    const MOST: Cost = Cost {
        exchange: u64::MAX,
        processor: u64::MAX,
    };

    fn parse(text: &str) -> Option<Cost> {
        let (exchange, processor) = text.trim().split_once(' ')?;
        Some(Cost {
            exchange: exchange.parse().ok()?,
            processor: processor.parse().ok()?,
        })
    }

    fn best(self, other: Cost) -> Cost {
        Cost {
            exchange: self.exchange.min(other.exchange),
            processor: self.processor.min(other.processor),
        }
    }
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [] => compare(),
        [kind, base_url] => {
            let cost = measure(kind, base_url)?;
            println!("{} {}", cost.exchange, cost.processor);
            Ok(ExitCode::SUCCESS)
        }
        _ => Err("usage: post".into()),
    }
}

fn compare() -> Result<ExitCode, Box<dyn Error>> {
    let base_url = loopback::start()?;
    let curl = peer::build()?;
    let body = loopback::Post::new(&base_url).body();
    let (mut client, mut signed, mut libcurl) = (Cost::MOST, Cost::MOST, Cost::MOST);
    for _ in 0..ROUNDS {
        client = client.best(peer::run_self("client", &base_url)?);
        signed = signed.best(peer::run_self("signed", &base_url)?);
        if let Some(curl) = &curl {
            libcurl = libcurl.best(curl.run(&base_url, &body, POSTS)?);
        }
    }
    println!("| a POST over a kept connection | exchange, µs | processor time, µs | to libcurl |");
    println!("| --- | ---: | ---: | ---: |");
    let reference = curl.is_some().then_some(libcurl);
    if curl.is_some() {
        print("libcurl: post", libcurl, reference);
    }
    let ratio = print("sign, encode, post", signed, reference);
    print("client: and verify, read", client, reference);
    if curl.is_none() {
        println!("SKIPPED: libcurl (no cc, or no curl/curl.h)");
    } else if ratio > TOLERANCE {
        println!("NOT MET: a signed POST takes no longer than libcurl's");
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

#[expect(clippy::float_arithmetic, reason = "times are compared, not money")]
fn print(name: &str, cost: Cost, to: Option<Cost>) -> f64 {
    let ratio = to.map(|to| cost.exchange as f64 / to.exchange as f64);
    println!(
        "| {name} | {:.1} | {:.1} | {} |",
        cost.exchange as f64 / 1000.0,
        cost.processor as f64 / 1000.0,
        ratio.map_or_else(String::new, |ratio| format!("{ratio:.2}")),
    );
    ratio.unwrap_or_default()
}

fn measure(kind: &str, base_url: &str) -> Result<Cost, Box<dyn Error>> {
    if kind == "client" {
        let (client, query) = (loopback::client(base_url), loopback::query());
        return time(|| Ok(client.call(&query).map(drop)?));
    }
    let post = loopback::Post::new(base_url);
    time(|| match post.send()?.status {
        200 => Ok(()),
        other => Err(format!("status {other}").into()),
    })
}

fn time(post: impl Fn() -> Result<(), Box<dyn Error>>) -> Result<Cost, Box<dyn Error>> {
    for _ in 0..WARM_UP {
        post()?;
    }
    let mut best = Duration::MAX;
    let before = processor_time()?;
    for _ in 0..POSTS / BATCH {
        let start = Instant::now();
        for _ in 0..BATCH {
            post()?;
        }
        best = best.min(start.elapsed());
    }
    Ok(Cost {
        exchange: u64::try_from(best.as_nanos())? / BATCH as u64,
        processor: (processor_time()? - before) / POSTS as u64,
    })
}

/// Nanoseconds that the threads of this process have run, as Linux tells them; 0 elsewhere.
fn processor_time() -> Result<u64, Box<dyn Error>> {
    let mut sum = 0;
    for task in std::fs::read_dir("/proc/self/task").into_iter().flatten() {
        let text = std::fs::read_to_string(task?.path().join("schedstat"))?;
        sum += text.split(' ').next().unwrap_or_default().parse::<u64>()?;
    }
    Ok(sum)
}
