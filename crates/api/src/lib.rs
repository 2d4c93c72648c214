//! The facts of an operation and of its product: what has to be known to call it, whatever the values of its parameters.
//!
//! The generator decides these facts from a description; generated code has them as constants, the catalog as data. The client, the
//! emulator and the command only ask them. Each kind of fact is one type, and each of its values has one word:
//!
//! ```
//! use alicloud_api::{Location, Method};
//!
//! assert_eq!(Location::WholeBody.as_str(), "whole-body");
//! assert_eq!(Method::parse("POST"), Some(Method::Post));
//! ```

mod documented;
mod operation;
mod parameter;
mod product;
mod word;

pub use documented::{DocumentedError, RamAction, RamResource};
pub use operation::{Auth, BodyKind, Method, OperationInfo, ResponseKind};
pub use parameter::{ListStyle, Location};
pub use product::{EndpointRule, ProductInfo, RegionHosts, Style};
