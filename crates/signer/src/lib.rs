//! Request signatures of Alibaba Cloud: sign on the client's side, verify on the server's.
//!
//! | module | scheme | where the signature goes |
//! |---|---|---|
//! | [`acs3`] | `ACS3-HMAC-SHA256`, `ACS3-HMAC-SM3`: the current one, for every operation | `Authorization: ACS3-…` |
//! | [`rpc`] | version 1.0, HMAC-SHA1, for RPC operations | parameter `Signature` |
//! | [`roa`] | version 1.0, HMAC-SHA1, for ROA operations | `Authorization: acs …` |
//! | [`sls`] | that of Simple Log Service, HMAC-SHA256 or HMAC-SHA1 | `Authorization: LOG …` |
//! | [`oss4`] | `OSS4-HMAC-SHA256`, for gateways that sign as Object Storage Service | `Authorization: OSS4-…` |
//!
//! [`Secret`] holds a string that must not be shown, and [`redact`] hides secrets in strings that come from elsewhere,
//! such as error messages of a service.
//!
//! The crate has no I/O, no clock and no randomness. Date and nonce are arguments, so signatures are reproducible and
//! can be tested.
//!
//! ```
//! use alicloud_signer::{AccessKey, rpc};
//!
//! let access_key = AccessKey::new("testid", "testsecret");
//! let mut parameters = vec![("Action", "DescribeRegions"), ("Version", "2014-05-26"), ("Format", "XML")];
//! let nonce = "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf";
//! parameters.extend(rpc::signing_parameters(&access_key, "2016-02-23T12:46:24Z", nonce));
//!
//! // The client signs ...
//! let signed = rpc::sign("GET", &parameters, &access_key.secret);
//! assert_eq!(signed.signature(), "OLeaidS1JvxuMvnyHOwuJ+uX5qY=");
//!
//! // ... and the server verifies what it received.
//! parameters.push(("Signature", signed.signature()));
//! assert_eq!(rpc::verify("GET", &parameters, &access_key.secret), Ok(()));
//!
//! parameters.push(("RegionId", "cn-hangzhou"));
//! let error = rpc::verify("GET", &parameters, &access_key.secret).unwrap_err();
//! assert!(error.string_to_sign().unwrap().contains("RegionId%3Dcn-hangzhou"));
//! ```

pub mod acs3;
pub mod oss4;
pub mod redact;
pub mod roa;
pub mod rpc;
pub mod sls;

mod access_key;
mod authorization;
mod digest;
mod encoding;
mod error;
mod request;
mod secret;

pub use access_key::AccessKey;
pub use digest::HexDigest;
pub use encoding::{percent_encode, percent_encode_into, percent_encode_path};
pub use error::{InvalidAuthorization, Mismatch, VerifyError};
pub use secret::Secret;
