//! Files: which items are in which, and in which order.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{File, Item, ItemMod, parse_quote};

use super::prototype::Prototypes;
use super::syntax::{doc, ident, value};
use super::{enumeration, paginator, request, response, structure};
use crate::model::item::{Absent, Endpoint, Home, Item as Described, Operation, Product};
use crate::model::{Model, documentation};

/// `lib.rs`
pub(super) fn root(model: &Model) -> Vec<Item> {
    let mut items: Vec<Item> = model.operations.iter().map(|operation| Item::Mod(module(&operation.module))).collect();
    items.extend(model.absent.iter().map(|absent| Item::Mod(gated(absent))));
    if !model.components.is_empty() {
        items.push(Item::Mod(module("components")));
    }
    if !model.error_codes.is_empty() {
        items.push(parse_quote!(
            mod error_code;
        ));
        items.push(parse_quote!(
            pub use self::error_code::ErrorCode;
        ));
    }
    items.push(product(model));
    items
}

/// The file of an operation: request, paginator, response, and the types within.
pub(super) fn operation(operation: &Operation, prototypes: &Prototypes) -> Vec<Item> {
    let mut items = vec![prototypes.import()];
    items.extend(request::request(operation, prototypes));
    items.extend(operation.paginator.as_ref().map(|paginator| paginator::paginator(operation, paginator)));
    items.extend(response::response(&operation.response, prototypes));
    items.extend(types(&operation.types, Home::Operation, prototypes));
    items
}

/// `components.rs`
pub(super) fn components(model: &Model, prototypes: &Prototypes) -> Vec<Item> {
    std::iter::once(prototypes.import()).chain(types(&model.components, Home::Components, prototypes)).collect()
}

/// A file with documentation of the module at its top.
pub(super) fn file(documentation: &str, items: Vec<Item>) -> File {
    let attrs = doc(documentation)
        .into_iter()
        .map(|attribute| syn::Attribute { style: syn::AttrStyle::Inner(<syn::Token![!]>::default()), ..attribute })
        .collect();
    File { shebang: None, frontmatter: None, attrs, items }
}

fn types(types: &[Described], home: Home, prototypes: &Prototypes) -> Vec<Item> {
    types
        .iter()
        .flat_map(|item| match item {
            Described::Structure(item) => structure::structure(item, home, prototypes),
            Described::Enumeration(item) => enumeration::enumeration(item),
        })
        .collect()
}

fn module(name: &str) -> ItemMod {
    let name = ident(name);
    parse_quote!(pub mod #name;)
}

/// A module that is never compiled, since its feature is not enabled. The compiler names that feature to whoever looks for the module.
fn gated(absent: &Absent) -> ItemMod {
    let (name, feature) = (ident(&absent.module), &absent.feature);
    parse_quote!(
        #[cfg(feature = #feature)]
        pub mod #name {}
    )
}

fn product(model: &Model) -> Item {
    let about = doc(&documentation::product(&model.product));
    let info = info(&model.product);
    parse_quote! {
        #(#about)*
        pub static PRODUCT: alicloud_client::runtime::Product = {
            use alicloud_client::runtime;

            #info
        };
    }
}

/// The facts of a product.
pub(super) fn info(product: &Product) -> TokenStream {
    let (code, version) = (&product.code, &product.version);
    let style = value(product.style);
    let location_service_code = optional(product.location_service_code.as_ref());
    let endpoint_rule = value(product.endpoint_rule);
    let endpoints = product.endpoints.iter().map(|Endpoint { region, public, vpc }| {
        let (public, vpc) = (optional(public.as_ref()), optional(vpc.as_ref()));
        quote!(runtime::Endpoint { region: #region, public: #public, vpc: #vpc })
    });
    quote! {
        runtime::Product {
            code: #code,
            version: #version,
            style: runtime::Style::#style,
            location_service_code: #location_service_code,
            endpoint_rule: runtime::EndpointRule::#endpoint_rule,
            endpoints: &[#(#endpoints),*],
        }
    }
}

fn optional(value: Option<&String>) -> TokenStream {
    value.map_or_else(|| quote!(None), |value| quote!(Some(#value)))
}
