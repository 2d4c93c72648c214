//! Facts about operations and products of Alibaba Cloud: everything that is needed to send a call, except the values of
//! its parameters.
//!
//! The generator decides these facts from a description. Generated code contains them as constants, the catalog as
//! data; the client, the emulator and the CLI read them and make no decisions of their own. Each kind of fact is one
//! type, and each of its values has one string:
//! ```
//! use alicloud_api::{Location, Method};
//!
//! assert_eq!(Location::WholeBody.as_str(), "whole-body");
//! assert_eq!(Method::parse("POST"), Some(Method::Post));
//! ```

mod documented;
mod operation;
mod paging;
mod parameter;
mod path_template;
mod product;
pub mod secret_name;
mod word;

pub use documented::{DocumentedError, RamAction, RamResource};
pub use operation::{Auth, BodyKind, Method, OperationInfo, ResponseKind, Streaming};
pub use paging::{NextPage, PageNumber, PageOffset, PageToken, PagingInfo, ReportedPage};
pub use parameter::{ListStyle, Location};
pub use path_template::PathTemplate;
pub use product::{EndpointRule, GatewaySignature, ProductInfo, RegionHosts, Style};
