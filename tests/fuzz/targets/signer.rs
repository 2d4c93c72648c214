//! The signer: authorization headers, percent-encoding, and secrets in what others wrote.

use alicloud_signer::redact::Redactor;
use alicloud_signer::{acs3, percent_encode, percent_encode_path, roa};

use super::bytes;

pub(crate) fn authorizations() -> Vec<Vec<u8>> {
    bytes(&[
        "ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=host;x-acs-action;x-acs-date,Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0",
        "ACS3-HMAC-SM3 Credential=YourAccessKeyId, SignedHeaders=host, Signature=00",
        "ACS3-HMAC-SHA256 Signature=1 , Credential=a=b , SignedHeaders=a",
        "acs testid:FiwfDq34Gh9wHBV3OSal7oRBdCo=",
        "acs a:b:c",
    ])
}

pub(crate) fn acs3_authorization(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    if let Ok(read) = acs3::Authorization::parse(text) {
        let written = read.to_string();
        assert_eq!(acs3::Authorization::parse(&written).ok(), Some(read), "{written}");
        let parts = [read.access_key_id, read.signed_headers, read.signature];
        assert!(parts.iter().all(|part| !part.is_empty() && text.contains(part)), "{read:?}");
    }
}

pub(crate) fn roa_authorization(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    if let Ok(read) = roa::Authorization::parse(text) {
        let written = read.to_string();
        assert_eq!(roa::Authorization::parse(&written).ok(), Some(read), "{written}");
        assert!(!read.access_key_id.is_empty() && !read.signature.is_empty(), "{read:?}");
    }
}

pub(crate) fn strings() -> Vec<Vec<u8>> {
    bytes(&[
        "",
        "plain",
        " a*b/c~d+e%f&g=h,i:中文",
        "a\nb\tc",
        "-_.~",
        "\u{1f600}",
        "{\"a\":[1,\"b\"]}",
        "Tag.1.Key",
        "x=1&y=2",
    ])
}

pub(crate) fn percent_encoding(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    for (written, kept) in [(percent_encode(&text), ""), (percent_encode_path(&text), "/")] {
        let mut decoded = Vec::new();
        let mut rest = written.as_bytes();
        while let Some((first, after)) = rest.split_first() {
            let is_plain = first.is_ascii_alphanumeric() || b"-_.~".contains(first) || kept.as_bytes().contains(first);
            if is_plain {
                decoded.push(*first);
                rest = after;
            } else {
                assert_eq!(*first, b'%', "{written}");
                let digits = std::str::from_utf8(&after[..2]).unwrap();
                assert_eq!(digits, digits.to_uppercase(), "RFC 3986, section 2.1");
                decoded.push(u8::from_str_radix(digits, 16).unwrap());
                rest = &after[2..];
            }
        }
        assert_eq!(decoded, text.as_bytes(), "{written}");
    }
}

const SECRET: &str = "hush-9f31c7";

pub(crate) fn shown() -> Vec<Vec<u8>> {
    bytes(&[
        r#"{"Password":"hush-9f31c7","Name":"plain","List":[{"AccessKeySecret":"hush-9f31c7"}]}"#,
        "<A><Password>hush-9f31c7</Password><B>plain</B></A>",
        "Action=Create&Password=hush-9f31c7&Name=plain",
        "the value hush-9f31c7 is not valid, hush%2D9f31c7 neither",
        r#"{"a":"{\"Password\":\"hush-9f31c7\"}"}"#,
        r#"{"a":"{\"Password\":&#0;   = \"s\"}"}"#,
    ])
}

/// A secret that is known as a value is nowhere in what is shown.
pub(crate) fn redaction(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let mut redactor = Redactor::new();
    redactor.hide_value(SECRET);
    redactor.hide_name("Password");
    let shown = redactor.text(&text);
    assert!(!shown.contains(SECRET), "{shown}");
    assert_eq!(redactor.text(&shown), shown, "what is hidden stays as it is shown");
}
