//! Tests that the groups of products, which are features for ever, have one word for one thing.

use std::collections::{BTreeMap, BTreeSet};

use crate::packages;

/// Words that no group has, each with the word that groups have instead.
const OTHER_WORDS: [(&str, &str); 6] = [
    ("access-control", "acl"),
    ("alert", "alarm"),
    ("diagnostic", "diagnosis"),
    ("monitoring", "monitor"),
    ("statistics", "statistic"),
    ("sync", "synchronization"),
];

#[test]
fn groups_of_all_products_have_one_word_for_one_thing() {
    let packages = packages(&["--no-deps"]);
    let is_product = |path: &str| path.contains("/crates/products/");
    let mut words: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for package in packages.iter().filter(|package| package["manifest_path"].as_str().is_some_and(is_product)) {
        for feature in package["features"].as_object().expect("features").keys() {
            let place = format!("{feature} of {}", package["name"].as_str().expect("a name"));
            for word in feature.split('-').chain([feature.as_str()]) {
                words.entry(word).or_default().insert(place.clone());
            }
        }
    }
    assert!(words.len() > 150, "only {} words were found: are the manifests read?", words.len());
    let mut found = Vec::new();
    for (other, word) in OTHER_WORDS {
        assert!(words.contains_key(word), "no group has the word {word} any more");
        found.extend(words.get(other).map(|places| format!("{places:?}: the word for {other} is {word}")));
    }
    for (word, places) in &words {
        let one = word.strip_suffix('s').and_then(|one| words.get_key_value(one));
        found.extend(one.map(|(one, others)| format!("{places:?} has {word}, {others:?} has {one}")));
    }
    assert!(found.is_empty(), "{found:#?}");
}
