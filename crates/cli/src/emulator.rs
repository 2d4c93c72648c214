//! `alicloud emulator`: a local endpoint until the program is interrupted.

use std::io::Write as _;

use alicloud_client::AccessKey;
use alicloud_emulator::Options;
use clap::error::ErrorKind;
use clap::{CommandFactory as _, Error};

use crate::Failure;
use crate::arguments::{self, Arguments};

pub(crate) async fn run(arguments: arguments::Emulator) -> Result<(), Failure> {
    let access_keys = arguments.access_key.iter().map(|text| access_key(text)).collect::<Result<Vec<_>, _>>()?;
    let options = Options { listen: arguments.listen, access_keys, ..Options::default() };
    let ready = |address| {
        println!("listening on http://{address}");
        // Whoever waits for the line reads from a pipe.
        drop(std::io::stdout().flush());
    };
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    alicloud_emulator::run(options, ready, interrupted).await.map_err(Failure::call)
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
