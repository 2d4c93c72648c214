//! `alicloud-codegen import` creates and updates entries of `spec/` from the vendor's metadata and documentation pages.

use std::path::PathBuf;
use std::process::ExitCode;

use alicloud_codegen::import::page::product_page::{self, ProductPageOptions};
use alicloud_codegen::import::{Summary, metadata, page};

use super::output;

/// What to import.
#[derive(Debug, clap::Args)]
pub(crate) struct ImportArguments {
    #[command(subcommand)]
    source: Source,
}

#[derive(Debug, clap::Subcommand)]
enum Source {
    /// The vendor's `api-docs.json` (a whole product) or `api.json` (one operation).
    Metadata(Metadata),
    /// Documentation pages: the text of help-centre pages, or the Markdown of a documentation repository.
    Page(Page),
    /// The page with the RAM actions of all operations of a product.
    RamPage(RamPage),
    /// The page with the errors of a product.
    ErrorsPage(ErrorsPage),
}

#[derive(Debug, clap::Args)]
struct Metadata {
    /// Files, or folders that are searched for `api-docs.json` and `api.json`.
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// Folder of all products.
    #[arg(long, value_name = "DIR", default_value = "spec")]
    spec: PathBuf,
    /// Keep the vendor's titles, summaries and descriptions.
    #[arg(long)]
    descriptions: bool,
    /// Delete the entries of operations that the metadata no longer has.
    #[arg(long)]
    prune: bool,
}

#[derive(Debug, clap::Args)]
struct Page {
    /// Pages, one operation each.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Folder of all products.
    #[arg(long, value_name = "DIR", default_value = "spec")]
    spec: PathBuf,
    /// Merge with the entry that was imported from metadata.
    #[arg(long)]
    onto: bool,
    /// Code of the product, if the page does not contain it.
    #[arg(long, value_name = "CODE")]
    product: Option<String>,
    /// Version of the API, if the page does not contain it.
    #[arg(long, value_name = "DATE")]
    version: Option<String>,
    /// Keep the page's sentences.
    #[arg(long)]
    descriptions: bool,
}

#[derive(Debug, clap::Args)]
struct RamPage {
    #[command(flatten)]
    product: ProductPage,
    /// Code of the product in RAM policies, for a page whose actions lack it. It need not be the code of the product (`bssapi`, `hdm`).
    #[arg(long, value_name = "CODE")]
    ram_code: Option<String>,
}

#[derive(Debug, clap::Args)]
struct ErrorsPage {
    #[command(flatten)]
    product: ProductPage,
    /// Keep the page's sentences about what callers can do.
    #[arg(long)]
    descriptions: bool,
}

#[derive(Debug, clap::Args)]
struct ProductPage {
    /// Pages about all operations of the product.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Folder of all products.
    #[arg(long, value_name = "DIR", default_value = "spec")]
    spec: PathBuf,
    /// Code of the product, whose description exists already.
    #[arg(long, value_name = "CODE")]
    product: String,
    /// Version of the API, if the product has several.
    #[arg(long, value_name = "DATE")]
    version: Option<String>,
}

impl ProductPage {
    fn options(&self) -> ProductPageOptions<'_> {
        ProductPageOptions {
            spec: &self.spec,
            product: &self.product,
            version: self.version.as_deref(),
            ram_code: None,
            descriptions: false,
        }
    }
}

/// Runs the import. Prints problems to standard error and the totals to standard output. Fails if there is an error.
pub(crate) fn run(arguments: &ImportArguments) -> ExitCode {
    let summary = match &arguments.source {
        Source::Metadata(Metadata { inputs, spec, descriptions, prune }) => {
            metadata::import(inputs, metadata::MetadataOptions { spec, descriptions: *descriptions, prune: *prune })
        }
        Source::Page(Page { files, spec, onto, product, version, descriptions }) => page::import(
            files,
            page::PageOptions {
                spec,
                descriptions: *descriptions,
                onto: *onto,
                product: product.as_deref(),
                version: version.as_deref(),
            },
        ),
        Source::RamPage(RamPage { product, ram_code }) => {
            product_page::ram(&product.files, ProductPageOptions { ram_code: ram_code.as_deref(), ..product.options() })
        }
        Source::ErrorsPage(ErrorsPage { product, descriptions }) => product_page::errors(
            &product.files,
            ProductPageOptions { descriptions: *descriptions, ..product.options() },
        ),
    };
    report(&summary)
}

fn report(summary: &Summary) -> ExitCode {
    output::problems_above_result(&summary.problems);
    let code = if summary.problems.errors() == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    output::result(&format!("{summary}\n"), code)
}
