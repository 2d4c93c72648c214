//! Tests that secrets are found in every kind of text that contains them, and that ordinary words are not changed.

use std::borrow::Cow;

use alicloud_signer::percent_encode;
use alicloud_signer::redact::{HIDDEN, Redactor, sounds_secret};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE};
use proptest::prelude::*;

use crate::repeatable;

/// Text, and the result of a redactor that knows no values.
const BY_NAME: &[(&str, &str)] = &[
    (r#"{"Code":"X","AccessKeySecret":"wyLT/+=","Id":1}"#, r#"{"Code":"X","AccessKeySecret":"***","Id":1}"#),
    (r#"{"Password":"ab\"cd\\","Id":1}"#, r#"{"Password":"***","Id":1}"#),
    (r#"{"Body":"{\"Password\":\"ab\\\"cd\",\"Id\":1}"}"#, r#"{"Body":"{\"Password\":\"***\",\"Id\":1}"}"#),
    ("<SecurityToken>CAIS abc</SecurityToken><A>1</A>", "<SecurityToken>***</SecurityToken><A>1</A>"),
    ("&lt;Password&gt;abc&lt;/Password&gt;", "&lt;Password&gt;***&lt;/Password&gt;"),
    ("password=hunter2&user=me", "password=***&user=me"),
    ("api_key=hunter2&private-key=hunter2&user=me", "api_key=***&private-key=***&user=me"),
    ("a%3D1%26AccountPassword%3Dp%2540ss%26b%3D2", "a%3D1%26AccountPassword%3D***%26b%3D2"),
    ("a%253D1%2526AccountPassword%253Dpass%2526b", "a%253D1%2526AccountPassword%253D***%2526b"),
    (r"POST\u0026AccountPassword\u003dpass\u0026b", r"POST\u0026AccountPassword\u003d***\u0026b"),
    (r#"{"Token" : 12345}"#, r#"{"Token" : ***}"#),
    (r#"{"Passwords":["a","b"],"Id":1}"#, r#"{"Passwords":***,"Id":1}"#),
    (r#"{"Credentials":{"A":"b"},"Id":1}"#, r#"{"Credentials":***,"Id":1}"#),
    (r#"{"NextToken":"page-2","Token":"","Secret":null}"#, r#"{"NextToken":"page-2","Token":"","Secret":null}"#),
    (r#"{"MaxPasswordAge":90,"SecretName":"n"}"#, r#"{"MaxPasswordAge":90,"SecretName":"n"}"#),
    (r#"{"Password":"never closed"#, r#"{"Password":"***"#),
    ("the password is not valid", "the password is not valid"),
    ("Пароль=1 密码 password=密", "Пароль=1 密码 password=***"),
    ("x-acs-security-token:CAIS/x=\nx-acs-version:1", "x-acs-security-token:***\nx-acs-version:1"),
    ("x-acs-security-token:\nx-acs-version:1", "x-acs-security-token:\nx-acs-version:1"),
    ("Authorization: ACS3 Credential=a, Signature=b\nnext", "Authorization: ***\nnext"),
    ("authorization:acs id:sig\nhost:h", "authorization:***\nhost:h"),
    (
        "see https://b.oss.com/k?OSSAccessKeyId=a&Expires=1&Signature=s%3D&x=1.",
        "see https://b.oss.com/k?OSSAccessKeyId=***&Expires=1&Signature=***&x=1.",
    ),
    (
        "http://h/?x-oss-signature-version=OSS4&x-oss-credential=a%2Fb&x-oss-signature=s&x-oss-security-token=t",
        "http://h/?x-oss-signature-version=OSS4&x-oss-credential=***&x-oss-signature=***&x-oss-security-token=***",
    ),
    (r#"{"Url":"http://h/?a=1\u0026Signature=s\u0026b=2"}"#, r#"{"Url":"http://h/?a=1\u0026Signature=***\u0026b=2"}"#),
    ("https%3A%2F%2Fh%2F%3FSignature%3Dabc%26b", "https%3A%2F%2Fh%2F%3FSignature%3D***%26b"),
    ("http://user:pass@proxy:8080/ and http://h:80/a@b", "http://user:***@proxy:8080/ and http://h:80/a@b"),
    ("password=***&b", "password=***&b"),
    (r#"Account { Password: Some("hunter2"), Id: 1 }"#, "Account { Password: ***, Id: 1 }"),
    (r#"Password: Some(Inner { a: "x)", b: 'y}' }), Id: 1"#, "Password: ***, Id: 1"),
    ("password: Some(\n    \"a, b\",\n),\nid: 1", "password: ***,\nid: 1"),
    (r#"Authorization: Some("Bearer abc"), Id: 1"#, "Authorization: ***"),
    (r#"{"Password":" abc,def","Id":1}"#, r#"{"Password":" ***","Id":1}"#),
    (r#"{"Password":"\\abc,def","Id":1}"#, r#"{"Password":"***","Id":1}"#),
    ("Token='',Password='x y',Id=1", "Token='',Password='***',Id=1"),
    (r#"Token=\"\",Password=\"x y\""#, r#"Token=\"\",Password=\"***\""#),
    (r#"{"password" => "two words", "id" => 1}"#, r#"{"password" => "***", "id" => 1}"#),
    (r#"<Password>"a" b</Password>"#, "<Password>***</Password>"),
    ("password: two words\nid: 1", "password: ***\nid: 1"),
    ("password: correct horse: battery, id: 1", "password: ***, id: 1"),
    ("password: two YWI== words\nid: 1", "password: ***\nid: 1"),
    ("password: two YWI= words\nid: 1", "password: ***\nid: 1"),
    ("<Password>a&amp;b</Password>", "<Password>***</Password>"),
    ("http://user:p@ss@proxy:8080/", "http://user:***@proxy:8080/"),
    (r#"{"Password":" abc  ","B":1}"#, r#"{"Password":" ***  ","B":1}"#),
    ("{token=abc, next=", "{token=***, next="),
    (r"password=dom\xyz\&a=1", "password=***&a=1"),
    ("http://user:@proxy/ and http://:@proxy/", "http://user:@proxy/ and http://:@proxy/"),
    ("http://:p@proxy/ and http://u:p@proxy/", "http://:***@proxy/ and http://u:***@proxy/"),
    (r#"{"Password":"nullable","Token":"***abc"}"#, r#"{"Password":"***","Token":"***"}"#),
    ("Proxy-Authorization: Digest username=a, response=b\nnext", "Proxy-Authorization: ***\nnext"),
    ("level=info password=two words id=1", "level=info password=*** id=1"),
    ("password=a,b&id=1", "password=***&id=1"),
    ("password=a;b, id=1", "password=***, id=1"),
    ("see http://h/?a=1&token=a,b, or ask", "see http://h/?a=1&token=***, or ask"),
    (r#"Credentials={"Secret":"a}b"} Id=1"#, "Credentials=*** Id=1"),
    (r#"Credentials={'Secret': 'a}b'}, Id=1"#, "Credentials=***, Id=1"),
    (r#"{"Body":"{\"Passwords\":[\"a]b\",\"c\"],\"Id\":1}"}"#, r#"{"Body":"{\"Passwords\":***,\"Id\":1}"}"#),
    ("password=never(closed, id=1", "password=***"),
    // A value without quotation marks ends before those of the JSON around it, escaped or not.
    (r#"{"Body":"{\"Password\":12 \"s\"}","Id":1}"#, r#"{"Body":"{\"Password\":*** \"s\"}","Id":1}"#),
    (r#"{"Body":"Password: a b\", c"}"#, r#"{"Body":"Password: ***\", c"}"#),
    // What ends the value in the outer layer only is hidden in the inner one; then the mark begins a longer value in the outer one.
    (r#"{"a":"{\"Password\":&#0;   = \"s\"}"}"#, r#"{"a":"{\"Password\":*** \"s\"}"}"#),
    ("Password=&#65; b, c=1", "Password=***, c=1"),
    ("100% \\ & %zz \\u12 &# &bogus; \\ud800", "100% \\ & %zz \\u12 &# &bogus; \\ud800"),
    ("", ""),
];

/// A secret value, text, and the result of a redactor that knows the value.
const BY_VALUE: &[(&str, &str, &str)] = &[
    (
        "t",
        "Throttling.User: the text t is not a password, 't' neither",
        "Throttling.User: the text *** is not a password, '***' neither",
    ),
    ("t", "a%3Dt%26b=t&c", "a%3D***%26b=***&c"),
    ("Code", "ErrorCode: the Code is wrong", "ErrorCode: the *** is wrong"),
    ("12345", "request 912345 with 12345", "request 912345 with ***"),
    ("123456", "request 91234567 with 123456", "request 9***7 with ***"),
    ("a1b2", "xa1b2y", "x***y"),
    ("hunter22", "xhunter22y HUNTER22", "x***y HUNTER22"),
    // No pair of surrogates.
    ("\u{1f800}abc", r#"{"k":"\ud83d\ue000abc \udc00\udc00abc"}"#, r#"{"k":"\ud83d\ue000abc \udc00\udc00abc"}"#),
    ("a\tb\u{8}c\u{c}d\re\nf", r#"{"k":"xa\tb\bc\fd\re\nfy"}"#, r#"{"k":"x***y"}"#),
    ("abcdefg", "xabcdefgy abcdefg", "xabcdefgy ***"),
    ("abcdefgh", "xabcdefghy", "x***y"),
    ("pä ss", "p\u{e4} ss p%C3%A4%20ss p\\u00e4 ss pä+ss p&#xE4; ss p&#XE4; ss", "*** *** *** *** *** ***"),
    ("a/b-c", r"a\/b-c", "***"),
    ("a\"b\\c\nd", r#"{"M":"a\"b\\c\nd"} a&quot;b\c&#10;d"#, r#"{"M":"***"} ***"#),
    ("𝄞𝄞𝄞!", r"\ud834\udd1e\uD834\uDD1E\ud834\udd1e!", "***"),
    ("it's=&<>", r"it\u0027s\u003d\u0026\u003c\u003e it&apos;s=&amp;&lt;&gt;", "*** ***"),
    ("%41%2F", "%41%2F and %2541%252F and A/", "*** and *** and A/"),
    ("secret-1", "c2VjcmV0LTE=", "***="),
    // Of six bytes, and anywhere within longer base64; of five it is hidden alone.
    ("ab-c12", "eGFiLWMxMnk= eHhhYi1jMTJ5 eHh4YWItYzEyeQ==", "eG***nk= eHh***J5 eHh4***eQ=="),
    ("ab-c1", "YWItYzE= eHh4YWItYzF5", "***= eHh4YWItYzF5"),
    ("aaaa1", "aaaaa1 aaaa1aaaa1", "a*** ***"),
    // A mark is replaced as a whole, together with asterisks beside a secret.
    ("**", "*** **", "*** ***"),
    ("*-1", "a *-1* b", "a *** b"),
    ("a1***b2", "a1***b2***a1", "***a1"),
    ("12 ***", "password=12 ***", "password=***"),
];

#[test]
fn values_are_found_by_their_names() {
    for (text, expected) in BY_NAME {
        assert_eq!(Redactor::new().text(text), *expected, "{text}");
        assert_eq!(Redactor::new().text(expected), *expected, "what is hidden stays as it is shown");
    }
    let mut redactor = Redactor::new();
    // A value without a name has no name that could be hidden.
    redactor.hide_name("");
    assert!(!redactor.hides(""));
    // Nothing about the name sounds secret.
    redactor.hide_name("Answer");
    assert_eq!(redactor.text(r#"{"answer":"k","KeyId":"i"}"#), r#"{"answer":"***","KeyId":"i"}"#);
    assert_eq!(redactor.text("<A><Answer>k"), "<A><Answer>***");
    redactor.hide_value("within");
    assert_eq!(redactor.text("password=is-within-this&id=1"), "password=***&id=1");
    assert!(redactor.hides("ANSWER") && redactor.hides("Password") && !redactor.hides("KeyId"));
}

#[test]
fn known_values_are_found_in_every_encoding_and_short_ones_shred_nothing() {
    for (secret, text, expected) in BY_VALUE {
        let mut redactor = Redactor::new();
        redactor.hide_value(secret);
        assert_eq!(redactor.text(text), *expected, "{secret} in {text}");
        assert_eq!(redactor.values(text), *expected, "{secret} in {text}");
        assert_eq!(redactor.text(expected), *expected, "what is hidden stays as it is shown");
        assert!(redactor.is_value(secret) && !redactor.is_value("another"));
        assert!(!redactor.is_value(&STANDARD_NO_PAD.encode(secret)), "{secret}");
        // Of five bytes it is long, and its base64 is not.
        let is_short = ["t", "Code", "12345", "abcdefg", "ab-c1", "**", "*-1"].contains(secret);
        let expected = if is_short { *text } else { *expected };
        assert_eq!(redactor.long_values(text), expected, "{secret} in {text}");
        assert!(!format!("{redactor:?}").contains(secret) || secret.len() == 1);
    }
    assert!(matches!(Redactor::new().text("nothing to hide"), Cow::Borrowed(_)));
}

/// Two secrets of which one is within the other, or reaches into it: both are hidden as a whole.
#[test]
fn secrets_that_overlap_are_hidden_as_a_whole() {
    let cases = [
        (["correct-horse-battery", "horse"], "x correct-horse-battery y", "x *** y"),
        (["correct-horse", "horse-battery"], "x correct-horse-battery y", "x *** y"),
        (["correct", "-horse"], "x correct-horse y", "x *** y"),
        (["correct", "battery"], "x correct-horse-battery y", "x ***-horse-*** y"),
    ];
    for (secrets, text, expected) in cases {
        for secrets in [secrets, [secrets[1], secrets[0]]] {
            let mut redactor = Redactor::new();
            secrets.into_iter().for_each(|secret| redactor.hide_value(secret));
            assert_eq!(redactor.text(text), expected, "{secrets:?}");
            assert_eq!(redactor.values(text), expected, "{secrets:?}");
        }
    }
}

/// A mark completes a second secret, and that one it again: within a few rounds all of it is found, otherwise nothing is shown.
#[test]
fn what_a_mark_completes_is_hidden_too() {
    let mut redactor = Redactor::new();
    redactor.hide_value("secret-0");
    redactor.hide_value("a***a");
    for (layers, expected) in [(0, "x *** y"), (1, "x *** y"), (6, "x *** y"), (7, "***"), (1000, "***")] {
        let around = "a".repeat(layers);
        assert_eq!(redactor.text(&format!("x {around}secret-0{around} y")), expected, "{layers}");
    }
}

#[test]
fn names_sound_secret_or_do_not() {
    for name in [
        "AccountPassword",
        "password",
        "MasterUserPwd",
        "SecretKey",
        "AccessKeySecret",
        "access_key_secret",
        "Token",
        "x-acs-bearer-token",
        "RefreshToken",
        "PrivateKeyBody",
        "private-key",
        "Passphrase",
        "OssCredential",
        "ProxyAuthorization",
        "ApiKey",
        "PasswordHash",
        "SAMLAssertion",
        "Credentials",
        "Secrets",
        "SecretMessage",
        "TokenStorage",
        "TokenValid",
        "token_update",
        "secretmessage",
        "SECRETMESSAGE",
        "HomepageToken",
    ] {
        assert!(sounds_secret(name), "{name}");
    }
    for name in [
        "NextToken",
        "next_token",
        "ClientToken",
        "clientToken",
        "MaxPasswordAge",
        "PasswordReusePrevention",
        "MinimumPasswordLength",
        "PasswordPolicy",
        "SecretName",
        "SecretArn",
        "PasswordExpireTime",
        "HttpTokens",
        "AccessKeyId",
        "AuthorizationState",
        "Key",
        "DBInstanceId",
        "Signature",
        "TokenType",
        "expires_in",
        "token_expires_in",
        "SECRET_ID",
        "SecretIDs",
        "SAMLTokenId",
        "maxpasswordage",
        "tokenexpiretime",
        "",
    ] {
        assert!(!sounds_secret(name), "{name}");
    }
}

/// The name of a flattened parameter, and whether its value is hidden if `Answers` is marked as secret.
const PATHS: &[(&str, bool)] = &[
    ("Password", true),
    ("Password.1", true),
    ("Passwords.root", true),
    ("Passwords.1.root", true),
    ("Account.1.Password", true),
    ("Answers.1", true),
    ("Answers.root.Name", true),
    ("A.answers", true),
    ("Credentials.1.AccessKeyId", false),
    ("Credentials.AccessKeySecret", true),
    ("Account.1.Name", false),
    ("1.2", false),
    ("", false),
];

#[test]
fn flattened_names_are_judged_by_all_their_parts() {
    let mut redactor = Redactor::new();
    redactor.hide_name("Answers");
    for (name, expected) in PATHS {
        assert_eq!(redactor.hides_path(name), *expected, "{name}");
    }
    assert!(redactor.hides(&redactor.inherited("Answers", "root")));
}

fn json(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap().to_owned()
}

/// JSON as written by software that emits only ASCII.
fn ascii_json(text: &str) -> String {
    text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect()
}

fn xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn lower_percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

fn percent(text: &str) -> String {
    percent_encode(text).into_owned()
}

const ENCODINGS: [fn(&str) -> String; 5] = [json, ascii_json, xml, percent, lower_percent];

proptest! {
    #![proptest_config(repeatable())]

    /// A known value is hidden whichever encodings are combined, and the text around it is kept.
    #[test]
    fn no_encoding_lets_a_value_through(
        secret in "[ -~ä中𝄞]{8,24}", layers in prop::collection::vec(0..ENCODINGS.len(), 0..=3), before in 0..3_usize,
    ) {
        prop_assume!(secret.trim() == secret);
        let mut redactor = Redactor::new();
        redactor.hide_value(&secret);
        let encoded = layers.iter().fold(secret.clone(), |text, layer| ENCODINGS[*layer](&text));
        let text = format!("<before> {encoded} <after>");
        let shown = redactor.text(&text);
        prop_assert!(!shown.contains(&encoded), "{} of {}", shown, text);
        prop_assert!(shown.starts_with("<before> ") && shown.ends_with(" <after>") && shown.contains(HIDDEN));
        let inside = [&vec![b'x'; before], secret.as_bytes(), b"tail"].concat();
        for encoded in [STANDARD.encode(&inside), URL_SAFE.encode(&inside)] {
            let shown = redactor.text(&encoded).into_owned();
            prop_assert!(shown.contains(HIDDEN) && shown.len() < 16, "{shown}");
        }
    }

    /// Redaction does not panic on any input, and changes nothing but secrets.
    #[test]
    fn any_text_can_be_searched(text in ".{0,80}", secret in ".{0,6}") {
        let mut redactor = Redactor::new();
        redactor.hide_value(&secret);
        let _ = redactor.text(&text);
        prop_assert_eq!(Redactor::new().values(&text), text.as_str());
    }
}
