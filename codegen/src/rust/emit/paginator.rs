//! Prints the `Paginate` implementations of operations that return their results in pages.

use alicloud_api::{NextPage, PageNumber, PagingInfo, ReportedPage};
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Item, parse_quote};

use super::syntax::ident;
use super::types;
use crate::rust::model::item::{FieldPath, Home, OperationItem, PaginatorItem, Step};

/// `impl runtime::Paginate`
pub(super) fn paginator(operation: &OperationItem, paginator: &PaginatorItem) -> Item {
    let name = ident(&operation.type_name);
    let item = types::of(&paginator.item, Home::Operation);
    let PagingInfo { items: list, next, .. } = &paginator.paging;
    let (lent, owned) = items(list);
    let holder = holder(next);
    let Chain { said, calls } = chain(next);
    parse_quote! {
        impl runtime::Paginate for #name {
            type Item = #item;

            #[inline]
            fn paging<'a>(&'a mut self, page: &'a mut Self::Response) -> runtime::Paging<'a> {
                #holder
                #said
                #lent #calls
            }

            #[inline]
            fn items(page: Self::Response) -> Vec<Self::Item> {
                #owned
            }
        }
    }
}

/// The list of a page as two expressions: the `Paging` that borrows the list, and the list moved out of the page.
fn items(path: &FieldPath) -> (TokenStream, TokenStream) {
    if path.0.iter().all(|step| !step.optional) {
        let place = place(quote!(page), &path.0);
        return (quote!(runtime::Paging::of(&mut #place)), place);
    }
    let (lent, owned) = (Way { how: How::Mutably }.to(&path.0), Way { how: How::Owned }.to(&path.0));
    (quote!(runtime::Paging::of_any(#lent)), quote!(#owned.unwrap_or_default()))
}

fn place(base: TokenStream, steps: &[Step]) -> TokenStream {
    steps.iter().fold(base, |place, step| {
        let name = ident(&step.name);
        quote!(#place.#name)
    })
}

/// Access to a field of a response through objects that may be missing. The result is an `Option`.
struct Way {
    how: How,
}

#[derive(Clone, Copy)]
enum How {
    Shared,
    Mutably,
    Owned,
}

impl Way {
    /// An `Option` of the last field in `steps`. An optional field is flattened, except with `How::Shared`.
    fn to(&self, steps: &[Step]) -> TokenStream {
        let Some((last, before)) = steps.split_last() else { return quote!(None) };
        let (reference, borrow) = match self.how {
            How::Shared => (quote!(&), quote!(.as_ref())),
            How::Mutably => (quote!(&mut), quote!(.as_mut())),
            How::Owned => (quote!(), quote!()),
        };
        let mut way = quote!(page);
        let mut is_option = false;
        for step in before {
            let name = ident(&step.name);
            way = match (is_option, step.optional) {
                (false, false) => quote!(#way.#name),
                (false, true) => quote!(#way.#name #borrow),
                (true, false) => quote!(#way.map(|inner| #reference inner.#name)),
                (true, true) => quote!(#way.and_then(|inner| inner.#name #borrow)),
            };
            is_option |= step.optional;
        }
        let name = ident(&last.name);
        // `runtime::count` and tokens take a reference to the `Option` itself.
        let opens = last.optional && !matches!(self.how, How::Shared);
        match (is_option, opens) {
            (false, true) => quote!(#way.#name #borrow),
            (false, false) => quote!(Some(#reference #way.#name)),
            (true, true) => quote!(#way.and_then(|inner| inner.#name #borrow)),
            (true, false) => quote!(#way.map(|inner| #reference inner.#name)),
        }
    }
}

/// Whether no object on the path can be missing.
fn is_plain(path: &FieldPath) -> bool {
    path.0.split_last().is_none_or(|(_, before)| before.iter().all(|step| !step.optional))
}

/// Creates the object of the request that holds the paging fields, if they are not directly in the request.
fn holder(next: &NextPage<FieldPath>) -> Option<TokenStream> {
    let [outer, _] = asked(next).0.as_slice() else { return None };
    let name = ident(&outer.name);
    Some(quote!(let asked = self.#name.get_or_insert_default();))
}

/// The field of the request that selects the page.
fn asked(next: &NextPage<FieldPath>) -> &FieldPath {
    match next {
        NextPage::Token(token) => &token.request,
        NextPage::Number(page) => &page.number,
        NextPage::Offset(page) => &page.offset,
    }
}

/// The expression for a field of the request.
fn of_request(path: &FieldPath) -> TokenStream {
    match path.0.as_slice() {
        [_, field] => place(quote!(asked), std::slice::from_ref(field)),
        steps => place(quote!(self), steps),
    }
}

/// Code that finds the next page.
#[derive(Default)]
struct Chain {
    /// Statements that read fields within optional objects of the response. They run before the list is borrowed, since
    /// it may be in the same object.
    said: TokenStream,
    /// Method calls on the `Paging`.
    calls: TokenStream,
}

fn chain(next: &NextPage<FieldPath>) -> Chain {
    let mut chain = Chain::default();
    match next {
        NextPage::Token(token) => {
            let request = of_request(&token.request);
            let response = chain.token(&token.response);
            let method = ident(if token.stays { "scroll" } else { "token" });
            chain.calls.extend(quote!(.#method(&mut #request, #response)));
            if let Some(otherwise) = &token.otherwise {
                chain.number(otherwise);
            }
        }
        NextPage::Number(page) => chain.number(page),
        NextPage::Offset(page) => {
            let offset = of_request(&page.offset);
            chain.calls.extend(quote!(.offset(&mut #offset)));
            chain.reported(&page.reported);
        }
    }
    chain
}

impl Chain {
    fn token(&mut self, path: &FieldPath) -> TokenStream {
        if is_plain(path) {
            let place = place(quote!(page), &path.0);
            return quote!(&#place);
        }
        let way = Way { how: How::Shared }.to(&path.0);
        self.said.extend(quote!(let received = #way.cloned().flatten();));
        quote!(&received)
    }

    fn number(&mut self, page: &PageNumber<FieldPath>) {
        let number = of_request(&page.number);
        self.calls.extend(quote!(.number(&mut #number)));
        if let Some(size) = page.size.as_ref().map(of_request) {
            self.calls.extend(quote!(.size(&#size)));
        }
        self.reported(&page.reported);
    }

    /// Adds the total, the position and the page size that the response reports.
    fn reported(&mut self, reported: &ReportedPage<FieldPath>) {
        let ReportedPage { total, position, size, .. } = reported;
        for (method, path) in [("total", total), ("reported", position), ("reported_size", size)] {
            let Some(path) = path else { continue };
            let method = ident(method);
            let field = if is_plain(path) {
                place(quote!(page), &path.0)
            } else {
                let way = Way { how: How::Shared }.to(&path.0);
                self.said.extend(quote!(let #method = runtime::count(#way);));
                quote!(#method)
            };
            self.calls.extend(quote!(.#method(&#field)));
        }
    }
}

/// `Some(&runtime::PagingInfo::new(…))`, or `None`.
pub(super) fn info(paging: Option<&PagingInfo<Vec<String>>>) -> TokenStream {
    let Some(paging) = paging else { return quote!(None) };
    let items = wire_path(&paging.items);
    let next = match &paging.next {
        NextPage::Token(token) => {
            let (request, response, stays) = (wire_path(&token.request), wire_path(&token.response), token.stays);
            let otherwise = optional(token.otherwise.as_ref().map(number_info));
            quote!(Token(runtime::PageToken::new(#request, #response, #stays, #otherwise)))
        }
        NextPage::Number(page) => {
            let page = number_info(page);
            quote!(Number(#page))
        }
        NextPage::Offset(page) => {
            let (offset, reported) = (wire_path(&page.offset), reported_info(&page.reported));
            quote!(Offset(runtime::PageOffset::new(#offset, #reported)))
        }
    };
    quote!(Some(&runtime::PagingInfo::new(#items, runtime::NextPage::#next)))
}

fn number_info(page: &PageNumber<Vec<String>>) -> TokenStream {
    let (number, size) = (wire_path(&page.number), optional(page.size.as_ref().map(wire_path)));
    let reported = reported_info(&page.reported);
    quote!(runtime::PageNumber::new(#number, #size, #reported))
}

fn reported_info(reported: &ReportedPage<Vec<String>>) -> TokenStream {
    let ReportedPage { total, position, size, .. } = reported;
    let [total, position, size] = [total, position, size].map(|path| optional(path.as_ref().map(wire_path)));
    quote!(runtime::ReportedPage::new(#total, #position, #size))
}

fn wire_path(path: &Vec<String>) -> TokenStream {
    quote!(&[#(#path),*])
}

fn optional(value: Option<TokenStream>) -> TokenStream {
    value.map_or_else(|| quote!(None), |value| quote!(Some(#value)))
}
