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

mod field;
mod list;
mod name;

use alicloud_api::{NextPage, PageNumber, PageOffset, PageToken, PagingInfo, ReportedPage};

use self::field::{ObjectFields, WireField, WirePath, can_count, named, path};
use self::list::PagedList;
use super::absence::Absence;
use super::types::{Described, SharedTypes};
use super::value::Type;
use super::words::snake_case;
use crate::spec::entry;

/// What is decided about an operation before its pages.
pub(super) struct DecidedCall<'s, 'a> {
    pub(super) name: &'s str,
    pub(super) entry: &'a entry::Operation,
    /// The name of each parameter.
    pub(super) wires: &'s [&'a str],
    /// The type of each parameter.
    pub(super) types: &'s [Type<Described<'a>>],
    pub(super) reads: bool,
}

/// How the operation is paged, or the reason why it has no pages although it has parameters for them. `None` if it has
/// no such parameters.
pub(super) fn paging<'a>(
    call: &DecidedCall<'_, 'a>,
    shared: &SharedTypes<'a>,
) -> Option<Result<PagingInfo<WirePath>, Absence>> {
    let parameters = RequestFields::of(call, ObjectFields { shared, are_sent: true });
    // Fast path: most operations have no paging parameters, so their response need not be inspected.
    parameters.has_position(call.reads).then(|| found(call, parameters, ObjectFields { shared, are_sent: false }))
}

fn found<'a>(
    call: &DecidedCall<'_, 'a>,
    parameters: RequestFields<'a>,
    received: ObjectFields<'_, 'a>,
) -> Result<PagingInfo<WirePath>, Absence> {
    let named = call.entry.items.as_deref();
    let list = list::find(received.response(call.entry), &snake_case(call.name), received, named)?;
    let pages = Pages { parameters, list, reads: call.reads };
    let next = pages.token().or_else(|| pages.number().map(NextPage::Number)).or_else(|| pages.offset());
    match next {
        Some(next) => {
            let info = PagingInfo::new(pages.list.path, next);
            // A body that is not an object of its own has no name.
            let response = |path: &WirePath| Some(path.iter().filter(|wire| !wire.is_empty()).cloned().collect());
            info.map(|path| Some(path.clone()), response).ok_or(Absence::NoList)
        }
        None => Err(Absence::NoWay(pages.list.path)),
    }
}

/// Whether `field` can be set without creating an object that the request would not contain otherwise: it is directly
/// in the request, or in the same object as `main`, which is set in any case.
fn is_reachable(field: &WirePath, main: &WirePath) -> bool {
    field.len() == 1 || field.first() == main.first()
}

/// The parameters, and the fields of parameters that are objects.
struct RequestFields<'a>(Vec<RequestField<'a>>);

struct RequestField<'a> {
    around: WirePath,
    /// The field name, completed by the name of its object if that is about pages.
    name: String,
    field: WireField<'a>,
}

impl<'a> RequestFields<'a> {
    fn of(call: &DecidedCall<'_, 'a>, sent: ObjectFields<'_, 'a>) -> Self {
        let own = call.wires.iter().copied().zip(call.types.iter().cloned()).map(|(wire, ty)| (wire, ty, false));
        let own = named(own);
        let within: Vec<RequestField<'a>> = own
            .iter()
            .flat_map(|outer| {
                let is_about_pages = name::is_about_pages(&outer.name);
                let fields = sent.fields(&outer.ty).unwrap_or_default();
                fields.into_iter().map(move |field| RequestField {
                    around: vec![outer.wire.to_owned()],
                    name: if is_about_pages { name::within_page(&field.name).to_owned() } else { field.name.clone() },
                    field,
                })
            })
            .collect();
        let own = own.into_iter().map(|field| RequestField { around: Vec::new(), name: field.name.clone(), field });
        Self(own.chain(within).collect())
    }

    fn has_position(&self, reads: bool) -> bool {
        let tokens = name::TOKENS.iter().map(|pair| pair.request);
        let names = || tokens.clone().chain(name::NUMBERS);
        let is_position = |parameter: &RequestField<'_>| names().any(|name| parameter.name == name);
        self.0.iter().any(|parameter| is_position(parameter) && can_ask(&parameter.field.ty))
            || self.offset(reads).is_some()
    }

    fn find(&self, names: &[&str], is_right: impl Fn(&WireField<'_>) -> bool) -> Option<WirePath> {
        names.iter().find_map(|name| {
            let found = self.0.iter().find(|parameter| parameter.name == *name && is_right(&parameter.field))?;
            Some(path(&found.around, &found.field))
        })
    }

    fn counter(&self, names: &[&str]) -> Option<WirePath> {
        self.find(names, |field| match field.ty {
            Type::Int64 | Type::Double => true,
            Type::Text => field.name != name::COUNTED_ID,
            _ => false,
        })
    }

    /// The field with the number of elements to skip. The offset of an operation that changes something is not one in a
    /// list, and a `Start` next to an `End` is the beginning of a range.
    fn offset(&self, reads: bool) -> Option<WirePath> {
        let counts = |field: &WireField<'_>| matches!(field.ty, Type::Int64 | Type::Double);
        let ends = || self.find(&["end", "end_time"], |_| true).is_some();
        let start = || self.find(&["start"], counts).filter(|start| start.len() == 1 && !ends());
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
    fn token(&self) -> Option<NextPage<WirePath>> {
        let is_text = |field: &WireField<'_>| matches!(field.ty, Type::Text);
        name::TOKENS.iter().find_map(|pair| {
            let request = self.parameters.find(&[pair.request], is_text)?;
            let response = self.list.field(&[pair.response], is_text)?;
            // Without a total, the last page by number cannot be told from the only page by token.
            let otherwise =
                self.number().filter(|page| page.reported.total.is_some() && is_reachable(&page.number, &request));
            Some(NextPage::Token(PageToken::new(request, response, pair.stays, otherwise)))
        })
    }

    fn number(&self) -> Option<PageNumber<WirePath>> {
        let number = self.parameters.counter(&name::NUMBERS)?;
        // A string offset is an opaque position of a search, so the page number is not a count.
        if self.parameters.find(&["offset"], |field| matches!(field.ty, Type::Text)).is_some() {
            return None;
        }
        let size = self.parameters.counter(&name::SIZES).filter(|size| is_reachable(size, &number));
        Some(PageNumber::new(number, size, self.reported(&name::NUMBERS, &name::REPORTED_SIZES)))
    }

    fn offset(&self) -> Option<NextPage<WirePath>> {
        let offset = self.parameters.offset(self.reads)?;
        Some(NextPage::Offset(PageOffset::new(offset, self.reported(&name::OFFSETS, &[]))))
    }

    fn reported(&self, positions: &[&str], sizes: &[&str]) -> ReportedPage<WirePath> {
        let field = |names: &[&str]| self.list.field(names, |field| can_count(&field.ty));
        let total = self.list.total(|field| can_count(&field.ty));
        ReportedPage::new(total, field(positions), field(sizes))
    }
}

/// Whether a parameter of this type can select a page.
fn can_ask(ty: &Type<Described<'_>>) -> bool {
    matches!(ty, Type::Int64 | Type::Double | Type::Text)
}
