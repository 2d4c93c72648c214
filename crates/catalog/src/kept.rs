//! Stores the facts of descriptions that are loaded at run time.
//!
//! Requests, errors and events refer to the facts of their operation with a `'static` lifetime. Therefore the facts of
//! a loaded description are leaked; equal values are stored once, however often a folder is loaded.

use std::collections::HashSet;
use std::hash::Hash;
use std::sync::{LazyLock, Mutex, PoisonError};

use alicloud_api::{Method, OperationInfo, PagingInfo, ProductInfo, RegionHosts, ResponseKind};
use alicloud_codegen::decide::{self, OperationFacts, ProductFacts};

/// An interner for values of one type, which are never freed.
struct Kept<T: ?Sized + 'static>(LazyLock<Mutex<HashSet<&'static T>>>);

impl<T: ?Sized + Eq + Hash> Kept<T> {
    const fn new() -> Self {
        Self(LazyLock::new(Mutex::default))
    }

    /// Returns the stored value that is equal to this one, and stores it if there is none.
    fn get(&self, value: impl AsRef<T> + Into<Box<T>>) -> &'static T {
        // A poisoned lock is ignored: the set is valid even if another thread panicked while it held the lock.
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept.get(value.as_ref()) {
            return known;
        }
        let value: &'static T = Box::leak(value.into());
        kept.insert(value);
        value
    }
}

/// Stores the facts of a product.
pub(crate) fn product(product: &ProductFacts) -> &'static ProductInfo {
    static PRODUCTS: Kept<ProductInfo> = Kept::new();
    static HOSTS: Kept<[RegionHosts]> = Kept::new();
    let hosts = product.regions.iter().map(|hosts| {
        RegionHosts::new(text(&hosts.region), hosts.public.as_deref().map(text), hosts.vpc.as_deref().map(text))
    });
    let mut info = ProductInfo::new(text(&product.code), text(&product.version))
        .style(product.style)
        .signature(product.signature)
        .endpoints(product.endpoint_rule, HOSTS.get(hosts.collect::<Vec<_>>()));
    if let Some(code) = &product.location_service_code {
        info = info.location_service_code(text(code));
    }
    PRODUCTS.get(Box::new(info))
}

/// Stores the facts of an operation.
pub(crate) fn operation(product: &'static ProductInfo, operation: &OperationFacts) -> &'static OperationInfo {
    static OPERATIONS: Kept<OperationInfo> = Kept::new();
    static METHODS: Kept<[Method]> = Kept::new();
    let mut info = OperationInfo::new(product, text(&operation.name))
        .methods(operation.method, METHODS.get(operation.methods.clone()))
        .path(text(&operation.path))
        .body(operation.body)
        .auth(operation.auth)
        .response(response(&operation.response))
        .streaming(operation.streaming);
    if operation.read_only {
        info = info.read_only();
    }
    if operation.xml_response {
        info = info.xml_response();
    }
    if let Some(token) = operation.idempotency_token() {
        info = info.idempotency_token(text(token));
    }
    OPERATIONS.get(Box::new(info))
}

/// Stores how an operation returns its results in pages.
pub(crate) fn paging(paging: &PagingInfo<Vec<String>>) -> Option<&'static PagingInfo> {
    static PAGING: Kept<PagingInfo> = Kept::new();
    let path = |path: &Vec<String>| Some(names(path));
    paging.map(path, path).map(|paging| PAGING.get(Box::new(paging)))
}

fn response(kind: &decide::ResponseKind) -> ResponseKind {
    kind.map(|fields| names(fields))
}

/// Stores a list of names.
fn names(values: &[String]) -> &'static [&'static str] {
    static NAMES: Kept<[&'static str]> = Kept::new();
    NAMES.get(values.iter().map(|name| text(name)).collect::<Vec<_>>())
}

/// Stores a string.
pub(crate) fn text(value: &str) -> &'static str {
    static TEXTS: Kept<str> = Kept::new();
    TEXTS.get(value)
}
