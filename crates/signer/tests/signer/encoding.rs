//! Tests of percent-encoding.

use alicloud_signer::{percent_encode, percent_encode_into, percent_encode_path};
use percent_encoding::percent_decode_str;
use proptest::prelude::*;
use serde::Deserialize;

use crate::{repeatable, vectors};

#[derive(Deserialize)]
struct Vector {
    text: String,
    encoded: String,
    encoded_path: String,
}

#[test]
fn texts_and_paths() {
    for Vector { text, encoded, encoded_path } in vectors("encoding.json", 7) {
        assert_eq!(percent_encode(&text), encoded);
        assert_eq!(percent_encode_path(&text), encoded_path);
        let mut output = "=".to_owned();
        percent_encode_into(&text, &mut output);
        assert_eq!(output, format!("={encoded}"));
    }
}

proptest! {
    #![proptest_config(repeatable())]

    #[test]
    fn what_is_encoded_can_be_decoded(text: String) {
        let encoded = percent_encode(&text);
        prop_assert!(encoded.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.~%".contains(&byte)));
        prop_assert_eq!(percent_decode_str(&encoded).decode_utf8().unwrap(), text.as_str());
    }
}
