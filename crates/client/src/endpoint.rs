//! Where a product answers.

use std::borrow::Cow;
use std::fmt;

use reqwest::Url;

use crate::environment::Environment;
use crate::error::Error;
use crate::operation::{EndpointRule, ProductInfo, RegionHosts};
use crate::region_id;

/// Scheme and host that a request goes to. `Display` writes both, as in `https://rds.aliyuncs.com`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Endpoint {
    is_https: bool,
    /// Host, and the port if it is not the usual one. Those of the tables are not copied for each call.
    authority: Cow<'static, str>,
}

/// Which network the caller is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Network {
    /// The public network.
    #[default]
    Public,
    /// A virtual private cloud of the vendor.
    Vpc,
}

/// Variables that name an endpoint, in the order of the official command-line tool.
const ENDPOINT: [&str; 3] = ["ALIBABA_CLOUD_ENDPOINT", "ALIBABACLOUD_ENDPOINT", "ALICLOUD_ENDPOINT"];
const ENDPOINT_TYPE: [&str; 3] =
    ["ALIBABA_CLOUD_ENDPOINT_TYPE", "ALIBABACLOUD_ENDPOINT_TYPE", "ALICLOUD_ENDPOINT_TYPE"];

/// The endpoint that the environment asks for.
pub(crate) fn configured(environment: &Environment) -> Option<String> {
    environment.first_of(&ENDPOINT)
}

impl Network {
    /// The network that the environment asks for; the public one if it does not.
    pub(crate) fn configured(environment: &Environment) -> Result<Self, Error> {
        let Some(kind) = environment.first_of(&ENDPOINT_TYPE) else { return Ok(Self::Public) };
        match kind.trim().to_ascii_lowercase().as_str() {
            "vpc" => Ok(Self::Vpc),
            "" | "public" => Ok(Self::Public),
            _ => Err(Error::configuration(format!(
                "the variable {} is {kind:?}, which is neither \"vpc\" nor \"public\"",
                ENDPOINT_TYPE.join(" or ")
            ))),
        }
    }
}

impl Endpoint {
    /// Reads `rds.aliyuncs.com`, `rds.aliyuncs.com:443`, `https://rds.aliyuncs.com` or, for a local emulator, `http://127.0.0.1:8080`.
    /// Without a scheme it is HTTPS.
    ///
    /// Spellings of one host (`127.1`, `RDS.aliyuncs.com.`, `[0:0:0:0:0:0:0:1]`, `host:080`, a name that is not ASCII) are one endpoint,
    /// in the spelling that is sent: the host is signed.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) for anything else: another scheme, a user, a path, a query, no host.
    pub fn parse(text: &str) -> Result<Self, Error> {
        Self::read(text.trim()).map_err(|why| {
            // Nothing of it is repeated, as with the address of a proxy: of what cannot be parsed, any part may be a password.
            Error::configuration(format!(
                "the endpoint is not valid: {why}; write a host such as rds.aliyuncs.com, or http://127.0.0.1:8080"
            ))
        })
    }

    fn read(text: &str) -> Result<Self, String> {
        let (scheme, authority) = match text.split_once("://") {
            Some((scheme, authority)) => (scheme.to_ascii_lowercase(), authority),
            None => ("https".to_owned(), text),
        };
        if scheme != "https" && scheme != "http" {
            return Err("the scheme is neither https nor http".to_owned());
        }
        let authority = authority.trim_end_matches('/');
        let is_more = |character: char| {
            matches!(character, '/' | '?' | '#' | '@' | '\\') || character.is_whitespace() || character.is_control()
        };
        if authority.contains(is_more) {
            return Err("only a host and a port can be given".to_owned());
        }
        if authority.ends_with(':') {
            return Err("there is no port after the colon".to_owned());
        }
        // By the rules of the library that sends, so that it finds nothing to change any more.
        let url = Url::parse(&format!("{scheme}://{authority}/")).map_err(|error| error.to_string())?;
        let host = url.host_str().unwrap_or_default();
        // The dot at the end of a full name is not part of the names in certificates.
        let host = host.strip_suffix('.').unwrap_or(host);
        let is_address = host.starts_with('[');
        let is_label = |label: &str| {
            let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
            (1..=63).contains(&label.len()) && label.bytes().all(is_allowed)
        };
        if host.is_empty() {
            return Err("there is no host".to_owned());
        }
        if !is_address && (host.len() > 253 || !host.split('.').all(is_label)) {
            return Err("the host is not the name of a host".to_owned());
        }
        // An HTTP library leaves the usual port out of the `Host` header, and that header is signed.
        let authority = match url.port() {
            Some(0) => return Err("there is no port 0".to_owned()),
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        Ok(Self { is_https: scheme == "https", authority: authority.into() })
    }

    /// The endpoint of a host that a table or rule gives, so that it needs no check.
    pub(crate) fn of_host(host: impl Into<Cow<'static, str>>) -> Self {
        Self { is_https: true, authority: host.into() }
    }

    /// What stands before the host.
    pub(crate) fn scheme(&self) -> &'static str {
        if self.is_https { "https://" } else { "http://" }
    }

    /// Host, with the port if it is not the usual one: the `Host` header.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.authority
    }

    /// Whether requests are encrypted.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.is_https
    }

    /// Host and port, also where the port is the usual one and left out of the `Host` header.
    pub(crate) fn host_and_port(&self) -> String {
        let host = self.host();
        // An IPv6 address has colons within its brackets.
        let has_port = host.rsplit(']').next().is_some_and(|end| end.contains(':'));
        match (has_port, self.is_https()) {
            (true, _) => host.to_owned(),
            (false, true) => format!("{host}:443"),
            (false, false) => format!("{host}:80"),
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.scheme())?;
        formatter.write_str(&self.authority)
    }
}

/// What the table and the rule of a product say about a region.
pub(crate) enum Resolution {
    Known(Endpoint),
    /// Neither knows the region: the location service may.
    Unknown,
}

/// Entries of the table with this region name the host that serves every region that is not listed.
const GLOBAL: &str = "public";

/// Finds the host of `product` in `region`: in its table, then by its rule, then the one that serves every region. Only then the location
/// service is asked.
///
/// The vendor's libraries have the table and the rule too. Their rule is a constant of each product; where a description does not state
/// one, the generator concludes it from the hosts that are listed.
pub(crate) fn resolve(product: &ProductInfo, region: Option<&str>, network: Network) -> Result<Resolution, Error> {
    let code = || product.code.to_ascii_lowercase();
    let suffix = match network {
        Network::Public => "",
        Network::Vpc => "-vpc",
    };
    let Some(region) = region else {
        if product.endpoint_rule == EndpointRule::Central {
            return Ok(Resolution::Known(Endpoint::of_host(format!("{}{suffix}.aliyuncs.com", code()))));
        }
        // A product with one host needs no region to be named.
        if let Some(host) = global_host(product, network).or_else(|| only_host(product, network)) {
            return Ok(Resolution::Known(Endpoint::of_host(host)));
        }
        return Err(Error::configuration(format!(
            "no region is set for {}: call `region(\"cn-hangzhou\")` on the client's builder, or set ALIBABA_CLOUD_REGION_ID",
            product.code
        )));
    };
    if !region_id::is_id(region) {
        return Err(Error::configuration(format!("{region:?} is not a region; {}", known_regions(product))));
    }
    let listed = product.endpoints.iter().find(|endpoint| endpoint.region == region);
    let host = listed.and_then(|hosts| host(hosts, network));
    Ok(match (host, product.endpoint_rule) {
        (Some(host), _) => Resolution::Known(Endpoint::of_host(host)),
        (None, EndpointRule::Regional) => {
            Resolution::Known(Endpoint::of_host(format!("{}{suffix}.{region}.aliyuncs.com", code())))
        }
        (None, EndpointRule::Central) => {
            Resolution::Known(Endpoint::of_host(format!("{}{suffix}.aliyuncs.com", code())))
        }
        (None, EndpointRule::Listed) => match global_host(product, network) {
            Some(host) => Resolution::Known(Endpoint::of_host(host)),
            None => Resolution::Unknown,
        },
    })
}

fn host(hosts: &RegionHosts, network: Network) -> Option<&'static str> {
    match network {
        Network::Public => hosts.public,
        Network::Vpc => hosts.vpc,
    }
}

/// The host that serves every region: that of the region `public`, or the one that all of several listed regions share. A host that one
/// region has may serve that region only.
fn global_host(product: &ProductInfo, network: Network) -> Option<&'static str> {
    if let Some(global) = product.endpoints.iter().find(|endpoint| endpoint.region == GLOBAL) {
        return host(global, network);
    }
    let hosts = product.endpoints.iter().filter(|endpoint| host(endpoint, network).is_some());
    only_host(product, network).filter(|_| hosts.count() > 1)
}

/// The host that every listed region with a host has.
fn only_host(product: &ProductInfo, network: Network) -> Option<&'static str> {
    let mut hosts = product.endpoints.iter().filter_map(|endpoint| host(endpoint, network));
    let first = hosts.next()?;
    hosts.all(|host| host == first).then_some(first)
}

/// Which regions a product has, as a sentence.
pub(crate) fn known_regions(product: &ProductInfo) -> String {
    let regions = product.endpoints.iter().map(|endpoint| endpoint.region);
    let mut regions: Vec<&str> = regions.filter(|region| *region != GLOBAL).collect();
    regions.sort_unstable();
    if regions.is_empty() {
        format!("no region of {} is known", product.code)
    } else {
        format!("{} has {}", product.code, regions.join(", "))
    }
}
