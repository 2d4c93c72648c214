//! Builds frequent syntax without parsing.
//!
//! Syntax that occurs once per operation is written with `parse_quote!`. Statements and fields occur thousands of
//! times, and parsing them would take longer than the rest of the generator. Types that `syn` does not let one build
//! are cloned in [`prototype`](super::prototype).

use std::borrow::Cow;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Item, Lit, LitStr, Member, Meta, Path, PathSegment, Stmt, Token, Type, token};

use crate::rust::model::is_keyword;

/// The name as an identifier, raw if it is a keyword.
pub(super) fn ident(name: &str) -> Ident {
    if is_keyword(name) { Ident::new_raw(name, Span::call_site()) } else { Ident::new(name, Span::call_site()) }
}

/// The variant name of a value, for enumerations of `alicloud_api` that generated code uses under the same names.
pub(super) fn value(value: impl std::fmt::Debug) -> Ident {
    ident(&format!("{value:?}"))
}

/// A documentation attribute (`///`) for each line of the string.
pub(super) fn doc(text: &str) -> Vec<Attribute> {
    text.lines()
        .map(|line| if line.is_empty() { named("doc", "") } else { named("doc", &format!(" {}", comment_line(line))) })
        .collect()
}

/// Makes a string safe as one line of a comment. A line break would end the comment, so that the rest would be code;
/// rustc rejects carriage returns and characters that change the text direction.
pub(super) fn comment_line(text: &str) -> Cow<'_, str> {
    let harmless = |character: char| match character {
        '\t' => true,
        '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => false,
        other => !other.is_control(),
    };
    if text.chars().all(harmless) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|character| if harmless(character) { character } else { '\u{fffd}' }).collect())
}

/// `#[NAME = "VALUE"]`
pub(super) fn named(name: &str, value: &str) -> Attribute {
    attribute(Meta::NameValue(syn::MetaNameValue {
        path: path(&[name], Vec::new()),
        eq_token: <Token![=]>::default(),
        value: text(value),
    }))
}

/// `#[doc(alias = "WIRE")]` if the name on the wire differs from the Rust name and rustdoc accepts it as an alias.
pub(super) fn alias(wire: &str, name: &str) -> Option<Attribute> {
    let possible =
        wire != name && !wire.contains(|character: char| character.is_whitespace() || "\"'".contains(character));
    (possible && !wire.is_empty()).then(|| {
        attribute(Meta::List(syn::MetaList {
            path: path(&["doc"], Vec::new()),
            delimiter: syn::MacroDelimiter::Paren(token::Paren::default()),
            tokens: quote!(alias = #wire),
        }))
    })
}

/// `#[non_exhaustive]`
pub(super) fn non_exhaustive() -> Attribute {
    attribute(Meta::Path(path(&["non_exhaustive"], Vec::new())))
}

/// `runtime::NAME!(TOKENS);`
pub(super) fn runtime_macro(name: &str, tokens: TokenStream) -> Item {
    Item::Macro(syn::ItemMacro {
        attrs: Vec::new(),
        ident: None,
        mac: syn::Macro {
            path: path(&["runtime", name], Vec::new()),
            bang_token: <Token![!]>::default(),
            delimiter: syn::MacroDelimiter::Paren(token::Paren::default()),
            tokens,
        },
        semi_token: Some(<Token![;]>::default()),
    })
}

/// `#[deprecated = "…"]`
pub(super) fn deprecated() -> Attribute {
    named("deprecated", "deprecated by the vendor")
}

fn attribute(meta: Meta) -> Attribute {
    Attribute {
        pound_token: <Token![#]>::default(),
        style: syn::AttrStyle::Outer,
        bracket_token: token::Bracket::default(),
        meta,
    }
}

/// `"VALUE"`
pub(super) fn text(value: &str) -> Expr {
    Expr::Lit(syn::ExprLit { attrs: Vec::new(), lit: Lit::Str(LitStr::new(value, Span::call_site())) })
}

/// `SEGMENTS::…`
pub(super) fn path_expression(segments: &[&str]) -> Expr {
    Expr::Path(syn::ExprPath { attrs: Vec::new(), qself: None, path: path(segments, Vec::new()) })
}

/// `self.NAME`
pub(super) fn own(name: &str) -> Expr {
    member(path_expression(&["self"]), name)
}

/// `BASE.NAME`
pub(super) fn member(base: Expr, name: &str) -> Expr {
    Expr::Field(syn::ExprField {
        attrs: Vec::new(),
        base: Box::new(base),
        dot_token: <Token![.]>::default(),
        member: Member::Named(ident(name)),
    })
}

/// `&EXPRESSION`
pub(super) fn borrowed(expression: Expr) -> Expr {
    reference(expression, None)
}

/// `&mut EXPRESSION`
pub(super) fn borrowed_mutably(expression: Expr) -> Expr {
    reference(expression, Some(<Token![mut]>::default()))
}

fn reference(expression: Expr, mutability: Option<Token![mut]>) -> Expr {
    Expr::Reference(syn::ExprReference {
        attrs: Vec::new(),
        and_token: <Token![&]>::default(),
        mutability,
        expr: Box::new(expression),
    })
}

/// `RECEIVER.METHOD(ARGUMENTS)`
pub(super) fn method_call(receiver: Expr, method: &str, arguments: impl IntoIterator<Item = Expr>) -> Expr {
    Expr::MethodCall(syn::ExprMethodCall {
        attrs: Vec::new(),
        receiver: Box::new(receiver),
        dot_token: <Token![.]>::default(),
        method: ident(method),
        turbofish: None,
        paren_token: token::Paren::default(),
        args: arguments.into_iter().collect(),
    })
}

/// `SEGMENTS::…(ARGUMENTS)`
pub(super) fn call(segments: &[&str], arguments: impl IntoIterator<Item = Expr>) -> Expr {
    Expr::Call(syn::ExprCall {
        attrs: Vec::new(),
        func: Box::new(path_expression(segments)),
        paren_token: token::Paren::default(),
        args: arguments.into_iter().collect(),
    })
}

/// `LEFT = RIGHT`
pub(super) fn assignment(left: Expr, right: Expr) -> Expr {
    Expr::Assign(syn::ExprAssign {
        attrs: Vec::new(),
        left: Box::new(left),
        eq_token: <Token![=]>::default(),
        right: Box::new(right),
    })
}

/// `EXPRESSION;`
pub(super) fn statement(expression: Expr) -> Stmt {
    Stmt::Expr(expression, Some(<Token![;]>::default()))
}

/// `SEGMENTS::…<ARGUMENTS>`
pub(super) fn path_type(segments: &[&str], arguments: Vec<Type>) -> Type {
    Type::Path(syn::TypePath { attrs: Vec::new(), qself: None, path: path(segments, arguments) })
}

fn path(segments: &[&str], arguments: Vec<Type>) -> Path {
    let mut path_segments: Punctuated<PathSegment, Token![::]> = segments
        .iter()
        .map(|segment| PathSegment { ident: path_ident(segment), arguments: syn::PathArguments::None })
        .collect();
    if let Some(last) = path_segments.last_mut().filter(|_| !arguments.is_empty()) {
        last.arguments = syn::PathArguments::AngleBracketed(syn::AngleBracketedGenericArguments {
            colon2_token: None,
            lt_token: <Token![<]>::default(),
            args: arguments.into_iter().map(syn::GenericArgument::Type).collect(),
            gt_token: <Token![>]>::default(),
        });
    }
    Path { leading_colon: None, segments: path_segments }
}

/// An identifier in a path, where `self`, `super` and `Self` must not be raw.
fn path_ident(segment: &str) -> Ident {
    match segment {
        "self" | "super" | "Self" => Ident::new(segment, Span::call_site()),
        _ => ident(segment),
    }
}
