//! Compares a program that makes one call with one that makes the same call with only `reqwest` and `serde_json`: CPU time of the
//! first debug build, and size of the stripped release binary. `cargo bench -p alicloud-tests --bench program`.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a benchmark")]

mod cpu;
mod throw_away;

use std::path::{Path, PathBuf};

use throw_away::Crate;

/// Number of alternating debug builds of each program, of which the fastest counts. On a shared machine, build times
/// vary by up to a fifth.
const TURNS: usize = 3;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

const OURS: &str = r#"
use alicloud_client::Client;
use alicloud_rds::release_instance_connection::{InstanceNetworkType, ReleaseInstanceConnection};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), alicloud_client::Error> {
    let client = Client::from_env().await?;
    let response = ReleaseInstanceConnection::new()
        .db_instance_id("rm-uf6wjk5xxxxxxx")
        .current_connection_string("rm-uf6wjk5xxxx.mysql.rds.aliyuncs.com")
        .instance_network_type(InstanceNetworkType::Vpc)
        .send(&client)
        .await?;
    println!("{}", response.request_id);
    Ok(())
}
"#;

/// The smallest possible call: without signature, credentials, retries and types.
const BARE: &str = r#"
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let answer = reqwest::Client::new()
        .post("https://rds.aliyuncs.com/?DBInstanceId=rm-uf6wjk5xxxxxxx&InstanceNetworkType=VPC")
        .header("x-acs-action", "ReleaseInstanceConnection")
        .send()
        .await?;
    let answer: serde_json::Value = serde_json::from_slice(&answer.bytes().await?)?;
    println!("{}", answer["RequestId"]);
    Ok(())
}
"#;

fn main() {
    let work = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("program");
    let tokio = "tokio = { version = \"1\", features = [\"macros\", \"rt\"] }";
    let path = |name: &str| Path::new(ROOT).join("crates").join(name).canonicalize().expect("a crate");
    let ours = format!(
        "alicloud-client = {{ path = {:?} }}\nalicloud-rds = {{ path = {:?}, default-features = false, features = [\"connection\"] }}\n{tokio}",
        path("client"),
        path("products/rds")
    );
    let bare = format!("reqwest = \"0.13\"\nserde_json = \"1\"\n{tokio}");
    let [ours, bare] = [("ours", ours, OURS), ("bare", bare, BARE)].map(|(name, dependencies, program)| {
        Crate::new(&work, name, &dependencies, [("main.rs", program.to_owned())].into_iter()).apart()
    });
    let programs = [ours, bare];
    // Downloads dependencies before the measurement.
    programs.iter().for_each(|each| each.cargo(&["fetch"]));
    let mut seconds = [f64::MAX; 2];
    for _ in 0..TURNS {
        for (each, least) in programs.iter().zip(&mut seconds) {
            *least = least.min(first_build(each));
        }
    }
    let [debug, bare_debug] = seconds;
    let [size, bare_size] = programs.each_ref().map(release_size);
    println!("{:<28} {:>10} {:>14} {:>7}", "a program with one call", "this", "bare reqwest", "ratio");
    println!("{:<28} {debug:>8.1} s {bare_debug:>12.1} s {:>7.2}", "first debug build, CPU", debug / bare_debug);
    println!("{:<28} {size:>7.2} MB {bare_size:>11.2} MB {:>7.2}", "stripped release binary", size / bare_size);
}

/// Returns the CPU seconds of a debug build including all dependencies.
fn first_build(each: &Crate) -> f64 {
    each.cargo(&["clean"]);
    let begin = cpu::children();
    each.cargo(&["build"]);
    cpu::children() - begin
}

/// Returns the size of the release binary in megabytes.
fn release_size(each: &Crate) -> f64 {
    each.cargo(&["build", "--release"]);
    each.size("release", each.name()).expect("a binary") as f64 / 1e6
}
