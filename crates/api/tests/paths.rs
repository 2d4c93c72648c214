//! Which paths match which templates.

use alicloud_api::PathTemplate;

type Pairs = &'static [(&'static str, &'static str)];

const CASES: &[(&str, &str, Option<Pairs>)] = &[
    ("/", "/", Some(&[])),
    ("/", "/clusters", None),
    ("/clusters", "/clusters/", Some(&[])),
    ("/clusters/", "/clusters", Some(&[])),
    ("/clusters/{id}", "/clusters/c1", Some(&[("id", "c1")])),
    ("/clusters/{id}", "/clusters/", None),
    ("/clusters/{id}", "/clusters/c1/nodes", None),
    ("/clusters/{id}/nodes/{node}", "/clusters/a%2Fb/nodes/n", Some(&[("id", "a%2Fb"), ("node", "n")])),
    ("/plans/{id}%3Aapply", "/plans/p%3Aapply", Some(&[("id", "p")])),
    ("/plans/{id}%3Aapply", "/plans/%3Aapply", None),
    ("/shards/{id}?action=split", "/shards/1", Some(&[("id", "1")])),
    ("/types/*", "/types/a", Some(&[])),
    ("/types/*", "/types/a/b/c", Some(&[])),
    ("/types/*", "/types/a//c", None),
    ("/types/*", "/types/", None),
    ("/types/*", "/types", None),
    ("/types/*", "/kinds/a", None),
    ("/{product}/types/*", "/rds/types/a/b", Some(&[("product", "rds")])),
    ("/{product}/types/*", "//types/a", None),
    // Only the last segment is a wildcard.
    ("/types/*/x", "/types/a/x", None),
];

#[test]
fn paths_match_templates() {
    for (template, path, expected) in CASES {
        let found = PathTemplate::new(template).segments(path);
        assert_eq!(found.as_deref(), *expected, "{template} {path}");
    }
}

#[test]
fn a_template_has_a_path_and_a_query() {
    let cases: [(&str, &str, Pairs, bool); 6] = [
        ("/", "/", &[], false),
        ("/types/*", "/types/*", &[], true),
        ("/types/a*", "/types/a*", &[], false),
        ("/a?list", "/a", &[("list", "")], false),
        ("/a/{b}?x=1&&y={z}&w=", "/a/{b}", &[("x", "1"), ("y", "{z}"), ("w", "")], false),
        ("/a?*", "/a", &[("*", "")], false),
    ];
    for (template, path, query, has_wildcard) in cases {
        let read = PathTemplate::new(template);
        assert_eq!(read.path(), path, "{template}");
        assert_eq!(read.query().collect::<Vec<_>>(), query, "{template}");
        assert_eq!(read.has_wildcard(), has_wildcard, "{template}");
    }
    assert_eq!(PathTemplate::placeholder("{z}"), Some("z"));
    assert_eq!(PathTemplate::placeholder("z"), None);
}
