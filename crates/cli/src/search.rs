//! `alicloud search TEXT`: finds operations by their names and summaries, parameters, error codes and RAM actions.

use alicloud_catalog::{Operation, Product};

use crate::failure::CliFailure;
use crate::json::JsonValue;
use crate::output::{self, OutputFormat, OutputSettings};
use crate::{descriptions, escape};

/// How many results are shown.
const SHOWN: usize = 20;

/// A place where all words were found, the best one first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum MatchedPart {
    Name,
    Summary,
    Parameter,
    RamAction,
    ErrorCode,
}

impl MatchedPart {
    fn as_str(self) -> &'static str {
        match self {
            Self::Name => "operation",
            Self::Summary => "summary",
            Self::Parameter => "parameter",
            Self::RamAction => "RAM action",
            Self::ErrorCode => "error",
        }
    }
}

struct SearchHit {
    found: MatchedPart,
    product: &'static Product,
    operation: &'static Operation,
    /// The parameter, action or code in which the words are.
    what: Option<String>,
}

/// Searches for all of `words`.
pub(crate) fn run(words: &[String], settings: &OutputSettings) -> Result<(), CliFailure> {
    let words: Vec<String> =
        words.iter().flat_map(|word| word.split_whitespace()).map(|word| word.to_lowercase()).collect();
    if words.is_empty() {
        return Err(CliFailure::Incomplete("there is nothing to search for".to_owned()));
    }
    let mut hits = Vec::new();
    for product in descriptions::all()?.products() {
        for name in product.operation_names() {
            let operation = product.operation(name).map_err(|error| CliFailure::call(&error))?;
            hits.extend(hit(product, operation, &words));
        }
    }
    // Of equally good places, an operation with a summary comes first, since it is one that many call; then the shorter name,
    // which is about less else.
    hits.sort_by_key(|hit| {
        let name = hit.operation.info.name;
        (hit.found, summary(hit.operation).is_empty(), name.len(), name)
    });
    if settings.format.is_some_and(|format| format != OutputFormat::Text) || settings.query.is_some() {
        let results = JsonValue::List(hits.iter().map(as_json).collect());
        return output::show_value(results, settings, &output::ResponseFacts::default());
    }
    let mut text = String::new();
    for SearchHit { found, product, operation, what } in hits.iter().take(SHOWN) {
        let place = what.as_ref().map(|what| format!("  [{} {what}]", found.as_str())).unwrap_or_default();
        let summary = summary(operation);
        text.push_str(
            format!("{} {}  {summary}{place}", product.code().to_lowercase(), operation.info.name).trim_end(),
        );
        text.push('\n');
    }
    match hits.len() {
        0 => text.push_str("nothing was found\n"),
        count if count > SHOWN => text.push_str(&format!("and {} more: search for more words\n", count - SHOWN)),
        _ => {}
    }
    output::write(|out| out.write_all(escape::lines(&text).as_bytes()))
}

/// The best place of an operation in which all words are.
fn hit(product: &'static Product, operation: &'static Operation, words: &[String]) -> Option<SearchHit> {
    let has = |text: &str| {
        let text = text.to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    let hit = |found, what: Option<&str>| Some(SearchHit { found, product, operation, what: what.map(str::to_owned) });
    // Words of the name in any spelling: "release public", "release-instance".
    let name = operation.info.name.to_lowercase();
    if words.iter().all(|word| name.contains(&word.replace(['-', '_'], ""))) {
        return hit(MatchedPart::Name, None);
    }
    if has(&format!("{} {} {}", operation.info.name, summary(operation), product.code())) {
        return hit(MatchedPart::Summary, None);
    }
    let mut parameters = operation.parameters.iter();
    let described = |parameter: &&alicloud_catalog::RequestParameter| {
        has(&format!("{} {}", parameter.name, parameter.schema.description.as_deref().unwrap_or_default()))
    };
    if let Some(parameter) = parameters.find(described) {
        return hit(MatchedPart::Parameter, Some(parameter.name));
    }
    let mut actions = operation.details.ram_actions.iter().filter_map(|row| row.action.as_deref());
    if let Some(action) = actions.find(|action| has(action)) {
        return hit(MatchedPart::RamAction, Some(action));
    }
    // Only the operation's own errors: those of the whole product would find every operation.
    let error = operation.errors().find(|error| has(&format!("{} {}", error.code, error.message)))?;
    hit(MatchedPart::ErrorCode, Some(error.code))
}

fn summary(operation: &Operation) -> &str {
    operation.details.summary.as_deref().or(operation.details.title.as_deref()).unwrap_or_default()
}

fn as_json(hit: &SearchHit) -> JsonValue {
    let string = |text: &str| JsonValue::String(text.to_owned());
    let field = |name: &str, value: JsonValue| (name.to_owned(), value);
    let mut fields = vec![
        field("Product", string(hit.product.code())),
        field("Operation", string(hit.operation.info.name)),
        field("Summary", string(summary(hit.operation))),
        field("MatchedPart", string(hit.found.as_str())),
    ];
    fields.extend(hit.what.as_deref().map(|what| field("What", string(what))));
    JsonValue::Object(fields)
}
