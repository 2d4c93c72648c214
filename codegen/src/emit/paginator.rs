//! Operations that return their results in pages.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Item, parse_quote};

use super::syntax::ident;
use super::types;
use crate::model::item::{Advance, Home, Operation, Paginator, Reported};

/// `impl runtime::Paginate`
pub(super) fn paginator(operation: &Operation, paginator: &Paginator) -> Item {
    let name = ident(&operation.type_name);
    let item = types::of(&paginator.item, Home::Operation);
    let path: Vec<_> = paginator.items.iter().map(|field| ident(field)).collect();
    let advance = advance(&paginator.advance);
    parse_quote! {
        impl runtime::Paginate for #name {
            type Item = #item;

            #[inline]
            fn paging<'a>(&'a mut self, page: &'a mut Self::Response) -> runtime::Paging<'a> {
                runtime::Paging::of(&mut page #(.#path)*) #advance
            }

            #[inline]
            fn items(page: Self::Response) -> Vec<Self::Item> {
                page #(.#path)*
            }
        }
    }
}

fn advance(advance: &Advance) -> TokenStream {
    match advance {
        Advance::Token { request, response, otherwise } => {
            let (request, response) = (ident(request), ident(response));
            let otherwise = otherwise.as_deref().map(self::advance);
            quote!(.token(&mut self.#request, &page.#response) #otherwise)
        }
        Advance::Number { number, size, reported } => {
            let number = ident(number);
            let size = size.as_deref().map(ident).map(|size| quote!(.size(&self.#size)));
            let reported = self::reported(reported);
            quote!(.number(&mut self.#number) #size #reported)
        }
        Advance::Offset { offset, reported } => {
            let offset = ident(offset);
            let reported = self::reported(reported);
            quote!(.offset(&mut self.#offset) #reported)
        }
    }
}

/// What the response says of the list.
fn reported(reported: &Reported) -> TokenStream {
    let Reported { total, position, size } = reported;
    let setter = |method: &str, field: &Option<String>| {
        field.as_deref().map(|field| {
            let (method, field) = (ident(method), ident(field));
            quote!(.#method(&page.#field))
        })
    };
    let setters = [setter("total", total), setter("reported", position), setter("reported_size", size)];
    quote!(#(#setters)*)
}
