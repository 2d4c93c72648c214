//! Decides whether a request may be sent a second time. This is the only place for that decision: typed and untyped
//! calls, pages and bulk runs all use it.

use crate::operation::OperationInfo;
use crate::request::Unsigned;

/// The effect of executing a request twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeatability {
    /// None: the operation only reads, or this request has an idempotency token.
    Harmless,
    /// The change would be made twice, so the request may be repeated only if it certainly was not carried out.
    Harmful,
}

impl Repeatability {
    /// It is not sufficient that the operation has a parameter for a token: the request must contain one that is not
    /// blank.
    pub(crate) fn of(info: &OperationInfo, request: &Unsigned) -> Self {
        if info.read_only || request.carries_token { Self::Harmless } else { Self::Harmful }
    }

    /// Whether the request may be sent again. `may_have_been_applied` is whether an attempt may have been carried out.
    pub(crate) fn allows(self, may_have_been_applied: bool) -> bool {
        self == Self::Harmless || !may_have_been_applied
    }
}
