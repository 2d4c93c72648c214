//! Labels in front of host names.

use reqwest::Url;

/// The longest label in octets (RFC 1035, section 2.3.4).
const LONGEST: usize = 63;

/// The label that `text` is, as it is sent: in lower case, because HTTP libraries write host names so, and the host is
/// signed.
///
/// It decides where credentials are sent, so nothing but a label of RFC 1123, section 2.1, is accepted: no dot, and no
/// character that a URL or a header could read as something else.
///
/// # Errors
///
/// Why it is no label, without the value.
pub(super) fn label(text: &str) -> Result<String, String> {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if text.len() > LONGEST {
        return Err(format!(
            "is part of the host name and has {} characters, at most {LONGEST} are possible",
            text.len()
        ));
    }
    if !text.bytes().all(is_allowed) || text.starts_with('-') || text.ends_with('-') {
        return Err(
            "is part of the host name: it consists of letters, digits and hyphens, with no hyphen at either end"
                .to_owned(),
        );
    }
    let label = text.to_ascii_lowercase();
    // What begins with `xn--` has to be a name in Punycode (RFC 5891, section 4.4).
    let is_in_url = Url::parse(&format!("https://{label}.example/"))
        .is_ok_and(|url| url.host_str().and_then(|host| host.strip_suffix(".example")) == Some(label.as_str()));
    if !is_in_url {
        return Err(
            "is part of the host name, which no URL can have: what follows xn-- encodes no other name".to_owned()
        );
    }
    Ok(label)
}
