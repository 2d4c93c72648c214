//! Prints enumerations of valid values. They are open: an unknown value is preserved in `Unknown`.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::{Item, parse_quote};

use super::syntax::{alias, doc, ident, runtime_macro};
use crate::rust::model::item::{Enumeration, Variant};

/// The type and its implementations.
pub(super) fn enumeration(enumeration: &Enumeration) -> Vec<Item> {
    let name = ident(&enumeration.name);
    let documentation = doc(&enumeration.documentation);
    let alias = alias(&enumeration.wire, &enumeration.name);
    let variants = enumeration.variants.iter().map(variant);
    let mut items = vec![parse_quote! {
        #(#documentation)*
        #alias
        #[derive(Clone, PartialEq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// A value that is not among the documented ones. It is sent unchanged; the service may reject it.
            Unknown(runtime::UnknownValue),
        }
    }];
    items.extend(conversions(
        &enumeration.name,
        enumeration.variants.iter().map(|Variant { value, name, .. }| (value.as_str(), name.as_str())),
    ));
    items.push(runtime_macro("open_enum", name.into_token_stream()));
    items
}

/// Returns tokens instead of a `syn::Variant`, because the whole enumeration is parsed by `parse_quote!` and the
/// variant would be parsed twice.
fn variant(variant: &Variant) -> TokenStream {
    let documentation = doc(&variant.documentation);
    let name = ident(&variant.name);
    quote!(#(#documentation)* #name)
}

/// `as_str`, `From<&str>` and `From<String>` for an enumeration with these pairs of value and variant name.
pub(super) fn conversions<'a>(name: &str, values: impl Iterator<Item = (&'a str, &'a str)> + Clone) -> Vec<Item> {
    let name = ident(name);
    let to_text = values.clone().map(|(value, variant)| {
        let variant = ident(variant);
        quote!(Self::#variant => #value,)
    });
    let from_text = values.map(|(value, variant)| {
        let variant = ident(variant);
        quote!(#value => Self::#variant,)
    });
    vec![
        parse_quote! {
            impl #name {
                /// The value on the wire.
                #[inline]
                #[must_use]
                pub fn as_str(&self) -> &str {
                    match self {
                        #(#to_text)*
                        Self::Unknown(value) => runtime::unknown_str(value),
                    }
                }
            }
        },
        // Not `#[inline]`, unlike all other functions: its many comparisons would be compiled again in every calling
        // crate.
        parse_quote! {
            impl From<&str> for #name {
                fn from(value: &str) -> Self {
                    match value {
                        #(#from_text)*
                        other => Self::Unknown(runtime::unknown(other.to_owned())),
                    }
                }
            }
        },
        parse_quote! {
            impl From<String> for #name {
                #[inline]
                fn from(value: String) -> Self {
                    match Self::from(value.as_str()) {
                        Self::Unknown(_) => Self::Unknown(runtime::unknown(value)),
                        known => known,
                    }
                }
            }
        },
    ]
}
