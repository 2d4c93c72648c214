//! Arguments about metadata that is fetched.

use std::path::PathBuf;

use alicloud_codegen::diagnostic::{Diagnostic, Diagnostics};
use alicloud_codegen::fetch::{self, BASE, BASE_VARIABLE, CACHE_VARIABLE, FetchOptions, Fetched, cache_folder};

/// Where metadata is fetched from.
#[derive(Debug, clap::Args)]
pub(super) struct FetchArguments {
    /// Base URL of the metadata. The default is $ALICLOUD_METADATA_URL, else that of the vendor, api.aliyun.com/meta/v1.
    #[arg(long, value_name = "URL")]
    metadata_url: Option<String>,
    /// Use the last copy of the metadata, without the network.
    #[arg(long)]
    offline: bool,
    /// Folder for copies of the metadata. The default is $ALICLOUD_CACHE_DIR, else `alicloud` in your cache folder.
    #[arg(long, value_name = "DIR")]
    cache: Option<PathBuf>,
}

impl FetchArguments {
    /// Fetches the metadata of a product.
    pub(super) fn product(&self, product: &str, version: Option<&str>) -> Result<Fetched, Diagnostics> {
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let base = self.metadata_url.clone().or_else(|| variable(BASE_VARIABLE)).unwrap_or_else(|| BASE.to_owned());
        let cache = self.cache.clone().or_else(|| cache_folder(|name| std::env::var_os(name))).ok_or_else(|| {
            Diagnostic::error("there is no folder for a copy of the metadata")
                .remedy(format!("name one with `--cache` or in {CACHE_VARIABLE}"))
        })?;
        let mut options = FetchOptions::new(base, cache);
        options.offline = self.offline;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Diagnostic::error(format!("the network cannot be used: {error}")))?;
        runtime.block_on(fetch::product(product, version, &options)).map_err(Diagnostics::from)
    }
}
