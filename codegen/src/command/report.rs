//! `alicloud-codegen report`: reports what is generated from a spec and under which names.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use alicloud_codegen::diagnostic::Diagnostics;
use alicloud_codegen::diff::load;
use alicloud_codegen::report::{ProductReport, Report, report};
use alicloud_codegen::spec;

use super::{crate_name, output};

/// Arguments of `report`.
#[derive(Debug, clap::Args)]
pub(crate) struct ReportArguments {
    /// Folder of one product, a folder above such folders, or an `api-docs.json` of the vendor.
    #[arg(long, value_name = "DIR", default_value = "spec")]
    spec: PathBuf,
    /// Output format: text for people, or JSON with every name on the wire, its Rust path and its type.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Name of the crate as written in `use`; the default is `alicloud_<product>`.
    #[arg(long, value_name = "NAME", value_parser = crate_name::parse)]
    crate_name: Option<String>,
}

#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
enum Format {
    #[default]
    Text,
    Json,
}

/// Prints the report to standard output and problems to standard error. Only one product is in memory at a time, and a
/// product that cannot be read does not prevent reports on the others.
pub(crate) fn run(arguments: &ReportArguments) -> ExitCode {
    let crate_name = arguments.crate_name.as_ref().map(|name| name.replace('-', "_"));
    let products = match products(&arguments.spec) {
        Ok(products) => products,
        Err(problems) => return output::problems(&problems, ExitCode::FAILURE),
    };
    let mut problems = Diagnostics::new();
    let mut printed = 0;
    for product in products {
        let report = load(&product).and_then(|specs| report(&specs, crate_name.as_deref()));
        let (report, format) = match report {
            Ok(Report { products, format }) => (products, format),
            Err(found) => {
                problems.extend(found);
                continue;
            }
        };
        for product in report {
            let text = match (arguments.format, printed) {
                (Format::Text, 0) => product.to_string(),
                (Format::Text, _) => format!("\n{product}"),
                (Format::Json, 0) => format!("{{\n  \"format\": {format},\n  \"products\": [\n{}", element(&product)),
                (Format::Json, _) => format!(",\n{}", element(&product)),
            };
            printed += 1;
            if let Err(code) = output::write(&text) {
                return ended(&problems, code);
            }
        }
    }
    let code = if problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    if printed > 0
        && matches!(arguments.format, Format::Json)
        && let Err(code) = output::write("\n  ]\n}\n")
    {
        return ended(&problems, code);
    }
    ended(&problems, code)
}

/// Prints the problems of the products, if there are any, and returns `code`.
fn ended(problems: &Diagnostics, code: ExitCode) -> ExitCode {
    if problems.is_empty() { code } else { output::problems(problems, code) }
}

/// The folders of the products, or the single file that describes a product.
fn products(path: &Path) -> Result<Vec<PathBuf>, Diagnostics> {
    if path.is_file() { Ok(vec![path.to_owned()]) } else { spec::find(path) }
}

/// The JSON of a product as an element of the list of products.
fn element(product: &ProductReport) -> String {
    let text = spec::to_text(product);
    let lines: Vec<String> = text.lines().map(|line| format!("    {line}")).collect();
    lines.join("\n")
}
