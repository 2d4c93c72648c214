//! Prints request types: an operation as a value.

use alicloud_api::{Auth, BodyKind, DocumentedError, ListStyle, Location, Method, Streaming};
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Expr, ImplItem, Item, ItemImpl, Stmt, parse_quote};

use super::member;
use super::prototype::Prototypes;
use super::syntax::{
    alias, borrowed, call, doc, ident, method_call, named, own, path_expression, statement, text, value,
};
use crate::decide::{OperationFacts, ResponseKind};
use crate::rust::model::item::{Home, OperationItem, ParameterItem};
use crate::spec::entry::{RamAction, RamResource};

/// The type and its implementations.
pub(super) fn request(operation: &OperationItem, prototypes: &Prototypes) -> Vec<Item> {
    let name = &operation.type_name;
    let mut attributes = doc(&operation.documentation);
    attributes.extend(alias(operation.name(), name));
    attributes.push(named("must_use", "a request does nothing until it is sent"));
    let fields = operation.fields.iter().map(|field| member::field(field, Home::Operation, prototypes));
    let debug = call(&["runtime", "debug_operation"], [path_expression(&["self"]), path_expression(&["formatter"])]);
    let equality = call(&["runtime", "same_parameters"], [path_expression(&["self"]), path_expression(&["other"])]);
    vec![
        prototypes.structure(attributes, name, fields),
        prototypes.implementation(name, inherent(operation, prototypes)),
        implementation(operation, prototypes),
        prototypes.debug(name, debug),
        prototypes.equality(name, equality),
    ]
}

/// The inherent items: constants, `new`, setters, and `send` or `send_stream`.
fn inherent(operation: &OperationItem, prototypes: &Prototypes) -> Vec<ImplItem> {
    let ram_actions = operation.facts.ram_actions.iter().map(ram_action);
    let errors = operation.facts.errors.iter().map(documented_error);
    let mut items: Vec<ImplItem> = vec![
        parse_quote! {
            /// The RAM permissions that a caller needs.
            pub const RAM_ACTIONS: &'static [runtime::RamAction] = &[#(#ram_actions),*];
        },
        parse_quote! {
            /// Errors that are documented for this operation.
            pub const ERRORS: &'static [runtime::DocumentedError] = &[#(#errors),*];
        },
        prototypes.request_new(operation.facts.deprecated),
    ];
    items.extend(operation.fields.iter().map(|field| member::setter(field, Home::Operation, prototypes)));
    if operation.facts.streaming != Streaming::Always {
        items.push(prototypes.send());
    }
    if operation.facts.streaming != Streaming::Never {
        items.push(prototypes.send_stream());
    }
    items
}

fn ram_action(action: &RamAction) -> TokenStream {
    let RamAction { action, access_level, resources, condition_keys, dependent_actions, .. } = action;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let (action, access_level) = (text(action), text(access_level));
    let resources = resources.iter().map(|RamResource { kind, arn, required, .. }| {
        let (kind, arn) = (text(kind), text(arn));
        let required = required.unwrap_or(false).then(|| quote!(.required()));
        quote!(runtime::RamResource::new(#kind, #arn)#required)
    });
    let keys = (!condition_keys.is_empty()).then(|| quote!(.condition_keys(&[#(#condition_keys),*])));
    let dependent = (!dependent_actions.is_empty()).then(|| quote!(.dependent_actions(&[#(#dependent_actions),*])));
    quote!(runtime::RamAction::new(#action, #access_level, &[#(#resources),*])#keys #dependent)
}

fn documented_error(error: &DocumentedError<String>) -> TokenStream {
    let DocumentedError { status, code, message, .. } = error;
    let status = proc_macro2::Literal::u16_unsuffixed(*status);
    quote!(runtime::DocumentedError::new(#status, #code, #message))
}

fn implementation(operation: &OperationItem, prototypes: &Prototypes) -> Item {
    let request = ident(&operation.type_name);
    let response = ident(&operation.response.name);
    let info = info(&operation.facts, &quote!(super::PRODUCT));
    let fill = operation.idempotency_field().map(|token| -> ImplItem {
        let field = ident(&token.name);
        parse_quote! {
            #[inline]
            fn fill_idempotency_token(&mut self, token: &str) {
                self.#field.get_or_insert_with(|| token.to_owned());
            }
        }
    });
    let mut implementation: ItemImpl = parse_quote! {
        impl runtime::Operation for #request {
            type Response = #response;

            const INFO: &'static runtime::OperationInfo = &#info;
        }
    };
    // Not interpolated into `parse_quote!`, which would turn the finished syntax tree into tokens and parse it again.
    implementation.items.push(prototypes.parameters(operation.parameters().map(parameter).collect()));
    implementation.items.extend(fill);
    Item::Impl(implementation)
}

/// The expression for the `OperationInfo` of an operation. `product` is the static of its product. Default values are
/// omitted.
pub(super) fn info(operation: &OperationFacts, product: &TokenStream) -> TokenStream {
    let name = &operation.name;
    let mut info = quote!(runtime::OperationInfo::new(&#product, #name));
    if operation.methods != [Method::Post] {
        let (used, all) = (value(operation.method), operation.methods.iter().map(value));
        info.extend(quote!(.methods(runtime::Method::#used, &[#(runtime::Method::#all),*])));
    }
    if operation.path != "/" {
        let path = &operation.path;
        info.extend(quote!(.path(#path)));
    }
    if operation.body != BodyKind::None {
        let body = value(operation.body);
        info.extend(quote!(.body(runtime::BodyKind::#body)));
    }
    if operation.auth != Auth::Signed {
        let auth = value(operation.auth);
        info.extend(quote!(.auth(runtime::Auth::#auth)));
    }
    if operation.read_only {
        info.extend(quote!(.read_only()));
    }
    if let Some(token) = operation.idempotency_token() {
        info.extend(quote!(.idempotency_token(#token)));
    }
    if operation.response != ResponseKind::Unknown {
        let response = response_kind(&operation.response);
        info.extend(quote!(.response(runtime::ResponseKind::#response)));
    }
    if operation.xml_response {
        info.extend(quote!(.xml_response()));
    }
    if operation.streaming != Streaming::Never {
        let streaming = value(operation.streaming);
        info.extend(quote!(.streaming(runtime::Streaming::#streaming)));
    }
    info
}

/// `parameters.METHOD("WIRE", runtime::At::LOCATION, &self.NAME);`
fn parameter(parameter: ParameterItem<'_>) -> Stmt {
    let field = parameter.field;
    let arguments = [text(&field.wire), at(parameter), borrowed(own(&field.name))];
    statement(method_call(path_expression(&["parameters"]), member::writing_method(field), arguments))
}

fn at(parameter: ParameterItem<'_>) -> Expr {
    let parameter = parameter.facts;
    // The constants of `runtime::At` are named like the locations.
    let constant = parameter.location.as_str().replace('-', "_").to_ascii_uppercase();
    let mut at = path_expression(&["runtime", "At", &constant]);
    if parameter.style != ListStyle::Flat {
        at = method_call(at, parameter.style.as_str(), []);
    }
    // A parameter in the path is always required.
    let is_always = matches!(parameter.location, Location::Path | Location::WholePath);
    if parameter.required && !is_always { method_call(at, "required", []) } else { at }
}

fn response_kind(kind: &ResponseKind) -> TokenStream {
    match kind {
        ResponseKind::Fields(fields) => quote!(Fields(&[#(#fields),*])),
        kind => {
            let name = value(kind);
            quote!(#name)
        }
    }
}
