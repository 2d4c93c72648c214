//! How an operation is called.

use crate::product::ProductInfo;
use crate::word::words;

/// The facts of an operation that do not depend on its parameters.
///
/// They are made by [`new`](Self::new) and a function for each fact that differs from what is usual, so that a fact more breaks nobody:
///
/// ```
/// use alicloud_api::{Method, OperationInfo, ProductInfo, ResponseKind};
///
/// static RDS: ProductInfo = ProductInfo::new("Rds", "2014-08-15");
/// static DESCRIBE: OperationInfo = OperationInfo::new(&RDS, "DescribeRegions")
///     .methods(Method::Post, &[Method::Post, Method::Get])
///     .read_only()
///     .response(ResponseKind::Identified);
/// assert_eq!((DESCRIBE.path, DESCRIBE.read_only), ("/", true));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct OperationInfo {
    /// The product that the operation belongs to.
    pub product: &'static ProductInfo,
    /// Name of the operation, the `Action` of the wire.
    pub name: &'static str,
    /// The method that is used unless the client is told otherwise.
    pub method: Method,
    /// All methods that the service accepts.
    pub methods: &'static [Method],
    /// Path template: `/` for RPC, as in `/clusters/{ClusterId}` for ROA.
    pub path: &'static str,
    /// What the request body is.
    pub body: BodyKind,
    /// How a caller authenticates.
    pub auth: Auth,
    /// Whether the operation changes nothing, so that it may be repeated at will.
    pub read_only: bool,
    /// Name of the parameter that makes a repetition harmless, if there is one.
    pub idempotency_token: Option<&'static str>,
    /// What the body of a successful response is: nothing else is accepted as a response.
    pub response: ResponseKind,
}

impl OperationInfo {
    /// An operation that is sent as a signed `POST` to `/` without a body, that changes something, has no idempotency token, and of whose
    /// response nothing is said.
    #[must_use]
    pub const fn new(product: &'static ProductInfo, name: &'static str) -> Self {
        Self {
            product,
            name,
            method: Method::Post,
            methods: &[Method::Post],
            path: "/",
            body: BodyKind::None,
            auth: Auth::Signed,
            read_only: false,
            idempotency_token: None,
            response: ResponseKind::Unknown,
        }
    }

    /// The method that is used, and all that the service accepts.
    #[must_use]
    pub const fn methods(self, used: Method, accepted: &'static [Method]) -> Self {
        Self { method: used, methods: accepted, ..self }
    }

    /// The path template.
    #[must_use]
    pub const fn path(self, path: &'static str) -> Self {
        Self { path, ..self }
    }

    /// What the request body is.
    #[must_use]
    pub const fn body(self, body: BodyKind) -> Self {
        Self { body, ..self }
    }

    /// How a caller authenticates.
    #[must_use]
    pub const fn auth(self, auth: Auth) -> Self {
        Self { auth, ..self }
    }

    /// The operation changes nothing.
    #[must_use]
    pub const fn read_only(self) -> Self {
        Self { read_only: true, ..self }
    }

    /// The name of the parameter that makes a repetition harmless.
    #[must_use]
    pub const fn idempotency_token(self, name: &'static str) -> Self {
        Self { idempotency_token: Some(name), ..self }
    }

    /// What the body of a successful response is.
    #[must_use]
    pub const fn response(self, response: ResponseKind) -> Self {
        Self { response, ..self }
    }
}

words! {
    /// HTTP method.
    Method {
        /// `GET`
        Get = "GET",
        /// `POST`
        Post = "POST",
        /// `PUT`
        Put = "PUT",
        /// `DELETE`
        Delete = "DELETE",
        /// `PATCH`
        Patch = "PATCH",
        /// `HEAD`
        Head = "HEAD",
        /// `OPTIONS`
        Options = "OPTIONS",
    }
}

words! {
    /// What the body of a request is.
    BodyKind {
        /// There is none.
        None = "none",
        /// `application/x-www-form-urlencoded`, of the parameters in [`Location::Form`](crate::Location::Form); sent even if none is set.
        Form = "form",
        /// JSON: the object of the parameters in [`Location::BodyField`](crate::Location::BodyField) (sent even if none is set), or the
        /// parameter in [`Location::WholeBody`](crate::Location::WholeBody). A whole body that is text is sent as it is.
        Json = "json",
        /// Bytes as they are, `application/octet-stream`.
        Binary = "binary",
    }
}

words! {
    /// How a caller authenticates.
    Auth {
        /// By a signature.
        Signed = "signed",
        /// Not at all.
        Anonymous = "anonymous",
        /// By a bearer token.
        Bearer = "bearer",
    }
}

/// What the body of a successful response is, as far as the description of the operation says.
///
/// `Fields` is the type of a list of names: the generator owns the lists that it prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ResponseKind<Fields = &'static [&'static str]> {
    /// No body is described.
    Empty,
    /// An object with the request id and no more: it says that the operation was carried out.
    Acknowledgement,
    /// An object with the request id among its fields.
    Identified,
    /// An object with these fields, the request id not among them.
    Fields(Fields),
    /// An object of which nothing is said; there may be a body or not.
    Unknown,
    /// A list.
    List,
    /// An object whose keys are data.
    Map,
    /// Text, a number or a boolean: the body is the value.
    Text,
    /// Bytes: the body is the value.
    Binary,
}

impl<Fields> ResponseKind<Fields> {
    /// The word for it. The names of [`Fields`](Self::Fields) are not in it.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Acknowledgement => "acknowledgement",
            Self::Identified => "identified",
            Self::Fields(_) => "fields",
            Self::Unknown => "unknown",
            Self::List => "list",
            Self::Map => "map",
            Self::Text => "text",
            Self::Binary => "binary",
        }
    }

    /// The same kind, with the names in another list.
    pub fn map<Others>(&self, list: impl FnOnce(&Fields) -> Others) -> ResponseKind<Others> {
        match self {
            Self::Empty => ResponseKind::Empty,
            Self::Acknowledgement => ResponseKind::Acknowledgement,
            Self::Identified => ResponseKind::Identified,
            Self::Fields(fields) => ResponseKind::Fields(list(fields)),
            Self::Unknown => ResponseKind::Unknown,
            Self::List => ResponseKind::List,
            Self::Map => ResponseKind::Map,
            Self::Text => ResponseKind::Text,
            Self::Binary => ResponseKind::Binary,
        }
    }
}
