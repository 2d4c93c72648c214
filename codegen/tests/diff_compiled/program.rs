//! A program that uses everything that generated code offers: each item by name, each field with its type, each setter, variant, constant
//! and trait. It is made of the text of the code, and knows nothing of the model that `diff` compares.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use quote::ToTokens;
use syn::{Fields, FnArg, GenericParam, ImplItem, Item, ItemImpl, ReturnType, Type, TypeParamBound, Visibility};

/// The file that [`program`] is meant for, beside the generated ones: a module of the root.
pub(crate) const FILE: &str = "user_of_everything.rs";

/// A program that uses every public item of these files, and the number of items that it uses.
pub(crate) fn program(files: &BTreeMap<String, String>) -> (String, usize) {
    let mut text = String::from("fn any<T>() -> T { loop {} }\n");
    let mut items = 0;
    let mut acknowledgements: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, source) in files.iter().filter(|(name, _)| name.ends_with(".rs")) {
        let module = name.trim_end_matches(".rs");
        let is_root = module == "lib";
        let file = syn::parse_file(source).expect("generated code is Rust");
        let mut user = User::default();
        for item in file.items {
            if let Item::Type(alias) = &item {
                acknowledgements
                    .entry(alias.ty.to_token_stream().to_string())
                    .or_default()
                    .push(format!("{module}::{}", alias.ident));
            }
            user.item(item);
            user.flush();
        }
        items += user.items;
        let outer = if is_root { "super::super" } else { &format!("super::super::{module}") };
        let names: String = user.names.iter().map(|name| format!("    pub use {outer}::{name};\n")).collect();
        let module = if is_root { "root__" } else { module };
        writeln!(
            text,
            "pub mod {module} {{\n    use alicloud_client::runtime;\n    use super::any;\n{names}{}}}",
            user.body
        )
        .expect("it is a string");
    }
    // `if public { call A } else { call B }`: responses that are one type.
    for names in acknowledgements.into_values() {
        for (position, pair) in names.windows(2).enumerate() {
            let [first, second] = pair else { continue };
            writeln!(
                text,
                "fn either_{position}(first: bool) {{ let _ = if first {{ any::<{first}>() }} else {{ any::<{second}>() }}; }}"
            )
            .expect("it is a string");
        }
    }
    (text, items)
}

/// What is written about one module.
#[derive(Default)]
struct User {
    names: Vec<String>,
    body: String,
    items: usize,
    /// Bodies of functions by their parameters: one function for each item of the code is checked faster than one for each use of it.
    functions: BTreeMap<String, String>,
}

impl User {
    /// Statements that are checked and never run.
    fn function(&mut self, parameters: &str, body: &str) {
        self.items += 1;
        let bodies = self.functions.entry(parameters.to_owned()).or_default();
        write!(bodies, "\n        {{ {body} }}").expect("it is a string");
    }

    fn flush(&mut self) {
        for (parameters, bodies) in std::mem::take(&mut self.functions) {
            let name = format!("use_{}", self.body.len());
            writeln!(self.body, "    fn {name}({parameters}) {{{bodies}\n    }}").expect("it is a string");
        }
    }

    fn item(&mut self, item: Item) {
        match item {
            Item::Struct(item) => {
                let name = item.ident.to_string();
                self.derives(&name, &item.attrs);
                let is_open = item.attrs.iter().any(|attribute| attribute.path().is_ident("non_exhaustive"));
                for field in &item.fields {
                    let field_name = field.ident.as_ref().expect("a field with a name");
                    let ty = field.ty.to_token_stream();
                    self.function(&format!("it: &{name}"), &format!("let _: &{ty} = &it.{field_name};"));
                    self.function(&format!("it: {name}"), &format!("let _: {ty} = it.{field_name};"));
                    self.function(
                        &format!("it: &mut {name}"),
                        &format!("it.{field_name} = any::<{ty}>(); let {name} {{ {field_name}: _, .. }} = it;"),
                    );
                    if !is_open {
                        let literal = format!("{name} {{ {field_name}: any::<{ty}>(), ..Default::default() }}");
                        self.function("", &format!("let _ = {literal};"));
                    }
                }
                self.names.push(name);
            }
            Item::Enum(item) => {
                let name = item.ident.to_string();
                self.derives(&name, &item.attrs);
                let mut arms = String::new();
                for variant in &item.variants {
                    let path = format!("{name}::{}", variant.ident);
                    match &variant.fields {
                        Fields::Unnamed(fields) => {
                            let ty = fields.unnamed.first().expect("a value").ty.to_token_stream();
                            self.function("", &format!("let _ = {path}(any::<{ty}>());"));
                            write!(arms, "{path}(value) => {{ let _: {ty} = value; }} ").expect("it is a string");
                        }
                        _ => {
                            self.function("", &format!("let _: {name} = {path};"));
                            write!(arms, "{path} => {{}} ").expect("it is a string");
                        }
                    }
                }
                self.function(&format!("it: {name}"), &format!("match it {{ {arms} _ => {{}} }}"));
                self.names.push(name);
            }
            Item::Type(item) => {
                let ty = item.ty.to_token_stream();
                self.function(&format!("it: {}", item.ident), &format!("let _: {ty} = it; let _ = it.request_id;"));
                self.names.push(item.ident.to_string());
            }
            Item::Static(item) => {
                let ty = item.ty.to_token_stream();
                self.function("", &format!("let _: &'static {ty} = &{};", item.ident));
                self.names.push(item.ident.to_string());
            }
            Item::Use(item) if matches!(item.vis, Visibility::Public(_)) => {
                let path = item.tree.to_token_stream().to_string().replace(' ', "");
                self.names.push(path.rsplit("::").next().unwrap_or_default().to_owned());
                self.items += 1;
            }
            Item::Impl(item) => self.implementation(item),
            Item::Macro(item) => {
                let (macro_name, name) = (item.mac.path.to_token_stream().to_string(), item.mac.tokens.to_string());
                let traits: &[&str] = match macro_name.replace(' ', "").as_str() {
                    "runtime::serde_structure" => &SERDE,
                    "runtime::open_enum" => &OPEN,
                    other => panic!("what does {other} promise?"),
                };
                traits.iter().for_each(|of| self.bound(&name, of));
            }
            // Modules are those of the files; a constant without a name is a check that nobody can use.
            Item::Mod(_) | Item::Use(_) => {}
            Item::Const(item) if item.ident == "_" => {}
            other => panic!("what does one do with {}?", other.to_token_stream()),
        }
    }

    fn derives(&mut self, name: &str, attributes: &[syn::Attribute]) {
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("derive")) {
            let list = attribute.meta.require_list().expect("a list of traits").tokens.to_string();
            for of in list.split(',') {
                let of = if of.trim() == "Hash" { "std::hash::Hash" } else { of.trim() };
                self.bound(name, of);
            }
        }
    }

    fn bound(&mut self, name: &str, of: &str) {
        self.function("", &format!("fn is<T: {of}>() {{}} is::<{name}>();"));
    }

    fn implementation(&mut self, item: ItemImpl) {
        let name = item.self_ty.to_token_stream().to_string();
        if let Some((path, _)) = item.trait_ {
            let mut of = anywhere(&path);
            let types: Vec<String> = item
                .items
                .iter()
                .filter_map(|item| match item {
                    ImplItem::Type(item) => Some(format!("{} = {}", item.ident, item.ty.to_token_stream())),
                    _ => None,
                })
                .collect();
            if !types.is_empty() {
                write!(of, "<{}>", types.join(", ")).expect("it is a string");
            }
            self.bound(&name, &of);
            if of.replace(' ', "").starts_with("runtime::Paginate") {
                self.function(&format!("client: &runtime::Client, it: {name}"), "let _ = client.pages(it).items();");
            }
            return;
        }
        for inner in item.items {
            match inner {
                ImplItem::Fn(function) if matches!(function.vis, Visibility::Public(_)) => {
                    self.call(&name, &function.sig);
                }
                ImplItem::Const(constant) => {
                    let ty = constant.ty.to_token_stream();
                    self.function("", &format!("let _: {ty} = {name}::{};", constant.ident));
                }
                _ => {}
            }
        }
    }

    /// Calls a function with each kind of argument that it takes, and takes what it returns.
    fn call(&mut self, name: &str, signature: &syn::Signature) {
        assert!(
            signature.generics.params.iter().all(|parameter| matches!(parameter, GenericParam::Lifetime(_))),
            "a generic function: {}",
            signature.to_token_stream()
        );
        let returns = match &signature.output {
            ReturnType::Default => "()".to_owned(),
            ReturnType::Type(_, ty) => anywhere(ty).replace("Self", name),
        };
        let mut arguments: Vec<Vec<String>> = Vec::new();
        for input in &signature.inputs {
            arguments.push(match input {
                FnArg::Receiver(receiver) if receiver.to_token_stream().to_string().starts_with('&') => {
                    vec![format!("any::<&'static {name}>()")]
                }
                FnArg::Receiver(_) => vec![format!("any::<{name}>()")],
                FnArg::Typed(typed) => values(&typed.ty),
            });
        }
        for choice in 0..arguments.iter().map(Vec::len).max().unwrap_or(1) {
            let given: Vec<&str> = arguments
                .iter()
                .filter_map(|values| values.get(choice).or_else(|| values.first()).map(String::as_str))
                .collect();
            let call = format!("{name}::{}({})", signature.ident, given.join(", "));
            self.function("", &format!("let _: {returns} = {call};"));
        }
    }
}

const SERDE: [&str; 2] = ["runtime::serde::Serialize", "for<'de> runtime::serde::Deserialize<'de>"];

const OPEN: [&str; 9] = [
    "Eq",
    "Default",
    "std::fmt::Debug",
    "std::fmt::Display",
    "runtime::Encode",
    "runtime::Decode",
    "runtime::ScalarSlot",
    "runtime::serde::Serialize",
    "for<'de> runtime::serde::Deserialize<'de>",
];

/// A type or a bound as it can be written anywhere: references without a lifetime become `'static`.
fn anywhere(tokens: &impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    let mut parts = text.split("& ");
    let mut anywhere = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        anywhere.push_str(if part.starts_with('\'') { "&" } else { "&'static " });
        anywhere.push_str(part);
    }
    anywhere
}

/// Expressions that such a parameter takes.
fn values(ty: &Type) -> Vec<String> {
    let Type::ImplTrait(of) = ty else {
        if let Type::Tuple(tuple) = ty {
            let parts: Vec<Vec<String>> = tuple.elems.iter().map(values).collect();
            let first: Vec<&str> = parts.iter().filter_map(|values| values.first().map(String::as_str)).collect();
            return vec![format!("({})", first.join(", "))];
        }
        return vec![format!("any::<{}>()", anywhere(ty))];
    };
    let Some(TypeParamBound::Trait(bound)) = of.bounds.first() else { panic!("a bound of {}", ty.to_token_stream()) };
    let segment = bound.path.segments.last().expect("a path");
    let syn::PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        panic!("what is {}?", ty.to_token_stream())
    };
    match (segment.ident.to_string().as_str(), arguments.args.first()) {
        ("Into", Some(syn::GenericArgument::Type(target))) => {
            let text = target.to_token_stream().to_string().replace(' ', "");
            let mut values = vec![format!("any::<{text}>()")];
            // A string is what one writes, whether it becomes a string, a secret or an enumeration.
            if !text.ends_with("::Value") && !text.ends_with("SecretValue") {
                values.push("\"text\"".to_owned());
            }
            values
        }
        ("IntoIterator", Some(syn::GenericArgument::AssocType(item))) => {
            values(&item.ty).into_iter().map(|value| format!("[{value}]")).collect()
        }
        _ => panic!("what is {}?", ty.to_token_stream()),
    }
}
