//! The client runtime for Alibaba Cloud: one [`Client`] for every product.
//!
//! Operations come from generated crates (`alicloud-rds`, `alicloud-sts`, …). An operation is a plain value; a client
//! sends it:
//!
//! ```no_run
//! # use alicloud_client::{Client, Error, Operation};
//! # async fn run<O: Operation>(operation: O) -> Result<(), Error> {
//! let client = Client::from_env().await?;
//! let response = client.send(operation).await?;
//! # Ok(()) }
//! ```
//!
//! # The parts of the crate
//!
//! - [`Client`] and [`ClientBuilder`]: region, endpoint, timeouts, signature, transport.
//! - [`credentials`]: credentials and the providers that find them.
//! - [`retry`]: when a call is sent again. Operations that change something are retried only if that is safe.
//! - [`Error`]: the one error type, with predicates, status, code and request id.
//! - [`paginate`], [`waiter`], [`bulk`], [`stream`]: results in pages, waiting for a state, many operations, streams of events.
//! - [`transport`]: the HTTP client, behind a trait, so that tests can replace the network.
//! - [`observe`]: notifications about each attempt. `tracing` spans exist independently of it.
//! - [`runtime`]: the items that generated code uses. It is not meant for use by hand.

mod acknowledgement;
mod answer;
#[cfg(feature = "blocking")]
pub mod blocking;
mod boxed;
mod builder;
pub mod bulk;
mod call;
mod client;
mod clock;
pub mod credentials;
mod decode;
mod drivers;
mod encode;
mod endpoint;
mod environment;
mod error;
mod event_source;
mod evidence;
mod gate;
mod media_type;
mod nonces;
pub mod observe;
mod operation;
pub mod paginate;
mod pairs;
mod parameters;
mod private_file;
mod provider;
mod redact;
pub mod region;
mod region_id;
mod regular_file;
mod request;
mod request_id;
pub mod retry;
pub mod runtime;
mod scalar;
mod show;
mod shown;
mod sign;
#[cfg(feature = "serde")]
mod stored;
pub mod stream;
mod timestamp;
pub mod transport;
mod unknown_value;
mod untyped;
mod value;
pub mod waiter;

pub use answer::{Answer, Reply};
pub use builder::ClientBuilder;
pub use call::{Call, Sending};
pub use client::Client;
pub use credentials::{AccessKey, Credentials, CredentialsProvider, Secret};
pub use endpoint::{Endpoint, Network};
pub use error::{AccessDenied, Error, ErrorBuilder, ErrorKind, ServiceError, SignatureDiagnosis};
pub use nonces::NonceSource;
pub use operation::{Operation, OperationInfo};
pub use paginate::{Paginate, Paginator};
pub use sign::{Format, SignatureVersion};
pub use stream::{EventStream, StreamCall, StreamEvent};
pub use unknown_value::UnknownValue;
pub use untyped::{UntypedCall, UntypedOperation};
pub use value::{Blob, FormFile, SecretValue, Value};
