//! The endpoints of products.

use std::borrow::Cow;
use std::fmt;
use std::net::IpAddr;

use reqwest::Url;

use crate::environment::Environment;
use crate::error::{Error, ErrorKind};
use crate::operation::{EndpointRule, ProductInfo, RegionHosts};

/// The scheme and host to which requests are sent. `Display` writes both, such as `https://rds.aliyuncs.com`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Endpoint {
    is_https: bool,
    /// The host, and the port unless it is the default of the scheme. Hosts of tables are static, so they are not
    /// copied for each call.
    authority: Cow<'static, str>,
    /// The value of the `Host` header if it differs: the label of a call in front of a host that has no labels.
    host_header: Option<Box<str>>,
}

/// The longest host name in octets (RFC 1123, section 2.1, and the limit of certificates and resolvers).
const LONGEST_HOST: usize = 253;

/// The name of the loopback address (RFC 6761, section 6.3).
const LOCALHOST: &str = "localhost";

/// The network in which the program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Network {
    /// The public network.
    #[default]
    Public,
    /// A virtual private cloud (VPC) of the vendor.
    Vpc,
}

/// The environment variables that name an endpoint, in the order of the vendor's CLI.
const ENDPOINT: [&str; 3] = ["ALIBABA_CLOUD_ENDPOINT", "ALIBABACLOUD_ENDPOINT", "ALICLOUD_ENDPOINT"];
const ENDPOINT_TYPE: [&str; 3] =
    ["ALIBABA_CLOUD_ENDPOINT_TYPE", "ALIBABACLOUD_ENDPOINT_TYPE", "ALICLOUD_ENDPOINT_TYPE"];

/// The endpoint in the environment.
pub(crate) fn configured(environment: &Environment) -> Option<String> {
    environment.first_of(&ENDPOINT)
}

impl Network {
    /// The network in the environment; the public network if it is not set. Fails if the value is unknown.
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
    /// Parses `rds.aliyuncs.com`, `rds.aliyuncs.com:443`, `https://rds.aliyuncs.com` or, for a local emulator,
    /// `http://127.0.0.1:8080`. Without a scheme, HTTPS is used.
    ///
    /// Different spellings of a host (`127.1`, `RDS.aliyuncs.com.`, `[0:0:0:0:0:0:0:1]`, `host:080`, a name that is not
    /// ASCII) are normalized to the spelling that is sent, because the host is signed.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) for any other input: another scheme, a user, a
    /// path, a query, no host.
    pub fn parse(text: &str) -> Result<Self, Error> {
        Self::read(text.trim()).map_err(|why| {
            // The input is not repeated, as for the URL of a proxy, because any part of an invalid URL may be a
            // password.
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
            return Err("only a host and a port are allowed".to_owned());
        }
        if authority.ends_with(':') {
            return Err("there is no port after the colon".to_owned());
        }
        // This applies the normalization of the HTTP library, so that the library does not change the host later.
        let url = Url::parse(&format!("{scheme}://{authority}/")).map_err(|error| error.to_string())?;
        let host = url.host_str().unwrap_or_default();
        // Certificates do not contain the trailing dot of a fully qualified name.
        let host = host.strip_suffix('.').unwrap_or(host);
        let is_address = host.starts_with('[');
        let is_label = |label: &str| {
            let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
            (1..=63).contains(&label.len()) && label.bytes().all(is_allowed)
        };
        if host.is_empty() {
            return Err("there is no host".to_owned());
        }
        if !is_address && (host.len() > LONGEST_HOST || !host.split('.').all(is_label)) {
            return Err("the host name is not valid".to_owned());
        }
        // HTTP libraries omit the default port from the `Host` header, which is signed.
        let authority = match url.port() {
            Some(0) => return Err("port 0 is not valid".to_owned()),
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        Ok(Self { is_https: scheme == "https", authority: authority.into(), host_header: None })
    }

    /// Creates the endpoint of a host from a table or rule, which needs no validation.
    pub(crate) fn of_host(host: impl Into<Cow<'static, str>>) -> Self {
        Self { is_https: true, authority: host.into(), host_header: None }
    }

    /// The same host, by plain HTTP.
    pub(crate) fn without_encryption(self) -> Self {
        Self { is_https: false, ..self }
    }

    /// The endpoint of a call, one of whose parameters is a label in front of the host name. `label` is a valid label, so
    /// it changes nothing else of the host.
    ///
    /// A loopback address and `localhost` have no labels. Such an endpoint is an emulator or a proxy of one's own, which is
    /// connected to as before and receives the label in the `Host` header alone: `LABEL.localhost`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) if the host is another IP address;
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) if the host name becomes too long.
    pub(crate) fn with_label(&self, label: &str) -> Result<Self, Error> {
        let (host, port) = self.split_port();
        let address = match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
            Some(address) => address.parse().ok().map(IpAddr::V6),
            None => host.parse().ok().map(IpAddr::V4),
        };
        let is_localhost = host == LOCALHOST || address.is_some_and(|address| address.is_loopback());
        if is_localhost {
            let host_header = format!("{label}.{LOCALHOST}{port}");
            return Ok(Self { host_header: Some(host_header.into()), ..self.clone() });
        }
        if address.is_some() {
            return Err(Error::configuration(format!(
                "the operation has a parameter that is a label in front of the host name, and the endpoint {host} is an IP address: set an \
                 endpoint with a host name"
            )));
        }
        if label.len() + 1 + host.len() > LONGEST_HOST {
            return Err(Error::new(
                ErrorKind::InvalidInput,
                format!("the host name {label}.{host} has more than {LONGEST_HOST} characters"),
            ));
        }
        Ok(Self { authority: format!("{label}.{}", self.authority).into(), ..self.clone() })
    }

    /// The host, and the port with its colon; an empty string if the port is the default of the scheme.
    fn split_port(&self) -> (&str, &str) {
        // An IPv6 address has colons within its brackets.
        let end = self.authority.rfind(']').unwrap_or_default();
        let colon = self.authority.get(end..).and_then(|rest| rest.find(':')).map(|colon| end + colon);
        colon.and_then(|colon| self.authority.split_at_checked(colon)).unwrap_or((&self.authority, ""))
    }

    /// The value of the `Host` header, which is signed.
    pub(crate) fn host_header(&self) -> &str {
        self.host_header.as_deref().unwrap_or(&self.authority)
    }

    /// The scheme with its separator, as written before the host.
    pub(crate) fn scheme(&self) -> &'static str {
        if self.is_https { "https://" } else { "http://" }
    }

    /// The host, with the port unless it is the default of the scheme.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.authority
    }

    /// Whether requests are encrypted.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.is_https
    }

    /// The host and the port, also if the port is the default of the scheme.
    pub(crate) fn host_and_port(&self) -> String {
        let (host, port) = self.split_port();
        match (port, self.is_https()) {
            ("", true) => format!("{host}:443"),
            ("", false) => format!("{host}:80"),
            (port, _) => format!("{host}{port}"),
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.scheme())?;
        formatter.write_str(&self.authority)
    }
}

/// The result of looking up a region in the table and the rule of a product.
pub(crate) enum Resolution {
    Known(Endpoint),
    /// Both do not know the region, but the location service may.
    Unknown,
}

/// The region of a table entry that names the host for all regions that are not listed.
const GLOBAL: &str = "public";

/// Finds the host of `product` in `region`: in the table of the product, by its rule, or the host that serves all
/// regions. If all of these fail, the location service has to be asked. The region becomes a part of a host name, so
/// the caller has checked it (`region_id::check`).
///
/// The vendor's libraries have the same table and rule. Their rule is a constant of each product; if a description does
/// not state it, the generator infers it from the listed hosts.
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
        // A product with a single host needs no region.
        if let Some(host) = global_host(product, network).or_else(|| only_host(product, network)) {
            return Ok(Resolution::Known(Endpoint::of_host(host)));
        }
        return Err(Error::configuration(format!(
            "no region is set for {}: call `region(\"cn-hangzhou\")` on the client's builder, or set ALIBABA_CLOUD_REGION_ID",
            product.code
        )));
    };
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

/// The host that serves all regions: that of the region `public`, or the one that several listed regions share. If only
/// one region is listed, its host may serve only that region.
fn global_host(product: &ProductInfo, network: Network) -> Option<&'static str> {
    if let Some(global) = product.endpoints.iter().find(|endpoint| endpoint.region == GLOBAL) {
        return host(global, network);
    }
    let hosts = product.endpoints.iter().filter(|endpoint| host(endpoint, network).is_some());
    only_host(product, network).filter(|_| hosts.count() > 1)
}

/// The host that all listed regions share.
fn only_host(product: &ProductInfo, network: Network) -> Option<&'static str> {
    let mut hosts = product.endpoints.iter().filter_map(|endpoint| host(endpoint, network));
    let first = hosts.next()?;
    hosts.all(|host| host == first).then_some(first)
}

/// A message that lists the regions of a product.
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
