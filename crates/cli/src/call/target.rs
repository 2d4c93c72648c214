//! What is called: an operation of the catalog, by its name or by its path, or one that only the command line describes.

use alicloud_catalog::{DocumentedWaiter, Operation, Product, RequestParameter, Route};
use alicloud_client::OperationInfo;
use alicloud_client::runtime::{GatewaySignature, Location, Method, ProductInfo, Style};

use crate::arguments::{GlobalOptions, Words, program};
use crate::failure::CliFailure;
use crate::{descriptions, lookup, unknown_word};

/// What is called.
pub(super) struct Target {
    pub(super) info: &'static OperationInfo,
    /// The description; `None` for an operation that the catalog does not have.
    pub(super) described: Option<DescribedOperation>,
    /// Parameters in the path and its query, or after the name of a waiter, by name.
    pub(super) in_path: Vec<(String, String)>,
    /// What is waited for: `alicloud rds wait instance-running ID`.
    pub(super) waiter: Option<NamedWaiter>,
}

/// A waiter, and its name.
#[derive(Clone, Copy)]
pub(super) struct NamedWaiter {
    pub(super) name: &'static str,
    pub(super) waiter: &'static DocumentedWaiter,
}

/// An operation of the catalog.
#[derive(Clone, Copy)]
pub(super) struct DescribedOperation {
    pub(super) product: &'static Product,
    pub(super) operation: &'static Operation,
}

/// What the words after the product ask for.
pub(super) enum Requested {
    Call(Box<Target>),
    /// The operations of a product.
    Operations(&'static Product),
    /// The help of an operation.
    Help(DescribedOperation),
    /// The waiters of a product.
    Waiters(&'static Product),
}

/// Reads the operation. `options` are those of all words: `--force` and `--api-version` may follow the operation.
pub(super) fn read(code: &str, words: &mut Words, options: &GlobalOptions) -> Result<Requested, CliFailure> {
    let version = options.api_version.as_deref();
    let catalog = descriptions::of(code)?;
    let known = catalog.product(code, version);
    let product = match known {
        Some(product) => ProductFound::Described(product),
        None if options.force => ProductFound::Named(named_product(code, version, catalog.product(code, None))?),
        None => return Err(unknown_product(code, version)),
    };
    let first = match (words.peek(), &product) {
        (None | Some("--help" | "-h"), ProductFound::Described(product)) => return Ok(Requested::Operations(product)),
        (Some("help"), ProductFound::Described(product)) => {
            let others = words.clone().without_flags(&mut options.clone()).unwrap_or_default();
            return match others.get(1) {
                None => Ok(Requested::Operations(product)),
                Some(name) => {
                    Ok(Requested::Help(DescribedOperation { product, operation: lookup::operation(product, name)? }))
                }
            };
        }
        _ => words.next(),
    };
    let Some(name) = first else {
        return Err(usage(format!("the name of an operation is missing, as in alicloud {code} DescribeRegions")));
    };
    if let (WAIT, ProductFound::Described(product)) = (name.as_str(), &product)
        && product.operation(WAIT).is_err()
    {
        return waiter(product, words);
    }
    let roa = match method_in(&name, words.peek(), &product) {
        Some(method) => match words.next() {
            Some(path) => Some((method, path)),
            None => {
                return Err(usage(format!("a path is missing after {name}, as in alicloud {code} {name} /clusters")));
            }
        },
        None if name.starts_with('/') => {
            let method = options.method.as_deref().unwrap_or("GET");
            let method = Method::parse(method).ok_or_else(|| usage(format!("{method} is not an HTTP method")))?;
            Some((method, name.clone()))
        }
        None => None,
    };
    match (product, roa) {
        (product, Some((method, path))) => by_path(product, code, method, &path, options.force).map(Requested::call),
        (ProductFound::Described(product), None) => match lookup::operation(product, &name) {
            // `alicloud rds DescribeRegions help`; the words of a call are options, so it is nothing else.
            Ok(operation) if words.peek() == Some("help") => {
                Ok(Requested::Help(DescribedOperation { product, operation }))
            }
            Ok(operation) => {
                Ok(Requested::call(Target::described(DescribedOperation { product, operation }, Vec::new())))
            }
            Err(_) if options.force => {
                Ok(Requested::call(Target::undescribed(OperationInfo::new(product.info(), leaked(&name)), Vec::new())))
            }
            Err(failure) => Err(failure),
        },
        (ProductFound::Named(info), None) => {
            Ok(Requested::call(Target::undescribed(OperationInfo::new(info, leaked(&name)), Vec::new())))
        }
    }
}

/// The method that a word is, in capitals. In another case, it may be the name of an operation, unless a path follows.
fn method_in(word: &str, next: Option<&str>, product: &ProductFound) -> Option<Method> {
    let is_method = || match product {
        _ if next.is_some_and(|next| next.starts_with('/')) => true,
        ProductFound::Described(product) => product.operation(word).is_err(),
        ProductFound::Named(_) => false,
    };
    Method::parse(word).or_else(|| Method::parse(&word.to_ascii_uppercase()).filter(|_| is_method()))
}

impl Requested {
    fn call(target: Target) -> Self {
        Self::Call(Box::new(target))
    }
}

impl Target {
    /// Whether a parameter of the operation is a secret.
    pub(super) fn is_secret(&self, parameter: &RequestParameter) -> bool {
        parameter.schema.is_secret()
            || self.described.is_some_and(|described| described.product.resolve(&parameter.schema).is_secret())
    }

    pub(super) fn described(described: DescribedOperation, in_path: Vec<(String, String)>) -> Self {
        Self { info: described.operation.info, described: Some(described), in_path, waiter: None }
    }

    /// The facts of the operation are never freed: there is one for each run of the program.
    fn undescribed(info: OperationInfo, in_path: Vec<(String, String)>) -> Self {
        Self { info: Box::leak(Box::new(info)), described: None, in_path, waiter: None }
    }
}

/// The word before the name of a waiter. A product with an operation of this name has no ready-made waiters.
const WAIT: &str = "wait";

/// `alicloud PRODUCT wait [NAME [VALUE…]]`.
fn waiter(product: &'static Product, words: &mut Words) -> Result<Requested, CliFailure> {
    let waiters = &product.details().map_err(|error| CliFailure::call(&error))?.waiters;
    let code = product.code().to_lowercase();
    let name = match words.peek() {
        None | Some("help" | "--help" | "-h") => return Ok(Requested::Waiters(product)),
        Some(option) if option.starts_with('-') => {
            return Err(usage(format!(
                "the name of a waiter is missing after wait; 'alicloud {code} wait' lists them"
            )));
        }
        Some(_) => words.next().unwrap_or_default(),
    };
    let Some((name, waiter)) = waiters.get_key_value(&name) else {
        let close = unknown_word::similar(&name, waiters.keys().map(String::as_str));
        let meant = if close.is_empty() { String::new() } else { format!("; did you mean {}?", close.join(", ")) };
        let shown = unknown_word::shown(&name);
        return Err(usage(format!(
            "{} has no waiter {shown}{meant}; 'alicloud {code} wait' lists those that it has",
            product.code()
        )));
    };
    let operation = lookup::operation(product, waiter.operation.as_deref().unwrap_or_default())?;
    let mut target = Target::described(DescribedOperation { product, operation }, Vec::new());
    for argument in &waiter.arguments {
        match words.peek() {
            // It can be given as an option, too.
            None => break,
            Some(word) if word.starts_with('-') => break,
            Some(_) => target.in_path.push((argument.clone(), words.next().unwrap_or_default())),
        }
    }
    target.waiter = Some(NamedWaiter { name, waiter });
    Ok(Requested::call(target))
}

enum ProductFound {
    Described(&'static Product),
    /// Only its code and version are known, and hosts if the catalog has another version of it.
    Named(&'static ProductInfo),
}

/// A call by method and path: the operation of the catalog with this path, else one without a description.
fn by_path(product: ProductFound, code: &str, method: Method, path: &str, force: bool) -> Result<Target, CliFailure> {
    let Some(path) = Some(path).filter(|path| path.starts_with('/')) else {
        return Err(usage(format!("a path begins with /, as in alicloud {code} {} /clusters", method.as_str())));
    };
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let path = super::path::canonical(path).map_err(usage)?;
    let path = path.as_str();
    // What follows would be lost or changed, so nothing is guessed.
    if query.contains(|character: char| character.is_control() || character == '#' || character == '?') {
        return Err(usage(
            "the query of the path has a '#', a second '?' or a control character: percent-encode it".to_owned(),
        ));
    }
    let in_path: Vec<(String, String)> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(decoded_pair)
        .collect();
    let info = match product {
        ProductFound::Described(product) => {
            if let Some(route) = product.route(method.as_str(), path, &in_path) {
                let operation = lookup::operation(product, route.operation)?;
                let in_path = parameters(&route, operation, path, &in_path);
                return Ok(Target::described(DescribedOperation { product, operation }, in_path));
            }
            if !force {
                let remark = match product.info().style {
                    Style::Rpc => "its operations are called by their names",
                    Style::Roa => "--force sends it all the same",
                };
                return Err(usage(format!(
                    "no operation of {} has the method {} and the path {path}: {remark}",
                    product.code(),
                    method.as_str()
                )));
            }
            product.info()
        }
        ProductFound::Named(info) => info,
    };
    if path.contains(['{', '}']) {
        return Err(usage(format!("the path {path} has a placeholder: write its value in its place")));
    }
    let info = Box::leak(Box::new(info.clone().style(Style::Roa)));
    let methods: &'static [Method] = Box::leak(Box::new([method]));
    // The service finds the operation by its path, so no name is sent.
    let operation = OperationInfo::new(info, "").methods(method, methods).path(leaked(path));
    Ok(Target::undescribed(operation, in_path))
}

/// The parameters of an operation in the path of a call and its query, without those that the template has itself.
fn parameters(
    route: &Route<'_>,
    operation: &Operation,
    path: &str,
    query: &[(String, String)],
) -> Vec<(String, String)> {
    let whole = operation.parameters.iter().find(|parameter| parameter.location == Location::WholePath);
    let whole = whole.map(|parameter| (parameter.name.to_owned(), path.to_owned()));
    let segments = route.segments.iter().filter(|_| whole.is_none()).map(|(name, value)| decoded_pair((name, value)));
    let in_query = route.query_values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let others = query.iter().filter(|(name, _)| route.query_names.iter().all(|known| *known != *name)).cloned();
    segments.chain(in_query).chain(others).chain(whole.clone()).collect()
}

/// A product that the catalog does not have, or not in this version.
fn named_product(
    code: &str,
    version: Option<&str>,
    other_version: Option<&Product>,
) -> Result<&'static ProductInfo, CliFailure> {
    let Some(version) = version else {
        return Err(usage(format!(
            "{code} has no description here, so --force also needs its API version and endpoint, as in --api-version 2018-01-01 --endpoint \
             {}.aliyuncs.com",
            code.to_lowercase()
        )));
    };
    let info = match other_version {
        None => ProductInfo::new(leaked(code), leaked(version)).signature(GatewaySignature::of_product(code)),
        Some(product) => {
            let known = product.info();
            let mut info = ProductInfo::new(known.code, leaked(version))
                .style(known.style)
                .signature(known.signature)
                .endpoints(known.endpoint_rule, known.endpoints);
            if let Some(code) = known.location_service_code {
                info = info.location_service_code(code);
            }
            info
        }
    };
    Ok(Box::leak(Box::new(info)))
}

/// The failure for a product that is not known, or not in this version.
pub(super) fn unknown_product(code: &str, version: Option<&str>) -> CliFailure {
    let catalog = match descriptions::of(code) {
        Ok(catalog) => catalog,
        Err(failure) => return failure,
    };
    match (catalog.product(code, None), version) {
        (Some(product), Some(version)) => {
            let known = catalog.products().iter().filter(|known| known.code() == product.code()).map(Product::version);
            usage(format!(
                "the API version {version} of {} is not known: there is {}; --force calls it all the same",
                product.code(),
                known.collect::<Vec<_>>().join(", ")
            ))
        }
        _ => match lookup::product(code) {
            Err(failure) => failure,
            Ok(_) => usage(format!("the product {code} is not known")),
        },
    }
}

fn usage(message: String) -> CliFailure {
    CliFailure::usage(&mut program(), message)
}

fn leaked(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

/// A name and a value without their percent-encoding. What is not UTF-8 stays as it is.
fn decoded_pair((name, value): (&str, &str)) -> (String, String) {
    (decoded(name), decoded(value))
}

fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8().map_or_else(|_| text.to_owned(), Into::into)
}
