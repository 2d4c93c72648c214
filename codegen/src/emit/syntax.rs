//! Syntax that is written thousands of times, built without parsing.
//!
//! Rust that occurs once per operation is written with `parse_quote!`. A statement or a field per member is not: parsing costs more than all
//! the rest of the generator. What `syn` does not let one build (it reserves the right to add parts) is a clone of a prototype that
//! was parsed once.

use std::borrow::Cow;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::parse_quote;
use syn::punctuated::Punctuated;
use syn::{
    Attribute, Expr, Field, ImplItem, ImplItemFn, Item, ItemImpl, ItemStruct, Lit, LitStr, Member, Meta, Path,
    PathSegment, Stmt, Token, Type, token,
};

use crate::model::raw;

/// Parsed once per run.
pub(super) struct Prototypes {
    field: Field,
    method: ImplItemFn,
    structure: ItemStruct,
    implementation: ItemImpl,
    pub(super) into_string: Type,
    encode: ItemImpl,
    decode: ItemImpl,
    debug: ItemImpl,
    equality: ItemImpl,
    request_new: ImplItemFn,
    structure_new: ImplItem,
    send: ImplItem,
    parameters: ImplItemFn,
    no_parameters: ImplItem,
    import: Item,
}

impl Prototypes {
    pub(super) fn new() -> Self {
        Self {
            field: parse_quote!(pub field: ()),
            method: parse_quote! {
                #[inline]
                pub fn method(mut self, value: ()) -> Self {}
            },
            structure: parse_quote! {
                #[derive(Clone, Default)]
                pub struct Structure {}
            },
            implementation: parse_quote!(impl Structure {}),
            into_string: parse_quote!(impl Into<String>),
            encode: parse_quote! {
                impl runtime::Encode for Structure {
                    #[inline]
                    fn encode(&self, encoder: &mut runtime::Encoder<'_>) {}
                }
            },
            decode: parse_quote! {
                impl runtime::Decode for Structure {
                    #[inline]
                    fn decode(&mut self, decoder: &mut runtime::Decoder<'_>) {}
                }
            },
            debug: parse_quote! {
                impl std::fmt::Debug for Structure {
                    #[inline]
                    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {}
                }
            },
            equality: parse_quote! {
                impl PartialEq for Structure {
                    #[inline]
                    fn eq(&self, other: &Self) -> bool {}
                }
            },
            request_new: parse_quote! {
                /// A request with no parameter set.
                #[inline]
                pub fn new() -> Self {
                    Self::default()
                }
            },
            structure_new: parse_quote! {
                /// Nothing is set.
                #[inline]
                #[must_use]
                pub fn new() -> Self {
                    Self::default()
                }
            },
            send: parse_quote! {
                /// Sends the request when it is awaited.
                #[inline]
                pub fn send(self, client: &runtime::Client) -> runtime::Call<Self> {
                    runtime::Call::new(client, self)
                }
            },
            parameters: parse_quote! {
                #[inline]
                fn parameters(&self, parameters: &mut runtime::Parameters<'_>) {}
            },
            no_parameters: parse_quote! {
                #[inline]
                fn parameters(&self, _: &mut runtime::Parameters<'_>) {}
            },
            import: parse_quote!(
                use alicloud_client::runtime;
            ),
        }
    }

    /// `#[derive(Clone, Default)] pub struct NAME { FIELDS }`
    pub(super) fn structure(
        &self,
        mut attributes: Vec<Attribute>,
        name: &str,
        fields: impl Iterator<Item = Field>,
    ) -> Item {
        let mut structure = self.structure.clone();
        attributes.append(&mut structure.attrs);
        structure.attrs = attributes;
        structure.ident = ident(name);
        structure.fields =
            syn::Fields::Named(syn::FieldsNamed { brace_token: token::Brace::default(), named: fields.collect() });
        Item::Struct(structure)
    }

    /// `pub NAME: TYPE`
    pub(super) fn field(&self, attributes: Vec<Attribute>, name: &str, ty: Type) -> Field {
        let mut field = self.field.clone();
        field.attrs = attributes;
        field.ident = Some(ident(name));
        field.ty = ty;
        field
    }

    /// `#[inline] pub fn NAME(mut self, value: ARGUMENT) -> Self { STATEMENTS }`
    pub(super) fn setter(
        &self,
        mut attributes: Vec<Attribute>,
        name: &str,
        argument: Type,
        statements: Vec<Stmt>,
    ) -> ImplItem {
        let mut method = self.method.clone();
        attributes.append(&mut method.attrs);
        method.attrs = attributes;
        method.sig.ident = ident(name);
        if let Some(syn::FnArg::Typed(value)) = method.sig.inputs.last_mut() {
            *value.ty = argument;
        }
        method.block.stmts = statements;
        ImplItem::Fn(method)
    }

    /// `use alicloud_client::runtime;`
    pub(super) fn import(&self) -> Item {
        self.import.clone()
    }

    /// `pub fn new() -> Self` of a request.
    pub(super) fn request_new(&self, is_deprecated: bool) -> ImplItem {
        let mut method = self.request_new.clone();
        if is_deprecated {
            // Between the documentation and `#[inline]`.
            method.attrs.insert(1, deprecated());
        }
        ImplItem::Fn(method)
    }

    /// `pub fn new() -> Self` of a structure.
    pub(super) fn structure_new(&self) -> ImplItem {
        self.structure_new.clone()
    }

    /// `pub fn send(self, …)` of a request.
    pub(super) fn send(&self) -> ImplItem {
        self.send.clone()
    }

    /// `fn parameters(&self, parameters: …)`, with these statements on `parameters`.
    pub(super) fn parameters(&self, statements: Vec<Stmt>) -> ImplItem {
        if statements.is_empty() {
            return self.no_parameters.clone();
        }
        let mut function = self.parameters.clone();
        function.block.stmts = statements;
        ImplItem::Fn(function)
    }

    /// `impl NAME { ITEMS }`
    pub(super) fn implementation(&self, name: &str, items: Vec<ImplItem>) -> Item {
        Item::Impl(ItemImpl { items, ..for_type(&self.implementation, name) })
    }

    /// `impl runtime::Encode for NAME`, with these statements on `encoder`.
    pub(super) fn encode(&self, name: &str, statements: Vec<Stmt>) -> Item {
        with_body(&self.encode, name, statements)
    }

    /// `impl runtime::Decode for NAME`, with these statements on `decoder`.
    pub(super) fn decode(&self, name: &str, statements: Vec<Stmt>) -> Item {
        with_body(&self.decode, name, statements)
    }

    /// `impl std::fmt::Debug for NAME`, with this expression on `formatter`.
    pub(super) fn debug(&self, name: &str, expression: Expr) -> Item {
        with_body(&self.debug, name, vec![Stmt::Expr(expression, None)])
    }

    /// `impl PartialEq for NAME`, with this expression on `other`.
    pub(super) fn equality(&self, name: &str, expression: Expr) -> Item {
        with_body(&self.equality, name, vec![Stmt::Expr(expression, None)])
    }
}

fn for_type(prototype: &ItemImpl, name: &str) -> ItemImpl {
    ItemImpl { self_ty: Box::new(path_type(&[name], Vec::new())), ..prototype.clone() }
}

/// The prototype with its first function filled.
fn with_body(prototype: &ItemImpl, name: &str, statements: Vec<Stmt>) -> Item {
    let mut implementation = for_type(prototype, name);
    if let Some(ImplItem::Fn(function)) = implementation.items.first_mut() {
        if statements.is_empty()
            && let Some(syn::FnArg::Typed(unused)) = function.sig.inputs.last_mut()
        {
            *unused.pat = parse_quote!(_);
        }
        function.block.stmts = statements;
    }
    Item::Impl(implementation)
}

/// The name as an identifier, raw where it has to be.
pub(super) fn ident(name: &str) -> Ident {
    match raw(name).strip_prefix("r#") {
        Some(keyword) => Ident::new_raw(keyword, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// The name of a value of an enumeration that generated code has under the same name.
pub(super) fn value(value: impl std::fmt::Debug) -> Ident {
    ident(&format!("{value:?}"))
}

/// One `///` line per line.
pub(super) fn doc(text: &str) -> Vec<Attribute> {
    text.lines()
        .map(|line| if line.is_empty() { named("doc", "") } else { named("doc", &format!(" {}", comment_line(line))) })
        .collect()
}

/// Text that a comment can hold on one line. A line break would end the comment, and what follows would be code; a carriage return and the
/// marks that change the direction of text are errors of the compiler.
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
fn named(name: &str, value: &str) -> Attribute {
    attribute(Meta::NameValue(syn::MetaNameValue {
        path: path(&[name], Vec::new()),
        eq_token: <Token![=]>::default(),
        value: text(value),
    }))
}

/// `#[doc(alias = "WIRE")]` where the name on the wire is another one, and one that rustdoc can take.
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
    named("deprecated", "the vendor advises against it")
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

/// `self` and `super` are what they are in a path.
fn path_ident(segment: &str) -> Ident {
    match segment {
        "self" | "super" | "Self" => Ident::new(segment, Span::call_site()),
        _ => ident(segment),
    }
}
