//! Tests what keeps the tests from proving nothing: a feature that hides them, a return before the end, a path out of the repository.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use syn::visit::{self, Visit};

use crate::{ROOT, packages};

/// Files of the repository below these folders, with their content. What is no text has nothing to find.
fn files(folders: &[&str]) -> Vec<(String, String)> {
    let listed = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--"])
        .args(folders)
        .current_dir(ROOT)
        .output()
        .expect("git runs");
    let listed = String::from_utf8(listed.stdout).expect("UTF-8");
    let names = listed.split('\0').filter(|name| !name.is_empty());
    let read = |name: &str| Some((name.to_owned(), std::fs::read_to_string(Path::new(ROOT).join(name)).ok()?));
    names.filter_map(read).collect()
}

/// All source files, with modules of tests beside code.
fn sources() -> Vec<(String, String)> {
    files(&["crates", "codegen", "tests"]).into_iter().filter(|(name, _)| name.ends_with(".rs")).collect()
}

/// The source files of tests that are crates of their own.
fn test_sources() -> Vec<(String, String)> {
    let is_test = |name: &str| name.starts_with("tests/") || name.contains("/tests/");
    sources().into_iter().filter(|(name, _)| is_test(name)).collect()
}

/// A test behind a feature that is not enabled is never compiled. So each feature that tests name is a default one, or one that the package
/// enables for its own tests by depending on itself.
#[test]
fn every_feature_that_tests_need_is_enabled_in_tests() {
    let sources = test_sources();
    let mut named = 0;
    let mut hidden = Vec::new();
    for package in packages(&["--no-deps"]) {
        let folder = PathBuf::from(package["manifest_path"].as_str().expect("a path"));
        let folder = folder.parent().expect("a folder").join("tests");
        let enabled = enabled(&package);
        for (name, text) in &sources {
            let is_of_package = Path::new(ROOT).join(name).canonicalize().expect("it exists").starts_with(&folder);
            if !is_of_package {
                continue;
            }
            let parts: Vec<&str> = text.split("feature = \"").collect();
            for part in parts.windows(2) {
                let feature = part[1].split('"').next().unwrap_or_default();
                named += 1;
                // A test of what is refused without the feature: `.ci/run` tests the package alone as well.
                if !enabled.contains(feature) && !part[0].ends_with("not(") {
                    hidden.push(format!("{name}: {feature}"));
                }
            }
        }
    }
    assert!(named > 8, "only {named} features were found");
    assert!(hidden.is_empty(), "features that are not enabled where these tests are compiled: {hidden:#?}");
}

/// The default features, those of a dependency on itself, and what they enable.
fn enabled(package: &Value) -> BTreeSet<String> {
    let words = |value: &Value| -> Vec<String> {
        value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let mut open = vec!["default".to_owned()];
    for dependency in package["dependencies"].as_array().into_iter().flatten() {
        if dependency["name"] == package["name"] {
            open.extend(words(&dependency["features"]));
        }
    }
    let mut enabled = BTreeSet::new();
    while let Some(feature) = open.pop() {
        open.extend(words(&package["features"][&feature]));
        enabled.insert(feature);
    }
    enabled
}

/// A test that returns before its end, or that asserts something only if a condition holds, counts as passed.
#[test]
fn every_test_comes_to_its_assertions() {
    let mut search = Skipped::default();
    for (name, text) in sources() {
        let Ok(file) = syn::parse_file(&text) else { continue };
        search.file = name;
        search.visit_file(&file);
    }
    assert!(search.tests > 600, "only {} tests were found", search.tests);
    assert!(search.found.is_empty(), "tests that may pass without an assertion: {:#?}", search.found);
}

#[derive(Default)]
struct Skipped {
    file: String,
    /// The test that is inspected, outside of functions within it.
    test: Option<String>,
    tests: usize,
    found: Vec<String>,
}

/// Whether a statement asserts something under a condition only. `None` if it asserts nothing by itself.
fn is_conditional(statement: &syn::Stmt) -> Option<bool> {
    let mut asserts = Asserts(false);
    asserts.visit_stmt(statement);
    let is_condition =
        |expression: &syn::Expr| matches!(expression, syn::Expr::If(condition) if condition.else_branch.is_none());
    asserts.0.then(|| matches!(statement, syn::Stmt::Expr(expression, _) if is_condition(expression)))
}

/// Whether there is a macro such as `assert_eq!`.
struct Asserts(bool);

impl Visit<'_> for Asserts {
    fn visit_macro(&mut self, invocation: &syn::Macro) {
        self.0 |=
            invocation.path.segments.last().is_some_and(|segment| segment.ident.to_string().starts_with("assert"));
    }
}

impl Visit<'_> for Skipped {
    fn visit_item_fn(&mut self, function: &syn::ItemFn) {
        let is_test = function
            .attrs
            .iter()
            .any(|attribute| attribute.path().segments.last().is_some_and(|segment| segment.ident == "test"));
        self.tests += usize::from(is_test);
        let conditional: Vec<bool> = function.block.stmts.iter().filter_map(is_conditional).collect();
        if is_test && !conditional.is_empty() && conditional.iter().all(|is_conditional| *is_conditional) {
            self.found.push(format!("{}: {}", self.file, function.sig.ident));
        }
        let outer = std::mem::replace(&mut self.test, is_test.then(|| function.sig.ident.to_string()));
        visit::visit_item_fn(self, function);
        self.test = outer;
    }

    // These return to the test.
    fn visit_expr_closure(&mut self, _: &syn::ExprClosure) {}
    fn visit_expr_async(&mut self, _: &syn::ExprAsync) {}
    fn visit_impl_item_fn(&mut self, _: &syn::ImplItemFn) {}

    fn visit_expr_return(&mut self, _: &syn::ExprReturn) {
        if let Some(test) = &self.test {
            self.found.push(format!("{}: {test}", self.file));
        }
    }
}

/// A clone alone has everything that tests, benchmarks and CI read.
#[test]
fn nothing_is_read_outside_of_the_repository() {
    // Written in two parts, so that this file is none of them.
    let outside = [concat!("../", "shared"), concat!("/wo", "rk/")];
    let files = files(&[".ci", "codegen", "crates", "tests"]);
    assert!(files.len() > 900, "only {} files were found", files.len());
    let found: Vec<_> = files
        .iter()
        .filter(|(_, text)| outside.iter().any(|path| text.contains(path)))
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(found, [] as [&str; 0], "they name what is not in the repository");
}
