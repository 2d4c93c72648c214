//! Two versions of a description, and whether what `diff` says of them is what the compiler says.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use alicloud_codegen::diagnostic::Diagnostics;
use alicloud_codegen::diff::{Class, Comparison, Kind, Subject, compare};
use alicloud_codegen::rust::generate::generate;
use alicloud_codegen::rust::model::item::OperationItem;
use alicloud_codegen::rust::model::{self, Options, Selection};
use alicloud_codegen::spec::{self, Spec};
use fastrand::Rng;
use serde_json::Value;

use crate::change::change;
use crate::program;
use crate::rustc::Crate;

/// Pairs that the compiler sees in one run. More are faster, and take more memory.
const TOGETHER: usize = 400;

/// A description that is compared with many others.
pub(crate) struct Old {
    pub(crate) json: Value,
    pub(crate) spec: Spec,
    /// Its code, which is generated once.
    files: RefCell<BTreeMap<String, Option<BTreeMap<String, String>>>>,
}

impl Old {
    pub(crate) fn new(json: Value) -> Self {
        let spec = spec(&json).unwrap_or_else(|problems| panic!("{problems}"));
        Self { json, spec, files: RefCell::default() }
    }

    pub(crate) fn compare(&self, new: &Spec) -> Comparison {
        compare(std::slice::from_ref(&self.spec), std::slice::from_ref(new)).expect("a comparison")
    }

    fn files(&self, selection: &Selection) -> Option<BTreeMap<String, String>> {
        let mut known = self.files.borrow_mut();
        known.entry(format!("{selection:?}")).or_insert_with(|| files(&self.spec, selection)).clone()
    }
}

/// What the compiler has to be asked about.
struct Case {
    name: String,
    comparison: Comparison,
    /// What it has lost already: the generator refuses the selection.
    lost: Option<String>,
    /// Names of its modules begin so.
    prefix: String,
}

/// Collects pairs, has them compiled, and compares what is said of them.
#[derive(Default)]
pub(crate) struct Judge {
    waiting: Vec<Case>,
    together: Option<Crate>,
    compared: usize,
    compiled: usize,
    items: usize,
    number: usize,
    wrong: Vec<String>,
}

impl Judge {
    /// Changes the description somewhere, twice perhaps.
    pub(crate) fn random(&mut self, name: &str, old: &Old, seed: u64) {
        let mut rng = Rng::with_seed(seed);
        let mut new = old.json.clone();
        let changes: Vec<String> = (0..rng.usize(1..3)).map(|_| change(&mut new, &mut rng)).collect();
        let Ok(new) = spec(&new) else { return };
        let touched = touched(changes.iter().map(String::as_str));
        self.pair(&format!("{name}, seed {seed}: {}", changes.join("; ")), old, &new, touched.as_ref());
    }

    /// Asks what `diff` says, and makes the code that decides whether it is so. `touched` are the operations that are edited, where nothing
    /// else is: the other ones alone are what they were.
    pub(crate) fn pair(&mut self, name: &str, old: &Old, new: &Spec, touched: Option<&BTreeSet<String>>) {
        self.said(old.compare(new), name, old, new, touched);
    }

    /// The same where this is what `diff` says.
    pub(crate) fn said(
        &mut self,
        comparison: Comparison,
        name: &str,
        old: &Old,
        new: &Spec,
        touched: Option<&BTreeSet<String>>,
    ) {
        self.compared += 1;
        let all = old.files(&Selection::All).zip(files(new, &Selection::All));
        let (before, after) = all.expect("everything can be generated");
        if let Some(silent) = unsaid(&comparison, (&before, &after), new) {
            self.wrong.push(format!("NOT SAID: {name}\n{silent}\n{comparison}"));
        }
        let breaking = || comparison.changes().filter(|change| change.class == Class::Breaking);
        if !breaking().all(|change| change.effect.ends_with("does not compile")) {
            return;
        }
        let prefix = format!("p{}_", self.number);
        self.number += 1;
        let together = self.together.get_or_insert_with(Crate::new);
        let (mut lost, mut seen) = (None, BTreeSet::new());
        let mut ask = |position: usize, mut versions: Versions, known: Option<&Versions>| {
            versions.leave_out_what_compiles(known);
            // What differs in documentation alone compiles.
            if versions.is_same() {
                return;
            }
            let (text, items) = program::program(&versions.before);
            insert(&mut versions.after, text);
            // What compiles once compiles twice.
            if seen.insert(versions.after.values().cloned().collect::<Vec<_>>()) {
                self.items += items;
                together.add(&format!("{prefix}{position}"), versions.after);
            }
        };
        let all = Versions { before, after };
        for (position, selection) in selections(&old.spec, touched).into_iter().enumerate() {
            let Some(before) = old.files(&selection) else { continue };
            let Some(after) = files(new, &selection) else {
                lost = Some(format!("nothing can be generated with {selection:?}"));
                break;
            };
            ask(position + 1, Versions { before, after }, Some(&all));
        }
        if lost.is_none() {
            ask(0, all, None);
        }
        self.waiting.push(Case { name: name.to_owned(), comparison, lost, prefix });
        if together.len() >= TOGETHER {
            self.compile();
        }
    }

    /// Something that is wrong with what is said, whatever the compiler says.
    pub(crate) fn object(&mut self, contradiction: Option<String>) {
        self.wrong.extend(contradiction);
    }

    fn compile(&mut self) {
        let Some(together) = self.together.take() else { return };
        let checked = together.check();
        assert!(checked.metadata > 0, "the compiler wrote nothing");
        self.compiled += together.len();
        for Case { name, comparison, lost, prefix } in std::mem::take(&mut self.waiting) {
            let error = checked.errors.iter().find(|(module, _)| module.starts_with(&prefix)).map(|(_, error)| error);
            let lost = lost.as_ref().or(error);
            let is_breaking = comparison.worst() == Some(Class::Breaking);
            match lost {
                Some(lost) if !is_breaking => {
                    self.wrong.push(format!("NOT CALLED BREAKING: {name}\n{lost}\n{comparison}"));
                }
                None if is_breaking => self.wrong.push(format!("EVERYTHING COMPILES: {name}\n{comparison}")),
                _ => {}
            }
        }
    }

    /// Where `diff` and the compiler disagree, each with the name of its pair.
    pub(crate) fn contradictions(mut self) -> Vec<String> {
        self.compile();
        self.wrong
    }

    /// Fails if `diff` and the compiler disagree, or if the compiler saw next to nothing.
    #[track_caller]
    pub(crate) fn verdict(mut self, at_least: usize) {
        self.compile();
        let Self { compared, compiled, items, wrong, .. } = self;
        eprintln!("{compared} pairs compared, {compiled} programs compiled, which use {items} items");
        assert!(wrong.is_empty(), "{} of {compared}\n\n{}", wrong.len(), wrong.join("\n\n"));
        assert!(compiled >= at_least && items > 20 * compiled, "{compiled} programs, which use {items} items");
    }
}

/// The code of both versions.
struct Versions {
    before: BTreeMap<String, String>,
    after: BTreeMap<String, String>,
}

impl Versions {
    fn is_same(&self) -> bool {
        self.before.keys().eq(self.after.keys()) && self.before.keys().all(|file| self.is_file_same(file))
    }

    fn is_file_same(&self, file: &str) -> bool {
        let both = self.before.get(file).zip(self.after.get(file));
        both.is_none_or(|(before, after)| bare(before) == bare(after))
    }

    /// Leaves out what compiled before, since it compiles again: operations that are the same, or that are compiled with `known` in the
    /// same two versions. Operations that have a part in what is shared stay.
    fn leave_out_what_compiles(&mut self, known: Option<&Self>) {
        const SHARED: [&str; 3] = ["lib.rs", "components.rs", "error_code.rs"];
        let is_known = |file: &str| {
            known.is_some_and(|known| {
                known.before.get(file) == self.before.get(file) && known.after.get(file) == self.after.get(file)
            })
        };
        let shared_types = !self.is_file_same("components.rs");
        let has_part = |text: &str| text.contains("pub type ") || (shared_types && text.contains("components::"));
        let is_left_out = |file: &str, text: &str| {
            !SHARED.contains(&file)
                && self.after.contains_key(file)
                && !has_part(text)
                && (is_known(file) || self.is_file_same(file))
        };
        let left_out: Vec<String> =
            self.before.iter().filter(|(file, text)| is_left_out(file, text)).map(|(file, _)| file.clone()).collect();
        for file in left_out {
            let declaration = format!("pub mod {};\n", file.trim_end_matches(".rs"));
            for files in [&mut self.before, &mut self.after] {
                files.remove(&file);
                if let Some(root) = files.get_mut("lib.rs") {
                    *root = root.replace(&declaration, "");
                }
            }
        }
    }
}

/// Code that differs although no change is reported of what it belongs to, documentation apart.
fn unsaid(
    comparison: &Comparison,
    (before, after): (&BTreeMap<String, String>, &BTreeMap<String, String>),
    new: &Spec,
) -> Option<String> {
    let model = model::build(new, &Options::default()).ok()?;
    let changed = |is_meant: &dyn Fn(&Subject) -> bool| {
        let subjects = comparison.products.iter().flat_map(|product| &product.subjects);
        let mut changes = subjects.filter(|of| is_meant(&of.subject)).flat_map(|of| &of.changes);
        changes.any(|change| change.kind != Kind::Documentation)
    };
    let operations: BTreeMap<String, &str> =
        model.operations.iter().map(|operation| (format!("{}.rs", operation.module), operation.name())).collect();
    // A shared type with another name is reported once, and not of each operation that names it; nor are its fields, which an operation
    // that returns it lists among its facts.
    let types_changed = changed(&|subject| matches!(subject, Subject::Component(_)));
    let own = |text: &str| -> String {
        let lines = bare(text);
        // The list is one line, or one for each field.
        let is_listed = |line: &str| line.contains("ResponseKind::Fields") || line.trim_start().starts_with('"');
        let names_types = text.contains("components::");
        let is_of_type = |line: &str| line.contains("components::") || (names_types && is_listed(line));
        let lines = lines.lines().filter(|line| !(types_changed && is_of_type(line)));
        lines.flat_map(|line| [line, "\n"]).collect()
    };
    for (file, after) in after {
        let Some(before) = before.get(file) else { continue };
        let (before, after) = (own(before), own(after));
        let is_said = before == after
            || match operations.get(file) {
                Some(name) => changed(&|subject| *subject == Subject::Operation((*name).to_owned())),
                None => changed(&|_| true),
            };
        if !is_said {
            let lost = before.lines().filter(|line| !after.contains(line)).map(|line| format!("- {line}\n"));
            let gained = after.lines().filter(|line| !before.contains(line)).map(|line| format!("+ {line}\n"));
            return Some(format!("{file}\n{}", lost.chain(gained).collect::<String>()));
        }
    }
    None
}

/// Code without its documentation, and without the messages of documented errors.
fn bare(text: &str) -> String {
    const DOCUMENTATION: [&str; 2] = ["//", "#[doc"];
    let text = without_messages(text);
    let lines = text.lines().filter(|line| !DOCUMENTATION.iter().any(|start| line.trim_start().starts_with(start)));
    let mut lines: Vec<&str> = lines.collect();
    // In which order things are listed is documentation too.
    lines.sort_unstable();
    lines.join("\n")
}

/// Each documented error on a line of its own, as status and code. Its message is documentation, and its length decides how it is laid out.
fn without_messages(text: &str) -> String {
    const ERROR: &str = "runtime::DocumentedError::new(";
    let mut bare = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, error)) = rest.split_once(ERROR) {
        let (status, error) = error.split_once(',').expect("a status");
        let (code, error) = literal(error);
        let (_, error) = literal(error);
        write!(bare, "{before}\n{} {code}\n", status.trim()).expect("it is a string");
        rest = error.trim_start_matches([',', ' ', '\n', ')']);
    }
    bare + rest
}

/// The first string literal, and what is after it.
fn literal(text: &str) -> (&str, &str) {
    let (_, text) = text.split_once('"').expect("a literal");
    let mut escaped = false;
    let end = text.find(|character| {
        let ends = character == '"' && !escaped;
        escaped = character == '\\' && !escaped;
        ends
    });
    let (inner, after) = text.split_at(end.expect("its end"));
    (inner, after.strip_prefix('"').expect("its quote"))
}

/// Adds the programs for a description to what is compiled, each with the code that it was made of; the number of items that they use.
pub(crate) fn with_itself(spec: &Spec, prefix: &str, together: &mut Crate) -> usize {
    let mut used = 0;
    let every = std::iter::once(Selection::All).chain(selections(spec, None));
    for (position, selection) in every.enumerate() {
        let Some(mut files) = files(spec, &selection) else { continue };
        let (text, items) = program::program(&files);
        used += items;
        insert(&mut files, text);
        together.add(&format!("{prefix}_{position}"), files);
    }
    used
}

/// The description that a value is.
pub(crate) fn spec(json: &Value) -> Result<Spec, Diagnostics> {
    spec::from_api_docs(Path::new("api-docs.json"), &json.to_string())
}

fn insert(files: &mut BTreeMap<String, String>, program: String) {
    let module = program::FILE.trim_end_matches(".rs");
    if let Some(root) = files.get_mut("lib.rs") {
        root.push_str(&format!("mod {module};\n"));
    }
    files.insert(program::FILE.to_owned(), program);
}

/// The operations that these places of edits are in. `None` where one of them is elsewhere.
pub(crate) fn touched<'a>(places: impl Iterator<Item = &'a str>) -> Option<BTreeSet<String>> {
    places
        .map(|place| {
            let name = place.strip_prefix("/apis/")?.split(['/', ' ']).next()?;
            Some(name.to_owned())
        })
        .collect()
}

/// Each group alone, and each operation alone: what a build script can ask for besides everything.
fn selections(spec: &Spec, touched: Option<&BTreeSet<String>>) -> Vec<Selection> {
    let only = |operations, groups| Selection::Only { operations, groups };
    let model = model::build(spec, &Options::default()).expect("a model");
    let groups = model.groups.into_iter().map(|group| only(BTreeSet::new(), BTreeSet::from([group.feature])));
    let is_touched = |operation: &OperationItem| touched.is_none_or(|touched| touched.contains(operation.name()));
    let operations = model
        .operations
        .into_iter()
        .filter(is_touched)
        .map(|operation| only(BTreeSet::from([operation.facts.name]), BTreeSet::new()));
    groups.chain(operations).collect()
}

/// The source files. `None` where the selection cannot be generated.
fn files(spec: &Spec, selection: &Selection) -> Option<BTreeMap<String, String>> {
    let files = generate(spec, &Options { selection: selection.clone(), crate_name: None }).ok()?.files;
    Some(files.into_iter().filter(|(name, _)| name.ends_with(".rs")).collect())
}
