//! `alicloud emulator`: a local endpoint until the program is interrupted.

use alicloud_catalog::Catalog;
use alicloud_client::AccessKey;
use alicloud_emulator::Emulator;
use clap::error::ErrorKind;
use clap::{CommandFactory as _, Error};

use crate::arguments::{self, Arguments, EmulatorCommand};
use crate::failure::Failure;
use crate::lookup::product;
use crate::output;

pub(crate) async fn run(arguments: arguments::Emulator) -> Result<(), Failure> {
    if let Some(EmulatorCommand::Coverage { product }) = arguments.command {
        return coverage(product.as_deref());
    }
    // From here on, and not only once it listens: without a handler, process 1 of a container ignores the signal.
    let interrupted = interrupted().map_err(Failure::call)?;
    let mut builder = Emulator::builder().listen(arguments.listen).strict(arguments.strict);
    for text in &arguments.access_key {
        builder = builder.access_key(access_key(text)?);
    }
    for token in arguments.oidc_token {
        builder = builder.oidc_token(token);
    }
    if arguments.no_oidc {
        builder = builder.refuse_oidc();
    }
    let emulator = builder.start().await.map_err(Failure::call)?;
    // Without its URL nobody finds the endpoint: where that cannot be written, it does not run on. A reader that closed the pipe has read it.
    output::write(|out| writeln!(out, "listening on {}", emulator.endpoint()))?;
    interrupted.await;
    emulator.stop().await;
    Ok(())
}

fn coverage(code: Option<&str>) -> Result<(), Failure> {
    let catalog = Catalog::embedded();
    let page = match code {
        None => alicloud_emulator::coverage_page(),
        Some(code) => alicloud_emulator::coverage([product(catalog, code)?]),
    };
    output::write(|out| out.write_all(page.as_bytes()))
}

/// Ready at the first signal that asks the program to end: SIGINT and SIGTERM, or Ctrl-C where there are no signals.
#[cfg(unix)]
fn interrupted() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn interrupted() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}

fn access_key(text: &str) -> Result<AccessKey, Failure> {
    match text.split_once(':') {
        Some((id, secret)) if !id.is_empty() && !secret.is_empty() => Ok(AccessKey::new(id, secret)),
        _ => {
            // The text may be a secret: it is not repeated.
            let message = "an access key is written ID:SECRET, as in testid:testsecret";
            Err(Failure::Usage(Error::raw(ErrorKind::ValueValidation, message).with_cmd(&Arguments::command())))
        }
    }
}
