//! Whether a request may be sent a second time. Typed and untyped calls, pages and bulk runs ask here, and nowhere else.

use crate::operation::OperationInfo;
use crate::request::Unsigned;

/// What a second execution of a request would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeatability {
    /// Nothing: the operation changes nothing, or this very request carries an idempotency token.
    Harmless,
    /// The change would be made twice. It may be sent again only if it surely was not carried out.
    Harmful,
}

impl Repeatability {
    /// That an operation *has* a parameter for a token says nothing: the request must carry one that is more than white space.
    pub(crate) fn of(info: &OperationInfo, request: &Unsigned) -> Self {
        if info.read_only || request.carries_token { Self::Harmless } else { Self::Harmful }
    }

    /// Whether the request may be sent again, given whether an attempt may have been carried out.
    pub(crate) fn allows(self, may_have_been_applied: bool) -> bool {
        self == Self::Harmless || !may_have_been_applied
    }
}
