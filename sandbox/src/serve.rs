//! `sandbox serve`: the gateways on loopback ports, with what a developer needs to begin.

use crate::{
    FaultPlan, Gateway, Introduction, Logged, Options, Provider, Server, cli::ServeArgs, registry,
};
use std::{
    io::{self, Write},
    process::ExitCode,
    sync::Arc,
};

/// Serves until Ctrl-C.
pub(crate) fn run(args: &ServeArgs, plan: &FaultPlan) -> ExitCode {
    match serve(args, plan) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sandbox: {error}");
            ExitCode::FAILURE
        }
    }
}

fn serve(args: &ServeArgs, plan: &FaultPlan) -> io::Result<()> {
    let mut servers = Vec::new();
    let mut out = io::stdout();
    for (provider, nth) in registry::chosen(&args.provider).zip(0_u16..) {
        let port = if args.port == 0 {
            0
        } else {
            args.port.saturating_add(nth)
        };
        let server = start(provider, port, args, plan).map_err(|error| {
            io::Error::new(
                error.kind(),
                format!("{}, port {port}: {error}", provider.name),
            )
        })?;
        let introduction = server.with_gateway(|gateway, _| gateway.introduction());
        write(&mut out, provider, server.base_url(), &introduction)?;
        servers.push(server);
    }
    for (fault, rate) in plan.rates() {
        writeln!(
            out,
            "fault       {fault}, {} in a million: {}",
            rate.millionths(),
            fault.description()
        )?;
    }
    writeln!(out, "time        {}x; Ctrl-C ends\n", args.time_scale)?;
    out.flush()?;
    wait_for_ctrl_c()
}

fn start(
    provider: &'static Provider,
    port: u16,
    args: &ServeArgs,
    plan: &FaultPlan,
) -> io::Result<Server<Box<dyn Gateway>>> {
    let options = Options {
        port,
        time_scale: args.time_scale,
        faults: plan.clone(),
        seed: args.seed,
        watcher: Some(Arc::new(move |logged| print_request(provider.name, logged))),
    };
    Server::start((provider.gateway)(), options)
}

fn write(
    out: &mut impl Write,
    provider: &Provider,
    base_url: &str,
    introduction: &Introduction,
) -> io::Result<()> {
    writeln!(out, "{} ({})", provider.title, provider.name)?;
    writeln!(out, "base URL    {base_url}")?;
    for (name, value) in &introduction.credentials {
        writeln!(out, "{name:<11} {value}")?;
    }
    writeln!(out, "customers   {base_url}/sandbox")?;
    for (what, effect) in &introduction.behaviours {
        writeln!(out, "  {what:<28} {effect}")?;
    }
    writeln!(out, "try         {}\n", introduction.curl)
}

/// One line a request, on standard output. A closed pipe is no reason to stop serving.
fn print_request(provider: &str, logged: &Logged) {
    let moment = crate::beijing::format(logged.at);
    let status = logged
        .status
        .map_or_else(|| "no answer".to_owned(), |status| status.to_string());
    let order = logged.operation.order.as_deref().unwrap_or("-");
    let faults = match logged.faults {
        faults if faults.is_empty() => String::new(),
        faults => format!("  ({faults})"),
    };
    let name = if logged.operation.name == "unknown" {
        &logged.path
    } else {
        logged.operation.name
    };
    let _ = writeln!(
        io::stdout(),
        "{moment} {provider} {} {name} {order} {status}{faults}",
        logged.method
    );
}

fn wait_for_ctrl_c() -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(tokio::signal::ctrl_c())
}
