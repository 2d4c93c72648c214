//! The response of operations that return nothing but a request ID.

use std::fmt;

use crate::decode::{Decode, Decoder};
use crate::show::debug_decoded;

/// The response of an operation that only confirms that it was carried out.
///
/// More than a quarter of the responses of RDS contain only the request ID. They share one type, because each type
/// costs compile time in every program, and because the response to any of these operations can be handled by the same
/// code. Each operation has an alias for it (`ReleaseInstanceConnectionResponse`). If the vendor adds a field, the
/// alias becomes a type of its own.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct Acknowledgement {
    /// ID of the request, from `RequestId` in the body or from a header. Include it when you contact the vendor's support.
    pub request_id: String,
}

impl Decode for Acknowledgement {
    fn decode(&mut self, decoder: &mut Decoder<'_>) {
        decoder.request_id("RequestId", &mut self.request_id);
    }
}

impl fmt::Debug for Acknowledgement {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug_decoded("Acknowledgement", self, formatter)
    }
}

crate::serde_structure!(Acknowledgement);
