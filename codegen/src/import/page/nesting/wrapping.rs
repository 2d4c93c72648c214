//! Decides which objects wrap a list. A table has the same rows for `Items: [..]` and `Items: { Item: [..] }`, so the
//! sample decides.

use std::collections::HashSet;
use std::ops::Range;

use super::super::field::TableField;
use super::super::kind::CellType;
use super::super::shape::SampleShape;
use super::NestedField;

/// Compares all fields with the sample. Decisions based on the sample are added to `decided`.
pub(super) fn settle(
    nodes: &mut Vec<NestedField>,
    shape: Option<&SampleShape>,
    decided: &mut Vec<(Range<usize>, String)>,
) {
    if let Some(shape) = shape {
        enclose(nodes, shape, decided);
    }
    for node in nodes {
        node.shape = shape.and_then(|shape| shape.member(&node.field.name)).cloned();
        node.list = node.field.kind.is_list()
            || match &node.shape {
                Some(SampleShape::List(Some(_))) => true,
                // Some exporters write `[]` for an empty object.
                Some(SampleShape::List(None)) => !matches!(node.field.kind, CellType::Object | CellType::Map(_)),
                _ => false,
            };
        if node.members.is_empty() {
            continue;
        }
        let outer = node.shape.take();
        let inner = if node.is_map_of_objects() {
            outer.as_ref().and_then(SampleShape::members).and_then(|values| values.values().next())
        } else {
            elements(node, outer.as_ref())
        };
        settle(&mut node.members, inner, decided);
        if !node.list
            && let [only] = node.members.as_mut_slice()
        {
            describes_element(only);
        }
        node.shape = outer;
    }
}

/// Moves fields into an object that the tables do not list, such as `Data`, if the sample shows them there.
fn enclose(nodes: &mut Vec<NestedField>, shape: &SampleShape, decided: &mut Vec<(Range<usize>, String)>) {
    let Some(members) = shape.members() else { return };
    let is_shown = |name: &str| members.contains_key(name) || name.eq_ignore_ascii_case("RequestId");
    let names: HashSet<String> = nodes.iter().map(|node| node.field.name.to_lowercase()).collect();
    let mut hidden: HashSet<String> = nodes.iter().map(|node| node.field.name.clone()).collect();
    hidden.retain(|name| !is_shown(name));
    for (name, around) in members.iter().filter(|(name, _)| !names.contains(&name.to_lowercase())) {
        let fields = around.members().into_iter().flatten();
        let inside: HashSet<&String> = fields.map(|(name, _)| name).filter(|name| hidden.contains(*name)).collect();
        // A single matching field may be a coincidence, unless it is the object's only one.
        let shown = around.members().map_or(0, indexmap::IndexMap::len);
        if inside.is_empty() || inside.len() == 1 && shown > 1 {
            continue;
        }
        let is_inside = |node: &NestedField| inside.contains(&node.field.name);
        let Some(position) = nodes.iter().position(is_inside) else { continue };
        let (moved, others): (Vec<NestedField>, Vec<NestedField>) =
            std::mem::take(nodes).into_iter().partition(is_inside);
        *nodes = others;
        for node in &moved {
            let what = format!("the sample shows `{}` inside `{name}`, which the tables do not list", node.field.name);
            decided.push((node.field.range.clone(), what));
        }
        let range = moved.first().map_or(0..0, |first| first.field.range.clone());
        let field = TableField::enclosing(name, around.is_list(), range);
        let names: HashSet<String> = moved.iter().map(|node| node.field.name.clone()).collect();
        hidden.retain(|name| !names.contains(name));
        let list = around.is_list();
        nodes.insert(position, NestedField { field, wrapper: None, list, members: moved, shape: None, names });
    }
}

/// Returns the shape with the node's fields, and decides whether the node has a wrapper.
fn elements<'a>(node: &mut NestedField, shape: Option<&'a SampleShape>) -> Option<&'a SampleShape> {
    let lists = |name: &str| node.members.iter().any(|member| member.field.name == name);
    let Some((name, inner)) = shape.and_then(SampleShape::wrapper).filter(|(_, inner)| inner.is_structure()) else {
        // If the sample shows the list itself, the row contained the name of the element's type.
        if matches!(shape, Some(SampleShape::List(_))) {
            node.wrapper = None;
        }
        if node.wrapper.is_some() {
            node.list = true;
        }
        return shape;
    };
    // In `Items: { Item: [{ Item: .. }] }`, the row `Item` describes the inner one.
    let is_inside = |member: &NestedField| {
        inner.member(&member.field.name).is_some() && (member.field.name != name || !member.field.kind.is_container())
    };
    let is_announced = node.wrapper.as_deref() == Some(name);
    if lists(name) && !is_announced && !node.members.iter().any(is_inside) {
        // The wrapper has a row like any other field, so `Items` is an object, even if its type says otherwise.
        let is_wrapper = node.members.iter().any(|member| {
            member.field.name == name && (member.field.kind.is_list() || inner.is_list() || !member.members.is_empty())
        });
        if node.field.kind.is_list() && is_wrapper && node.members.len() == 1 {
            node.list = false;
        }
        return shape;
    }
    let any_shown = node.members.iter().any(|member| inner.member(&member.field.name).is_some());
    // An empty list within an object does not show that the fields of the object are those of its elements.
    if inner.is_empty() && node.wrapper.is_none() && !node.field.kind.is_list() {
        return shape;
    }
    let nothing_inside = inner.members().is_none_or(indexmap::IndexMap::is_empty);
    let spelled_otherwise =
        node.members.iter().any(|member| member.field.name != name && member.field.name.eq_ignore_ascii_case(name));
    if node.wrapper.is_none() && !any_shown && (!nothing_inside || spelled_otherwise || !inner.is_list()) {
        // The sample shows something else.
        let is_named = node.field.kind.is_list() && !spelled_otherwise;
        if !is_named {
            return shape;
        }
    }
    node.list = node.field.kind.is_list()
        || inner.is_list()
        || node.wrapper.is_some() && matches!(node.field.kind, CellType::Nothing);
    node.wrapper = Some(name.to_owned());
    Some(inner)
}

/// If `Zones` has the single field `Zone` of type string and the sample shows a list, the row describes its elements.
fn describes_element(node: &mut NestedField) {
    let shows_list =
        matches!(&node.shape, Some(SampleShape::List(item)) if item.as_deref().is_none_or(|item| !item.is_structure()));
    if shows_list && let CellType::Scalar(..) = node.field.kind {
        node.field.kind = CellType::List(Some(Box::new(node.field.kind.clone())));
        node.list = true;
    }
}
