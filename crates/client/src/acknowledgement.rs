//! The answer of operations that tell nothing but that they were carried out.

use std::fmt;

use crate::decode::{Decode, Decoder};
use crate::show::debug_decoded;

/// The answer of an operation that tells nothing but that it was carried out.
///
/// More than a quarter of the responses of RDS hold the request id and no more. They are one type, not one each: a type costs whoever
/// compiles the product, and an answer to any of these operations can be handled by the same code. Each operation has its own name
/// for it (`ReleaseInstanceConnectionResponse`), which stays when the vendor adds a member and the type becomes one of its own.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct Acknowledgement {
    /// `RequestId`, or the header of the response: identifies the call; support asks for it.
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
