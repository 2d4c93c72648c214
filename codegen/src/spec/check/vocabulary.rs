//! The keywords of the format, and the handling of unknown ones.

use alicloud_api::GatewaySignature;

use super::Check;
use crate::diagnostic::Diagnostic;
use crate::spec::place::Place;
use crate::spec::suggest;

/// The keywords that a key allows.
pub(in crate::spec) struct Vocabulary {
    /// A description of such a keyword, with an article.
    pub(super) what: &'static str,
    pub(in crate::spec) words: &'static [&'static str],
    /// How the generator handles an unknown keyword; `None` if it is an error.
    pub(super) otherwise: Option<&'static str>,
}

pub(in crate::spec) const STYLE: Vocabulary = Vocabulary {
    what: "a gateway style",
    words: &["RPC", "ROA", "V3", "OSS", "FC", "PDS", "AliGenie"],
    otherwise: None,
};
pub(in crate::spec) const ENDPOINT_RULE: Vocabulary =
    Vocabulary { what: "an endpoint rule", words: &["regional", "central"], otherwise: None };
pub(in crate::spec) const SIGNATURE: Vocabulary = Vocabulary {
    what: "a signature of a gateway",
    words: &[GatewaySignature::Acs.as_str(), GatewaySignature::Log.as_str(), GatewaySignature::Oss4.as_str()],
    otherwise: None,
};
pub(in crate::spec) const METHOD: Vocabulary = Vocabulary {
    what: "an HTTP method",
    words: &["get", "post", "put", "delete", "patch", "head", "options"],
    otherwise: None,
};
pub(in crate::spec) const SCHEME: Vocabulary = Vocabulary {
    what: "a scheme",
    words: &["http", "https", "sse", "ws", "wss", "websocket"],
    otherwise: Some("it is ignored"),
};
pub(in crate::spec) const SECURITY: Vocabulary = Vocabulary {
    what: "a known authentication method",
    words: &[
        "AK",
        "Anonymous",
        "BearerToken",
        "APP",
        "PrivateKey",
        "AliGenie_Auth_SPI",
        "AliGenie_Auth_Token",
        "ARS_OIDC",
        "OAuth 2.0 Bearer Token",
        "accessTokenAuth",
        "trafficAccessTokenAuth",
        "rootTokenAuth",
        "trafficRootTokenAuth",
    ],
    otherwise: Some("requests are signed as if it were not listed"),
};
pub(in crate::spec) const OPERATION_TYPE: Vocabulary = Vocabulary {
    what: "an operation type",
    words: &["read", "write", "readAndWrite", "none"],
    otherwise: Some("whether the operation reads or changes state is derived from other evidence"),
};
pub(in crate::spec) const LOCATION: Vocabulary = Vocabulary {
    what: "a location of a parameter",
    words: &["query", "formData", "path", "header", "body", "host"],
    otherwise: None,
};
pub(in crate::spec) const PARAMETER_STYLE: Vocabulary = Vocabulary {
    what: "a parameter style",
    words: &["json", "repeatList", "flat", "simple", "xml", "struct"],
    otherwise: None,
};
pub(in crate::spec) const TYPE: Vocabulary = Vocabulary {
    what: "a type",
    words: &["string", "integer", "number", "boolean", "array", "object", "any"],
    otherwise: None,
};
pub(in crate::spec) const FORMAT: Vocabulary = Vocabulary {
    what: "a format",
    words: &["int32", "int64", "float", "double", "binary", "byte", "iso8601", "iso8601_normal"],
    otherwise: Some("the format is ignored"),
};
pub(in crate::spec) const ACCESS_LEVEL: Vocabulary = Vocabulary {
    what: "an access level",
    words: &["create", "delete", "get", "list", "update", "read", "write", "Read", "Write", "List", "none"],
    otherwise: Some("it is documented unchanged"),
};
pub(in crate::spec) const SAMPLE_TYPE: Vocabulary =
    Vocabulary { what: "a type of sample", words: &["json", "xml"], otherwise: Some("the sample is ignored") };

impl Vocabulary {
    /// Reports an unknown keyword. One that looks like a misspelling is always an error.
    pub(super) fn check(&self, check: &mut Check<'_>, word: &str, place: &Place<'_>) {
        if !self.words.contains(&word) {
            check.value(place, self.unknown(word));
        }
    }

    /// Reports an unknown keyword that is used as a key.
    pub(super) fn check_name(&self, check: &mut Check<'_>, word: &str, place: &Place<'_>) {
        if !self.words.contains(&word) {
            check.name(place, self.unknown(word));
        }
    }

    fn unknown(&self, word: &str) -> Diagnostic {
        let message = format!("`{word}` is not {}", self.what);
        let remedy = format!("write {}", suggest::alternatives(self.words));
        match (suggest::closest(word, self.words.iter().copied()), self.otherwise) {
            (Some(meant), _) => Diagnostic::error(message).label(format!("did you mean `{meant}`?")).remedy(remedy),
            (None, None) => Diagnostic::error(message).remedy(remedy),
            (None, Some(rule)) => Diagnostic::warning(message).rule(rule).remedy(remedy),
        }
    }
}
