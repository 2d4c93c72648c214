//! Determines from the source files of a crate which modules use which.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use syn::visit::Visit;
use syn::{Attribute, Item, ItemMod, ItemUse, UseTree, Visibility};

/// Path of a module that has its own file, as in `decode::json`. The path of the root is empty.
pub(crate) type Name = String;

/// The modules of a crate, with what each uses.
pub(crate) struct Modules {
    modules: BTreeMap<Name, Module>,
}

#[derive(Default)]
struct Module {
    /// Names of submodules.
    children: BTreeSet<String>,
    /// Names of items that are declared here.
    declared: BTreeSet<String>,
    /// Names that this module re-exports, with their paths.
    handed_on: BTreeMap<String, Vec<String>>,
    /// Paths of modules that this module re-exports with `*`.
    handed_on_all: Vec<Vec<String>>,
    /// Names that this module imports, with their paths.
    imported: BTreeMap<String, Vec<String>>,
    imported_all: Vec<Vec<String>>,
    /// Paths in the code. The first name may be an imported one.
    mentioned: BTreeSet<Vec<String>>,
}

impl Modules {
    /// Reads the crate whose root is this file.
    pub(crate) fn read(root: &Path) -> Self {
        let mut modules = Self { modules: BTreeMap::new() };
        let folder = root.parent().expect("a file is in a folder").to_owned();
        modules.read_file(root, &folder, String::new());
        modules
    }

    /// Returns the modules that have submodules.
    pub(crate) fn folders(&self) -> impl Iterator<Item = &str> {
        self.modules.iter().filter(|(_, module)| !module.children.is_empty()).map(|(name, _)| name.as_str())
    }

    /// Returns each use of a module by another one, with the names that are used.
    pub(crate) fn uses(&self) -> BTreeMap<(&str, &str), BTreeSet<String>> {
        let mut uses: BTreeMap<(&str, &str), BTreeSet<String>> = BTreeMap::new();
        for (from, module) in &self.modules {
            let paths = module.imported.values().chain(&module.imported_all).chain(&module.mentioned);
            for path in paths {
                let Some((to, name)) = self.resolve(from, path, 0) else { continue };
                if to != from {
                    uses.entry((from, to)).or_default().insert(name);
                }
            }
        }
        uses
    }

    /// Returns the module that declares the item at a path, and its name. `None` if it is in another crate.
    fn resolve<'a>(&'a self, from: &str, path: &[String], depth: usize) -> Option<(&'a str, String)> {
        // Re-exports may form a cycle.
        if depth > 16 {
            return None;
        }
        let (mut module, mut rest) = self.begin(from, path, depth)?;
        while let [first, after @ ..] = rest.as_slice() {
            let here = self.modules.get(module.as_str())?;
            if first == "super" {
                module = parent(&module)?;
            } else if first == "self" {
            } else if here.children.contains(first) {
                module = join(&module, first);
            } else if here.declared.contains(first) {
                break;
            } else if let Some(path) = here.handed_on.get(first) {
                let path: Vec<String> = path.iter().chain(after).cloned().collect();
                return self.resolve(&module, &path, depth + 1);
            } else {
                let all = here.handed_on_all.iter().find_map(|all| {
                    let path: Vec<String> = all.iter().chain(&rest).cloned().collect();
                    self.resolve(&module, &path, depth + 1)
                });
                return all.or_else(|| self.named(&module, first));
            }
            rest = after.to_vec();
        }
        let name = rest.first().cloned().unwrap_or_else(|| "(the module itself)".to_owned());
        self.named(&module, &name)
    }

    fn named(&self, module: &str, name: &str) -> Option<(&str, String)> {
        self.modules.get_key_value(module).map(|(module, _)| (module.as_str(), name.to_owned()))
    }

    /// Returns the module where a path begins, and the rest of the path.
    fn begin(&self, from: &str, path: &[String], depth: usize) -> Option<(Name, Vec<String>)> {
        let (first, rest) = path.split_first()?;
        let here = self.modules.get(from)?;
        match first.as_str() {
            "crate" => Some((String::new(), rest.to_vec())),
            "self" | "super" => Some((from.to_owned(), path.to_vec())),
            name if here.children.contains(name) => Some((from.to_owned(), path.to_vec())),
            // A path of a single name is an import itself, so looking it up would not end.
            name if !rest.is_empty() && depth < 16 => {
                let whole = here.imported.get(name)?;
                (whole.len() > 1 || whole.first() != Some(first)).then_some(())?;
                let path: Vec<String> = whole.iter().chain(rest).cloned().collect();
                self.begin(from, &path, depth + 1)
            }
            _ => None,
        }
    }

    fn read_file(&mut self, file: &Path, folder: &Path, name: Name) {
        let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let parsed = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let mut module = Module::default();
        let mut below = Vec::new();
        for item in &parsed.items {
            module.read_item(item, &mut below);
        }
        self.modules.insert(name.clone(), module);
        for (child, path) in below {
            let beside = [folder.join(format!("{child}.rs")), folder.join(&child).join("mod.rs")];
            // A `path` attribute is relative to the folder of this file.
            let given = path.map(|path| file.parent().expect("a file is in a folder").join(path));
            let Some(file) = given.into_iter().chain(beside).find(|file| file.is_file()) else {
                panic!("{}: no file for `mod {child}`", file.display());
            };
            self.read_file(&file, &folder.join(&child), join(&name, &child));
        }
    }
}

impl Module {
    fn read_item(&mut self, item: &Item, below: &mut Vec<(String, Option<String>)>) {
        if is_for_tests(attributes(item)) {
            return;
        }
        match item {
            Item::Mod(ItemMod { ident, content: None, attrs, .. }) => {
                self.children.insert(ident.to_string());
                // If there are two declarations of a module, for different features or systems, one of them is enough.
                if !below.iter().any(|(child, _)| ident == child) {
                    below.push((ident.to_string(), path_attribute(attrs)));
                }
            }
            Item::Use(item) => self.read_use(item),
            other => {
                self.declared.extend(declared(other));
                Mentions(&mut self.mentioned).visit_item(other);
            }
        }
    }

    fn read_use(&mut self, item: &ItemUse) {
        let hands_on = !matches!(item.vis, Visibility::Inherited);
        let mut leaves = Vec::new();
        flatten(&item.tree, Vec::new(), &mut leaves);
        for (path, name) in leaves {
            match name {
                Some(name) if hands_on => drop(self.handed_on.insert(name, path)),
                Some(name) => drop(self.imported.insert(name, path)),
                None if hands_on => self.handed_on_all.push(path),
                None => self.imported_all.push(path),
            }
        }
    }
}

/// Collects paths of at least two names in code, types and patterns, including `use` items within functions.
struct Mentions<'a>(&'a mut BTreeSet<Vec<String>>);

impl<'ast> Visit<'ast> for Mentions<'_> {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.segments.len() > 1 {
            self.0.insert(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        }
        syn::visit::visit_path(self, path);
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        let mut leaves = Vec::new();
        flatten(&item.tree, Vec::new(), &mut leaves);
        self.0.extend(leaves.into_iter().map(|(path, _)| path));
    }

    fn visit_item_mod(&mut self, module: &'ast ItemMod) {
        // Inline modules belong to the module of the file, except those of tests.
        if !is_for_tests(&module.attrs) {
            syn::visit::visit_item_mod(self, module);
        }
    }
}

/// Lists the paths of a `use`, each with the name that it imports, which is `None` for `*`.
fn flatten(tree: &UseTree, mut before: Vec<String>, leaves: &mut Vec<(Vec<String>, Option<String>)>) {
    match tree {
        UseTree::Path(path) => {
            before.push(path.ident.to_string());
            flatten(&path.tree, before, leaves);
        }
        UseTree::Name(name) => {
            let last = name.ident.to_string();
            let given = if last == "self" { before.last().cloned().unwrap_or_default() } else { last.clone() };
            if last != "self" {
                before.push(last);
            }
            leaves.push((before, Some(given)));
        }
        UseTree::Rename(rename) => {
            before.push(rename.ident.to_string());
            leaves.push((before, Some(rename.rename.to_string())));
        }
        UseTree::Glob(_) => leaves.push((before, None)),
        UseTree::Group(group) => group.items.iter().for_each(|tree| flatten(tree, before.clone(), leaves)),
    }
}

fn declared(item: &Item) -> Option<String> {
    Some(match item {
        Item::Const(item) => item.ident.to_string(),
        Item::Enum(item) => item.ident.to_string(),
        Item::Fn(item) => item.sig.ident.to_string(),
        Item::Macro(item) => item.ident.as_ref()?.to_string(),
        Item::Mod(item) => item.ident.to_string(),
        Item::Static(item) => item.ident.to_string(),
        Item::Struct(item) => item.ident.to_string(),
        Item::Trait(item) => item.ident.to_string(),
        Item::Type(item) => item.ident.to_string(),
        Item::Union(item) => item.ident.to_string(),
        _ => return None,
    })
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg") && attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"))
    })
}

/// Returns the file in `#[path = "…"]`.
fn path_attribute(attributes: &[Attribute]) -> Option<String> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("path")).find_map(|attribute| {
        let value = &attribute.meta.require_name_value().ok()?.value;
        let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = value else { return None };
        Some(text.value())
    })
}

fn join(module: &str, child: &str) -> Name {
    if module.is_empty() { child.to_owned() } else { format!("{module}::{child}") }
}

fn parent(module: &str) -> Option<Name> {
    if module.is_empty() {
        return None;
    }
    Some(module.rsplit_once("::").map_or_else(String::new, |(parent, _)| parent.to_owned()))
}
