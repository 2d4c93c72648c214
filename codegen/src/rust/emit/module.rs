//! Arranges items in files.

use alicloud_api::{EndpointRule, GatewaySignature, Style};
use proc_macro2::TokenStream;
use quote::quote;
use syn::{File, Item, ItemMod, parse_quote};

use super::prototype::Prototypes;
use super::syntax::{doc, ident, value};
use super::{RUNTIME_VERSION, enumeration, paginator, request, response, structure};
use crate::decide::{ProductFacts, RegionEntry};
use crate::rust::model::item::{AbsentOperation, Home, Item as Described, OperationItem};
use crate::rust::model::{Model, documentation};

/// The items of `lib.rs`.
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
    items.push(version());
    items
}

/// The items of an operation's file: request, paginator, response, and the types that only they use.
pub(super) fn operation(operation: &OperationItem, prototypes: &Prototypes) -> Vec<Item> {
    let mut items = vec![prototypes.import()];
    items.extend(request::request(operation, prototypes));
    items.extend(operation.paginator.as_ref().map(|paginator| paginator::paginator(operation, paginator)));
    items.extend(response::response(&operation.response, prototypes));
    items.extend(types(&operation.types, Home::Operation, prototypes));
    items
}

/// The items of `components.rs`.
pub(super) fn components(model: &Model, prototypes: &Prototypes) -> Vec<Item> {
    std::iter::once(prototypes.import()).chain(types(&model.components, Home::Components, prototypes)).collect()
}

/// A file that begins with the documentation of its module.
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

/// An empty module for an operation whose feature is not enabled. When code uses the module, the compiler names the
/// missing feature in its error.
fn gated(absent: &AbsentOperation) -> ItemMod {
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
        pub static PRODUCT: alicloud_client::runtime::ProductInfo = {
            use alicloud_client::runtime;

            #info
        };
    }
}

/// A check at compile time that the client crate has the runtime that the code requires. Another version may lack items
/// that it uses.
fn version() -> Item {
    let version = proc_macro2::Literal::u32_unsuffixed(RUNTIME_VERSION);
    parse_quote!(
        const _: () = alicloud_client::runtime::check_version(#version);
    )
}

/// The expression for the `ProductInfo` of a product. Default values are omitted.
pub(super) fn info(product: &ProductFacts) -> TokenStream {
    let (code, version) = (&product.code, &product.version);
    let mut info = quote!(runtime::ProductInfo::new(#code, #version));
    if product.style != Style::Rpc {
        let style = value(product.style);
        info.extend(quote!(.style(runtime::Style::#style)));
    }
    if product.signature != GatewaySignature::Acs {
        let signature = value(product.signature);
        info.extend(quote!(.signature(runtime::GatewaySignature::#signature)));
    }
    if let Some(code) = &product.location_service_code {
        info.extend(quote!(.location_service_code(#code)));
    }
    if product.endpoint_rule != EndpointRule::Listed || !product.regions.is_empty() {
        let rule = value(product.endpoint_rule);
        let hosts = product.regions.iter().map(|RegionEntry { region, public, vpc }| {
            let (public, vpc) = (optional(public.as_ref()), optional(vpc.as_ref()));
            quote!(runtime::RegionHosts::new(#region, #public, #vpc))
        });
        info.extend(quote!(.endpoints(runtime::EndpointRule::#rule, &[#(#hosts),*])));
    }
    info
}

fn optional(value: Option<&String>) -> TokenStream {
    value.map_or_else(|| quote!(None), |value| quote!(Some(#value)))
}
