//! The words of a name on the wire.
//!
//! A name is cut into words where a capital follows a small letter, so that `IPv6` would become `i_pv6` and `SecurityIPs`
//! `security_i_ps`: words that mix capitals and small letters are one word all the same.

use heck::ToSnakeCase as _;

/// Its words in small letters: `DBInstanceId` is `db_instance_id`.
pub(crate) fn snake_case(name: &str) -> String {
    joined(name).to_snake_case()
}

/// Words as spelled on the wire.
const WORDS: [&str; 19] = [
    "DDoS", "DDos", "DoH", "GiB", "IPsec", "IPv4", "IPv6", "IaaS", "IoT", "KiB", "MiB", "OAuth", "PaaS", "PiB", "QoS",
    "SaaS", "TiB", "VoIP", "WiFi",
];

/// Rewrites each such word, and each plural of an acronym (`DBs`), with a single upper-case letter: `EnableIPv6`
/// becomes `EnableIpv6`.
fn joined(name: &str) -> String {
    let mut joined = String::with_capacity(name.len());
    let mut rest = name;
    let mut previous = None;
    while let Some(first) = rest.chars().next() {
        let length = word(rest).or_else(|| plural(rest, previous)).unwrap_or(0);
        let (found, after) = rest.split_at(length);
        if found.is_empty() {
            joined.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
            previous = Some(first);
            continue;
        }
        // The words found are ASCII, so their bytes are characters.
        joined.push(first.to_ascii_uppercase());
        joined.extend(found.chars().skip(1).map(|letter| letter.to_ascii_lowercase()));
        previous = found.chars().last();
        rest = after;
    }
    joined
}

/// The length of the word at the beginning of `text`, or of its plural, if it is one of [`WORDS`] or ends with `aaS`
/// (`IDaaS`).
fn word(text: &str) -> Option<usize> {
    let known = WORDS.iter().find(|word| text.starts_with(*word)).map(|word| word.len());
    let length = known.or_else(|| {
        let capitals = text.bytes().take_while(u8::is_ascii_uppercase).count();
        text.get(capitals..)?.starts_with("aaS").then_some(capitals + "aaS".len()).filter(|_| capitals > 0)
    })?;
    let plural = text.get(length..).is_some_and(|after| after.starts_with('s')).then_some(length + 1);
    [Some(length), plural].into_iter().flatten().find(|length| ends_a_word(text, *length))
}

/// The length of the plural of an acronym at the beginning of `text`: several upper-case letters and an `s`. In
/// `DBIsIgnored`, `Is` is a word of its own.
fn plural(text: &str, previous: Option<char>) -> Option<usize> {
    if previous.is_some_and(|previous| previous.is_ascii_uppercase()) {
        return None;
    }
    let capitals = text.bytes().take_while(u8::is_ascii_uppercase).count();
    let acronym = text.get(..capitals).filter(|acronym| acronym.len() > 1)?;
    let after = text.get(capitals..)?.strip_prefix('s')?;
    let is_a_word = acronym.len() > 2 && acronym.ends_with('I') && !acronym.ends_with("API") && !after.is_empty();
    (!is_a_word && ends_a_word(text, capitals + 1)).then_some(capitals + 1)
}

/// Whether no lower-case letter follows.
fn ends_a_word(text: &str, length: usize) -> bool {
    text.get(length..).is_some_and(|after| !after.starts_with(|next: char| next.is_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::snake_case;

    #[test]
    fn mixed_words_are_one_word() {
        let cases = [
            ("IPv6", "ipv6"),
            ("EnableIPv6", "enable_ipv6"),
            ("PublicIPv4Address", "public_ipv4_address"),
            ("DNSIPv6Set", "dns_ipv6_set"),
            ("IPv6s", "ipv6s"),
            ("IPsecExtendInfo", "ipsec_extend_info"),
            ("SecurityIPs", "security_ips"),
            ("IPsCount", "ips_count"),
            ("DescribeBackupDBs", "describe_backup_dbs"),
            ("InstanceIDs", "instance_ids"),
            ("NotificationURLs", "notification_urls"),
            ("APIsCount", "apis_count"),
            ("DBIsIgnoreCase", "db_is_ignore_case"),
            ("DBsize", "d_bsize"),
            ("DescribeDDoSStatus", "describe_ddos_status"),
            ("OverseaDDosDefendFlow", "oversea_ddos_defend_flow"),
            ("EnableQoS", "enable_qos"),
            ("QoSConfig", "qos_config"),
            ("IDaaSRegionId", "idaas_region_id"),
            ("PolarClawSaaSApplication", "polar_claw_saas_application"),
            ("MemoryGiB", "memory_gib"),
            ("IoTDevice", "iot_device"),
            ("OAuthUrl", "oauth_url"),
            ("VSwitchId", "v_switch_id"),
            ("DBInstanceId", "db_instance_id"),
            ("VpcIds", "vpc_ids"),
            ("dnsIPs", "dns_ips"),
            ("地域IPs", "地域ips"),
        ];
        for (name, expected) in cases {
            assert_eq!(snake_case(name), expected, "{name}");
        }
    }
}
