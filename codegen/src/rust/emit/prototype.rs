//! Syntax trees that are parsed once and then cloned with other names and contents. `syn` reserves the right to add
//! fields to these types, so they cannot be built directly.

use syn::{Attribute, Expr, Field, ImplItem, ImplItemFn, Item, ItemImpl, ItemStruct, Stmt, Type, parse_quote, token};

use super::syntax::{deprecated, ident, path_type};

/// The syntax trees, parsed once per run.
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
    send_stream: ImplItem,
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
                /// A value with no field set.
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
            send_stream: parse_quote! {
                /// Sends the request when it is awaited, and returns the events of the response as they are received.
                #[inline]
                pub fn send_stream(self, client: &runtime::Client) -> runtime::StreamCall<Self> {
                    runtime::StreamCall::new(client, self)
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
            // Index 1 is between the documentation and `#[inline]`.
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

    /// `pub fn send_stream(self, …)` of a request.
    pub(super) fn send_stream(&self) -> ImplItem {
        self.send_stream.clone()
    }

    /// `fn parameters(&self, parameters: …)` with these statements, which use `parameters`.
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

    /// `impl runtime::Encode for NAME` with these statements, which use `encoder`.
    pub(super) fn encode(&self, name: &str, statements: Vec<Stmt>) -> Item {
        with_body(&self.encode, name, statements)
    }

    /// `impl runtime::Decode for NAME` with these statements, which use `decoder`.
    pub(super) fn decode(&self, name: &str, statements: Vec<Stmt>) -> Item {
        with_body(&self.decode, name, statements)
    }

    /// `impl std::fmt::Debug for NAME` with this expression, which uses `formatter`.
    pub(super) fn debug(&self, name: &str, expression: Expr) -> Item {
        with_body(&self.debug, name, vec![Stmt::Expr(expression, None)])
    }

    /// `impl PartialEq for NAME` with this expression, which uses `other`.
    pub(super) fn equality(&self, name: &str, expression: Expr) -> Item {
        with_body(&self.equality, name, vec![Stmt::Expr(expression, None)])
    }
}

fn for_type(prototype: &ItemImpl, name: &str) -> ItemImpl {
    ItemImpl { self_ty: Box::new(path_type(&[name], Vec::new())), ..prototype.clone() }
}

/// The prototype for the type `name`, with `statements` as the body of its first function.
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
