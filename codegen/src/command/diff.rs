//! `alicloud-codegen diff`: reports what changed between two versions of a spec.

use std::path::PathBuf;
use std::process::ExitCode;

use alicloud_codegen::diagnostic::Diagnostics;
use alicloud_codegen::diff::{Class, Comparison, ReleasePair, compare, load, write_section};
use alicloud_codegen::spec;
use semver::Version;

use super::output;

/// Arguments of `diff`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 no change that `--fail-on` names, 1 such changes, 2 wrong usage or a side that cannot be read."
)]
pub(crate) struct DiffArguments {
    /// The old version: a folder of a product, a folder above such folders, or an `api-docs.json` of the vendor.
    old: PathBuf,
    /// The new version, in the same forms.
    new: PathBuf,
    /// Output format.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// The least severe class of change that makes the command fail.
    #[arg(long, value_enum, default_value_t, value_name = "CLASS")]
    fail_on: FailOn,
    /// Write the changes into this changelog too, as the section of the version to release. A second run replaces the section.
    #[arg(long, value_name = "FILE", requires = "since")]
    changelog: Option<PathBuf>,
    /// The version of the crate that was generated from the old version of the spec.
    #[arg(long, value_name = "VERSION", requires = "changelog")]
    since: Option<Version>,
    /// The version to release, which must not be smaller than the changes allow; by default the smallest that they allow.
    #[arg(long, value_name = "VERSION", requires = "changelog")]
    release: Option<Version>,
}

#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
enum Format {
    #[default]
    Text,
    Json,
    /// Full sentences for release notes.
    Markdown,
}

#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
enum FailOn {
    /// Programs that use the crate may break.
    #[default]
    Breaking,
    /// Something is new, or is sent differently.
    Addition,
    /// There is any change, even of documentation only.
    Any,
    /// Changes never make the command fail; only unreadable input does.
    Never,
}

/// Prints the changes to standard output, and problems to standard error.
pub(crate) fn run(arguments: &DiffArguments) -> ExitCode {
    let written = comparison(arguments).and_then(|comparison| {
        if let (Some(file), Some(since)) = (&arguments.changelog, &arguments.since) {
            let pair = ReleasePair { since, release: arguments.release.as_ref() };
            write_section(file, pair, &comparison)?;
        }
        Ok(comparison)
    });
    match written {
        Ok(comparison) => {
            let text = match arguments.format {
                Format::Text => format!("{comparison}\n"),
                Format::Json => spec::to_text(&comparison),
                Format::Markdown => comparison.markdown(),
            };
            let fails = fails(&comparison, arguments.fail_on);
            output::result(&text, if fails { ExitCode::FAILURE } else { ExitCode::SUCCESS })
        }
        Err(problems) => output::problems(&problems, ExitCode::from(output::UNREADABLE)),
    }
}

/// Loads both sides before any problem is reported, so that the user sees the problems of both.
fn comparison(arguments: &DiffArguments) -> Result<Comparison, Diagnostics> {
    match (load(&arguments.old), load(&arguments.new)) {
        (Ok(old), Ok(new)) => compare(&old, &new),
        (old, new) => Err([old, new].into_iter().filter_map(Result::err).flatten().collect()),
    }
}

fn fails(comparison: &Comparison, fail_on: FailOn) -> bool {
    let worst = comparison.worst();
    match fail_on {
        FailOn::Breaking => worst == Some(Class::Breaking),
        FailOn::Addition => worst.is_some_and(|worst| worst <= Class::Addition),
        FailOn::Any => worst.is_some(),
        FailOn::Never => false,
    }
}
