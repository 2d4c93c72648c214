//! Tests the links of documents, and what each published package states about itself.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::{ROOT, packages};

/// Each link within the repository has to lead to a file, and to a heading if it names one. The pages in
/// `codegen/tests` are test input, not our documents.
#[test]
fn each_link_of_a_document_leads_to_a_file() {
    let listed = Command::new("git").args(["ls-files", "-z", "*.md"]).current_dir(ROOT).output().expect("git runs");
    let listed = String::from_utf8(listed.stdout).expect("UTF-8");
    let documents: Vec<&str> =
        listed.split('\0').filter(|path| !path.is_empty() && !path.starts_with("codegen/tests/")).collect();
    assert!(documents.len() > 12, "only {documents:?} were found");
    let mut followed = 0;
    let mut broken = Vec::new();
    for document in documents {
        let file = Path::new(ROOT).join(document);
        let (links, _) = read(&file);
        for link in links.iter().filter(|link| !link.contains("://")) {
            let (path, heading) = link.split_once('#').map_or((link.as_str(), None), |(path, name)| (path, Some(name)));
            let target = if path.is_empty() { file.clone() } else { file.parent().expect("a folder").join(path) };
            followed += 1;
            if !target.exists() {
                broken.push(format!("{document}: there is no {path}"));
            } else if heading.is_some_and(|heading| !read(&target).1.contains(heading)) {
                broken.push(format!("{document}: {link} has no such heading"));
            }
        }
    }
    assert!(followed > 35, "only {followed} links were found");
    assert!(broken.is_empty(), "{broken:#?}");
}

/// Returns the targets of all links, and the anchors that GitHub generates for all headings.
fn read(file: &Path) -> (Vec<String>, BTreeSet<String>) {
    let text = std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let (mut links, mut headings, mut heading) = (Vec::new(), BTreeSet::new(), None::<String>);
    for event in Parser::new_ext(&text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => links.push(dest_url.into_string()),
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => {
                let kept = heading.take().unwrap_or_default().to_lowercase();
                let kept = kept.chars().filter(|char| char.is_alphanumeric() || matches!(char, ' ' | '-' | '_'));
                headings.insert(kept.map(|char| if char == ' ' { '-' } else { char }).collect());
            }
            Event::Text(part) | Event::Code(part) => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&part);
                }
            }
            _ => {}
        }
    }
    (links, headings)
}

/// crates.io shows README and description, and docs.rs documents what the features in the manifest enable.
#[test]
fn each_published_package_says_what_it_is() {
    let mut published = 0;
    let mut missing = Vec::new();
    for package in packages(&["--no-deps"]).iter().filter(|package| package["publish"].is_null()) {
        let name = package["name"].as_str().expect("a name");
        let mut lacks = |what: &str| missing.push(format!("{name} has no {what}"));
        published += 1;
        for key in ["description", "license", "repository", "rust_version", "readme"] {
            if package[key].as_str().is_none_or(str::is_empty) {
                lacks(key);
            }
        }
        // Generated crates need no setting, since all of their features are enabled by default.
        let is_product = package["manifest_path"].as_str().is_some_and(|path| path.contains("/crates/products/"));
        if !is_product && package["metadata"]["docs"]["rs"]["all-features"] != true {
            lacks("[package.metadata.docs.rs] with all-features");
        }
        let folder = PathBuf::from(package["manifest_path"].as_str().expect("a path"));
        let readme = std::fs::read_to_string(folder.with_file_name("README.md")).unwrap_or_default();
        if !readme.starts_with(&format!("# {name}\n")) {
            lacks("README.md that begins with its name");
        }
    }
    assert!(published >= 10, "only {published} packages were found");
    assert!(missing.is_empty(), "{missing:#?}");
}

/// `docs/products.md` lists each description of `spec/` with its crate and how many operations it has.
#[test]
fn the_list_of_products_is_complete() {
    let page = std::fs::read_to_string(Path::new(ROOT).join("docs/products.md")).expect("it is there");
    let listed: BTreeSet<&str> = page.lines().filter(|line| line.starts_with("| [`alicloud-")).collect();
    let mut expected = BTreeSet::new();
    for product in alicloud_catalog::Catalog::embedded().products() {
        let (code, version) = (product.code(), product.version());
        let details = product.details().expect("it is described");
        let title = &details.title;
        let folder = code.to_lowercase();
        let groups = details.directories.iter().filter(|group| group.feature.is_some()).count();
        let operations = product.operation_names().count();
        expected.insert(format!(
            "| [`alicloud-{folder}`](../crates/products/{folder}) | {title} | {code} {version} | {operations} | {groups} |"
        ));
    }
    let expected: BTreeSet<&str> = expected.iter().map(String::as_str).collect();
    assert!(listed == expected, "the rows have to be:\n{}", expected.into_iter().collect::<Vec<_>>().join("\n"));
}
