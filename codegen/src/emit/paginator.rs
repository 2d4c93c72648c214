//! Operations that answer in pages.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Item, parse_quote};

use super::syntax::ident;
use super::types;
use crate::model::item::{Advance, Counter, Home, Operation, Paginator, Type};

/// `impl runtime::Paginate`
pub(super) fn paginator(operation: &Operation, paginator: &Paginator) -> Item {
    let name = ident(&operation.type_name);
    let item = types::of(&paginator.item, Home::Operation);
    let path: Vec<_> = paginator.items.iter().map(|field| ident(field)).collect();
    let advance = advance(&paginator.advance, &quote!(response #(.#path)*));
    parse_quote! {
        impl runtime::Paginate for #name {
            type Item = #item;

            #[inline]
            fn advance(&mut self, response: &Self::Response) -> bool {
                #advance
            }

            #[inline]
            fn items(response: Self::Response) -> Vec<Self::Item> {
                response #(.#path)*
            }
        }
    }
}

fn advance(advance: &Advance, list: &TokenStream) -> TokenStream {
    match advance {
        Advance::Token { request, response, otherwise } => {
            let (request, response) = (ident(request), ident(response));
            let otherwise = otherwise.as_ref().map(|otherwise| {
                let otherwise = self::advance(otherwise, list);
                quote!(None if self.#request.is_none() => #otherwise,)
            });
            quote! {
                match runtime::page::next_token(self.#request.as_deref(), response.#response.as_deref()) {
                    Some(token) => {
                        self.#request = Some(token);
                        true
                    }
                    #otherwise
                    None => false,
                }
            }
        }
        Advance::Number { number, size, total } => {
            let (size, total) = (own_count(size.as_ref()), total_count(total.as_ref()));
            let current = own_count(Some(number));
            set(number, &quote!(runtime::page::next_number(#current, #size, #list.len(), #total)))
        }
        Advance::Offset { offset, total } => {
            let total = total_count(total.as_ref());
            let current = own_count(Some(offset));
            set(offset, &quote!(runtime::page::next_offset(#current, #list.len(), #total)))
        }
    }
}

/// Sets the counter to the next value, if there is one and it fits.
fn set(counter: &Counter, next: &TokenStream) -> TokenStream {
    let field = ident(&counter.field);
    let next =
        if counter.ty == Type::Int32 { quote!(#next.and_then(|next| i32::try_from(next).ok())) } else { next.clone() };
    quote! {
        match #next {
            Some(next) => {
                self.#field = Some(next);
                true
            }
            None => false,
        }
    }
}

fn own_count(counter: Option<&Counter>) -> TokenStream {
    count(&quote!(self), counter)
}

fn total_count(counter: Option<&Counter>) -> TokenStream {
    count(&quote!(response), counter)
}

fn count(owner: &TokenStream, counter: Option<&Counter>) -> TokenStream {
    match counter {
        None => quote!(None),
        Some(Counter { field, ty }) => {
            let field = ident(field);
            if *ty == Type::Int32 { quote!(#owner.#field.map(i64::from)) } else { quote!(#owner.#field) }
        }
    }
}
