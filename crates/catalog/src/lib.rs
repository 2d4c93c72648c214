//! The API descriptions of this workspace at run time, for tools without generated code.
//!
//! All of `spec/` is embedded and parsed on demand: [`Catalog::embedded`] takes microseconds, and
//! [`Product::operation`] parses a single entry, once.
//!
//! ```
//! use alicloud_catalog::Catalog;
//!
//! let rds = Catalog::embedded().product("rds", None).unwrap();
//! assert_eq!((rds.code(), rds.version()), ("Rds", "2014-08-15"));
//!
//! let release = rds.operation("release-instance-connection").unwrap();
//! assert_eq!(release.info.name, "ReleaseInstanceConnection");
//! let error = rds.errors(release).next().unwrap();
//! assert_eq!((error.status, error.code), (404, "Endpoint.NotFound"));
//! assert_eq!(release.info.method, alicloud_api::Method::Post);
//! ```

mod catalog;
mod embedded;
mod error;
mod kept;
mod name;
mod operation;
mod product;
mod route;
mod secrets;

pub use alicloud_codegen::catalog::{OperationDetails, ProductDetails, RequestParameter};
pub use alicloud_codegen::spec::entry::{
    AdditionalProperties, Directory, DirectoryItem, DocumentedWaiter, ErrorCode, RamAction, RamResource, Response,
    ResponseDemo, Schema,
};
pub use catalog::Catalog;
pub use error::CatalogError;
pub use name::same_name;
pub use operation::Operation;
pub use product::Product;
pub use route::Route;
