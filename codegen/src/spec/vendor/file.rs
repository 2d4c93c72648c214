//! Reads the files that the vendor publishes: `api-docs.json` with a whole product, `api.json` with one operation.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::super::document::{Documents, take_apis};
use super::super::tree::{Member, Node, SourceFiles, Span, Value};
use super::super::{characters, described, entry};
use crate::diagnostic::{Diagnostic, Diagnostics, SourceText, counted};

/// The content of a file of the vendor, in the types of entries.
pub(crate) struct Metadata {
    pub(crate) product: entry::Product,
    /// The operations by name.
    pub(crate) operations: BTreeMap<String, entry::Operation>,
    /// Names of all operations in the file, including those that could not be read.
    pub(crate) named: Vec<String>,
    /// Whether the file contains all operations of the product.
    pub(crate) whole: bool,
    /// The text of the file, for locations in it.
    pub(crate) text: Arc<SourceText>,
    /// The byte range of each operation.
    pub(crate) ranges: BTreeMap<String, Range<usize>>,
}

/// Reads a file. Problems of single values are added to `problems`, and the rest of the file is still read.
///
/// # Errors
///
/// Returns an error if the file is not JSON, has a duplicate key in an object, or has none of the vendor's formats.
pub(crate) fn read(file: &Path, text: &str, problems: &mut Diagnostics) -> Result<Metadata, Diagnostics> {
    let mut found = Diagnostics::new();
    let mut sources = SourceFiles::default();
    let text = SourceText::new(file, text);
    let id = sources.add(Arc::clone(&text));
    let Some(mut node) = sources.parse(id, &mut found) else { return Err(found) };
    if found.errors() > 0 {
        // A key occurs twice. It is unknown which value is meant, and an import might replace entries by the wrong one.
        return Err(found);
    }
    if !matches!(node.value, Value::Object(_)) {
        return Err(Diagnostic::error("it is JSON, but not an object")
            .in_file(file)
            .remedy("give a file with `apis`, or with a single operation")
            .into());
    }
    let apis = take_apis(&mut node);
    let whole = apis.is_some();
    let mut documents = match apis {
        Some(apis) => Documents {
            product: Some(node),
            operations: apis.into_iter().map(|member| (member.name.into_owned(), member.value)).collect(),
            names: None,
            is_of_vendor: true,
        },
        None if node.member("apis").is_some() => {
            return Err(Diagnostic::error("`apis` is not an object")
                .in_file(file)
                .remedy("operations are listed by name under `apis`")
                .into());
        }
        None => single(node, file)?,
    };
    let mut strange = Diagnostics::new();
    characters::check(&mut documents, &sources, &mut strange);
    if !strange.is_empty() {
        let message = format!(
            "control characters or direction marks, which are left out, are in {}",
            counted(strange.errors(), "string")
        );
        found.push(Diagnostic::warning(message).in_file(file));
    }
    let named = documents.operations.keys().cloned().collect();
    let range = |(name, node): (&String, &Node<'_>)| (name.clone(), node.span.start..node.span.end);
    let ranges = documents.operations.iter().map(range).collect();
    let described = described(&sources, &mut documents, &mut found);
    problems.extend(found);
    problems.extend(described.notes.warnings(&sources));
    Ok(Metadata { product: described.product, operations: described.operations, named, whole, text, ranges })
}

/// Reads a file with one operation. Its name and product come from `info`, from keys of the operation, or from the path
/// `products/<product>/versions/<version>/apis/<name>/api.json` under which the vendor publishes the file.
fn single<'a>(node: Node<'a>, file: &Path) -> Result<Documents<'a>, Diagnostics> {
    let span = node.span;
    let Value::Object(mut members) = node.value else { return Ok(Documents::default()) };
    if !["parameters", "methods", "responses"].iter().any(|key| members.iter().any(|member| member.name == *key)) {
        return Err(Diagnostic::error("it is neither the metadata of a product nor that of an operation")
            .in_file(file)
            .remedy("a product has `apis`; an operation has `methods`, `parameters` and `responses`")
            .into());
    }
    let mut take = |name: &str| {
        let position = members.iter().position(|member| member.name == name)?;
        Some(members.remove(position))
    };
    let mut product: Vec<Member<'a>> = ["info", "components", "endpoints"].into_iter().filter_map(&mut take).collect();
    let text = |member: Option<Member<'a>>| member.and_then(|member| Some(member.value.text()?.to_owned()));
    let version = take("version");
    let (code, name) = (text(take("product")), text(take("name")).or(text(take("apiName"))));
    let version = if product.iter().any(|member| member.name == "info") {
        // If there is an `info`, this is the version of the file format.
        product.extend(version);
        None
    } else {
        text(version)
    };
    let after = |folder: &str| {
        let mut parts = file.iter().skip_while(|part| *part != folder);
        parts.nth(1).and_then(std::ffi::OsStr::to_str).map(str::to_owned)
    };
    complete(&mut product, "product", code.or_else(|| after("products")), span);
    complete(&mut product, "version", version.or_else(|| after("versions")), span);
    let stem = file.file_stem().and_then(std::ffi::OsStr::to_str).filter(|stem| *stem != "api").map(str::to_owned);
    let Some(name) = name.or_else(|| after("apis")).or(stem) else {
        return Err(Diagnostic::error("the name of the operation is unknown")
            .in_file(file)
            .remedy("add a key `name`, or name the file `<Operation>.json`")
            .into());
    };
    Ok(Documents {
        product: Some(Node { span, value: Value::Object(product) }),
        operations: BTreeMap::from([(name, Node { span, value: Value::Object(members) })]),
        names: None,
        is_of_vendor: true,
    })
}

/// Adds a key to `info` if it is missing there.
fn complete(product: &mut Vec<Member<'_>>, key: &'static str, value: Option<String>, span: Span) {
    let Some(value) = value else { return };
    let member = |name, value| Member { name: Cow::Borrowed(name), name_span: span, value: Node { span, value } };
    let position = product.iter().position(|member| member.name == "info").unwrap_or_else(|| {
        product.push(member("info", Value::Object(Vec::new())));
        product.len() - 1
    });
    if let Some(Value::Object(info)) = product.get_mut(position).map(|info| &mut info.value.value)
        && !info.iter().any(|there| there.name == key && !matches!(there.value.value, Value::Null))
    {
        info.retain(|there| there.name != key);
        info.push(member(key, Value::Text(Cow::Owned(value))));
    }
}
