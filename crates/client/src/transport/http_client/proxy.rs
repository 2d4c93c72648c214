//! Selects the proxy for a request.

use std::fmt;
use std::net::IpAddr;

use alicloud_signer::Secret;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ipnet::IpNet;
use percent_encoding::percent_decode_str;
use reqwest::Url;

use crate::environment::Environment;

/// The IP address of the metadata service of an ECS instance. It is link-local, so through a proxy it would be, at
/// best, the metadata service of the proxy's machine.
const METADATA_SERVICE: &str = "100.100.100.200";

const SCHEMES: [&str; 6] = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];

/// The variables that list the hosts that are reached without a proxy.
const EXCEPTIONS: [&str; 2] = ["NO_PROXY", "no_proxy"];

/// A valid proxy URL.
#[derive(Clone)]
pub(super) struct Proxy {
    url: Url,
    /// The same URL without user and password, for errors and logs.
    name: String,
}

impl Proxy {
    /// Parses a URL such as `http://proxy.internal:3128`, with or without scheme, user and password. The error contains
    /// no part of `address`, because any part may be a password.
    pub(super) fn parse(address: &str) -> Result<Self, String> {
        let trimmed = address.trim();
        let with_scheme = if trimmed.contains("://") { trimmed.to_owned() } else { format!("http://{trimmed}") };
        let mut url = Url::parse(&with_scheme).map_err(|error| error.to_string())?;
        let scheme = url.scheme().to_owned();
        if !SCHEMES.contains(&scheme.as_str()) {
            return Err(format!("its scheme is not one of {}", SCHEMES.join(", ")));
        }
        if scheme.starts_with("socks") && !cfg!(feature = "socks") {
            return Err(format!("{scheme} needs the feature `socks` of alicloud-client"));
        }
        let Some(host) = url.host_str().filter(|host| !host.is_empty()).map(str::to_owned) else {
            return Err("it has no host".to_owned());
        };
        if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
            return Err("it contains more than a host and a port".to_owned());
        }
        let port = url.port_or_known_default().unwrap_or(1080);
        if url.port_or_known_default().is_none() {
            // The default port of SOCKS; the URL parser knows only the default ports of HTTP.
            url.set_port(Some(port)).map_err(|()| "its port cannot be set".to_owned())?;
        }
        if port == 0 {
            return Err("port 0 is not valid".to_owned());
        }
        Ok(Self { url, name: format!("{scheme}://{host}:{port}") })
    }

    pub(super) fn url(&self) -> &Url {
        &self.url
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Whether the proxy speaks HTTP. It then opens tunnels by `CONNECT` and forwards requests that are not encrypted.
    pub(super) fn is_http(&self) -> bool {
        matches!(self.url.scheme(), "http" | "https")
    }

    /// User and password, decoded; `None` if there are none.
    fn user(&self) -> Option<(String, String)> {
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let (user, password) = (self.url.username(), self.url.password());
        (!user.is_empty() || password.is_some()).then(|| (decoded(user), decoded(password.unwrap_or_default())))
    }

    pub(super) fn has_user(&self) -> bool {
        self.user().is_some()
    }

    /// The value of the header `Proxy-Authorization`.
    pub(super) fn authorization(&self) -> Option<String> {
        self.user().map(|(user, password)| basic(&user, &password))
    }

    /// The secrets that the proxy may repeat, in the forms from which the redactor derives all others: the password,
    /// and `user:password` as encoded in the header. A user without a password is itself a secret, such as a token.
    fn secrets(&self) -> Vec<Secret> {
        match self.user() {
            Some((user, password)) if password.is_empty() => vec![format!("{user}:").into(), user.into()],
            Some((user, password)) => vec![format!("{user}:{password}").into(), password.into()],
            None => Vec::new(),
        }
    }

    /// Whether the connection to the proxy is encrypted.
    pub(super) fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }
}

/// The value of the header `Proxy-Authorization` for this user and password (RFC 7617).
fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
}

impl fmt::Debug for Proxy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Proxy({})", self.name)
    }
}

/// A proxy, or why its setting is not valid. Only a request that would go through the proxy fails for that reason.
type Setting = Result<Proxy, String>;

/// The proxies of a client, and the hosts for which they are not used.
#[derive(Debug, Clone, Default)]
pub(super) struct Proxies {
    http: Option<Setting>,
    https: Option<Setting>,
    exceptions: Exceptions,
    /// Whether the proxies of the operating system are used.
    system: bool,
}

impl Proxies {
    /// Uses one proxy for all hosts.
    pub(super) fn all(proxy: Proxy) -> Self {
        Self { http: Some(Ok(proxy.clone())), https: Some(Ok(proxy)), ..Self::default() }
    }

    /// Uses the proxies in the variables `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`, in upper or lower
    /// case.
    ///
    /// A variable that is not valid is not an error yet: calls to loopback never need it.
    pub(super) fn of_environment(environment: &Environment) -> Self {
        // If these are not valid, it is unknown which hosts need no proxy, so no request is sent through one.
        let exceptions_are_known = environment.check_each(&EXCEPTIONS);
        let first = |names: &[&str]| {
            names.iter().find_map(|&name| {
                if let Err(problem) = environment.check_each(&[name]) {
                    return Some(Err(problem));
                }
                let url = environment.variable(name)?;
                let proxy = Proxy::parse(&url).map_err(|problem| {
                    format!(
                        "the proxy URL in the variable {name} is not valid: {problem}; write http://proxy.example:3128"
                    )
                });
                Some(exceptions_are_known.clone().and(proxy))
            })
        };
        // Under CGI, `HTTP_PROXY` is a header that the sender of the request controls (https://httpoxy.org).
        let is_cgi = environment.variable("REQUEST_METHOD").is_some();
        let http: &[&str] = if is_cgi { &["http_proxy"] } else { &["HTTP_PROXY", "http_proxy"] };
        let all = first(&["ALL_PROXY", "all_proxy"]);
        let exceptions = environment.first_of(&EXCEPTIONS).unwrap_or_default();
        let http = first(http).or_else(|| all.clone());
        let https = first(&["HTTPS_PROXY", "https_proxy"]).or(all);
        Self { http, https, exceptions: Exceptions::parse(&exceptions), system: false }
    }

    /// Uses the proxies of the operating system if no other is set. Only macOS and Windows have them; `reqwest` reads
    /// them.
    pub(super) fn or_those_of_the_system(self) -> Self {
        let exists = cfg!(any(target_os = "macos", windows));
        Self { system: exists && self.http.is_none() && self.https.is_none(), ..self }
    }

    /// The passwords of the proxies, in the forms in which a proxy may repeat them.
    pub(super) fn secrets(&self) -> Vec<Secret> {
        [&self.http, &self.https].into_iter().flatten().flatten().flat_map(Proxy::secrets).collect()
    }

    /// The route to `url`.
    pub(super) fn route(&self, url: &Url) -> ProxyRoute<'_> {
        let host = Host::of(url);
        if host.is_local() || self.exceptions.contain(&host) {
            return ProxyRoute::Direct;
        }
        match if url.scheme() == "https" { &self.https } else { &self.http } {
            Some(Ok(proxy)) => ProxyRoute::Through(proxy),
            Some(Err(problem)) => ProxyRoute::Unusable(problem),
            None if self.system => ProxyRoute::System,
            None => ProxyRoute::Direct,
        }
    }
}

/// The way in which a host is reached.
#[derive(Debug, Clone, Copy)]
pub(super) enum ProxyRoute<'a> {
    Direct,
    Through(&'a Proxy),
    /// Through a proxy whose setting is not valid; the string is the reason.
    Unusable(&'a str),
    /// The operating system decides.
    System,
}

struct Host {
    /// The name in lower case, without a trailing dot and without brackets.
    name: String,
    address: Option<IpAddr>,
    port: Option<u16>,
}

impl Host {
    fn of(url: &Url) -> Self {
        let name = url.host_str().unwrap_or_default();
        let name = name.trim_start_matches('[').trim_end_matches([']', '.']).to_ascii_lowercase();
        let address = name.parse::<IpAddr>().ok().map(|address| address.to_canonical());
        Self { name, address, port: url.port_or_known_default() }
    }

    /// Whether the host means a different machine for a proxy, so that no proxy can be used: the loopback and the
    /// metadata service.
    fn is_local(&self) -> bool {
        match self.address {
            Some(address) => address.is_loopback() || address.is_unspecified() || self.name == METADATA_SERVICE,
            None => self.name == "localhost" || self.name.ends_with(".localhost"),
        }
    }
}

/// The value of `NO_PROXY`: a list of host names, IP addresses and networks, each with an optional port.
#[derive(Debug, Clone, Default)]
struct Exceptions(Vec<Exception>);

#[derive(Debug, Clone)]
struct Exception {
    hosts: Hosts,
    port: Option<u16>,
}

#[derive(Debug, Clone)]
enum Hosts {
    All,
    Network(IpNet),
    /// A domain and all its subdomains.
    Domain(String),
    /// All subdomains of a domain, but not the domain itself: `*.example.com`.
    Below(String),
}

impl Exceptions {
    fn parse(list: &str) -> Self {
        let entries = list.split([',', ';', ' ', '\t', '\n', '\r']).filter(|entry| !entry.is_empty());
        let understood = |(index, entry)| {
            let exception = Exception::parse(entry);
            if exception.is_none() {
                // The entry itself is not logged: a user who confuses the variables may have written a proxy URL with a
                // password.
                let number = index + 1;
                tracing::warn!(number, "an entry of NO_PROXY is not valid and has no effect");
            }
            exception
        };
        Self(entries.enumerate().filter_map(understood).collect())
    }

    fn contain(&self, host: &Host) -> bool {
        self.0.iter().any(|exception| exception.covers(host))
    }
}

impl Exception {
    fn parse(entry: &str) -> Option<Self> {
        let (name, port) = split_port(entry);
        let bare = name.trim_start_matches('[').trim_end_matches(']');
        let hosts = if name == "*" {
            Hosts::All
        } else if let Ok(network) = bare.parse::<IpNet>() {
            Hosts::Network(network)
        } else if let Ok(address) = bare.parse::<IpAddr>() {
            Hosts::Network(address.to_canonical().into())
        } else {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            let (below, domain) = match name.strip_prefix("*.") {
                Some(domain) => (true, domain),
                None => (false, name.trim_start_matches('.')),
            };
            if domain.is_empty() || domain.contains(['*', '/', ':', '@']) {
                return None;
            }
            if below { Hosts::Below(domain.to_owned()) } else { Hosts::Domain(domain.to_owned()) }
        };
        Some(Self { hosts, port })
    }

    fn covers(&self, host: &Host) -> bool {
        let is_below = |domain: &str| {
            host.name.strip_suffix(domain).is_some_and(|before| before.ends_with('.') && before.len() > 1)
        };
        let port_fits = self.port.is_none() || self.port == host.port;
        port_fits
            && match &self.hosts {
                Hosts::All => true,
                Hosts::Network(network) => host.address.is_some_and(|address| network.contains(&address)),
                Hosts::Domain(domain) => host.name == *domain || is_below(domain),
                Hosts::Below(domain) => is_below(domain),
            }
    }
}

/// Splits `host:8080` and `[::1]:8080`. A bare IPv6 address contains colons but no port.
fn split_port(entry: &str) -> (&str, Option<u16>) {
    match entry.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') || host.ends_with(']') => match port.parse() {
            Ok(port) => (host, Some(port)),
            Err(_) => (entry, None),
        },
        _ => (entry, None),
    }
}
