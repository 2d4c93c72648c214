//! The generator: entries, the vendor's metadata, and documentation pages.

use std::path::Path;

use alicloud_catalog::Catalog;
use alicloud_codegen::diagnostic::SourceText;
use alicloud_codegen::import::page as pages_of_documents;
use alicloud_codegen::import::page::product_page::{self as pages_of_products, ProductPageOptions};
use alicloud_codegen::rust::generate::generate;
use alicloud_codegen::rust::model::Options;
use alicloud_codegen::spec::{self, Spec};

use super::files;

const PRODUCT: &str = r#"{"info": {"style": "RPC", "product": "Rds", "version": "2014-08-15"}}"#;

/// A few entries of every size.
pub(crate) fn entries() -> Vec<Vec<u8>> {
    let mut entries = files("spec/sts/2015-04-01", ".json", 5);
    entries.extend(files("spec/location/2015-06-12", ".json", 6));
    // Paths, headers and bodies, and forms with lists.
    entries.extend(files("spec/fc/2023-03-30", ".json", 40));
    entries.extend(files("spec/nlb/2022-04-30", ".json", 40));
    entries.retain(|entry| entry.len() < 8_000);
    entries
}

/// An entry that is accepted can be written and is read again as the same, generates code that parses, and is in the catalog.
pub(crate) fn entry(input: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    let write = |bytes: &[u8]| std::fs::write(folder.path().join("Describe.json"), bytes).unwrap();
    std::fs::write(folder.path().join("product.json"), PRODUCT).unwrap();
    write(input);
    let read = spec::load(folder.path());
    // A folder of one product is no folder of products.
    let root = tempfile::tempdir().unwrap();
    let product = root.path().join("rds").join("2014-08-15");
    std::fs::create_dir_all(&product).unwrap();
    for name in ["product.json", "Describe.json"] {
        std::fs::copy(folder.path().join(name), product.join(name)).unwrap();
    }
    let in_catalog = Catalog::load(root.path()).is_ok();
    let read = match read {
        Ok(read) => read,
        Err(problems) => {
            assert!(problems.errors() > 0 && problems.to_string().contains("Describe.json"), "{problems}");
            return;
        }
    };
    if generates(&read) {
        assert!(in_catalog, "the generator accepts it, and the catalog does not");
    }
    let written = spec::to_text(&read.operations["Describe"]);
    write(written.as_bytes());
    let again = spec::load(folder.path()).unwrap_or_else(|problems| panic!("{problems}\n{written}"));
    assert_eq!(spec::to_text(&again.operations["Describe"]), written);
}

/// Files of the vendor: small ones of every shape.
pub(crate) fn metadata_files() -> Vec<Vec<u8>> {
    let mut found = files("codegen/tests/shapes", "api-docs.json", 19);
    found.extend(files("codegen/tests/diff", "old.json", 22));
    found.retain(|file| file.len() < 8_000);
    found
}

/// What is wrong in a file of the vendor is left out, and the rest generates code that parses.
pub(crate) fn metadata(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    match spec::from_api_docs(Path::new("api-docs.json"), text) {
        Ok(read) => drop(generates(&read)),
        Err(problems) => assert!(problems.errors() > 0, "{problems}"),
    }
}

/// Whether there is code, which has to parse.
fn generates(spec: &Spec) -> bool {
    let Ok(generated) = generate(spec, &Options::default()) else { return false };
    for (name, text) in generated.files.iter().filter(|(name, _)| name.ends_with(".rs")) {
        if let Err(problem) = syn::parse_file(text) {
            panic!("{name}: {problem}\n{text}");
        }
    }
    true
}

pub(crate) fn pages() -> Vec<Vec<u8>> {
    let mut found = files("codegen/tests/pages", "page.md", 30);
    found.extend(files("codegen/tests/pages", "page.txt", 3));
    found.retain(|page| page.len() < 12_000);
    found
}

/// A page is read as the same each time, its entry can be written, and problems have a line of it.
pub(crate) fn page(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let read = |text: &str| {
        let page = pages_of_documents::read(&SourceText::new("page.md", text), None, true);
        (spec::to_text(&page.entry), page.name, page.problems.to_string())
    };
    let first = read(text);
    assert_eq!(read(text), first);
    assert!(!first.0.contains(['\u{202e}', '\0']), "{}", first.0);
}

pub(crate) fn product_pages() -> Vec<Vec<u8>> {
    let mut found = files("codegen/tests/product_pages", ".md", 10);
    found.extend(files("codegen/tests/product_pages", ".txt", 3));
    found
}

/// What such a page says is written into entries that `check` accepts, and the second import changes nothing.
pub(crate) fn product_page(input: &[u8]) {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("vpc").join("2016-04-28");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("product.json"), PRODUCT.replace("Rds", "Vpc").replace("2014-08-15", "2016-04-28"))
        .unwrap();
    let entry = r#"{"methods": ["post"], "schemes": ["https"], "operationType": "read", "responses": {"200": {}}}"#;
    for name in ["CreateVpc", "DescribeVpcs"] {
        std::fs::write(folder.join(name).with_extension("json"), entry).unwrap();
    }
    let file = root.path().join("page.md");
    std::fs::write(&file, input).unwrap();
    let (product, files) = ("Vpc", [file]);
    let options =
        ProductPageOptions { spec: root.path(), product, version: None, ram_code: Some("vpc"), descriptions: true };
    let read = || {
        let ram = pages_of_products::ram(&files, options).problems;
        let errors = pages_of_products::errors(&files, options).problems;
        let spec = spec::load(&folder).unwrap_or_else(|problems| panic!("{problems}"));
        let entries: Vec<String> = spec.operations.values().map(spec::to_text).collect();
        (entries, spec::to_text(&spec.product), ram.errors(), errors.errors())
    };
    let first = read();
    assert_eq!(read(), first);
}
