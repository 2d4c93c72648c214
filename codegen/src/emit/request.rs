//! Requests: the operation as a value.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Expr, ImplItem, Item, Stmt, parse_quote};

use super::member;
use super::syntax::{
    Prototypes, alias, borrowed, call, deprecated, doc, ident, method_call, own, path_expression, statement, text,
};
use crate::model::item::{
    Auth, BodyKind, DocumentedError, Home, Location, Method, Operation, Parameter, RamAction, RamResource,
    ResponseKind, Style,
};

/// The type and its implementations.
pub(super) fn request(operation: &Operation, prototypes: &Prototypes) -> Vec<Item> {
    let name = &operation.type_name;
    let mut attributes = doc(&operation.documentation);
    attributes.extend(alias(&operation.name, name));
    attributes.push(parse_quote!(#[must_use = "a request does nothing until it is sent"]));
    let fields =
        operation.parameters.iter().map(|parameter| member::field(&parameter.field, Home::Operation, prototypes));
    let debug = call(&["runtime", "debug_operation"], [path_expression(&["self"]), path_expression(&["formatter"])]);
    let equality = call(&["runtime", "same_parameters"], [path_expression(&["self"]), path_expression(&["other"])]);
    vec![
        prototypes.structure(attributes, name, fields),
        prototypes.implementation(name, inherent(operation, prototypes)),
        implementation(operation),
        prototypes.debug(name, debug),
        prototypes.equality(name, equality),
    ]
}

/// Facts as constants, setters, and `send`.
fn inherent(operation: &Operation, prototypes: &Prototypes) -> Vec<ImplItem> {
    let ram_actions = operation.ram_actions.iter().map(ram_action);
    let errors = operation.errors.iter().map(documented_error);
    let deprecated = operation.deprecated.then(deprecated);
    let mut items: Vec<ImplItem> = vec![
        parse_quote! {
            /// What a caller must be allowed to do.
            pub const RAM_ACTIONS: &'static [runtime::RamAction] = &[#(#ram_actions),*];
        },
        parse_quote! {
            /// Errors that are documented for this operation.
            pub const ERRORS: &'static [runtime::DocumentedError] = &[#(#errors),*];
        },
        parse_quote! {
            /// A request with no parameter set.
            #deprecated
            #[inline]
            pub fn new() -> Self {
                Self::default()
            }
        },
    ];
    items.extend(
        operation.parameters.iter().map(|parameter| member::setter(&parameter.field, Home::Operation, prototypes)),
    );
    items.push(parse_quote! {
        /// Sends the request when it is awaited.
        #[inline]
        pub fn send(self, client: &runtime::Client) -> runtime::Call<Self> {
            runtime::Call::new(client, self)
        }
    });
    items
}

fn ram_action(action: &RamAction) -> TokenStream {
    let RamAction { action, access_level, resources, condition_keys, dependent_actions } = action;
    let resources = resources.iter().map(|RamResource { kind, arn, required }| {
        quote!(runtime::RamResource { kind: #kind, arn: #arn, required: #required })
    });
    quote! {
        runtime::RamAction {
            action: #action,
            access_level: #access_level,
            resources: &[#(#resources),*],
            condition_keys: &[#(#condition_keys),*],
            dependent_actions: &[#(#dependent_actions),*],
        }
    }
}

fn documented_error(error: &DocumentedError) -> TokenStream {
    let DocumentedError { status, code, message } = error;
    let status = proc_macro2::Literal::u16_unsuffixed(*status);
    quote!(runtime::DocumentedError { status: #status, code: #code, message: #message })
}

fn implementation(operation: &Operation) -> Item {
    let request = ident(&operation.type_name);
    let response = ident(&operation.response.name);
    let (name, path, read_only) = (&operation.name, &operation.path, operation.read_only);
    let method = method(operation.method);
    let methods = operation.methods.iter().copied().map(self::method);
    let body = body(operation.body);
    let auth = auth(operation.auth);
    let token = operation.idempotency_parameter();
    let wire = token.map(|token| &token.field.wire);
    let idempotency_token = wire.map_or_else(|| quote!(None), |wire| quote!(Some(#wire)));
    let fill = token.map(|token| {
        let field = ident(&token.field.name);
        quote! {
            #[inline]
            fn fill_idempotency_token(&mut self, token: &str) {
                self.#field.get_or_insert_with(|| token.to_owned());
            }
        }
    });
    let response_kind = response_kind(&operation.response.kind);
    let parameters = parameters(operation);
    parse_quote! {
        impl runtime::Operation for #request {
            type Response = #response;

            const INFO: &'static runtime::OperationInfo = &runtime::OperationInfo {
                product: &super::PRODUCT,
                name: #name,
                method: runtime::Method::#method,
                methods: &[#(runtime::Method::#methods),*],
                path: #path,
                body: runtime::BodyKind::#body,
                auth: runtime::Auth::#auth,
                read_only: #read_only,
                idempotency_token: #idempotency_token,
                response: runtime::ResponseKind::#response_kind,
            };

            #parameters

            #fill
        }
    }
}

fn parameters(operation: &Operation) -> ImplItem {
    let mut function: syn::ImplItemFn = if operation.parameters.is_empty() {
        parse_quote!(
            #[inline]
            fn parameters(&self, _: &mut runtime::Parameters<'_>) {}
        )
    } else {
        parse_quote!(
            #[inline]
            fn parameters(&self, parameters: &mut runtime::Parameters<'_>) {}
        )
    };
    function.block.stmts = operation.parameters.iter().map(parameter).collect();
    ImplItem::Fn(function)
}

/// `parameters.METHOD("WIRE", runtime::At::PLACE, &self.NAME);`
fn parameter(parameter: &Parameter) -> Stmt {
    let field = &parameter.field;
    let arguments = [text(&field.wire), place(parameter), borrowed(own(&field.name))];
    statement(method_call(path_expression(&["parameters"]), member::writing_method(field), arguments))
}

fn place(parameter: &Parameter) -> Expr {
    let location = match parameter.location {
        Location::Query => "QUERY",
        Location::Form => "FORM",
        Location::Path => "PATH",
        Location::Header => "HEADER",
        Location::Body => "BODY",
        Location::WholeBody => "WHOLE_BODY",
    };
    let mut place = path_expression(&["runtime", "At", location]);
    match parameter.style {
        Style::Flat => {}
        Style::Json => place = method_call(place, "json", []),
        Style::Simple => place = method_call(place, "simple", []),
    }
    // A placeholder in the path is required anyway.
    if parameter.required && parameter.location != Location::Path { method_call(place, "required", []) } else { place }
}

fn method(method: Method) -> proc_macro2::Ident {
    ident(match method {
        Method::Get => "Get",
        Method::Post => "Post",
        Method::Put => "Put",
        Method::Delete => "Delete",
        Method::Patch => "Patch",
        Method::Head => "Head",
        Method::Options => "Options",
    })
}

fn body(body: BodyKind) -> proc_macro2::Ident {
    ident(match body {
        BodyKind::None => "None",
        BodyKind::Form => "Form",
        BodyKind::Json => "Json",
        BodyKind::Binary => "Binary",
    })
}

fn response_kind(kind: &ResponseKind) -> TokenStream {
    let name = ident(match kind {
        ResponseKind::Fields(fields) => return quote!(Fields(&[#(#fields),*])),
        ResponseKind::Empty => "Empty",
        ResponseKind::Acknowledgement => "Acknowledgement",
        ResponseKind::Identified => "Identified",
        ResponseKind::Unknown => "Unknown",
        ResponseKind::List => "List",
        ResponseKind::Map => "Map",
        ResponseKind::Text => "Text",
        ResponseKind::Binary => "Binary",
    });
    quote!(#name)
}

fn auth(auth: Auth) -> proc_macro2::Ident {
    ident(match auth {
        Auth::Signed => "Signed",
        Auth::Anonymous => "Anonymous",
        Auth::Bearer => "Bearer",
    })
}
