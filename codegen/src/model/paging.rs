//! Which operations return their results in pages, and how one asks for the next.
//!
//! The conventions of the vendor, in the order in which they are tried; a paginator is made only where the response has exactly one
//! list, at the top or wrapped in an object that has nothing else:
//!
//! | request | response |
//! |---|---|
//! | `NextToken` | `NextToken` |
//! | `Marker` | `NextMarker` or `Marker` |
//! | a page number (`PageNumber`, `PageIndex`, …), mostly with a page size | the number of all elements, mostly |
//! | `Offset` | the number of all elements, mostly |
//!
//! A number of the response counts whether it is documented as a number or as a string. Names that some products use for the elements
//! on one page (`PageRecordCount`, `Count`) are neither a total nor a page size.

use super::item::{Advance, Field, Home, Item, Operation, Paginator, Presence, Reference, Reported, Structure, Type};

const NUMBERS: [&str; 7] = ["page_number", "page_num", "page_no", "page_index", "current_page", "page_start", "page"];
const SIZES: [&str; 6] = ["page_size", "max_results", "page_count", "per_page", "limit", "max_items"];
const OFFSETS: [&str; 2] = ["offset", "start"];
const REPORTED_SIZES: [&str; 2] = ["page_size", "per_page"];
const TOTALS: [&str; 9] = [
    "total_record_count",
    "total_count",
    "total_records",
    "total_records_count",
    "total_record",
    "total_number",
    "total_num",
    "total_size",
    "total",
];

/// How the operation is paged, if it is.
pub(crate) fn paginator(operation: &Operation) -> Option<Paginator> {
    let (items, item) = only_list(operation)?;
    let advance = token(operation).or_else(|| number(operation)).or_else(|| offset(operation))?;
    Some(Paginator { advance, items, item })
}

fn token(operation: &Operation) -> Option<Advance> {
    let pairs = [("next_token", "next_token"), ("marker", "next_marker"), ("marker", "marker")];
    pairs.iter().find_map(|(request, response)| {
        let request = parameter(operation, &[request]).filter(|field| field.ty == Type::Text)?;
        let response = member(operation, &[response]).filter(|field| field.ty == Type::Text)?;
        // Without a total there is no telling a caller by number at the last page from a caller by token at the only one.
        let otherwise = number(operation)
            .filter(|number| matches!(number, Advance::Number { reported: Reported { total: Some(_), .. }, .. }));
        Some(Advance::Token {
            request: request.name.clone(),
            response: response.name.clone(),
            otherwise: otherwise.map(Box::new),
        })
    })
}

fn number(operation: &Operation) -> Option<Advance> {
    let number = counter(parameter(operation, &NUMBERS)?)?;
    let size = parameter(operation, &SIZES).and_then(counter);
    Some(Advance::Number { number, size, reported: reported(operation, &NUMBERS, &REPORTED_SIZES) })
}

fn offset(operation: &Operation) -> Option<Advance> {
    let offset = counter(parameter(operation, &OFFSETS)?)?;
    Some(Advance::Offset { offset, reported: reported(operation, &OFFSETS, &[]) })
}

fn reported(operation: &Operation, positions: &[&str], sizes: &[&str]) -> Reported {
    let field = |names: &[&str]| {
        let counts = |name: &&str| member(operation, &[name]).filter(|field| can_count(&field.ty));
        names.iter().find_map(counts).map(|field| field.name.clone())
    };
    Reported { total: field(&TOTALS), position: field(positions), size: field(sizes) }
}

fn parameter<'a>(operation: &'a Operation, names: &[&str]) -> Option<&'a Field> {
    names.iter().find_map(|name| {
        operation.parameters.iter().map(|parameter| &parameter.field).find(|field| field.name == *name)
    })
}

fn member<'a>(operation: &'a Operation, names: &[&str]) -> Option<&'a Field> {
    let optional = |field: &&Field| field.presence == Presence::Optional;
    names.iter().find_map(|name| operation.response.fields.iter().filter(optional).find(|field| field.name == *name))
}

/// The name of a parameter, if it is a number.
fn counter(field: &Field) -> Option<String> {
    (field.ty == Type::Int64).then(|| field.name.clone())
}

/// Whether a field of a response can hold a number.
fn can_count(ty: &Type) -> bool {
    matches!(ty, Type::Int64 | Type::Double | Type::Text | Type::Any)
}

/// Path and element type of the list in the response, if there is exactly one.
fn only_list(operation: &Operation) -> Option<(Vec<String>, Type)> {
    let mut lists = operation.response.fields.iter().filter_map(|field| list(operation, field));
    let first = lists.next()?;
    lists.next().is_none().then_some(first)
}

fn list(operation: &Operation, field: &Field) -> Option<(Vec<String>, Type)> {
    match (&field.ty, field.presence) {
        (Type::List(item), Presence::Plain | Presence::Body { optional: false }) => {
            Some((vec![field.name.clone()], (**item).clone()))
        }
        (Type::Structure(reference), Presence::Plain) => {
            let wrapped = structure(operation, reference)?.fields.first()?;
            let (path, item) = list(operation, wrapped)?;
            Some((std::iter::once(field.name.clone()).chain(path).collect(), item))
        }
        _ => None,
    }
}

fn structure<'a>(operation: &'a Operation, reference: &Reference) -> Option<&'a Structure> {
    operation.types.iter().find_map(|item| match item {
        Item::Structure(structure) if reference.home == Home::Operation && structure.name == reference.name => {
            Some(structure)
        }
        _ => None,
    })
}
