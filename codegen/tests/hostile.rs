//! Text of a document is data: whatever it is, no code comes of it, and documentation holds nothing but text and links to pages.
//!
//! That the same descriptions compile, and that their documentation has no tests and no warnings, is checked by compiling them: they are
//! the library of the package `alicloud-tests`.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "hostile/descriptions.rs"]
mod descriptions;

use std::sync::LazyLock;

use descriptions::{Description, KINDS, generated};
use pulldown_cmark::{BrokenLink, CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag};
use syn::{Attribute, Expr, ExprCall, ImplItem, Item, Lit};

/// One for all tests: to try every place takes longer than they do.
static DESCRIPTION: LazyLock<Description> =
    LazyLock::new(|| Description::new(include_str!("hostile/api-docs.json")).unwrap());

/// Each place gets each kind once.
#[test]
fn no_string_of_a_description_becomes_code() {
    // What is not found is not tested.
    assert!(DESCRIPTION.places() >= 100, "{} places", DESCRIPTION.places());
    for round in 0..=KINDS.len() {
        let generated = generated(&DESCRIPTION.hostile(round)).unwrap();
        // Some paths with an asterisk, with half a pair of braces, or with braces behind a question mark, are refused.
        let of_path = ["its path has", "the braces in its path are unbalanced", "the query in its path cannot be read"];
        let is_of_path = |reason: &str| of_path.iter().any(|begin| reason.starts_with(begin));
        let refused = generated.model.refused.iter().filter(|refused| !is_of_path(&refused.reason));
        assert_eq!(refused.count(), 0, "round {round}: {:?}", generated.model.refused);
        for (file, text) in &generated.files {
            assert_harmless(&format!("round {round}, {file}"), file, text);
        }
    }
}

/// For what is deep, or begins over and over, neither time nor documentation grows with the square of the length.
#[test]
fn long_descriptions_are_read_in_linear_time() {
    const TIMES: usize = 20_000;
    for (name, text) in [
        ("items in each other", format!("{}a\n{}", "- ".repeat(TIMES), "a\n".repeat(TIMES))),
        ("quotes in each other", format!("{}a\n{}", ">".repeat(TIMES), "a\n".repeat(TIMES))),
        ("emphasis in each other", format!("{}b{}", "*a ".repeat(TIMES), " a*".repeat(TIMES))),
        ("brackets", format!("{}{}", "[".repeat(TIMES), "](http://x.y)".repeat(TIMES))),
        ("definitions", "[a]: b\n".repeat(TIMES)),
        ("tags", "<p><li><table".repeat(TIMES)),
        ("URLs", "http://a.b http:/".repeat(TIMES)),
        ("code", (1..200).map(|length| format!("{}a ", "`".repeat(length))).collect()),
        (
            "columns",
            format!("|{}\n|{}\n{}", "a|".repeat(TIMES / 20), "-|".repeat(TIMES / 20), "a\n".repeat(TIMES / 20)),
        ),
    ] {
        let json = DESCRIPTION.with("description", &text);
        let generated = generated(&json).unwrap();
        let longest = generated.files.values().map(String::len).max().unwrap();
        assert!(longest < 100 * text.len() + 100_000, "{name}: {longest} bytes of {}", text.len());
    }
}

fn assert_harmless(case: &str, file: &str, text: &str) {
    assert!(!text.contains(['\r', '\u{202e}', '\u{2066}', '\0', '\u{1b}']), "{case}: it has control characters");
    // Plain text: whatever it says, each note is one line.
    if file == "notes.txt" {
        return;
    }
    if !file.ends_with(".rs") {
        return assert_harmless_markdown(case, text);
    }
    let parsed = syn::parse_file(text).unwrap_or_else(|problem| panic!("{case}: {problem}\n{text}"));
    assert_documentation(case, &parsed.attrs);
    for item in &parsed.items {
        assert_expected(case, item);
    }
}

/// Of all that Rust can say, this is what the generator writes.
fn assert_expected(case: &str, item: &Item) {
    match item {
        Item::Use(_) | Item::Static(_) => {}
        Item::Struct(item) => {
            assert_documentation(case, &item.attrs);
            item.fields.iter().for_each(|field| assert_documentation(case, &field.attrs));
        }
        Item::Enum(item) => {
            assert_documentation(case, &item.attrs);
            item.variants.iter().for_each(|variant| assert_documentation(case, &variant.attrs));
        }
        Item::Type(item) => assert_documentation(case, &item.attrs),
        Item::Impl(item) => {
            for item in &item.items {
                match item {
                    ImplItem::Fn(function) => assert_documentation(case, &function.attrs),
                    ImplItem::Const(constant) => assert_documentation(case, &constant.attrs),
                    ImplItem::Type(_) => {}
                    _ => panic!("{case}: something that nothing writes"),
                }
            }
        }
        Item::Mod(module) => assert!(module.content.is_none(), "{case}: a module with code"),
        Item::Const(constant) => {
            let is_check = matches!(&*constant.expr, Expr::Call(call) if is_check_of_version(call));
            assert!(constant.ident == "_" && is_check, "{case}: a constant that nothing writes");
        }
        Item::Macro(call) => {
            let owner = call.mac.path.segments.first().map(|owner| owner.ident.to_string());
            assert_eq!(owner.as_deref(), Some("runtime"), "{case}: a macro that nothing calls");
        }
        _ => panic!("{case}: an item that nothing writes"),
    }
}

/// `alicloud_client::runtime::check_version(2)`, with any number.
fn is_check_of_version(call: &ExprCall) -> bool {
    let Expr::Path(function) = &*call.func else { return false };
    let path: Vec<String> = function.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    let is_number = |argument: &Expr| matches!(argument, Expr::Lit(literal) if matches!(literal.lit, Lit::Int(_)));
    path == ["alicloud_client", "runtime", "check_version"] && call.args.len() == 1 && call.args.iter().all(is_number)
}

fn assert_documentation(case: &str, attributes: &[Attribute]) {
    let mut markdown = String::new();
    for attribute in attributes {
        if let syn::Meta::NameValue(syn::MetaNameValue { path, value: syn::Expr::Lit(literal), .. }) = &attribute.meta
            && path.is_ident("doc")
            && let syn::Lit::Str(line) = &literal.lit
        {
            let line = line.value();
            markdown.push_str(line.strip_prefix(' ').unwrap_or(&line));
            markdown.push('\n');
        } else {
            let known = ["doc", "derive", "must_use", "inline", "non_exhaustive", "deprecated"];
            assert!(
                known.iter().any(|known| attribute.path().is_ident(known)),
                "{case}: an attribute that nothing writes"
            );
        }
    }
    assert_harmless_markdown(case, &markdown);
}

/// Reads it as rustdoc does.
fn assert_harmless_markdown(case: &str, markdown: &str) {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION;
    let known = |link: BrokenLink<'_>| Some((CowStr::from(format!("item:{}", link.reference)), CowStr::Borrowed("")));
    for event in Parser::new_with_broken_link_callback(markdown, options, Some(known)) {
        let harmless = match &event {
            Event::Html(_) | Event::InlineHtml(_) | Event::FootnoteReference(_) | Event::TaskListMarker(_) => false,
            Event::InlineMath(_) | Event::DisplayMath(_) => false,
            Event::Start(Tag::HtmlBlock | Tag::FootnoteDefinition(_) | Tag::Image { .. } | Tag::MetadataBlock(_)) => {
                false
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => false,
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => {
                ["text", "json", "xml", "sql", "shell", "bash", "http", "yaml"].contains(&language.as_ref())
            }
            Event::Start(Tag::Link { link_type: LinkType::Email, .. }) => false,
            Event::Start(Tag::Link { dest_url, .. }) => is_page_or_item(dest_url),
            _ => true,
        };
        assert!(harmless, "{case}: {event:?} in\n{markdown}");
    }
}

fn is_page_or_item(target: &str) -> bool {
    let item = target.strip_prefix("item:").map_or(target, |code| code.trim_matches('`'));
    let path = item.strip_prefix("#structfield.").unwrap_or(item);
    let is_path = !path.is_empty()
        && path.split("::").all(|name| {
            name.chars().all(|character| character.is_alphanumeric() || character == '_') && !name.is_empty()
        });
    is_path || target.starts_with("https://") || target.starts_with("http://")
}
