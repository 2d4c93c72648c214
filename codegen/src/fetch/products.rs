//! The list of products: their codes, names and versions.

use serde_json::Value;

use super::location::is_name;
use crate::diagnostic::{Diagnostic, Diagnostics};

/// Most suggestions of an error.
const SUGGESTIONS: usize = 5;

/// The products that the vendor publishes metadata of.
pub(super) struct ProductList(Vec<ListedProduct>);

struct ListedProduct {
    code: String,
    /// Its names in lower case.
    names: Vec<String>,
    versions: Vec<String>,
    default_version: Option<String>,
}

impl ProductList {
    /// Reads the list. A product whose code or version could not be part of a URL is left out.
    pub(super) fn read(document: &Value) -> Result<Self, String> {
        let Some(items) = document.as_array() else {
            return Err("it is not a list of products".to_owned());
        };
        let products: Vec<ListedProduct> = items.iter().filter_map(ListedProduct::read).collect();
        if products.is_empty() {
            return Err("it lists no product with a `code` and `versions`".to_owned());
        }
        Ok(Self(products))
    }

    /// The code and the version that are meant. `list` is where the list comes from.
    pub(super) fn find(&self, asked: &str, version: Option<&str>, list: &str) -> Result<(String, String), Diagnostics> {
        let exact = self.0.iter().find(|product| product.code == asked);
        let Some(product) = exact.or_else(|| self.same(asked)) else { return Err(self.unknown(asked, list)) };
        let known = || {
            let default = product.default_version.as_deref().map(|date| format!(" (default {date})"));
            format!("{}{}", product.versions.join(", "), default.unwrap_or_default())
        };
        match version {
            Some(version) if product.versions.iter().any(|known| known == version) => {
                Ok((product.code.clone(), version.to_owned()))
            }
            Some(version) => {
                let problem = Diagnostic::error(format!("{} has no API version {version}, says {list}", product.code));
                Err(problem.remedy(format!("give one of these versions: {}", known())).into())
            }
            None => match product.default_version.as_ref().or_else(|| product.versions.iter().max()) {
                Some(version) => Ok((product.code.clone(), version.clone())),
                None => Err(Diagnostic::error(format!("{list} has no version of {}", product.code))
                    .remedy("give the version with `--version`")
                    .into()),
            },
        }
    }

    /// The product with this code in another spelling: `rkvstore` for `R-kvstore`.
    fn same(&self, asked: &str) -> Option<&ListedProduct> {
        let mut same = self.0.iter().filter(|product| letters(&product.code) == letters(asked));
        same.next().filter(|_| same.next().is_none())
    }

    fn unknown(&self, asked: &str, list: &str) -> Diagnostics {
        let problem = Diagnostic::error(format!("there is no product {asked} in {list}"));
        let near = self.near(asked);
        let remedy = match near.as_slice() {
            [] => format!("{list} has the codes of all {} products", self.0.len()),
            near => format!("did you mean {}?", near.join(", ")),
        };
        problem.remedy(remedy).into()
    }

    /// Codes that are similar, and those of products whose names have the word.
    fn near(&self, asked: &str) -> Vec<&str> {
        let wanted = letters(asked);
        let mut near: Vec<(usize, &str)> = Vec::new();
        for product in &self.0 {
            let code = letters(&product.code);
            let distance = strsim::damerau_levenshtein(&wanted, &code);
            let tolerance = (wanted.chars().count() / 3).clamp(1, 3);
            if distance <= tolerance && distance < code.len() {
                near.push((distance, &product.code));
            } else if wanted.len() >= 3 && (code.contains(&wanted) || product.has_word(&wanted)) {
                near.push((tolerance + 1, &product.code));
            }
        }
        near.sort_unstable();
        near.into_iter().map(|(_, code)| code).take(SUGGESTIONS).collect()
    }
}

impl ListedProduct {
    fn read(item: &Value) -> Option<Self> {
        let text = |key: &str| item.get(key).and_then(Value::as_str);
        let is_valid = |version: &&str| is_name(version);
        let versions = item.get("versions").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        let versions: Vec<String> = versions.filter(is_valid).map(str::to_owned).collect();
        let default_version = text("defaultVersion").filter(is_valid).map(str::to_owned);
        let code = text("code").filter(|code| is_name(code))?.to_owned();
        let names = ["name", "shortName"].iter().filter_map(|key| text(key)).map(str::to_lowercase).collect();
        (default_version.is_some() || !versions.is_empty()).then_some(Self { code, names, versions, default_version })
    }

    fn has_word(&self, wanted: &str) -> bool {
        self.names.iter().any(|name| letters(name).contains(wanted))
    }
}

/// A name in lower case, without hyphens and blanks.
fn letters(name: &str) -> String {
    name.chars().filter(|letter| !matches!(letter, '-' | '_' | ' ')).flat_map(char::to_lowercase).collect()
}
