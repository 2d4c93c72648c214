//! Where a parameter is in a request, and how it is written there.

use crate::word::words;

words! {
    /// Where a parameter is in a request.
    Location {
        /// The query string.
        Query = "query",
        /// A form in the body.
        Form = "form",
        /// A segment of the path.
        Path = "path",
        /// A header.
        Header = "header",
        /// A field of the JSON object that is the body.
        BodyField = "body-field",
        /// The body itself.
        WholeBody = "whole-body",
    }
}

impl Location {
    /// The word for the part of the request that the parameter is in, or is: `body` for a field of the body and for the whole body, which no
    /// operation has both.
    #[must_use]
    pub const fn part(self) -> &'static str {
        match self {
            Self::BodyField | Self::WholeBody => "body",
            other => other.as_str(),
        }
    }
}

words! {
    /// How a list or an object is written outside of a JSON body.
    ListStyle {
        /// One parameter for each value: `Name.1`, `Name.Key`. The vendor's files have `flat` and `repeatList` for it.
        Flat = "flat",
        /// As JSON text.
        Json = "json",
        /// With commas between the elements.
        Simple = "simple",
    }
}
