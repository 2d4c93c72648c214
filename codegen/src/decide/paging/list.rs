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

use std::rc::Rc;

use super::field::{ObjectFields, WireField, WirePath, can_count, path};
use super::name;
use crate::decide::absence::Absence;
use crate::decide::types::Described;
use crate::decide::value::Type;

/// An object and its path.
#[derive(Clone)]
struct FieldScope<'a> {
    around: WirePath,
    fields: Rc<[WireField<'a>]>,
}

impl FieldScope<'_> {
    /// Finds a field of this object by names in order of preference.
    fn field(&self, names: &[&str], is_right: impl Fn(&WireField<'_>) -> bool) -> Option<WirePath> {
        names.iter().find_map(|name| {
            let field = self.fields.iter().find(|field| field.name == *name && is_right(field))?;
            Some(path(&self.around, field))
        })
    }
}

/// The list, and the objects that may have its paging information, nearest first.
pub(super) struct PagedList<'a> {
    pub(super) path: WirePath,
    /// Possible names of a field with the total of this particular list.
    totals: [String; 5],
    scopes: Vec<FieldScope<'a>>,
}

impl<'a> PagedList<'a> {
    fn new(candidate: Candidate<'a>, scopes: Vec<FieldScope<'a>>) -> Self {
        Self { path: candidate.path, totals: name::totals_of(&candidate.name), scopes }
    }

    /// The field with the total number of elements, preferably one named after this list.
    pub(super) fn total(&self, is_right: impl Fn(&WireField<'_>) -> bool) -> Option<WirePath> {
        let own: Vec<&str> = self.totals.iter().map(String::as_str).collect();
        self.field(&own, &is_right).or_else(|| self.field(&name::TOTALS, &is_right))
    }

    /// The field with one of these names in the nearest object, by names in order of preference.
    pub(super) fn field(&self, names: &[&str], is_right: impl Fn(&WireField<'_>) -> bool) -> Option<WirePath> {
        self.scopes.iter().find_map(|scope| scope.field(names, &is_right))
    }
}

/// Maximum nesting depth of objects around a list in real responses.
const DEEPEST: usize = 3;

/// A candidate.
struct Candidate<'a> {
    /// Name of the field that is the list or wraps it.
    name: String,
    path: WirePath,
    item: Type<Described<'a>>,
}

/// An object with candidates.
struct Home<'a> {
    lists: Vec<Candidate<'a>>,
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
        let has = |names: &[&str], is_right: fn(&WireField<'_>) -> bool| {
            self.scopes.iter().take(self.own).any(|scope| scope.field(names, is_right).is_some())
        };
        let tokens: Vec<&str> = name::TOKENS.iter().map(|pair| pair.response).collect();
        let counts = |field: &WireField<'_>| can_count(&field.ty);
        if has(&name::NUMBERS, counts)
            || has(&name::REPORTED_SIZES, counts)
            || has(&tokens, |field| matches!(field.ty, Type::Text))
        {
            Evidence::Position
        } else if has(&name::TOTALS, counts) || self.lists.iter().any(|list| self.counts(list)) {
            Evidence::Total
        } else {
            Evidence::Nothing
        }
    }

    /// Whether the object has a total named after this list.
    fn counts(&self, list: &Candidate<'_>) -> bool {
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

impl Candidate<'_> {
    fn is_of_objects(&self) -> bool {
        matches!(self.item, Type::Structure(_))
    }

    /// Whether the name of the operation contains its name.
    fn is_in(&self, operation: &str) -> bool {
        let (own, all) = (name::words(&self.name), name::words(operation));
        all.windows(own.len()).any(|words| words == own)
    }
}

/// Finds the list of the response with these fields. `operation` is the name of the operation in snake case, `named` the
/// path of the list, if the entry has one.
pub(super) fn find<'a>(
    response: Vec<WireField<'a>>,
    operation: &str,
    structures: ObjectFields<'_, 'a>,
    named: Option<&str>,
) -> Result<PagedList<'a>, Absence> {
    let top = FieldScope { around: Vec::new(), fields: response.into() };
    let mut homes = Vec::new();
    collect(structures, top, &[], DEEPEST, true, &mut homes);
    match named {
        Some("") => return Err(Absence::Stated),
        Some(named) => {
            let list = homes.into_iter().find_map(|home| {
                let list = home.lists.into_iter().find(|list| is_at(&list.path, named))?;
                Some(PagedList::new(list, home.scopes))
            });
            return list.ok_or_else(|| Absence::NotThere(named.to_owned()));
        }
        None => {}
    }
    let lists: Vec<WirePath> = homes.iter().flat_map(|home| &home.lists).map(|list| list.path.clone()).collect();
    if lists.is_empty() {
        return Err(Absence::NoList);
    }
    let Some((list, scopes)) = chosen(homes, operation) else { return Err(Absence::Unclear(lists)) };
    if has_pages(structures, &list.item) {
        return Err(Absence::OfPages(list.path));
    }
    Ok(PagedList::new(list, scopes))
}

/// Whether a path on the wire such as `Data.Items` leads to the list.
fn is_at(path: &WirePath, named: &str) -> bool {
    path.iter().filter(|wire| !wire.is_empty()).map(String::as_str).eq(named.split('.'))
}

fn chosen<'a>(homes: Vec<Home<'a>>, operation: &str) -> Option<(Candidate<'a>, Vec<FieldScope<'a>>)> {
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
fn has_pages(structures: ObjectFields<'_, '_>, element: &Type<Described<'_>>) -> bool {
    let fields = structures.fields(element).unwrap_or_default();
    let is_named = |names: &[&str]| fields.iter().any(|field| names.contains(&field.name.as_str()));
    let has_list = fields.iter().any(|field| matches!(field.ty, Type::List(_)));
    let is_page = has_list && is_named(&name::REPORTED_SIZES) && is_named(&name::TOTALS);
    let about_pages =
        |field: &WireField<'_>| structures.fields(&field.ty).is_some() && name::is_about_pages(&field.name);
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
fn apart<'a>(home: &mut Home<'a>, operation: &str) -> Option<Candidate<'a>> {
    let is_counted: Vec<bool> = home.lists.iter().map(|list| home.counts(list)).collect();
    if let [position] = positions(&is_counted)[..] {
        return Some(home.lists.swap_remove(position));
    }
    let says_how_many = home.evidence() > Evidence::Nothing
        && home.scopes.iter().any(|scope| scope.field(&name::TOTALS, |field| can_count(&field.ty)).is_some());
    let (mut objects, scalars): (Vec<_>, Vec<_>) =
        std::mem::take(&mut home.lists).into_iter().partition(|list| list.is_of_objects());
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
fn is_any(list: &Candidate<'_>) -> bool {
    name::ANY_LISTS.contains(&list.name.as_str())
}

/// Removes lists whose name is the end of another list's name, which are older forms of it: `Tasks` next to
/// `DownstreamTasks`. Lists with generic names are kept.
fn without_older(lists: &mut Vec<Candidate<'_>>) {
    let names: Vec<String> = lists.iter().map(|list| format!("_{}", list.name)).collect();
    lists.retain(|list| {
        let end = format!("_{}", list.name);
        is_any(list) || !names.iter().any(|name| name.len() > end.len() && name.ends_with(&end))
    });
}

/// Adds `scope` and all objects nested in it that have a list to `homes`. `outer` are the enclosing objects.
fn collect<'a>(
    structures: ObjectFields<'_, 'a>,
    scope: FieldScope<'a>,
    outer: &[FieldScope<'a>],
    depth: usize,
    is_enveloped: bool,
    homes: &mut Vec<Home<'a>>,
) {
    let mut lists = Vec::new();
    let mut about_pages = Vec::new();
    let mut inner = Vec::new();
    for field in scope.fields.iter() {
        if let Some((path, item)) = list(structures, &scope.around, field, DEEPEST) {
            if !name::OF_ERRORS.contains(&field.name.as_str()) {
                lists.push(Candidate { name: field.name.clone(), path, item });
            }
        } else if let Some(fields) = structures.fields(&field.ty)
            && !field.is_within_itself
        {
            let has_list = fields.iter().any(|field| list(structures, &Vec::new(), field, DEEPEST).is_some());
            let within = FieldScope { around: path(&scope.around, field), fields: fields.into() };
            if name::is_about_pages(&field.name) && !has_list {
                about_pages.push(within);
            } else {
                inner.push((field.name.clone(), within));
            }
        }
    }
    let mut scopes = vec![scope];
    scopes.extend(about_pages);
    let own = scopes.len();
    scopes.extend(outer.iter().cloned());
    if depth > 0 {
        for (name, within) in inner {
            let is_enveloped = is_enveloped && name::ENVELOPES.contains(&name.as_str());
            collect(structures, within, &scopes, depth - 1, is_enveloped, homes);
        }
    }
    if !lists.is_empty() {
        homes.push(Home { lists, scopes, own, is_enveloped });
    }
}

/// The list that a field is or wraps, and the type of its elements.
fn list<'a>(
    structures: ObjectFields<'_, 'a>,
    around: &WirePath,
    field: &WireField<'a>,
    depth: usize,
) -> Option<(WirePath, Type<Described<'a>>)> {
    match &field.ty {
        Type::List(item) => Some((path(around, field), (**item).clone())),
        Type::Structure(_) if !field.is_within_itself => {
            let fields = structures.fields(&field.ty)?;
            let [only] = fields.as_slice() else { return None };
            list(structures, &path(around, field), only, depth.checked_sub(1)?)
        }
        _ => None,
    }
}
