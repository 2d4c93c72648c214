//! Tests of path templates: placeholders, queries and wildcards.

use alicloud_client::runtime::{At, Method, OperationInfo};
use alicloud_client::{ErrorKind, SignatureVersion, UntypedOperation, Value};

use crate::operations::{CLUSTERS, info};
use crate::recomputed::problem;
use crate::script::{Script, ok};

/// The template, the parameters, and the path with its query that is sent; an error if it begins with `!`.
type Case = (&'static str, &'static [(&'static str, At, &'static str)], &'static str);

const CASES: &[Case] = &[
    ("/a/{b}", &[("b", At::PATH, "x y/z")], "/a/x%20y%2Fz"),
    ("/a/{b}", &[], "!the path /a/{b} has a placeholder that no parameter fills"),
    // A query within the path is sent and signed like any other.
    ("/a/{b}?type=cursor", &[("b", At::PATH, "1")], "/a/1?type=cursor"),
    ("/a?type=cursor", &[("Z", At::QUERY, "2"), ("A", At::QUERY, "1")], "/a?A=1&Z=2&type=cursor"),
    ("/?list", &[], "/?list="),
    ("/?list&kind=a%20b%2Fc", &[], "/?kind=a%20b%2Fc&list="),
    ("/a?kind={kind}", &[("kind", At::PATH, "x y/z&w")], "/a?kind=x%20y%2Fz%26w"),
    ("/a?k%20k={kind}&x=1", &[("kind", At::PATH, "..")], "/a?k%20k=..&x=1"),
    ("/{kind}?kind={kind}", &[("kind", At::PATH, "x/y")], "/x%2Fy?kind=x%2Fy"),
    ("/a?kind={kind}", &[], "!the path /a?kind={kind} has a placeholder that no parameter fills"),
    ("/a?kind={kind}", &[("kind", At::PATH, "")], "!kind"),
    // A wildcard is filled by a parameter that is the whole path.
    ("/p/{p}/r/*", &[("path", At::WHOLE_PATH, "/p/Aliyun/r/a/b")], "/p/Aliyun/r/a/b"),
    ("/p/{p}/r/*", &[("path", At::WHOLE_PATH, "/p/A B/r/a:b/\u{540d}")], "/p/A%20B/r/a%3Ab/%E5%90%8D"),
    // An escape stays one, in one spelling.
    ("/p/{p}/r/*", &[("path", At::WHOLE_PATH, "/p/x/r/a%2Fb/%41%2a")], "/p/x/r/a%2Fb/A%2A"),
    ("/p/{p}/r/*", &[("path", At::WHOLE_PATH, "/p/x/r/100%")], "/p/x/r/100%25"),
    ("/p/{p}/r/*", &[("path", At::WHOLE_PATH, "/p/x/r/a/")], "!does not match the path /p/{p}/r/*"),
    ("/p/{p}/r/*", &[("path", At::WHOLE_PATH, "/p/x/r/")], "!does not match"),
    ("/p/{p}/r/*", &[("path", At::WHOLE_PATH, "/p/x/r")], "!does not match"),
    ("/p/{p}/r/*", &[("path", At::WHOLE_PATH, "/p//r/a")], "!does not match"),
    ("/p/{p}/r/*", &[("path", At::WHOLE_PATH, "/p/x/r/a//b")], "!does not match"),
    ("/p/{p}/r/*", &[("path", At::WHOLE_PATH, "/p/x/s/a")], "!does not match"),
    ("/p/{p}/r/*", &[("path", At::WHOLE_PATH, "p/x/r/a")], "!does not match"),
    ("/p/{p}/r/*", &[("path", At::WHOLE_PATH, "//host/p/x/r/a")], "!does not match"),
    ("/p/{p}/r/*", &[("path", At::WHOLE_PATH, "/p/x/r/../s")], "!a segment '.' or '..'"),
    ("/p/{p}/r/*", &[("path", At::WHOLE_PATH, "/p/x/r/%2e%2E/s")], "!a segment '.' or '..'"),
    ("/p/{p}/r/*", &[("path", At::WHOLE_PATH, "/p/x/r/.")], "!a segment '.' or '..'"),
    ("/p/{p}/r/*", &[("path", At::WHOLE_PATH, "/p/x/r/a?b=c")], "!write %3F or %23"),
    ("/p/{p}/r/*", &[("path", At::WHOLE_PATH, "/p/x/r/a#b")], "!write %3F or %23"),
    ("/p/{p}/r/*", &[("path", At::WHOLE_PATH, "/p/x/r/%ff")], "!not UTF-8"),
    ("/p/{p}/r/*", &[("path", At::WHOLE_PATH, "/p/x/r/a\\b\n")], "/p/x/r/a%5Cb%0A"),
    ("/p/{p}/r/*", &[("path", At::WHOLE_PATH, "")], "!path"),
    ("/p/{p}/r/*", &[], "!has a placeholder that no parameter fills"),
    // The path follows the host, which it could make longer.
    (".evil.example/x", &[], "!the path .evil.example/x does not begin with '/'"),
    ("{a}.evil.example", &[("a", At::PATH, "x")], "!does not begin with '/'"),
    ("@evil.example/", &[], "!does not begin with '/'"),
    (":8080/", &[], "!does not begin with '/'"),
    ("a", &[], "!does not begin with '/'"),
    ("?list", &[], "!does not begin with '/'"),
    ("", &[], "!does not begin with '/'"),
];

#[tokio::test]
async fn templates_are_filled() {
    for version in [SignatureVersion::Acs3, SignatureVersion::V1] {
        for (template, parameters, expected) in CASES {
            let info: OperationInfo =
                info(&CLUSTERS, "Operation", true, None).methods(Method::Get, &[Method::Get]).path(template);
            let mut operation = UntypedOperation::new(Box::leak(Box::new(info)));
            for (name, at, value) in *parameters {
                operation = operation.parameter(name, *at, Some(Value::from(*value)));
            }
            let script = Script::new([ok()]);
            let client = script.builder().signature(version).build().unwrap();
            let result = operation.send(&client).await;
            let case = format!("{template} {parameters:?}");
            if let Some(expected) = expected.strip_prefix('!') {
                let error = result.unwrap_err();
                assert_eq!(error.kind(), ErrorKind::InvalidInput, "{case}: {error}");
                assert!(error.to_string().contains(expected), "{case}: {error}");
                continue;
            }
            result.unwrap();
            let request = script.requests().remove(0);
            let (_, target) = request.url.split_once("aliyuncs.com").unwrap();
            if version == SignatureVersion::Acs3 {
                assert_eq!(target, *expected, "{case}");
            } else {
                // The older signature does not order the parameters.
                assert_eq!(sorted(target), sorted(expected), "{case}");
            }
            assert_eq!(problem(&request, "testsecret"), None, "{case}");
        }
    }
}

fn sorted(target: &str) -> (String, Vec<&str>) {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut pairs: Vec<&str> = query.split('&').collect();
    pairs.sort_unstable();
    (path.to_owned(), pairs)
}
