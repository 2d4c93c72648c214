//! A local Alibaba Cloud endpoint for tests, driven by the same API descriptions as the client.
//!
//! The emulator verifies signatures, checks parameters against the spec, and responds like the vendor's gateway: same
//! error codes, same body shapes, JSON and XML. The operations around RDS instances and their endpoints, and those of
//! STS that issue credentials, have a real effect; every other operation of the catalog is checked in the same way
//! and returns its documented sample.
//!
//! ```
//! use alicloud_emulator::Emulator;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let emulator = Emulator::start().await?; // 127.0.0.1, a free port, access key `testid` with secret `testsecret`
//! assert!(emulator.endpoint().starts_with("http://127.0.0.1:"));
//! # Ok(())
//! # }
//! ```
//!
//! A request passes through the crate in one direction: `server` reads it and applies injected [`Fault`]s, `gateway` finds the
//! operation, verifies the signature and checks the parameters, `operations` carries it out on `state`, and `response`
//! writes the result.
//!
//! It is for tests and protects nothing. The keys and tokens that it issues are random bits of the operating system, all
//! other identifiers come from an ordinary random number generator. It listens on loopback by default.

mod access;
mod beginning;
mod clock;
mod coverage;
mod digest;
mod emulated;
mod emulator;
mod error;
mod fault;
mod field_schema;
mod gateway;
mod identifier;
mod json;
mod lock;
mod log;
mod operations;
mod parameters;
mod received_request;
mod recorded_request;
mod resource;
mod response;
mod server;
mod state;
mod xml;

pub use coverage::{coverage, coverage_of, coverage_page};
pub use emulated::Emulated;
pub use emulator::{Emulator, EmulatorBuilder, StartError};
pub use fault::{Fault, FaultEffect};
pub use recorded_request::RecordedRequest;
pub use state::InstanceExists;
pub use state::instance::InstanceSeed;
pub use state::transition::Transitions;
