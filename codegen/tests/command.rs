//! The streams of the command: what it does if one of them cannot be written, or if nobody reads it.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs::{self, OpenOptions};
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};

const WORKSPACE: &str = "[workspace]\nmembers = [\"tools\"]\n";
const PRODUCT: &str = r#"{"info": {"style": "RPC", "product": "Library", "version": "2020-01-02"}}"#;
const ENTRY: &str = r#"{"methods": ["post"], "security": [{"AK": []}], "responses": {"200": {}}}"#;
const PAGE: &str = "# GetBook\n\n## Request parameters\n\n|Name|Type|Required|\n|--|--|--|\n|Id|String|Yes|\n";

/// Every command, with what it prints to standard output, and the exit code for that.
const COMMANDS: [(&[&str], u8); 13] = [
    (&["check", "--spec", "spec"], 0),
    (&["check", "--spec", "damaged"], 1),
    (&["diff", "spec", "spec"], 0),
    (&["generate", "--spec", "spec", "--out", "out"], 0),
    (&["generate", "--spec", "both", "--out", "out"], 1),
    (&["import", "metadata", "metadata.json"], 0),
    (&["import", "metadata", "absent.json"], 1),
    (&["import", "page", "page.md", "--product", "Library", "--version", "2020-01-02"], 0),
    (&["new", "crate", "--spec", "spec/library/2020-01-02"], 0),
    (&["report", "--spec", "spec"], 0),
    (&["report", "--spec", "both", "--format", "json"], 1),
    (&["--help"], 0),
    (&["--version"], 0),
];

/// Commands that have something for standard error only.
const COMPLAINTS: [(&[&str], u8); 6] = [
    (&["diff", "absent", "spec"], 2),
    (&["generate", "--spec", "damaged", "--out", "out"], 1),
    (&["new", "crate", "--spec", "absent"], 1),
    (&["report", "--spec", "absent"], 1),
    (&["check", "--spce", "spec"], 2),
    (&[], 2),
];

/// A named pipe has no content until somebody writes to it, so a reader would wait for ever. Only regular files are read.
#[test]
fn a_named_pipe_is_refused_wherever_a_file_is_read() {
    let import = ["import", "page", "pipe.md", "--product", "Library", "--version", "2020-01-02"];
    let commands: [(&str, &[&str]); 8] = [
        ("pipe.md", &import),
        ("pipe.json", &["import", "metadata", "pipe.json"]),
        ("spec/library/2020-01-02/Pipe.json", &["check", "--spec", "spec"]),
        ("spec/library/2020-01-02/Pipe.json", &["generate", "--spec", "spec", "--out", "out"]),
        ("spec/library/2020-01-02/Pipe.json", &["report", "--spec", "spec"]),
        ("spec/library/2020-01-02/names.json", &["diff", "spec", "spec"]),
        ("spec/library/2020-01-02/corrections.json", &["check", "--spec", "spec"]),
        ("pipe.json", &["new", "crate", "--metadata", "pipe.json"]),
    ];
    for (pipe, arguments) in commands {
        let folder = tempfile::tempdir().unwrap();
        prepare(folder.path());
        let path = folder.path().join(pipe);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
        let mut command = Command::new(env!("CARGO_BIN_EXE_alicloud-codegen"));
        command.args(arguments).current_dir(folder.path()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let begin = std::time::Instant::now();
        while child.try_wait().unwrap().is_none() {
            if begin.elapsed() > std::time::Duration::from_secs(60) {
                child.kill().unwrap();
                child.wait().unwrap();
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert!(child.wait().unwrap().code().is_some_and(|code| code > 0), "{arguments:?}: {said}");
        assert!(said.contains("only regular files are read"), "{arguments:?}: {said}");
    }
}

/// What a stream is connected to.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Stream {
    Full,
    WithoutReader,
    Null,
}

impl Stream {
    fn open(self) -> Stdio {
        match self {
            Self::Full => OpenOptions::new().write(true).open("/dev/full").unwrap().into(),
            Self::WithoutReader => std::io::pipe().unwrap().1.into(),
            Self::Null => Stdio::null(),
        }
    }
}

#[test]
fn a_full_output_is_an_error_and_one_without_a_reader_is_none() {
    for (arguments, code) in COMMANDS {
        let (full, said) = run(arguments, Stream::Full, None);
        assert_eq!(full, Some(2), "{arguments:?}: {said}");
        assert!(said.contains("standard output cannot be written: No space left on device"), "{arguments:?}: {said}");
        let (closed, said) = run(arguments, Stream::WithoutReader, None);
        assert_eq!(closed, Some(code.into()), "{arguments:?}: {said}");
        assert!(!said.contains("cannot be written") && !said.contains("panicked"), "{arguments:?}: {said}");
    }
}

/// Nobody can be told of it: the exit code remains.
#[test]
fn standard_error_that_cannot_be_written_is_ignored() {
    for (arguments, code) in COMMANDS.into_iter().chain(COMPLAINTS) {
        for stream in [Stream::Full, Stream::WithoutReader] {
            assert_eq!(run(arguments, Stream::Null, Some(stream)).0, Some(code.into()), "{arguments:?}, {stream:?}");
        }
    }
    // Both at once.
    assert_eq!(run(&["check", "--spec", "damaged"], Stream::Full, Some(Stream::Full)).0, Some(2));
}

/// What a person does wrong, and what they are told: where it is, what is wrong, and what to do.
#[test]
fn duplicates_and_links_are_found_by_check() {
    let root = tempfile::tempdir().unwrap();
    prepare(root.path());
    for (folder, product) in [("two/a", PRODUCT), ("two/b", &PRODUCT.replace("Library", "LIBRARY"))] {
        fs::create_dir_all(root.path().join(folder)).unwrap();
        fs::write(root.path().join(folder).join("product.json"), product).unwrap();
        fs::write(root.path().join(folder).join("GetShelf.json"), ENTRY).unwrap();
    }
    std::os::unix::fs::symlink(root.path().join("spec"), root.path().join("two/link")).unwrap();
    let checked = Command::new(env!("CARGO_BIN_EXE_alicloud-codegen"))
        .args(["check", "--spec", "two"])
        .current_dir(root.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&checked.stderr);
    assert_eq!(checked.status.code(), Some(1), "{said}");
    assert!(said.contains("it is the same product and version as two/a") && said.contains("two/b"), "{said}");
    assert!(said.contains("two/link") && said.contains("links to folders are not followed"), "{said}");
    assert_eq!(String::from_utf8_lossy(&checked.stdout), "2 operations in 2 products, 1 error, 1 warning\n");
}

/// Runs the command in a folder of its own. Returns the exit code and what is on standard error, unless that is connected to something else.
fn run(arguments: &[&str], output: Stream, error: Option<Stream>) -> (Option<i32>, String) {
    let root = tempfile::tempdir().unwrap();
    prepare(root.path());
    let (mut said, complaints) = std::io::pipe().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_alicloud-codegen"));
    command.args(arguments).current_dir(root.path()).stdout(output.open());
    command.stderr(error.map_or_else(|| complaints.into(), Stream::open));
    let mut child = command.spawn().unwrap();
    // It holds the other end of the pipe, which would never end.
    drop(command);
    let mut text = String::new();
    said.read_to_string(&mut text).unwrap();
    (child.wait().unwrap().code(), text)
}

fn prepare(root: &Path) {
    let metadata = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/new_crate/grouped/api-docs.json");
    fs::copy(metadata, root.join("metadata.json")).unwrap();
    for (file, content) in [
        ("Cargo.toml", WORKSPACE),
        ("page.md", PAGE),
        ("spec/library/2020-01-02/product.json", PRODUCT),
        ("spec/library/2020-01-02/GetShelf.json", ENTRY),
        ("both/a/product.json", PRODUCT),
        ("both/a/GetShelf.json", ENTRY),
        ("both/b/product.json", "{"),
        ("damaged/product.json", "{"),
    ] {
        let path = root.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
}
