//! Facts of descriptions that are loaded at run time.
//!
//! Requests, errors and events hold the facts of their operation for as long as the program runs. So those of a loaded description are never
//! freed; but each is kept once, however often its folder is loaded.

use std::collections::HashSet;
use std::hash::Hash;
use std::sync::{LazyLock, Mutex, PoisonError};

use alicloud_api::{Method, OperationInfo, ProductInfo, RegionHosts, ResponseKind};
use alicloud_codegen::model::item;

/// Values of one type that are kept.
struct Kept<T: ?Sized + 'static>(LazyLock<Mutex<HashSet<&'static T>>>);

impl<T: ?Sized + Eq + Hash> Kept<T> {
    const fn new() -> Self {
        Self(LazyLock::new(Mutex::default))
    }

    /// The value that is equal to this one, from now on at the latest.
    fn get(&self, value: impl AsRef<T> + Into<Box<T>>) -> &'static T {
        // A set is valid wherever another thread stopped.
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept.get(value.as_ref()) {
            return known;
        }
        let value: &'static T = Box::leak(value.into());
        kept.insert(value);
        value
    }
}

/// The facts of a product.
pub(crate) fn product(product: &item::Product) -> &'static ProductInfo {
    static PRODUCTS: Kept<ProductInfo> = Kept::new();
    static HOSTS: Kept<[RegionHosts]> = Kept::new();
    let hosts = product.endpoints.iter().map(|endpoint| RegionHosts {
        region: text(&endpoint.region),
        public: endpoint.public.as_deref().map(text),
        vpc: endpoint.vpc.as_deref().map(text),
    });
    PRODUCTS.get(Box::new(ProductInfo {
        code: text(&product.code),
        version: text(&product.version),
        style: product.style,
        location_service_code: product.location_service_code.as_deref().map(text),
        endpoint_rule: product.endpoint_rule,
        endpoints: HOSTS.get(hosts.collect::<Vec<_>>()),
    }))
}

/// The facts of an operation.
pub(crate) fn operation(product: &'static ProductInfo, operation: &item::Operation) -> &'static OperationInfo {
    static OPERATIONS: Kept<OperationInfo> = Kept::new();
    static METHODS: Kept<[Method]> = Kept::new();
    OPERATIONS.get(Box::new(OperationInfo {
        product,
        name: text(&operation.name),
        method: operation.method,
        methods: METHODS.get(operation.methods.clone()),
        path: text(&operation.path),
        body: operation.body,
        auth: operation.auth,
        read_only: operation.read_only,
        idempotency_token: operation.idempotency_parameter().map(|token| text(&token.field.wire)),
        response: response(&operation.response.kind),
    }))
}

fn response(kind: &item::ResponseKind) -> ResponseKind {
    static FIELDS: Kept<[&'static str]> = Kept::new();
    kind.map(|names| FIELDS.get(names.iter().map(|name| text(name)).collect::<Vec<_>>()))
}

/// The name or another text of a fact.
pub(crate) fn text(value: &str) -> &'static str {
    static TEXTS: Kept<str> = Kept::new();
    TEXTS.get(value)
}
