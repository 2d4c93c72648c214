//! The location of a parameter in a request, and its serialization there.

use crate::word::words;

words! {
    /// The location of a parameter in a request.
    Location {
        /// The query string.
        Query = "query",
        /// A form in the body.
        Form = "form",
        /// A placeholder of the path template: a segment of the path, or a value in its query.
        Path = "path",
        /// The whole path, which has to match the path template. That ends with `*` then, which stands for one or more
        /// segments.
        WholePath = "whole-path",
        /// A label in front of the host name, such as `project` in `project.cn-hangzhou.log.aliyuncs.com`. No operation
        /// has two of them.
        Host = "host",
        /// A header.
        Header = "header",
        /// A field of the JSON object in the body, or the root element of the XML document in it.
        BodyField = "body-field",
        /// The whole body.
        WholeBody = "whole-body",
    }
}

impl Location {
    /// The part of the request as a string. It is `body` both for a field of the body and for the whole body, and `path`
    /// both for a placeholder and for the whole path; no operation has parameters of both kinds.
    #[must_use]
    pub const fn part(self) -> &'static str {
        match self {
            Self::BodyField | Self::WholeBody => "body",
            Self::Path | Self::WholePath => "path",
            other => other.as_str(),
        }
    }
}

words! {
    /// How a list or an object outside a JSON body is serialized.
    ListStyle {
        /// One parameter for each value: `Name.1`, `Name.Key`. The vendor's metadata calls this `flat` or `repeatList`.
        Flat = "flat",
        /// A JSON string.
        Json = "json",
        /// The elements separated by commas.
        Simple = "simple",
    }
}
