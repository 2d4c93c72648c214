//! The options of a call that is sent to an emulator of its own: `--emulator`.

use alicloud_client::Network;

use super::options::{GlobalOptions, IdentityFlags, UrlScheme};
use super::registry::{self, FlagId, Listing};

impl GlobalOptions {
    /// The flags that are given and that [`use_emulator`](Self::use_emulator) replaces, with their dashes.
    pub(crate) fn unused_by_emulator(&self) -> Vec<String> {
        let scheme = if self.scheme == Some(UrlScheme::Http) { "insecure" } else { "secure" };
        let others = [
            ("profile", self.profile.is_some()),
            ("config-path", self.config_path.is_some()),
            ("vpc", self.network == Some(Network::Vpc)),
            (scheme, self.scheme.is_some()),
        ];
        let others = others.into_iter().filter(|(_, is_given)| *is_given).map(|(name, _)| name);
        // Flags such as --language mean nothing for any call.
        let of_identity = registry::FLAGS.iter().filter(|flag| flag.listed != Listing::Nowhere);
        let of_identity = of_identity.filter(|flag| self.identity.get(flag.id).is_some()).map(|flag| flag.name);
        others.chain(of_identity).map(|name| format!("--{name}")).collect()
    }

    /// Sends calls to an emulator at this URL that accepts this access key. No profile and no other credentials are used.
    pub(crate) fn use_emulator(&mut self, endpoint: String, id: &str, secret: &str) {
        self.endpoint = Some(endpoint);
        (self.network, self.scheme, self.profile, self.config_path) = (None, None, None, None);
        self.identity = IdentityFlags::default();
        self.identity.set(FlagId::AccessKeyId, id.to_owned());
        self.identity.set(FlagId::AccessKeySecret, secret.to_owned());
        self.region.get_or_insert_with(|| "cn-hangzhou".to_owned());
    }
}
