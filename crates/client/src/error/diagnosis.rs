//! Why the service did not accept a signature.

/// Why the service did not accept a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureDiagnosis {
    /// The service signed the same text and got another signature: the access key secret is wrong.
    WrongSecret,
    /// The service signed another text: something on the way (a proxy) changed the request, or this library has a fault.
    DifferentText,
}
