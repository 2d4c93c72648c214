//! The commands of `alicloud configure`.

use clap::{Subcommand, ValueEnum};

/// The word that scripts for the official CLI write.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum ShowWord {
    /// Shows it.
    Show,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigureCommand {
    /// Lists the profiles.
    List,
    /// Shows the settings of a profile, without its secrets; with names such as region, only those.
    Get {
        /// Names of settings, as in mode or region.
        names: Vec<String>,
    },
    /// Sets fields of a profile by flags, as in --profile ci --mode EcsRamRole --region cn-hangzhou.
    Set {
        /// Makes the profile the current one.
        #[arg(long)]
        current: bool,
    },
    /// Makes a profile the current one.
    #[command(visible_alias = "use")]
    Switch {
        /// Name of the profile; --profile does the same.
        name: Option<String>,
    },
    /// Deletes a profile.
    Delete {
        /// Name of the profile; --profile does the same.
        name: Option<String>,
    },
    /// Asks the service who the profile is.
    Check,
    /// Shows the safety policy, which says which operations are allowed, refused, or confirmed first. It is changed with an editor.
    SafetyPolicy {
        #[arg(hide = true)]
        show: Option<ShowWord>,
    },
    /// Nothing: this program behaves the same for agents and for people.
    AiMode {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
        words: Vec<String>,
    },
    /// Nothing: a product needs no plugin here.
    PluginSettings {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
        words: Vec<String>,
    },
}
