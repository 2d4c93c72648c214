//! The commands of `alicloud product`.

use std::path::PathBuf;

/// What is done with the descriptions of products.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum ProductCommand {
    /// Adds a description: the vendor's api-docs.json, or a folder with descriptions.
    Add {
        /// The file or the folder.
        path: PathBuf,
    },
    /// Fetches the vendor's published metadata of a product and adds it; --api-version chooses a version.
    Fetch {
        /// Product code, as in Vpc.
        product: String,
        /// Base URL of the metadata; the default is $ALICLOUD_METADATA_URL, else that of the vendor, api.aliyun.com/meta/v1
        #[arg(long, value_name = "URL")]
        metadata_url: Option<String>,
        /// Uses the last copy of the metadata, without the network.
        #[arg(long)]
        offline: bool,
    },
    /// Lists the descriptions that were added.
    List,
    /// Removes a description that was added; --api-version chooses a version.
    Remove {
        /// Product code, as in vpc.
        product: String,
    },
}
