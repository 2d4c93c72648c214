//! What one build generates: the version at the root, and each other version in a folder of its own.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::rust::model::{Options, Selection, in_environment};
use crate::rust::version;
use crate::spec;

/// One version.
pub(super) struct BuildPart {
    /// The folder of its description.
    pub(super) spec: PathBuf,
    pub(super) options: Options,
    /// The folder for its files.
    pub(super) out: PathBuf,
}

/// What a build script asks for.
#[derive(Debug, Clone)]
pub(super) struct BuildPlan {
    pub(super) spec: PathBuf,
    pub(super) versions: Vec<PathBuf>,
    pub(super) selection: Selection,
    pub(super) own_features: BTreeSet<String>,
    /// `None` if nothing was said about them.
    pub(super) examples: Option<Examples>,
    pub(super) module: Option<String>,
    pub(super) out_dir: Option<PathBuf>,
}

/// The path to the generated code in the examples of the documentation. The default is the name of the package.
#[derive(Debug, Clone)]
pub(super) enum Examples {
    /// This path.
    Under(String),
    /// No examples are written.
    None,
}

impl BuildPlan {
    pub(super) fn new(spec: PathBuf) -> Self {
        Self {
            spec,
            versions: Vec::new(),
            selection: Selection::All,
            own_features: BTreeSet::new(),
            examples: None,
            module: None,
            out_dir: None,
        }
    }

    /// The versions that are generated.
    pub(super) fn parts(self) -> Result<Vec<BuildPart>, Diagnostics> {
        let out = self.out_dir.or_else(|| std::env::var_os("OUT_DIR").map(PathBuf::from)).ok_or_else(|| {
            Diagnostic::error("there is no `OUT_DIR`")
                .remedy("call this from a build script, or name a folder with `out_dir`")
        })?;
        let out = self.module.as_ref().map_or(out.clone(), |module| out.join(module));
        let crate_name = match (self.examples, self.module) {
            (Some(Examples::Under(path)), _) => Some(path.replace('-', "_")),
            (Some(Examples::None), _) | (None, Some(_)) => None,
            (None, None) => std::env::var("CARGO_PKG_NAME").ok().map(|name| name.replace('-', "_")),
        };
        let others = others(&self.spec, &self.versions)?;
        let mut selection = self.selection;
        let features = match &mut selection {
            Selection::Features(features) => {
                features.retain(|feature| !self.own_features.contains(feature));
                Some(features.clone())
            }
            _ => None,
        };
        if others.is_empty() {
            return Ok(vec![BuildPart { spec: self.spec, options: Options { selection, crate_name }, out }]);
        }
        let groups: Vec<BTreeSet<String>> = std::iter::once(&self.spec)
            .chain(others.iter().map(|other| &other.spec))
            .map(|folder| spec::features(folder).iter().map(|feature| in_environment(feature)).collect())
            .collect();
        let own_versions: BTreeSet<String> =
            others.iter().map(|other| in_environment(&version::feature(&other.version))).collect();
        // A feature that names a group of another version only is no mistake.
        let selected = |index: usize| {
            let own = groups.get(index);
            let is_of_other = |feature: &String| {
                !own.is_some_and(|own| own.contains(feature)) && groups.iter().any(|other| other.contains(feature))
            };
            let features = features.as_ref()?.iter().filter(|feature| !own_versions.contains(*feature));
            Some(Selection::Features(features.filter(|feature| !is_of_other(feature)).cloned().collect()))
        };
        let root = Options { selection: selected(0).unwrap_or(selection), crate_name: crate_name.clone() };
        let mut parts = vec![BuildPart { spec: self.spec, options: root, out: out.clone() }];
        for (index, OtherVersion { spec, version: date }) in others.into_iter().enumerate() {
            let is_enabled = |features: &BTreeSet<String>| features.contains(&in_environment(&version::feature(&date)));
            if !features.as_ref().is_none_or(is_enabled) {
                continue;
            }
            let module = version::module(&date);
            let options = Options {
                selection: selected(index + 1).unwrap_or_default(),
                crate_name: crate_name.as_ref().map(|name| format!("{name}::{module}")),
            };
            parts.push(BuildPart { spec, options, out: out.join(module) });
        }
        Ok(parts)
    }
}

/// Another version of the product.
struct OtherVersion {
    spec: PathBuf,
    version: String,
}

/// The other versions. Each has to be of the same product, and none may be there twice.
fn others(root: &Path, versions: &[PathBuf]) -> Result<Vec<OtherVersion>, Diagnostics> {
    if versions.is_empty() {
        return Ok(Vec::new());
    }
    let (code, date) = identity(root)?;
    let (mut others, mut modules) = (Vec::new(), BTreeSet::from([version::module(&date)]));
    for folder in versions {
        let (other_code, version) = identity(folder)?;
        if !other_code.eq_ignore_ascii_case(&code) {
            let problem =
                Diagnostic::error(format!("it describes {other_code}, and the crate is {code}")).in_file(folder);
            return Err(problem.remedy("give another product a crate or a module of its own").into());
        }
        if !modules.insert(version::module(&version)) {
            let problem = Diagnostic::error(format!("the version {version} of {code} is there twice")).in_file(folder);
            return Err(problem.remedy("remove one of the two from the build script").into());
        }
        others.push(OtherVersion { spec: folder.clone(), version });
    }
    Ok(others)
}

fn identity(folder: &Path) -> Result<(String, String), Diagnostics> {
    if let Some(identity) = spec::identity(folder) {
        return Ok(identity);
    }
    // Loading reports why it cannot be read.
    spec::load(folder)?;
    let problem = Diagnostic::error("the product or its version is unknown").in_file(folder);
    Err(problem.remedy("add `product` and `version` to `info`").into())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

    use std::path::{Path, PathBuf};

    use super::{BuildPlan, Examples, Selection};

    /// Descriptions of versions of products, each with these groups.
    fn specs(versions: &[(&str, &str, &[&str])]) -> tempfile::TempDir {
        let root = tempfile::tempdir().expect("a temporary folder");
        for (code, version, groups) in versions {
            let directory = |group: &&str| format!(r#"{{"title": "{group}", "x-feature": "{group}", "children": []}}"#);
            let directories: Vec<String> = groups.iter().map(directory).collect();
            let text = format!(
                r#"{{"info": {{"product": "{code}", "version": "{version}"}}, "directories": [{{"title": "all", "children": [{}]}}]}}"#,
                directories.join(", ")
            );
            let folder = root.path().join(code).join(version);
            std::fs::create_dir_all(&folder).expect("made");
            std::fs::write(folder.join("product.json"), text).expect("written");
        }
        root
    }

    fn plan(root: &Path, features: Option<&[&str]>, versions: &[&str]) -> BuildPlan {
        let mut plan = BuildPlan::new(root.join("Library/2020-01-02"));
        plan.versions = versions.iter().map(|version| root.join(version)).collect();
        plan.out_dir = Some(PathBuf::from("out"));
        plan.examples = Some(Examples::Under("library".to_owned()));
        if let Some(features) = features {
            plan.selection = Selection::Features(features.iter().map(|feature| (*feature).to_owned()).collect());
        }
        plan
    }

    #[test]
    fn versions_are_generated_with_their_features_and_groups_are_shared() {
        let root = specs(&[
            ("Library", "2020-01-02", &["book", "shelf-old"]),
            ("Library", "2024-05-06", &["book", "reader"]),
            ("Library", "2025-01-01", &[]),
        ]);
        let both = ["Library/2024-05-06", "Library/2025-01-01"];
        for (features, expected) in [
            (
                None,
                "out library All; out/v2024_05_06 library::v2024_05_06 All; out/v2025_01_01 library::v2025_01_01 All",
            ),
            (Some(&["DEFAULT", "FULL", "BOOK", "SHELF_OLD", "READER"][..]), "out library DEFAULT FULL BOOK SHELF_OLD"),
            (Some(&["BOOK", "V2024_05_06"]), "out library BOOK; out/v2024_05_06 library::v2024_05_06 BOOK"),
            // A feature that no version has is left for its warning.
            (
                Some(&["READER", "TYPO", "V2024_05_06", "V2025_01_01"]),
                "out library TYPO; out/v2024_05_06 library::v2024_05_06 READER TYPO; out/v2025_01_01 library::v2025_01_01 TYPO",
            ),
            (Some(&[]), "out library "),
        ] {
            let parts = plan(root.path(), features, &both).parts().unwrap_or_else(|problems| panic!("{problems}"));
            let shown: Vec<String> = parts
                .iter()
                .map(|part| {
                    let selection = match &part.options.selection {
                        Selection::Features(names) => {
                            let order = ["DEFAULT", "FULL", "BOOK", "SHELF_OLD", "READER", "TYPO"];
                            order.into_iter().filter(|name| names.contains(*name)).collect::<Vec<_>>().join(" ")
                        }
                        other => format!("{other:?}"),
                    };
                    let name = part.options.crate_name.as_deref().unwrap_or_default();
                    format!("{} {name} {selection}", part.out.display())
                })
                .collect();
            assert_eq!(shown.join("; "), expected, "{features:?}");
        }
    }

    #[test]
    fn versions_that_cannot_be_beside_the_default_one_are_refused() {
        let root = specs(&[
            ("Library", "2020-01-02", &[]),
            ("OtherVersion", "2024-05-06", &[]),
            ("library", "2020-01-02", &[]),
        ]);
        std::fs::create_dir(root.path().join("empty")).expect("made");
        for (version, expected) in [
            ("OtherVersion/2024-05-06", "it describes OtherVersion, and the crate is Library"),
            ("library/2020-01-02", "the version 2020-01-02 of Library is there twice"),
            ("empty", "the folder has no product.json"),
            ("absent", "the folder cannot be read"),
        ] {
            let problems = plan(root.path(), None, &[version]).parts().err().expect(version).to_string();
            assert!(problems.contains(expected), "{version}: {problems}");
        }
    }
}
