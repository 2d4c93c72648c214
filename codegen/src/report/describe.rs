//! Builds the report from the model.

use std::collections::{BTreeMap, BTreeSet};

use alicloud_api::{NextPage, PageNumber};

use super::counts::counts;
use super::members::{nested, owned};
use super::{
    CodeReport, ErrorReport, NextReport, OperationReport, PagesReport, ParameterReport, PartReport, ProductReport,
    RefusedReport, TypeReport, ValueReport, WarningReport, reach,
};
use crate::decide::{Group, Repeated};
use crate::diagnostic::Diagnostics;
use crate::rust::model::item::{ErrorVariant, FieldPath, Item, OperationItem, PaginatorItem, ParameterItem};
use crate::rust::model::{self, Options};
use crate::rust::notation::{COMPONENTS, Notation, member_path};
use crate::spec::Spec;

/// Builds the report on one product.
pub(super) fn product(spec: &Spec, crate_name: Option<&str>) -> Result<ProductReport, Diagnostics> {
    let model = model::build(spec, &Options::default())?;
    let crate_name = crate_name.map_or_else(|| default_crate_name(&model.product.code), str::to_owned);
    let groups = reach::groups(spec, &model, &crate_name)?;
    let variants = variants(&model.error_codes, &crate_name);
    let features = features(&model.groups);
    let describe = |operation: &OperationItem| describe(operation, &crate_name, &features, &variants);
    let shared = Notation::absolute(&crate_name, COMPONENTS);
    Ok(ProductReport {
        product: model.product.code.clone(),
        version: model.product.version.clone(),
        title: model.product.title.clone(),
        counts: counts(&model),
        groups,
        operations: model.operations.iter().map(describe).collect(),
        components: model.components.iter().map(|item| type_report(item, shared)).collect(),
        error_codes: variants.into_iter().map(|(code, rust)| CodeReport { code: code.to_owned(), rust }).collect(),
        refused: model
            .refused
            .iter()
            .map(|refused| RefusedReport { operation: refused.name.clone(), reason: refused.reason.clone() })
            .collect(),
        warnings: model
            .warnings
            .iter()
            .map(|warning| WarningReport { place: warning.place.clone(), text: warning.text.clone() })
            .collect(),
        crate_name,
    })
}

/// The name that `new crate` gives a crate: `alicloud_` and the product code.
fn default_crate_name(code: &str) -> String {
    let name: String = code
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '_' })
        .collect();
    format!("alicloud_{name}")
}

/// The Rust path of each error code.
fn variants<'a>(codes: &'a [ErrorVariant], crate_name: &str) -> BTreeMap<&'a str, String> {
    let path = |code: &ErrorVariant| member_path(&format!("{crate_name}::ErrorCode"), &code.name);
    codes.iter().map(|code| (code.code.as_str(), path(code))).collect()
}

/// The features of each operation.
fn features(groups: &[Group]) -> BTreeMap<&str, Vec<String>> {
    let mut features: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for group in groups {
        let operations: BTreeSet<&String> = group.operations.iter().collect();
        for operation in operations {
            features.entry(operation).or_default().push(group.feature.clone());
        }
    }
    features
}

fn describe(
    operation: &OperationItem,
    crate_name: &str,
    features: &BTreeMap<&str, Vec<String>>,
    variants: &BTreeMap<&str, String>,
) -> OperationReport {
    let notation = Notation::absolute(crate_name, &operation.module);
    let rust = notation.item(&operation.type_name);
    let response = notation.item(&operation.response.name);
    let parameters: Vec<_> =
        operation.parameters().flat_map(|parameter| parameters(parameter, &rust, operation, notation)).collect();
    let part = |part: &Repeated| {
        let whole = parameters.iter().find(|parameter| parameter.member.path == part.whole)?;
        Some(PartReport { name: part.wire.clone(), rust: whole.member.rust.clone() })
    };
    OperationReport {
        parts: operation.facts.repeated.iter().filter_map(part).collect(),
        parameters,
        members: operation
            .response
            .fields
            .iter()
            .flat_map(|field| nested(field, &response, &operation.types, notation))
            .collect(),
        types: operation.types.iter().map(|item| type_report(item, notation)).collect(),
        errors: operation
            .facts
            .errors
            .iter()
            .map(|error| ErrorReport {
                status: error.status,
                code: error.code.clone(),
                message: error.message.clone(),
                rust: variants.get(error.code.as_str()).cloned().unwrap_or_default(),
            })
            .collect(),
        name: operation.name().to_owned(),
        method: operation.facts.method.as_str(),
        path: operation.facts.path.clone(),
        groups: features.get(operation.name()).cloned().unwrap_or_default(),
        deprecated: operation.facts.deprecated,
        read_only: operation.facts.read_only,
        returns_secrets: operation.facts.returns_secrets,
        streaming: operation.facts.streaming.as_str(),
        paginated: operation.paginator.is_some(),
        pages: operation.paginator.as_ref().map(pages),
        without_pages: operation.facts.without_paging.as_ref().map(ToString::to_string),
        rust,
        response,
    }
}

fn pages(paginator: &PaginatorItem) -> PagesReport {
    let text = |path: &FieldPath| path.to_string();
    let number = |page: &PageNumber<FieldPath>| NextReport {
        by: "number",
        request: text(&page.number),
        response: page.reported.position.as_ref().map(text),
        total: page.reported.total.as_ref().map(text),
        size: page.size.as_ref().map(text),
    };
    let next = match &paginator.paging.next {
        NextPage::Token(token) => {
            let (request, response) = (text(&token.request), Some(text(&token.response)));
            let by_token = NextReport { by: "token", request, response, total: None, size: None };
            std::iter::once(by_token).chain(token.otherwise.as_ref().map(number)).collect()
        }
        NextPage::Number(page) => vec![number(page)],
        NextPage::Offset(page) => vec![NextReport {
            by: "offset",
            request: text(&page.offset),
            response: page.reported.position.as_ref().map(text),
            total: page.reported.total.as_ref().map(text),
            size: None,
        }],
    };
    PagesReport { items: text(&paginator.paging.items), next }
}

fn parameters(
    parameter: ParameterItem<'_>,
    owner: &str,
    operation: &OperationItem,
    notation: Notation<'_>,
) -> Vec<ParameterReport> {
    let (location, style) = (parameter.facts.location.as_str(), parameter.facts.style.as_str());
    let report = |(position, member)| ParameterReport {
        member,
        location,
        style,
        required: position == 0 && parameter.facts.required,
    };
    nested(parameter.field, owner, &operation.types, notation).into_iter().enumerate().map(report).collect()
}

fn type_report(item: &Item, notation: Notation<'_>) -> TypeReport {
    let rust = notation.item(item.name());
    match item {
        Item::Structure(structure) => TypeReport::Structure {
            wire: structure.wire.clone(),
            members: structure.fields.iter().map(|field| owned(field, &rust, "", notation)).collect(),
            rust,
        },
        Item::Enumeration(enumeration) => TypeReport::Enumeration {
            wire: enumeration.wire.clone(),
            values: enumeration
                .variants
                .iter()
                .map(|variant| ValueReport { value: variant.value.clone(), rust: member_path(&rust, &variant.name) })
                .collect(),
            rust,
        },
    }
}
