//! Checks `product.json`.

use std::collections::HashSet;
use std::path::Path;

use indexmap::IndexMap;

use super::{Check, directory, errors, schema, vocabulary, waiters};
use crate::diagnostic::Diagnostic;
use crate::spec::entry::{Endpoint, Info, Schema};
use crate::spec::host::is_host;
use crate::spec::limits;
use crate::spec::place::Place;

pub(super) fn check(check: &mut Check<'_>, folder: &Path, place: &Place<'_>) {
    let product = check.product;
    check.missing(
        place,
        "info",
        "the product",
        "name the product: `\"info\": {\"style\": …, \"product\": …, \"version\": …}`",
    );
    if place.member("info").exists() {
        check_info(check, &product.info, &place.member("info"));
        check_folder(check, &product.info, folder, &place.member("info"));
    }
    directory::check(check, &product.directories, &place.member("directories"));
    let components = place.member("components");
    let schemas = components.member("schemas");
    let chains = limits::long_chains(&product.components.schemas);
    if let Some(first) = chains.first() {
        let most = limits::REFERENCES;
        let diagnostic = Diagnostic::error(format!("a chain of more than {most} references begins with `{first}`"))
            .remedy("refer to the schema at the end of the chain");
        check.name(&schemas.member(first), diagnostic);
    }
    for (name, schema) in &product.components.schemas {
        if refers_to_itself(&product.components.schemas, name) {
            // A warning: one schema of the vendor must not take its product with it.
            let diagnostic = Diagnostic::warning(format!("the references of `{name}` lead back to it"))
                .rule("it holds any value")
                .remedy("describe the schema in one of them, as in `\"type\": \"object\"`");
            check.value(&schemas.member(name).member("$ref"), diagnostic);
        }
        schema::check(check, schema, &schemas.member(name));
    }
    check_endpoints(check, &product.endpoints, &place.member("endpoints"));
    if let Some(signature) = &product.signature {
        vocabulary::SIGNATURE.check(check, signature, &place.member("x-signature"));
    }
    if let Some(rule) = &product.endpoint_rule {
        vocabulary::ENDPOINT_RULE.check(check, rule, &place.member("x-endpoint-rule"));
    }
    errors::check(check, &product.common_error_codes, &place.member("x-common-error-codes"));
    waiters::check(check, &product.waiters, &place.member("x-waiters"));
}

/// Whether a schema is nothing but a reference, and following the references only leads back to it.
fn refers_to_itself(schemas: &IndexMap<String, Schema>, name: &str) -> bool {
    let mut current = name;
    for _ in 0..=limits::REFERENCES {
        match schemas.get(current).and_then(Schema::component_name) {
            Some(next) if next == name => return true,
            Some(next) => current = next,
            None => return false,
        }
    }
    false
}

fn check_info(check: &mut Check<'_>, info: &Info, place: &Place<'_>) {
    for (member, remedy) in [
        ("style", "write `RPC` or `ROA`"),
        ("product", "write the product's code, as in `Rds`"),
        ("version", "write the version of the API, as in `2014-08-15`"),
    ] {
        check.missing(place, member, "`info`", remedy);
    }
    if let Some(style) = &info.style {
        vocabulary::STYLE.check(check, style, &place.member("style"));
    }
    for (member, value) in [("product", &info.product), ("version", &info.version)] {
        if value.as_deref().is_some_and(|value| value.trim().is_empty()) {
            let diagnostic =
                Diagnostic::error(format!("the {member} is empty")).remedy("write it as it is sent to the service");
            check.value(&place.member(member), diagnostic);
        }
    }
}

/// Checks the name of the folder. If it is a date, as in `…/rds/2014-08-15`, it has to be the version, and its parent
/// the product. Other names are not checked.
fn check_folder(check: &mut Check<'_>, info: &Info, folder: &Path, place: &Place<'_>) {
    let name = |folder: &Path| folder.file_name().map(|name| name.to_string_lossy().into_owned());
    let Some(version) = name(folder).filter(|name| is_day(name)) else { return };
    let product = folder.parent().and_then(name);
    let expected = [
        ("version", info.version.clone(), Some(version)),
        ("product", info.product.as_ref().map(|code| code.to_lowercase()), product.map(|name| name.to_lowercase())),
    ];
    for (member, written, folder) in expected {
        if let (Some(written), Some(folder)) = (written, folder)
            && written != folder
        {
            let diagnostic = Diagnostic::warning(format!("the folder is named `{folder}`, but the {member} differs"))
                .rule("the values in the file are used")
                .remedy("move the file to `<product in lower case>/<version>`, or correct it");
            check.value(&place.member(member), diagnostic);
        }
    }
}

/// Whether a name has the form of a date: `2014-08-15`.
fn is_day(name: &str) -> bool {
    name.len() == "2014-08-15".len()
        && name.bytes().enumerate().all(|(index, byte)| match index {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

fn check_endpoints(check: &mut Check<'_>, endpoints: &[Endpoint], place: &Place<'_>) {
    let mut regions = HashSet::new();
    for (index, endpoint) in endpoints.iter().enumerate() {
        let place = place.item(index);
        check.missing(&place, "regionId", "the endpoint", "name the region, as in `cn-hangzhou`");
        if let Some(region) = &endpoint.region_id
            && !regions.insert(region)
        {
            let diagnostic = Diagnostic::warning(format!("region `{region}` is listed twice"))
                .rule("the first one is used")
                .remedy("remove one of the two");
            check.value(&place.member("regionId"), diagnostic);
        }
        if endpoint.endpoint.is_none() && endpoint.public.is_none() && endpoint.vpc.is_none() {
            let diagnostic = Diagnostic::warning("the endpoint has no host")
                .rule("the region is treated as if it were not listed")
                .remedy("add `public` or `vpc`, the host without `https://`");
            check.name(&place, diagnostic);
        }
        for (member, host) in [("endpoint", &endpoint.endpoint), ("public", &endpoint.public), ("vpc", &endpoint.vpc)] {
            if let Some(host) = host
                && !is_host(host)
            {
                let diagnostic = Diagnostic::error(format!("`{host}` is not a host name"))
                    .remedy("write the host alone, as in `rds.aliyuncs.com`: no scheme, port or path");
                check.value(&place.member(member), diagnostic);
            }
        }
    }
}
