//! An operation of the catalog.

use alicloud_api::{DocumentedError, OperationInfo, PagingInfo};
use alicloud_codegen::catalog::{OperationDescription, OperationDetails, RequestParameter};
use alicloud_codegen::spec::entry::Schema;

use crate::kept;

/// An operation: the facts that are needed to call it, and the rest of its description.
#[derive(Debug, Clone)]
pub struct Operation {
    /// How the operation is called.
    pub info: &'static OperationInfo,
    /// How the operation returns its results in pages, if it does.
    pub paging: Option<&'static PagingInfo>,
    /// Request parameters in the documented order, exactly those of the generated request: without entries of the
    /// metadata that repeat parts of others (`Tag.1.key` in addition to `Tag`), and with the fields of a body as
    /// separate parameters.
    pub parameters: Vec<RequestParameter>,
    /// What calls do not depend on.
    pub details: OperationDetails,
}

impl Operation {
    pub(crate) fn new(
        info: &'static OperationInfo,
        paging: Option<&'static PagingInfo>,
        description: OperationDescription,
    ) -> Self {
        let parameters = description.parameters.into_iter().map(|parameter| RequestParameter {
            name: kept::text(&parameter.name),
            location: parameter.location,
            style: parameter.style,
            required: parameter.required,
            schema: parameter.schema,
        });
        Self { info, paging, parameters: parameters.collect(), details: description.details }
    }

    /// The type of a successful response's body; `None` if there is no body.
    #[must_use]
    pub fn response(&self) -> Option<&Schema> {
        self.details.response()
    }

    /// The documented sample response in the format `kind`, which is `json` or `xml` in any case.
    #[must_use]
    pub fn sample(&self, kind: &str) -> Option<&str> {
        self.details.sample(kind)
    }

    /// The errors that only the operation documents; for all of them see [`Product::errors`](crate::Product::errors).
    pub fn errors(&self) -> impl Iterator<Item = DocumentedError<&str>> {
        self.details.errors()
    }
}
