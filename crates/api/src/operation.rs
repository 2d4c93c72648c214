//! Facts about how an operation is called.

use crate::product::ProductInfo;
use crate::word::words;

/// Facts about an operation, other than its parameters.
///
/// A value is built by [`new`](Self::new) and a function for each fact that differs from the default. New facts can
/// therefore be added without breaking existing code:
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
    /// The product of the operation.
    pub product: &'static ProductInfo,
    /// Name of the operation, which is sent as `Action`.
    pub name: &'static str,
    /// The HTTP method that the client uses by default.
    pub method: Method,
    /// All HTTP methods that the service accepts.
    pub methods: &'static [Method],
    /// Path template: `/` in RPC style, for example `/clusters/{ClusterId}` in ROA style. A template may have a query, as
    /// in `/shards/{id}?action=split`: its pairs are sent and signed as query parameters. A template that ends with `*`
    /// is what the parameter in [`Location::WholePath`](crate::Location::WholePath) has to match.
    pub path: &'static str,
    /// The kind of the request body.
    pub body: BodyKind,
    /// How the request is authenticated.
    pub auth: Auth,
    /// Whether the operation only reads, so that it may be repeated without side effects.
    pub read_only: bool,
    /// Name of the parameter for an idempotency token, with which the service detects a repeated request, if there is
    /// one.
    pub idempotency_token: Option<&'static str>,
    /// The kind of body of a successful response. The client does not accept any other body as a response.
    pub response: ResponseKind,
    /// Whether the service sends only XML. It is then asked for XML, and the root element of a successful response is the
    /// field of its name, if the response has one.
    pub xml_response: bool,
    /// Whether a successful response is a stream of server-sent events. [`response`](Self::response) is then the kind of
    /// the data of each event.
    pub streaming: Streaming,
}

impl OperationInfo {
    /// Creates an operation with the default facts: a signed `POST` to `/` without a body, which may change state, has
    /// no idempotency token and an undescribed response, which is one body.
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
            xml_response: false,
            streaming: Streaming::Never,
        }
    }

    /// Sets the method that the client uses by default, and all methods that the service accepts.
    #[must_use]
    pub const fn methods(self, used: Method, accepted: &'static [Method]) -> Self {
        Self { method: used, methods: accepted, ..self }
    }

    /// Sets the path template.
    #[must_use]
    pub const fn path(self, path: &'static str) -> Self {
        Self { path, ..self }
    }

    /// Sets the kind of the request body.
    #[must_use]
    pub const fn body(self, body: BodyKind) -> Self {
        Self { body, ..self }
    }

    /// Sets how the request is authenticated.
    #[must_use]
    pub const fn auth(self, auth: Auth) -> Self {
        Self { auth, ..self }
    }

    /// Marks the operation as one that only reads.
    #[must_use]
    pub const fn read_only(self) -> Self {
        Self { read_only: true, ..self }
    }

    /// Sets the name of the parameter for an idempotency token.
    #[must_use]
    pub const fn idempotency_token(self, name: &'static str) -> Self {
        Self { idempotency_token: Some(name), ..self }
    }

    /// Sets the kind of body of a successful response.
    #[must_use]
    pub const fn response(self, response: ResponseKind) -> Self {
        Self { response, ..self }
    }

    /// Marks the operation as one whose service sends only XML.
    #[must_use]
    pub const fn xml_response(self) -> Self {
        Self { xml_response: true, ..self }
    }

    /// Sets whether a successful response is a stream of server-sent events.
    #[must_use]
    pub const fn streaming(self, streaming: Streaming) -> Self {
        Self { streaming, ..self }
    }

    /// Whether a successful response may be a stream of server-sent events.
    #[must_use]
    pub const fn may_stream(&self) -> bool {
        !matches!(self.streaming, Streaming::Never)
    }
}

words! {
    /// An HTTP method.
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
    /// The kind of a request body.
    BodyKind {
        /// No body.
        None = "none",
        /// `application/x-www-form-urlencoded` with the parameters in [`Location::Form`](crate::Location::Form). It is
        /// sent even if none of them is set.
        Form = "form",
        /// `multipart/form-data` (RFC 7578) with the parameters in [`Location::Form`](crate::Location::Form). Bytes are files.
        Multipart = "multipart",
        /// JSON: an object of the parameters in [`Location::BodyField`](crate::Location::BodyField), which is sent even
        /// if none of them is set, or the parameter in [`Location::WholeBody`](crate::Location::WholeBody). If that
        /// parameter is a string, it is sent unchanged.
        Json = "json",
        /// XML: the only parameter in [`Location::BodyField`](crate::Location::BodyField) that is set is the root element, or
        /// the only field of the parameter in [`Location::WholeBody`](crate::Location::WholeBody). If that parameter is a
        /// string, it is sent unchanged. If none is set, the body is empty.
        Xml = "xml",
        /// Bytes, sent unchanged as `application/octet-stream`.
        Binary = "binary",
    }
}

words! {
    /// How a request is authenticated.
    Auth {
        /// The request is signed.
        Signed = "signed",
        /// The request is sent without credentials.
        Anonymous = "anonymous",
        /// The request carries a bearer token.
        Bearer = "bearer",
    }
}

words! {
    /// Whether a successful response is a stream of server-sent events (the media type `text/event-stream`).
    Streaming {
        /// It is one body.
        Never = "never",
        /// It is a stream or one body, as the service or a parameter decides.
        Optional = "optional",
        /// It is a stream.
        Always = "always",
    }
}

/// The kind of body of a successful response, according to the description of the operation.
///
/// `Fields` is the type of a list of names. It is a parameter because the generator needs owned lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ResponseKind<Fields = &'static [&'static str]> {
    /// No body is described.
    Empty,
    /// An object with the request id only, which acknowledges that the operation was carried out.
    Acknowledgement,
    /// An object with the request id and other fields.
    Identified,
    /// An object with these fields and without a request id.
    Fields(Fields),
    /// An object whose fields are not described, or no body.
    Unknown,
    /// A list.
    List,
    /// An object whose keys are data.
    Map,
    /// A single string, number or boolean, which is the whole body.
    Text,
    /// Bytes, which are the whole body.
    Binary,
}

impl<Fields> ResponseKind<Fields> {
    /// The name of the kind, without the names of its [`Fields`](Self::Fields).
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

    /// Converts the list of names to another type of list.
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
