//! Finds the list of a response that holds the items of a page.
//!
//! A candidate is a field that is a list, or an object that contains only a list (`Items.Item[]`); lists of arguments
//! for error messages are excluded. The chosen list is
//!
//! 1. the one that the entry names (`x-items`);
//! 2. the only list of the only object that has both a list and paging information: a total, a page number, or a token;
//!    the object may be nested (`Data.List` and `Data.TotalCount`), or have the information in a nested object
//!    (`PageInfo`). A total alone may count something else: then no other object may have a list;
//! 3. if no object with a list has paging information: the only list at the top level, in an envelope (`Data`), or
//!    after whose elements the operation is named;
//! 4. if that object has several lists: the one that stands out, see [`apart`].
//!
//! Otherwise the operation has no pages. It also has none if the elements of the list have paging information
//! themselves. A wrong list would be worse than none.

use super::super::item::{Field, FieldPath, OperationItem, Presence, Step, Type};
use super::super::structures::Structures;
use super::absence::Absence;
use super::{can_count, name, path, step};

/// An object and its path.
#[derive(Clone)]
pub(super) struct FieldScope<'a> {
    pub(super) around: Vec<Step>,
    pub(super) fields: &'a [Field],
}

/// The list, and the objects that may have its paging information, nearest first.
pub(super) struct PagedList<'a> {
    pub(super) path: FieldPath,
    pub(super) item: Type,
    /// Possible names of a field with the total of this particular list.
    totals: [String; 5],
    scopes: Vec<FieldScope<'a>>,
}

impl<'a> PagedList<'a> {
    fn new(candidate: Candidate, scopes: Vec<FieldScope<'a>>) -> Self {
        let Candidate { name, path, item } = candidate;
        Self { path, item, totals: name::totals_of(&name), scopes }
    }

    /// The field with the total number of elements, preferably one named after this list.
    pub(super) fn total(&self, is_right: impl Fn(&Field) -> bool) -> Option<FieldPath> {
        let own: Vec<&str> = self.totals.iter().map(String::as_str).collect();
        self.field(&own, &is_right).or_else(|| self.field(&name::TOTALS, &is_right))
    }

    /// The field with one of these names in the nearest object, by names in order of preference.
    pub(super) fn field(&self, names: &[&str], is_right: impl Fn(&Field) -> bool) -> Option<FieldPath> {
        self.scopes.iter().find_map(|scope| scope.field(names, &is_right))
    }
}

/// Maximum nesting depth of objects around a list in real responses.
const DEEPEST: usize = 3;

/// A candidate.
struct Candidate {
    /// Name of the field that is the list or wraps it.
    name: String,
    path: FieldPath,
    item: Type,
}

/// An object with candidates.
struct Home<'a> {
    lists: Vec<Candidate>,
    /// The object itself, its nested objects about pages, and the enclosing objects.
    scopes: Vec<FieldScope<'a>>,
    /// How many of the first `scopes` are not enclosing objects.
    own: usize,
    /// Whether all enclosing objects are envelopes.
    is_enveloped: bool,
}

/// The strength of the paging information in an object.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Evidence {
    Nothing,
    /// The total number of elements.
    Total,
    /// A page number, a page size or a token.
    Position,
}

impl Home<'_> {
    fn evidence(&self) -> Evidence {
        let has = |names: &[&str], is_right: fn(&Field) -> bool| {
            self.scopes.iter().take(self.own).any(|scope| scope.field(names, is_right).is_some())
        };
        let tokens: Vec<&str> = name::TOKENS.iter().map(|pair| pair.response).collect();
        let counts = |field: &Field| can_count(&field.ty);
        if has(&name::NUMBERS, counts)
            || has(&name::REPORTED_SIZES, counts)
            || has(&tokens, |field| field.ty == Type::Text)
        {
            Evidence::Position
        } else if has(&name::TOTALS, counts) || self.lists.iter().any(|list| self.counts(list)) {
            Evidence::Total
        } else {
            Evidence::Nothing
        }
    }

    /// Whether the object has a total named after this list.
    fn counts(&self, list: &Candidate) -> bool {
        let totals = name::totals_of(&list.name);
        let totals: Vec<&str> = totals.iter().map(String::as_str).collect();
        let mut own = self.scopes.iter().take(self.own);
        own.any(|scope| scope.field(&totals, |field| can_count(&field.ty)).is_some())
    }

    /// Whether its only list consists of objects after which the operation is named: `SubDirectories` of
    /// `ListDirectories`.
    fn is_of(&self, operation: &str) -> bool {
        let [list] = self.lists.as_slice() else { return false };
        let about = name::words(name::subject(operation));
        list.is_of_objects() && about.last() == name::words(&list.name).last()
    }
}

impl Candidate {
    fn is_of_objects(&self) -> bool {
        matches!(self.item, Type::Structure(_))
    }

    /// Whether the name of the operation contains its name.
    fn is_in(&self, operation: &str) -> bool {
        let (own, all) = (name::words(&self.name), name::words(operation));
        all.windows(own.len()).any(|words| words == own)
    }
}

/// Finds the list. `wire_list` is its path on the wire, if the entry has one.
pub(super) fn find<'a>(
    operation: &'a OperationItem,
    structures: Structures<'a>,
    wire_list: Option<&str>,
) -> Result<PagedList<'a>, Absence> {
    let top = FieldScope { around: Vec::new(), fields: &operation.response.fields };
    let mut homes = Vec::new();
    collect(&structures, top, &[], DEEPEST, true, &mut homes);
    if let Some(wire_list) = wire_list {
        let wanted = by_wire_names(&structures, &operation.response.fields, wire_list);
        let named = homes.into_iter().find_map(|home| {
            let list = home.lists.into_iter().find(|list| Some(&list.path) == wanted.as_ref())?;
            Some(PagedList::new(list, home.scopes))
        });
        return named.ok_or_else(|| Absence::NotThere(wire_list.to_owned()));
    }
    let lists: Vec<FieldPath> = homes.iter().flat_map(|home| &home.lists).map(|list| list.path.clone()).collect();
    if lists.is_empty() {
        return Err(Absence::NoList);
    }
    let Some((list, scopes)) = chosen(homes, &operation.module) else { return Err(Absence::Unclear(lists)) };
    if has_pages(&structures, &list.item) {
        return Err(Absence::OfPages(list.path));
    }
    Ok(PagedList::new(list, scopes))
}

fn chosen<'a>(homes: Vec<Home<'a>>, operation: &str) -> Option<(Candidate, Vec<FieldScope<'a>>)> {
    let mut home = choose(homes, operation)?;
    let list = if home.lists.len() == 1 { home.lists.pop()? } else { apart(&mut home, operation)? };
    Some((list, home.scopes))
}

fn choose<'a>(homes: Vec<Home<'a>>, operation: &str) -> Option<Home<'a>> {
    let is_alone = homes.len() == 1;
    let (mut saying, mut silent): (Vec<_>, Vec<_>) =
        homes.into_iter().partition(|home| home.evidence() > Evidence::Nothing);
    match (saying.len(), silent.len()) {
        (1, _) => {
            let home = saying.pop()?;
            let is_top = home.scopes.first().is_some_and(|scope| scope.around.is_empty());
            (is_alone || is_top || home.evidence() == Evidence::Position).then_some(home)
        }
        (0, 1) => silent.pop().filter(|home| home.is_enveloped || home.is_of(operation)),
        _ => None,
    }
}

/// Whether an element is itself a page or paged, so that the request parameters refer to a list within it.
fn has_pages(structures: &Structures<'_>, element: &Type) -> bool {
    let fields = structures.fields(element).unwrap_or_default();
    let is_named = |names: &[&str]| fields.iter().any(|field| names.contains(&field.name.as_str()));
    let has_list = fields.iter().any(|field| matches!(field.ty, Type::List(_)));
    let is_page = has_list && is_named(&name::REPORTED_SIZES) && is_named(&name::TOTALS);
    let about_pages = |field: &Field| structures.fields(&field.ty).is_some() && name::is_about_pages(&field.name);
    is_page || fields.iter().any(about_pages)
}

/// Finds the one of several lists that stands out:
///
/// - a total is named after it (`TotalAclEntry` of `AclEntrys`), and after no other list;
/// - it is the only list of objects, and the operation is named after it, or its name is generic (`Items`), or the
///   object has a total and the operation is not named after a list of scalars;
/// - of several lists of objects, it is the only one that the operation is named after, and no other one has a generic
///   name;
/// - of several lists of objects none of which the operation is named after, it is the only one with a generic name.
fn apart(home: &mut Home<'_>, operation: &str) -> Option<Candidate> {
    let is_counted: Vec<bool> = home.lists.iter().map(|list| home.counts(list)).collect();
    if let [position] = positions(&is_counted)[..] {
        return Some(home.lists.swap_remove(position));
    }
    let says_how_many = home.evidence() > Evidence::Nothing
        && home.scopes.iter().any(|scope| scope.field(&name::TOTALS, |field| can_count(&field.ty)).is_some());
    let (mut objects, scalars): (Vec<_>, Vec<_>) =
        std::mem::take(&mut home.lists).into_iter().partition(Candidate::is_of_objects);
    without_older(&mut objects);
    if let [only] = objects.as_slice() {
        let is_only_one_meant = says_how_many && !scalars.iter().any(|list| list.is_in(operation));
        let is_it = only.is_in(operation) || is_any(only) || is_only_one_meant;
        return objects.pop().filter(|_| is_it);
    }
    let mut named: Vec<bool> = objects.iter().map(|list| list.is_in(operation)).collect();
    if positions(&named).len() > 1 {
        named = objects.iter().map(|list| list.is_in(name::subject(operation))).collect();
    }
    let any: Vec<bool> = objects.iter().map(is_any).collect();
    match (&positions(&named)[..], &positions(&any)[..]) {
        ([position], []) | ([], [position]) => Some(objects.swap_remove(*position)),
        ([position], [other]) if position == other => Some(objects.swap_remove(*position)),
        _ => None,
    }
}

fn positions(which: &[bool]) -> Vec<usize> {
    which.iter().enumerate().filter(|(_, is_it)| **is_it).map(|(position, _)| position).collect()
}

/// Whether the name of a list is generic.
fn is_any(list: &Candidate) -> bool {
    name::ANY_LISTS.contains(&list.name.as_str())
}

/// Removes lists whose name is the end of another list's name, which are older forms of it: `Tasks` next to
/// `DownstreamTasks`. Lists with generic names are kept.
fn without_older(lists: &mut Vec<Candidate>) {
    let names: Vec<String> = lists.iter().map(|list| format!("_{}", list.name)).collect();
    lists.retain(|list| {
        let end = format!("_{}", list.name);
        is_any(list) || !names.iter().any(|name| name.len() > end.len() && name.ends_with(&end))
    });
}

/// Adds `scope` and all objects nested in it that have a list to `homes`. `outer` are the enclosing objects.
fn collect<'a>(
    structures: &Structures<'a>,
    scope: FieldScope<'a>,
    outer: &[FieldScope<'a>],
    depth: usize,
    is_enveloped: bool,
    homes: &mut Vec<Home<'a>>,
) {
    let mut lists = Vec::new();
    let mut about_pages = Vec::new();
    let mut inner = Vec::new();
    for field in scope.fields {
        if let Some((path, item)) = list(structures, &scope.around, field, DEEPEST) {
            if !name::OF_ERRORS.contains(&field.name.as_str()) {
                lists.push(Candidate { name: field.name.clone(), path, item });
            }
        } else if let Some(fields) = structures.fields(&field.ty)
            && matches!(field.presence, Presence::Optional | Presence::Plain | Presence::Body { .. })
        {
            let mut around = scope.around.clone();
            around.push(step(field));
            let within = FieldScope { around, fields };
            let has_list = fields.iter().any(|field| list(structures, &[], field, DEEPEST).is_some());
            if name::is_about_pages(&field.name) && !has_list {
                about_pages.push(within);
            } else {
                inner.push((field.name.as_str(), within));
            }
        }
    }
    let mut scopes = vec![scope];
    scopes.extend(about_pages);
    let own = scopes.len();
    scopes.extend(outer.iter().cloned());
    if depth > 0 {
        for (name, within) in inner {
            let is_enveloped = is_enveloped && name::ENVELOPES.contains(&name);
            collect(structures, within, &scopes, depth - 1, is_enveloped, homes);
        }
    }
    if !lists.is_empty() {
        homes.push(Home { lists, scopes, own, is_enveloped });
    }
}

/// The list that a field is or wraps.
fn list(structures: &Structures<'_>, around: &[Step], field: &Field, depth: usize) -> Option<(FieldPath, Type)> {
    match (&field.ty, field.presence) {
        (Type::List(item), Presence::Plain | Presence::Optional | Presence::Body { optional: false }) => {
            Some((path(around, field), (**item).clone()))
        }
        (Type::Structure(_), Presence::Plain | Presence::Optional | Presence::Body { .. }) => {
            let [only] = structures.fields(&field.ty)? else { return None };
            let around: Vec<Step> = around.iter().cloned().chain([step(field)]).collect();
            list(structures, &around, only, depth.checked_sub(1)?)
        }
        _ => None,
    }
}

/// Resolves a path of names on the wire, such as `Data.Items`.
fn by_wire_names(structures: &Structures<'_>, fields: &[Field], wire: &str) -> Option<FieldPath> {
    let (first, rest) = wire.split_once('.').map_or((wire, None), |(first, rest)| (first, Some(rest)));
    let field = fields.iter().find(|field| field.wire == first)?;
    let mut steps = vec![step(field)];
    if let Some(rest) = rest {
        steps.extend(by_wire_names(structures, structures.fields(&field.ty)?, rest)?.0);
    }
    Some(FieldPath(steps))
}
