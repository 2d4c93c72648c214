//! Type-checks many modules in one run of the compiler, against the client that this test is linked with.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// Modules that are checked together: each is a folder with a `lib.rs`.
pub(crate) struct Crate {
    folder: tempfile::TempDir,
    modules: Vec<String>,
}

/// What the compiler found.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    /// The first error of each module that does not compile.
    pub(crate) errors: BTreeMap<String, String>,
    /// How many bytes of metadata came of it: nothing comes of nothing.
    pub(crate) metadata: u64,
}

impl Crate {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder for the code"), modules: Vec::new() }
    }

    pub(crate) fn len(&self) -> usize {
        self.modules.len()
    }

    /// Adds a module of that name, made of these files.
    pub(crate) fn add(&mut self, name: &str, files: impl IntoIterator<Item = (String, String)>) {
        let folder = self.folder.path().join(name);
        std::fs::create_dir(&folder).expect("a folder for each module");
        for (file, text) in files {
            std::fs::write(folder.join(file), text).expect("a file");
        }
        self.modules.push(name.to_owned());
    }

    /// Runs the compiler. Where names cannot be resolved it looks no further, so that what does not compile is left out and the rest
    /// checked again, until the rest compiles.
    pub(crate) fn check(&self) -> Checked {
        let mut checked = Checked::default();
        loop {
            let rest: Vec<&String> = self.modules.iter().filter(|name| !checked.errors.contains_key(*name)).collect();
            let (errors, metadata) = self.run(&rest);
            checked.metadata = metadata;
            if errors.is_empty() {
                return checked;
            }
            checked.errors.extend(errors);
        }
    }

    fn run(&self, modules: &[&String]) -> (BTreeMap<String, String>, u64) {
        let root = self.folder.path().join("lib.rs");
        let metadata = self.folder.path().join("libchecked.rmeta");
        let list: String = modules.iter().map(|name| format!("#[path = \"{name}/lib.rs\"]\nmod {name};\n")).collect();
        std::fs::write(&root, list).expect("the list of modules");
        let dependencies = dependencies();
        let output = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| OsString::from("rustc")))
            .args(["--edition", "2024", "--crate-type", "lib", "--crate-name", "checked", "--emit", "metadata"])
            .args(["--error-format", "json", "--allow", "warnings"])
            .arg("--extern")
            .arg(join("alicloud_client=", &client(&dependencies)))
            .arg("-L")
            .arg(join("dependency=", &dependencies))
            .arg("-o")
            .arg(&metadata)
            .arg(&root)
            .output()
            .expect("the compiler runs");
        let messages = String::from_utf8_lossy(&output.stderr);
        let mut errors = BTreeMap::new();
        for message in messages.lines() {
            let message: serde_json::Value =
                serde_json::from_str(message).unwrap_or_else(|_| panic!("the compiler failed: {messages}"));
            if message["level"] != "error" {
                continue;
            }
            let rendered = message["rendered"].as_str().unwrap_or_default();
            for file in files(&message, self.folder.path()) {
                errors.entry(file).or_insert_with(|| rendered.to_owned());
            }
        }
        assert!(output.status.success() || !errors.is_empty(), "the compiler failed: {messages}");
        let written = std::fs::metadata(&metadata).map_or(0, |metadata| metadata.len());
        drop(std::fs::remove_file(&metadata));
        (errors, written)
    }
}

/// The modules that an error is in.
fn files(message: &serde_json::Value, folder: &Path) -> BTreeSet<String> {
    let spans = message["spans"].as_array().map(Vec::as_slice).unwrap_or_default();
    let module = |span: &serde_json::Value| {
        let file = Path::new(span["file_name"].as_str()?).strip_prefix(folder).ok()?;
        let mut parts = file.components();
        let module = parts.next()?.as_os_str().to_str()?.to_owned();
        parts.next().is_some().then_some(module)
    };
    let primary = spans.iter().filter(|span| span["is_primary"] == true);
    primary.filter_map(module).collect()
}

fn join(before: &str, path: &Path) -> OsString {
    let mut text = OsString::from(before);
    text.push(path);
    text
}

/// The folder that has what this test is linked with.
fn dependencies() -> PathBuf {
    let test = std::env::current_exe().expect("the test has a file");
    test.parent().expect("it is in a folder").to_owned()
}

/// The client that was compiled last with the features that this test asks for. Programs outside of the workspace, which ask for fewer, may
/// have been compiled into the same folder since.
fn client(dependencies: &Path) -> PathBuf {
    static CLIENT: OnceLock<PathBuf> = OnceLock::new();
    let find = || {
        let entries = std::fs::read_dir(dependencies).expect("a folder of dependencies").filter_map(Result::ok);
        let mut libraries: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| is_client(path)).collect();
        libraries.sort_by_key(|path| path.metadata().and_then(|metadata| metadata.modified()).ok());
        let fits = |path: &PathBuf| has_features(path, dependencies);
        libraries
            .into_iter()
            .rev()
            .find(fits)
            .expect("the client is compiled before its tests, with the feature `serde`")
    };
    CLIENT.get_or_init(find).clone()
}

fn is_client(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with("libalicloud_client-") && name.ends_with(".rlib")
}

fn has_features(client: &Path, dependencies: &Path) -> bool {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = folder.path().join("lib.rs");
    std::fs::write(&root, "pub use alicloud_client::runtime::serde::Serialize;\n").expect("a program");
    let output = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| OsString::from("rustc")))
        .args(["--edition", "2024", "--crate-type", "lib", "--crate-name", "probe", "--emit", "metadata", "--extern"])
        .arg(join("alicloud_client=", client))
        .arg("-L")
        .arg(join("dependency=", dependencies))
        .arg("-o")
        .arg(folder.path().join("libprobe.rmeta"))
        .arg(&root)
        .output();
    output.expect("the compiler runs").status.success()
}
