//! The reasons why the service did not accept a signature.

/// The reason why the service did not accept a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureDiagnosis {
    /// The service computed another signature for the same string to sign, so the access key secret is wrong.
    WrongSecret,
    /// The service computed another string to sign: a proxy changed the request, or this library has a bug.
    DifferentText,
}
