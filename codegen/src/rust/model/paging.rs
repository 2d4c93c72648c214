//! Recognizes operations that return their results in pages, and decides how the next page is requested.
//!
//! The vendor has several conventions, which are tried in this order:
//!
//! | request | response |
//! |---|---|
//! | `NextToken`, `PageToken`, … | `NextToken`, `NextPageToken`, … |
//! | `Marker` | `NextMarker` or `Marker` |
//! | `Cursor`, `ScrollId`, … | `NextCursor`, or the same name as in the request |
//! | a page number (`PageNumber`, `Current`, …), usually with a page size | usually the total number of elements |
//! | `Offset` | usually the total number of elements |
//!
//! A page number may be called `PageId` if it is documented as a number. Numbers may be documented as numbers or as
//! strings. The names that some products use for the number of elements on a page (`PageRecordCount`, `Count`) are
//! neither a total nor a page size. Fields of the request may be within a parameter that is an object. The response has
//! its fields next to the list, in an object about pages, or in an enclosing object; for the choice of the list, see
//! [`list`].

mod absence;
mod list;
mod name;

pub(crate) use self::absence::Absence;
use self::list::{FieldScope, PagedList};
use super::item::{Advance, Field, FieldPath, Item, OperationItem, PaginatorItem, Presence, Reported, Step, Type};
use super::structures::Structures;

/// Decides how an operation is paged; `None` if it is not. `components` are the shared types. `wire_list` is the path
/// of the list according to the entry (`x-items`).
pub(crate) fn paginator(
    operation: &OperationItem,
    components: &[Item],
    wire_list: Option<&str>,
) -> Option<PaginatorItem> {
    find(operation, components, wire_list).ok()
}

/// The reason why an operation with paging parameters has no paginator. `None` if it has one, or has no such
/// parameters.
#[cfg(feature = "cli")]
pub(crate) fn absence(operation: &OperationItem, components: &[Item], wire_list: Option<&str>) -> Option<Absence> {
    asks_for_pages(operation, components).then(|| find(operation, components, wire_list).err()).flatten()
}

fn find(operation: &OperationItem, components: &[Item], wire_list: Option<&str>) -> Result<PaginatorItem, Absence> {
    let structures = Structures { own: &operation.types, components };
    let parameters = RequestFields::of(operation, &structures);
    // Fast path: most operations have no paging parameters, so their response need not be inspected.
    if !parameters.has_position(operation.facts.read_only) {
        return Err(Absence::NoList);
    }
    let list = list::find(operation, structures, wire_list)?;
    let pages = Pages { parameters, list, reads: operation.facts.read_only };
    let advance = pages.token().or_else(|| pages.number()).or_else(|| pages.offset());
    match advance {
        Some(advance) => Ok(PaginatorItem { advance, items: pages.list.path, item: pages.list.item }),
        None => Err(Absence::NoWay(pages.list.path)),
    }
}

/// Whether the operation has a parameter that selects a page.
pub(crate) fn asks_for_pages(operation: &OperationItem, components: &[Item]) -> bool {
    RequestFields::of(operation, &Structures { own: &operation.types, components })
        .has_position(operation.facts.read_only)
}

/// Whether `field` can be set without creating an object that the request would not contain otherwise: it is directly
/// in the request, or in the same object as `main`, which is set in any case.
fn is_reachable(field: &FieldPath, main: &FieldPath) -> bool {
    field.0.len() == 1 || field.0.first() == main.0.first()
}

/// The path to a field of a structure whose own path is `around`.
fn path(around: &[Step], field: &Field) -> FieldPath {
    FieldPath(around.iter().cloned().chain([step(field)]).collect())
}

fn step(field: &Field) -> Step {
    let optional = matches!(field.presence, Presence::Optional | Presence::Boxed | Presence::Body { optional: true });
    Step { name: field.name.clone(), optional }
}

/// The parameters, and the fields of parameters that are objects.
struct RequestFields<'a>(Vec<RequestField<'a>>);

struct RequestField<'a> {
    around: Vec<Step>,
    /// The field name, completed by the name of its object if that is about pages.
    name: &'a str,
    field: &'a Field,
}

impl<'a> RequestFields<'a> {
    fn of(operation: &'a OperationItem, structures: &Structures<'a>) -> Self {
        let own = operation.fields.iter().map(|field| RequestField { around: Vec::new(), name: &field.name, field });
        let within = operation.fields.iter().flat_map(|outer| {
            let fields = structures.fields(&outer.ty).unwrap_or_default();
            let is_about_pages = name::is_about_pages(&outer.name);
            fields.iter().map(move |field| RequestField {
                around: vec![step(outer)],
                name: if is_about_pages { name::within_page(&field.name) } else { &field.name },
                field,
            })
        });
        Self(own.chain(within).collect())
    }

    fn has_position(&self, reads: bool) -> bool {
        let tokens = name::TOKENS.iter().map(|pair| pair.request);
        let names = || tokens.clone().chain(name::NUMBERS);
        let is_position = |parameter: &RequestField<'_>| names().any(|name| parameter.name == name);
        self.0.iter().any(|parameter| is_position(parameter) && can_ask(&parameter.field.ty))
            || self.offset(reads).is_some()
    }

    fn find(&self, names: &[&str], is_right: impl Fn(&Field) -> bool) -> Option<FieldPath> {
        names.iter().find_map(|name| {
            let found = self.0.iter().find(|parameter| parameter.name == *name && is_right(parameter.field))?;
            Some(path(&found.around, found.field))
        })
    }

    fn counter(&self, names: &[&str]) -> Option<FieldPath> {
        self.find(names, |field| match field.ty {
            Type::Int64 | Type::Double => true,
            Type::Text => field.name != name::COUNTED_ID,
            _ => false,
        })
    }

    /// The field with the number of elements to skip. The offset of an operation that changes something is not one in a
    /// list, and a `Start` next to an `End` is the beginning of a range.
    fn offset(&self, reads: bool) -> Option<FieldPath> {
        let counts = |field: &Field| matches!(field.ty, Type::Int64 | Type::Double);
        let ends = || self.find(&["end", "end_time"], |_| true).is_some();
        let start = || self.find(&["start"], counts).filter(|start| start.0.len() == 1 && !ends());
        self.find(&["offset"], counts).or_else(start).filter(|_| reads)
    }
}

/// The parameters and the list of an operation, from which the way to the next page is derived.
struct Pages<'a> {
    parameters: RequestFields<'a>,
    list: PagedList<'a>,
    /// Whether the operation only reads.
    reads: bool,
}

impl Pages<'_> {
    fn token(&self) -> Option<Advance> {
        name::TOKENS.iter().find_map(|pair| {
            let request = self.parameters.find(&[pair.request], |field| field.ty == Type::Text)?;
            let response = self.list.field(&[pair.response], |field| field.ty == Type::Text)?;
            // Without a total, the last page by number cannot be told from the only page by token.
            let otherwise = self.number().filter(|number| match number {
                Advance::Number { number, reported, .. } => reported.total.is_some() && is_reachable(number, &request),
                _ => false,
            });
            Some(Advance::Token { request, response, stays: pair.stays, otherwise: otherwise.map(Box::new) })
        })
    }

    fn number(&self) -> Option<Advance> {
        let number = self.parameters.counter(&name::NUMBERS)?;
        // A string offset is an opaque position of a search, so the page number is not a count.
        if self.parameters.find(&["offset"], |field| field.ty == Type::Text).is_some() {
            return None;
        }
        let size = self.parameters.counter(&name::SIZES).filter(|size| is_reachable(size, &number));
        Some(Advance::Number { number, size, reported: self.reported(&name::NUMBERS, &name::REPORTED_SIZES) })
    }

    fn offset(&self) -> Option<Advance> {
        let offset = self.parameters.offset(self.reads)?;
        Some(Advance::Offset { offset, reported: self.reported(&name::OFFSETS, &[]) })
    }

    fn reported(&self, positions: &[&str], sizes: &[&str]) -> Reported {
        let field = |names: &[&str]| self.list.field(names, |field| can_count(&field.ty));
        let total = self.list.total(|field| can_count(&field.ty));
        Reported { total, position: field(positions), size: field(sizes) }
    }
}

/// Whether a parameter of this type can select a page.
fn can_ask(ty: &Type) -> bool {
    matches!(ty, Type::Int64 | Type::Double | Type::Text)
}

/// Whether a field of a response can hold a number.
fn can_count(ty: &Type) -> bool {
    matches!(ty, Type::Int64 | Type::Double | Type::Text | Type::Any)
}

impl FieldScope<'_> {
    /// Finds a field of this object by names in order of preference.
    fn field(&self, names: &[&str], is_right: impl Fn(&Field) -> bool) -> Option<FieldPath> {
        names.iter().find_map(|name| {
            let optional = |field: &&Field| field.presence == Presence::Optional;
            let field = self.fields.iter().filter(optional).find(|field| field.name == *name && is_right(field))?;
            Some(path(&self.around, field))
        })
    }
}
