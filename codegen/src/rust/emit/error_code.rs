//! Prints the enumeration of a product's error codes.

use quote::quote;
use syn::{File, parse_quote};

use super::enumeration::conversions;
use super::syntax::{doc, ident, runtime_macro};
use crate::decide::ProductFacts;
use crate::rust::model::documentation;
use crate::rust::model::item::ErrorVariant;

/// The module `error_code`.
pub(super) fn error_code(product: &ProductFacts, codes: &[ErrorVariant]) -> File {
    let variants = codes.iter().map(|code| {
        let documentation = doc(&code.documentation);
        let name = ident(&code.name);
        quote!(#(#documentation)* #name)
    });
    let about = doc(&documentation::error_codes(product));
    let conversions = conversions("ErrorCode", codes.iter().map(|code| (code.code.as_str(), code.name.as_str())));
    let mut file: File = parse_quote! {
        use alicloud_client::runtime;

        #(#about)*
        #[derive(Clone, PartialEq, Hash)]
        #[non_exhaustive]
        pub enum ErrorCode {
            #(#variants,)*
            /// A code that is not documented for the operations of this crate.
            Unknown(runtime::UnknownValue),
        }

        impl ErrorCode {
            /// The code that the service returned, if it is an error of the service.
            #[inline]
            #[must_use]
            pub fn of(error: &runtime::Error) -> Option<Self> {
                error.code().map(Self::from)
            }
        }

    };
    file.items.extend(conversions);
    file.items.push(runtime_macro("open_enum", quote!(ErrorCode)));
    file
}
