//! The build script of a package of the user.

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Expr, LitStr, Token};

/// The expression that generates one product.
pub(super) struct BuildLine {
    /// Folder of the description, relative to the folder of the package.
    pub(super) spec: String,
    pub(super) module: String,
    pub(super) operations: Vec<String>,
    pub(super) groups: Vec<String>,
}

/// A build that a script has already.
pub(super) struct KnownBuild {
    /// Its module, if the script states the name as a string.
    pub(super) module: Option<String>,
}

/// The build of the product whose description is in the folder `spec`: `new("spec/…")` and the methods that are called on
/// it. Comments and strings are none, and the arguments of a macro may be one.
pub(super) fn known_build(script: &str, spec: &str) -> Option<KnownBuild> {
    build_among(script.parse().ok()?, spec)
}

fn build_among(tokens: TokenStream, spec: &str) -> Option<KnownBuild> {
    let mut rest = tokens.into_iter();
    let mut is_after_new = false;
    while let Some(token) = rest.next() {
        if let TokenTree::Group(group) = &token {
            if is_after_new && string_in(group).as_deref() == Some(spec) {
                return Some(KnownBuild { module: module_of_chain(rest) });
            }
            if let Some(known) = build_among(group.stream(), spec) {
                return Some(known);
            }
        }
        is_after_new = matches!(&token, TokenTree::Ident(name) if name == "new");
    }
    None
}

/// The argument of `module` in a chain of method calls, which ends where something else follows.
fn module_of_chain(mut tokens: impl Iterator<Item = TokenTree>) -> Option<String> {
    while let (Some(TokenTree::Punct(dot)), Some(TokenTree::Ident(method)), Some(TokenTree::Group(arguments))) =
        (tokens.next(), tokens.next(), tokens.next())
    {
        if dot.as_char() != '.' {
            return None;
        }
        if method == "module" {
            return string_in(&arguments);
        }
    }
    None
}

/// The string that is the only argument.
fn string_in(arguments: &Group) -> Option<String> {
    syn::parse2::<LitStr>(arguments.stream()).ok().map(|string| string.value())
}

/// What a build script becomes.
pub(super) enum ScriptChange {
    /// It generates the product already.
    Unchanged,
    /// It has this text.
    Text(String),
    /// It is not certain where the expression belongs.
    Unknown,
}

impl BuildLine {
    /// The expression, with `Build` as it is called in a script of ours.
    pub(super) fn expression(&self, build: &str) -> String {
        let mut text = format!("{build}::new({:?}).module({:?})", self.spec, self.module);
        for (method, names) in [("operations", &self.operations), ("groups", &self.groups)] {
            if !names.is_empty() {
                text.push_str(&format!(".{method}({names:?})"));
            }
        }
        text
    }

    /// Whether a script has the expression, with whatever name it calls `Build` by and however it is formatted.
    pub(super) fn is_in(&self, script: &str) -> bool {
        let compact = |text: &str| text.split_whitespace().collect::<String>().replace(",]", "]");
        // What follows is no further selection.
        let (script, expression) = (compact(script).replace(".run()", ""), compact(&self.expression("")));
        script.split(&expression).skip(1).any(|rest| !rest.starts_with('.'))
    }

    /// A new script.
    pub(super) fn script(&self) -> String {
        let expression = self.expression("Build");
        format!(
            "//! Generates the code of each product from its API description in `spec`.

use alicloud_codegen::Build;

fn main() -> std::process::ExitCode {{
    Build::run_all([
        {expression},
    ])
}}
"
        )
    }

    /// Adds the expression to a script.
    pub(super) fn add_to(&self, script: &str) -> ScriptChange {
        const START: &str = "run_all([";
        if known_build(script, &self.spec).is_some() {
            return ScriptChange::Unchanged;
        }
        let Some((before, after)) = script.split_once(START).filter(|(_, after)| !after.contains(START)) else {
            return ScriptChange::Unknown;
        };
        let expression = self.expression("alicloud_codegen::Build");
        let rest = if after.starts_with(['\n', '\r']) { after.to_owned() } else { format!("\n        {after}") };
        let text = format!("{before}{START}\n        {expression},{rest}");
        // The text may be within a comment or a string: only the parser knows whether the script has exactly one build more.
        match (builds(script), builds(&text)) {
            (Some(old), Some(new)) if new.len() == old.len() + 1 && new.iter().skip(1).eq(&old) => {
                ScriptChange::Text(text)
            }
            _ => ScriptChange::Unknown,
        }
    }
}

/// The builds of the only `run_all` of a script, as Rust prints their tokens.
fn builds(script: &str) -> Option<Vec<String>> {
    #[derive(Default)]
    struct Found(Vec<Punctuated<Expr, Token![,]>>);
    impl<'a> Visit<'a> for Found {
        fn visit_expr_call(&mut self, call: &'a syn::ExprCall) {
            let is_run_all = matches!(&*call.func, Expr::Path(path) if path.path.segments.last().is_some_and(|name| name.ident == "run_all"));
            if let (true, Some(Expr::Array(list)), 1) = (is_run_all, call.args.first(), call.args.len()) {
                self.0.push(list.elems.clone());
            }
            visit::visit_expr_call(self, call);
        }
    }
    let mut found = Found::default();
    found.visit_file(&syn::parse_file(script).ok()?);
    match found.0.as_slice() {
        [builds] => Some(builds.iter().map(|build| build.to_token_stream().to_string()).collect()),
        _ => None,
    }
}
