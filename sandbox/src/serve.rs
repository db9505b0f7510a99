//! `sandbox serve`: the gateways on loopback ports, with what a developer needs to begin.

use crate::{
    Dates, Delivered, FaultPlan, Gateway, Introduction, Logged, Options, Provider, Server, beijing,
    cli::ServeArgs, printer::Printer, registry,
};
use std::{io, process::ExitCode, sync::Arc};

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
    // All that is printed goes this way: a closed pipe is no reason to stop serving.
    let printer = Printer::start(io::stdout())?;
    for (provider, nth) in registry::chosen(&args.provider).zip(0_u16..) {
        let port = if args.port == 0 {
            0
        } else {
            args.port.saturating_add(nth)
        };
        let server = start(provider, port, args, plan, &printer).map_err(|error| {
            io::Error::new(
                error.kind(),
                format!("{}, port {port}: {error}", provider.name),
            )
        })?;
        let introduction = server.with_gateway(|gateway, _| gateway.introduction());
        printer.print(introduced(provider, server.base_url(), &introduction));
        servers.push(server);
    }
    for (fault, rate) in plan.rates() {
        let description = fault.description();
        printer.print(format!("fault       {fault}, rate {rate}: {description}"));
    }
    printer.print(format!("time        {}x; Ctrl-C ends\n", args.time_scale));
    wait_for_ctrl_c()
}

fn start(
    provider: &'static Provider,
    port: u16,
    args: &ServeArgs,
    plan: &FaultPlan,
    printer: &Printer,
) -> io::Result<Server<Box<dyn Gateway>>> {
    let (requests, deliveries) = (printer.clone(), printer.clone());
    let options = Options {
        port,
        time_scale: args.time_scale,
        faults: plan.clone(),
        seed: args.seed,
        dates: Dates::Real,
        watcher: Some(Arc::new(move |logged| {
            requests.print(request_line(provider.name, logged));
        })),
        delivery_watcher: Some(Arc::new(move |delivered| {
            deliveries.print(delivery_line(provider.name, delivered));
        })),
    };
    Server::start((provider.gateway)(), options)
}

/// What a developer needs to begin.
fn introduced(provider: &Provider, base_url: &str, introduction: &Introduction) -> String {
    let mut lines = vec![
        format!("{} ({})", provider.title, provider.name),
        format!("base URL    {base_url}"),
    ];
    for (name, value) in &introduction.credentials {
        lines.push(format!("{name:<11} {value}"));
    }
    lines.push(format!("customers   {base_url}/sandbox"));
    for (what, effect) in &introduction.behaviours {
        lines.push(format!("  {what:<28} {effect}"));
    }
    lines.push(format!("try         {}", introduction.curl));
    if let Some(valid) = introduction.curl_valid {
        let seconds = valid.as_secs();
        lines.push(format!(
            "            (it is dated, so that it is good for {seconds} s from now; a new start prints a new one)"
        ));
    }
    lines.push(String::new());
    lines.join("\n")
}

/// What is printed of a request.
fn request_line(provider: &str, logged: &Logged) -> String {
    let moment = beijing::format(logged.date);
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
    one_line(&format!(
        "{moment} {provider} {} {name} {order} {status}{faults}",
        logged.method
    ))
}

/// What is printed of a notification.
fn delivery_line(provider: &str, delivered: &Delivered) -> String {
    let moment = beijing::format(delivered.date);
    one_line(&format!("{moment} {provider} NOTIFY {delivered}"))
}

/// Order numbers may hold anything; a line stays one.
fn one_line(text: &str) -> String {
    text.replace(char::is_control, "\u{fffd}")
}

fn wait_for_ctrl_c() -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(tokio::signal::ctrl_c())
}
