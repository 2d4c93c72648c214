//! The safety policy of the official CLI, `~/.aliyun/safety-policy.json`: which operations are allowed, refused, or confirmed first.
//!
//! The official CLI treats a file that it cannot read as no policy. Here such a file refuses every call: whoever wrote it wanted to be
//! protected.

use std::io::{self, BufRead as _, IsTerminal as _, Read as _, Write as _};
use std::path::{Path, PathBuf};

use alicloud_client::OperationInfo;
use alicloud_client::credentials::Environment;
use alicloud_client::runtime::Style;
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};

use crate::failure::CliFailure;
use crate::{escape, prompt, regular_file};

/// The largest policy, in bytes.
const MOST_BYTES: u64 = 1 << 20;

/// The variables that take the place of the keys of the file.
const ENABLED: &str = "ALIBABA_CLOUD_SAFETY_POLICY_ENABLED";
const RULES: &str = "ALIBABA_CLOUD_SAFETY_POLICY_RULES";

/// A key that is not known is an error: it is a misspelt one, and what it asks for would be ignored.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct SafetyPolicy {
    #[serde(default)]
    enabled: bool,
    #[serde(default)]
    rules: Vec<JsonObject<SafetyRule>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SafetyRule {
    pattern: String,
    action: SafetyAction,
}

/// A value that is an object in JSON. On its own, `serde` takes a list of the fields for it, too.
#[derive(Debug)]
struct JsonObject<T>(T);

impl<'json, T: DeserializeOwned> Deserialize<'json> for JsonObject<T> {
    fn deserialize<D: Deserializer<'json>>(deserializer: D) -> Result<Self, D::Error> {
        let object = serde_json::Map::deserialize(deserializer)?;
        T::deserialize(serde_json::Value::Object(object)).map(Self).map_err(D::Error::custom)
    }
}

/// What happens to an operation that a rule matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum SafetyAction {
    Allow,
    #[serde(alias = "forbid")]
    Deny,
    Confirm,
}

/// Returns if the policy allows the calls of an operation, or the user does. `paths` are those of the requests, of an operation that is found by
/// its path, with the values in them; `details` are what the user is shown besides the name. The user is asked once for all of them.
///
/// # Errors
///
/// [`CliFailure::Refused`] if it is not allowed or the policy cannot be read.
pub(crate) fn check(
    info: &OperationInfo,
    paths: &[String],
    environment: &Environment,
    yes: bool,
    details: &[(&str, String)],
) -> Result<(), CliFailure> {
    let Some((source, policy)) = load(environment).map_err(refused)? else { return Ok(()) };
    if !policy.enabled {
        return Ok(());
    }
    let calls: Vec<Vec<String>> = match paths {
        [] => vec![names(info, None)],
        paths => paths.iter().map(|path| names(info, Some(path))).collect(),
    };
    let rule_of = |names: &Vec<String>| {
        let mut rules = policy.rules.iter().map(|JsonObject(rule)| rule);
        rules.find(|rule| names.iter().any(|name| matches(&rule.pattern, name)))
    };
    let mut rules = calls.iter().filter_map(|names| Some((names.first()?, rule_of(names)?)));
    // The strictest rule counts for all of them: either every call is sent, or none.
    let strictest = rules.clone().find(|(_, rule)| rule.action == SafetyAction::Deny);
    let strictest = strictest.or_else(|| rules.find(|(_, rule)| rule.action == SafetyAction::Confirm));
    let Some((shown, rule)) = strictest else { return Ok(()) };
    match rule.action {
        SafetyAction::Allow => Ok(()),
        SafetyAction::Deny => Err(refused(format!("{shown} is refused by the rule {:?} of {source}", rule.pattern))),
        SafetyAction::Confirm if yes => Ok(()),
        SafetyAction::Confirm if !(io::stdin().is_terminal() && io::stderr().is_terminal()) => Err(refused(format!(
            "{shown} has to be confirmed by a person, as the rule {:?} of {source} says: ask the one who is responsible, then repeat it with --yes",
            rule.pattern
        ))),
        SafetyAction::Confirm => confirm(info, details, &rule.pattern, &source),
    }
}

/// Where the policy is, and what it says: `alicloud configure safety-policy`.
///
/// # Errors
///
/// Why it cannot be read.
pub(crate) fn described(environment: &Environment) -> Result<String, CliFailure> {
    let file = path(environment).map(|path| path.display().to_string()).unwrap_or_default();
    let Some((source, policy)) = load(environment).map_err(refused)? else {
        return Ok(escape::line(&format!("there is no safety policy; it would be in {file}")).into_owned());
    };
    let state = if policy.enabled { "enabled" } else { "disabled, so its rules have no effect" };
    let mut text = escape::line(&format!("{source} is {state}")).into_owned();
    for JsonObject(rule) in &policy.rules {
        let action = match rule.action {
            SafetyAction::Allow => "allow",
            SafetyAction::Deny => "deny",
            SafetyAction::Confirm => "confirm",
        };
        text.push_str(&format!("\n{action} {}", escape::line(&rule.pattern)));
    }
    Ok(text)
}

fn refused(problem: String) -> CliFailure {
    CliFailure::Refused(escape::line(&problem).into_owned())
}

/// The names that patterns are compared with: `rds:DeleteDBInstance`, and for an operation with a path `cs:DELETE/clusters/c1` and
/// `cs:DELETE/clusters/{ClusterId}`, however it is called.
fn names(info: &OperationInfo, path: Option<&str>) -> Vec<String> {
    let code = info.product.code.to_lowercase();
    let mut names = Vec::new();
    if !info.name.is_empty() {
        names.push(format!("{code}:{}", info.name));
    }
    if info.product.style == Style::Roa {
        let paths = path.into_iter().chain([info.path]);
        names.extend(paths.map(|path| format!("{code}:{}{path}", info.method.as_str())));
        names.dedup();
    }
    names
}

/// The policy, and where it is; `None` if there is none.
fn load(environment: &Environment) -> Result<Option<(String, SafetyPolicy)>, String> {
    let file = path(environment);
    let text = match &file {
        None => None,
        Some(path) => read(path).map_err(|error| {
            format!("the safety policy {} cannot be read: {error}; no call is made", path.display())
        })?,
    };
    let source = file.map(|path| path.display().to_string()).unwrap_or_default();
    let mut policy: Option<SafetyPolicy> = match text {
        None => None,
        Some(text) => Some(serde_json::from_str(&text).map(|JsonObject(policy)| policy).map_err(|error| {
            format!(
                "the safety policy {source} is not valid ({error}); no call is made until it is corrected or deleted"
            )
        })?),
    };
    if let Some(rules) = environment.variable(RULES) {
        let rules = serde_json::from_str(&rules)
            .map_err(|error| format!("the variable {RULES} is not valid ({error}); no call is made"))?;
        policy.get_or_insert_default().rules = rules;
    }
    if let Some(enabled) = environment.variable(ENABLED) {
        policy.get_or_insert_default().enabled = match enabled.to_ascii_lowercase().as_str() {
            "true" | "1" => true,
            "false" | "0" => false,
            _ => return Err(format!("the variable {ENABLED} is neither true nor false; no call is made")),
        };
    }
    let source = if environment.variable(RULES).is_some() { format!("the variable {RULES}") } else { source };
    Ok(policy.map(|policy| (source, policy)))
}

/// Always in the home directory: another configuration file does not switch the policy off.
fn path(environment: &Environment) -> Option<PathBuf> {
    Some(environment.home()?.join(".aliyun").join("safety-policy.json"))
}

fn read(path: &Path) -> io::Result<Option<String>> {
    let bytes = match regular_file::read(path, MOST_BYTES) {
        // A link without a target is not nothing: somebody created it.
        Err(error)
            if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
                && path.symlink_metadata().is_err() =>
        {
            return Ok(None);
        }
        bytes => bytes?,
    };
    String::from_utf8(bytes).map(Some).map_err(|_| io::Error::other("it is not UTF-8"))
}

/// Whether a name matches a pattern, in which `*` stands for any characters. Case makes no difference.
fn matches(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (pattern.to_lowercase(), name.to_lowercase());
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| name.strip_prefix(first)) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part).and_then(|at| rest.get(at + part.len()..)) {
            Some(after) => rest = after,
            None => return false,
        }
    }
    true
}

fn confirm(info: &OperationInfo, details: &[(&str, String)], pattern: &str, source: &str) -> Result<(), CliFailure> {
    let name =
        if info.name.is_empty() { format!("{} {}", info.method.as_str(), info.path) } else { info.name.to_owned() };
    let mut lines = format!("{} {} {name}\n", escape::line(info.product.code), escape::line(info.product.version));
    for (name, value) in details {
        lines.push_str(&format!("  {}: {}\n", escape::line(name), escape::line(&shortened(value))));
    }
    let question = format!("It has to be confirmed (rule {pattern:?} of {source}). Send it? [y/N] ");
    lines.push_str(&escape::line(&question));
    let mut error = io::stderr().lock();
    drop(error.write_all(lines.as_bytes()).and_then(|()| error.flush()));
    // A message about a signal needs it.
    drop(error);
    let mut answer = String::new();
    let read = prompt::interruptible(|| io::stdin().lock().take(1024).read_line(&mut answer));
    match read {
        Ok(_) if matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes") => Ok(()),
        _ => Err(refused(format!("{name} was not confirmed"))),
    }
}

/// The beginning of a long value: the question has to stay on the screen.
fn shortened(value: &str) -> String {
    const SHOWN: usize = 200;
    match value.char_indices().nth(SHOWN).and_then(|(at, _)| value.get(..at)) {
        Some(start) => format!("{start}…"),
        None => value.to_owned(),
    }
}
