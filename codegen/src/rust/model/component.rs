//! Resolves shared schemas ("components").
//!
//! The name of every component, and in which direction it travels, follows from the whole product and not from what is selected: a Cargo
//! feature must only ever add.

use std::collections::{BTreeSet, HashMap, HashSet};

use indexmap::IndexMap;

use super::item::{Direction, Home, Item, Presence, Type};
use super::name::{self, Scope};
#[cfg(feature = "cli")]
use super::pinned::ChosenNames;
use super::pinned::{Pinned, SHARED};
use super::resolve::{Context, Resolver};
use crate::decide::schema::{SchemaKind, kind};
use crate::decide::types::SharedTypes;
use crate::decide::{Decisions, Warning};
use crate::spec::entry::{AdditionalProperties, Names, Schema};

/// The types of all components.
pub(crate) struct ComponentTypes<'a> {
    /// What each component is.
    pub(crate) shared: &'a SharedTypes<'a>,
    /// The type name of each component.
    pub(crate) names: HashMap<&'a str, String>,
    pub(crate) items: Vec<Item>,
    pub(crate) warnings: Vec<Warning>,
    /// The names within the components, if they were recorded.
    #[cfg(feature = "cli")]
    pub(crate) given: ChosenNames,
}

/// `is_recorded` says that the names within components are asked for.
pub(crate) fn components<'a>(decisions: &'a Decisions<'a>, pins: &'a Names, is_recorded: bool) -> ComponentTypes<'a> {
    let Decisions { schemas, shared, accepted, .. } = decisions;
    let names = names(schemas, pins);
    let operations = || accepted.values();
    let sent = reached(
        schemas,
        operations()
            .flat_map(|operation| operation.parameters.iter().filter_map(|parameter| parameter.schema.as_ref())),
    );
    let received = reached(
        schemas,
        operations().flat_map(|operation| operation.responses.values().filter_map(|response| response.schema.as_ref())),
    );
    let mut scope = Scope::default();
    let name_of = |wire: &str| names.get(wire).cloned().unwrap_or_default();
    for (wire, _) in &shared.definitions {
        scope.take(&[name_of(wire)], "");
    }
    let pinned = Pinned::of(pins, SHARED);
    let mut resolver = Resolver::new(Home::Components, "components", scope, (shared, &names, &[]), pinned, is_recorded);
    #[cfg(feature = "cli")]
    let mut own = Vec::new();
    for (wire, schema) in shared.definitions.iter().copied() {
        let name = name_of(wire);
        let direction = match (sent.contains(wire), received.contains(wire)) {
            (true, true) => Direction::Both,
            (true, false) => Direction::Request,
            (false, _) => Direction::Response,
        };
        resolver.set_place(wire);
        match kind(schema) {
            SchemaKind::Enumeration => {
                #[cfg(feature = "cli")]
                own.push((format!("{wire}/"), name.clone()));
                resolver.define_enumeration(schema, name, wire, &format!("{wire}/"));
            }
            _ => resolver.define_structure(
                schema,
                name,
                Context {
                    member: wire.to_owned(),
                    around: Vec::new(),
                    direction,
                    marked: schema.secret,
                    place: format!("{wire}/"),
                },
            ),
        }
    }
    #[cfg(feature = "cli")]
    let given = if is_recorded { resolver.given(own.into_iter()) } else { ChosenNames::default() };
    let (mut items, more) = resolver.finish();
    let mut warnings = shared.warnings.clone();
    warnings.extend(more);
    box_cycles(&mut items);
    ComponentTypes {
        shared,
        names,
        items,
        warnings,
        #[cfg(feature = "cli")]
        given,
    }
}

/// Names of the component types that `roots` use, directly or through other components.
pub(crate) fn needed<'a>(items: &'a [Item], roots: impl Iterator<Item = &'a Type>) -> BTreeSet<&'a str> {
    let by_name: HashMap<&str, &Item> = items.iter().map(|item| (item.name(), item)).collect();
    let mut needed = BTreeSet::new();
    let mut open: Vec<&str> = roots.filter_map(component_name).collect();
    while let Some(name) = open.pop() {
        if needed.insert(name)
            && let Some(Item::Structure(structure)) = by_name.get(name)
        {
            open.extend(structure.fields.iter().filter_map(|field| component_name(&field.ty)));
        }
    }
    needed
}

/// The type name of every component.
pub(crate) fn names<'a>(schemas: &'a IndexMap<String, Schema>, pins: &Names) -> HashMap<&'a str, String> {
    let mut wires: Vec<&str> = schemas.keys().map(String::as_str).collect();
    wires.sort_unstable();
    let mut scope = Scope::default();
    scope.reserve(Pinned::of(pins, SHARED).type_names());
    let names = name::distinct_from_pinned(scope, &wires, name::type_name, &pins.components, "");
    wires.into_iter().zip(names).collect()
}

/// Names on the wire of the components that `roots` use, directly or indirectly.
fn reached<'a>(schemas: &'a IndexMap<String, Schema>, roots: impl Iterator<Item = &'a Schema>) -> HashSet<&'a str> {
    let mut reached = HashSet::new();
    let mut open: Vec<&Schema> = roots.collect();
    while let Some(schema) = open.pop() {
        if let Some(name) = schema.component_name()
            && let Some((name, target)) = schemas.get_key_value(name)
            && reached.insert(name.as_str())
        {
            open.push(target);
        }
        open.extend(schema.properties.values());
        open.extend(schema.items.as_deref());
        if let Some(AdditionalProperties::Schema(values)) = schema.additional_properties.as_deref() {
            open.push(values);
        }
    }
    reached
}

/// Boxes the fields through which a structure contains itself by value. Lists and maps are already indirections.
fn box_cycles(items: &mut [Item]) {
    let positions: HashMap<&str, usize> =
        items.iter().enumerate().map(|(position, item)| (item.name(), position)).collect();
    let within: Vec<Vec<usize>> = items
        .iter()
        .map(|item| match item {
            Item::Structure(structure) => {
                let names = structure.fields.iter().filter_map(|field| by_value_name(&field.ty));
                names.filter_map(|name| positions.get(name).copied()).collect()
            }
            Item::Enumeration(_) => Vec::new(),
        })
        .collect();
    let circles = circles(&within);
    let circle_of: HashMap<String, usize> =
        items.iter().zip(&circles).map(|(item, circle)| (item.name().to_owned(), *circle)).collect();
    for (item, circle) in items.iter_mut().zip(circles) {
        let Item::Structure(structure) = item else { continue };
        for field in &mut structure.fields {
            if by_value_name(&field.ty).is_some_and(|name| circle_of.get(name) == Some(&circle)) {
                field.presence = Presence::Boxed;
            }
        }
    }
}

/// Numbers the strongly connected components of the graph of structures: two structures have the same number if each
/// contains the other. `within` lists the structures in each structure. This is Tarjan's algorithm with an explicit
/// stack, since the depth is not bounded.
fn circles(within: &[Vec<usize>]) -> Vec<usize> {
    const NEW: usize = usize::MAX;
    let (mut order, mut lowest, mut circles) =
        (vec![NEW; within.len()], vec![NEW; within.len()], vec![NEW; within.len()]);
    let (mut next_order, mut next_circle) = (0, 0);
    let mut open = Vec::new();
    for start in 0..within.len() {
        // The current path: each structure with the number of its children that were visited.
        let mut way = vec![(start, 0_usize)];
        while let Some((at, visited)) = way.pop() {
            let (Some(inner), Some(own)) = (within.get(at), order.get(at).copied()) else { continue };
            if own == NEW {
                set(&mut order, at, next_order);
                set(&mut lowest, at, next_order);
                next_order += 1;
                open.push(at);
            } else if visited == 0 {
                continue;
            }
            // The child that was visited last may have led back to a structure on the path.
            if let Some(last) = visited.checked_sub(1).and_then(|last| inner.get(last)) {
                lower(&mut lowest, at, *last, &circles);
            }
            if let Some(child) = inner.get(visited).copied() {
                way.push((at, visited + 1));
                if order.get(child) == Some(&NEW) {
                    way.push((child, 0));
                }
                continue;
            }
            if lowest.get(at) == order.get(at) {
                while let Some(member) = open.pop() {
                    set(&mut circles, member, next_circle);
                    if member == at {
                        break;
                    }
                }
                next_circle += 1;
            }
        }
    }
    circles
}

/// Updates `lowest` of `from`, which contains `to`, unless the component of `to` is already complete.
fn lower(lowest: &mut [usize], from: usize, to: usize, circles: &[usize]) {
    if circles.get(to) == Some(&usize::MAX)
        && let Some(reached) = lowest.get(to).copied()
        && let Some(own) = lowest.get_mut(from)
    {
        *own = (*own).min(reached);
    }
}

fn set(values: &mut [usize], at: usize, value: usize) {
    if let Some(place) = values.get_mut(at) {
        *place = value;
    }
}

fn by_value_name(ty: &Type) -> Option<&str> {
    match ty {
        Type::Structure(reference) => Some(&reference.name),
        _ => None,
    }
}

fn component_name(ty: &Type) -> Option<&str> {
    match ty {
        Type::Structure(reference) | Type::Enumeration(reference) if reference.home == Home::Components => {
            Some(&reference.name)
        }
        Type::List(inner) | Type::Map(inner) => component_name(inner),
        _ => None,
    }
}
