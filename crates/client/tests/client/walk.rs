//! Tests that the function that decodes a structure lists the same fields as the one that encodes it.

use std::collections::BTreeMap;
use std::fmt;

use alicloud_client::runtime::{self, Blob, Decode, Decoder, Encode, Encoder, Scalar, Secret, Sink, Value};
use serde_json::json;

/// A structure with both functions.
macro_rules! structure {
    ($name:ident { $($method:ident $wire:literal $field:ident: $type:ty),* $(,)? }) => {
        #[derive(Clone, Default)]
        struct $name {
            $($field: $type,)*
        }
        impl Encode for $name {
            fn encode(&self, encoder: &mut Encoder<'_>) {
                $(encoder.$method($wire, &self.$field);)*
            }
        }
        impl Decode for $name {
            fn decode(&mut self, decoder: &mut Decoder<'_>) {
                $(decoder.$method($wire, &mut self.$field);)*
            }
        }
    };
}

structure!(Shapes {
    string "Text" text: Option<String>,
    secret "Secret" secret: Option<Secret>,
    int64 "Int64" int64: Option<i64>,
    double "Double" double: Option<f64>,
    boolean "Boolean" boolean: Option<bool>,
    value "Kind" kind: Option<Kind>,
    value "Bytes" bytes: Option<Blob>,
    value "Any" any: Option<Value>,
    value "PlainAny" plain_any: Value,
    value "Kinds" kinds: Vec<Kind>,
    value "Secrets" secrets: Vec<Secret>,
    value "Matrix" matrix: Vec<Vec<f64>>,
    value "Holes" holes: Vec<Option<i64>>,
    value "GivenList" given_list: Option<Vec<Part>>,
    value "Map" map: BTreeMap<String, Vec<Part>>,
    value "GivenMap" given_map: Option<BTreeMap<String, i64>>,
    value "MapWithHoles" map_with_holes: BTreeMap<String, Option<bool>>,
    value "Anys" anys: BTreeMap<String, Value>,
    value "Part" part: Part,
    value "GivenPart" given_part: Option<Part>,
    value "Parts" parts: Vec<Part>,
    value "Next" next: Option<Box<Shapes>>,
});

structure!(Part { secret "Key" key: Option<Secret>, int64 "Port" port: Option<i64> });

/// An enumeration with known and unknown values.
#[derive(Clone, PartialEq)]
enum Kind {
    Known,
    Unknown(runtime::UnknownValue),
}

impl Kind {
    fn as_str(&self) -> &str {
        match self {
            Self::Known => "known",
            Self::Unknown(text) => runtime::unknown_str(text),
        }
    }
}

impl From<&str> for Kind {
    fn from(text: &str) -> Self {
        if text == "known" { Self::Known } else { Self::Unknown(runtime::unknown(text.to_owned())) }
    }
}

runtime::open_enum!(Kind);

/// One value for each shape, and all of them together.
fn cases() -> Vec<Shapes> {
    let part = |key: &str| Part { key: Some(key.into()), port: None };
    let set: Vec<fn(&mut Shapes)> = vec![
        |_| {},
        |it| it.text = Some(String::new()),
        |it| it.text = Some("a\"\n中".to_owned()),
        |it| it.secret = Some("hunter2".into()),
        |it| it.int64 = Some(i64::MAX),
        |it| it.double = Some(f64::INFINITY),
        |it| it.double = Some(1e21),
        |it| it.double = Some(-0.0),
        |it| it.boolean = Some(false),
        |it| it.kind = Some(Kind::Known),
        |it| it.kind = Some("other".into()),
        |it| it.bytes = Some(vec![0, 255].into()),
        |it| it.any = Some(Value::Null),
        |it| it.any = Some(json!({"a": [1, u64::MAX, -1.5, true, null, "x", {}]})),
        |it| it.plain_any = json!(["x"]),
        |it| it.kinds = vec![Kind::Known, "".into()],
        |it| it.secrets = vec!["hunter3".into(), "".into()],
        |it| it.matrix = vec![vec![1.0, 2.5], vec![]],
        |it| it.holes = vec![Some(1), None, Some(3)],
        |it| it.given_list = Some(vec![]),
        |it| it.given_list = Some(vec![Part::default()]),
        |it| it.given_map = Some(BTreeMap::new()),
        |it| it.given_map = Some([("a".to_owned(), 0)].into()),
        |it| it.map_with_holes = [("a".to_owned(), Some(true)), ("b".to_owned(), None)].into(),
        |it| it.anys = [("a".to_owned(), Value::Null)].into(),
        |it| it.given_part = Some(Part::default()),
        |it| it.part.port = Some(0),
        |it| it.next = Some(Box::default()),
    ];
    let mut cases: Vec<Shapes> = set
        .iter()
        .map(|set| {
            let mut value = Shapes::default();
            set(&mut value);
            value
        })
        .collect();
    let mut all = Shapes {
        parts: vec![part("hunter4"), Part::default()],
        map: [("m".to_owned(), vec![part("hunter5")]), ("n".to_owned(), vec![])].into(),
        ..Shapes::default()
    };
    set.iter().for_each(|set| set(&mut all));
    all.next = Some(Box::new(Shapes { next: Some(Box::new(all.clone())), ..all.clone() }));
    cases.push(all);
    cases
}

/// The calls that a sink receives.
#[derive(Debug, Default, PartialEq)]
struct Calls(Vec<String>);

impl Sink for Calls {
    fn begin_object(&mut self) {
        self.0.push("{".to_owned());
    }

    fn member(&mut self, name: &str) {
        self.0.push(format!("{name}:"));
    }

    fn end_object(&mut self) {
        self.0.push("}".to_owned());
    }

    fn begin_list(&mut self) {
        self.0.push("[".to_owned());
    }

    fn element(&mut self) {
        self.0.push("-".to_owned());
    }

    fn end_list(&mut self) {
        self.0.push("]".to_owned());
    }

    fn scalar(&mut self, value: Scalar<'_>) {
        self.0.push(match value {
            Scalar::Null => "null".to_owned(),
            Scalar::Text(text) => format!("text {text}"),
            Scalar::Undocumented(text) => format!("undocumented {text}"),
            Scalar::Secret(text) => format!("secret {text}"),
            Scalar::SecretLiteral(text) => format!("secret literal {text}"),
            Scalar::Bytes(bytes) => format!("bytes {bytes:?}"),
            Scalar::File(file) => format!("file {file:?}"),
            Scalar::SecretFile(file) => format!("secret file {file:?}"),
            Scalar::Integer(number) => format!("integer {number}"),
            Scalar::Unsigned(number) => format!("unsigned {number}"),
            Scalar::Double(number) => format!("double {number:?}"),
            Scalar::Boolean(value) => format!("boolean {value}"),
        });
    }
}

/// `Debug` of the same value through both functions.
enum Shown<'a> {
    ByEncode(&'a Shapes),
    ByDecode(&'a Shapes),
}

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::ByEncode(value) => runtime::debug_structure("Shapes", value, formatter),
            Self::ByDecode(value) => runtime::debug_decoded("Shapes", value, formatter),
        }
    }
}

#[test]
fn both_lists_show_every_shape_alike() {
    for case in cases() {
        let mut written = Calls::default();
        Encode::encode_value(&case, &mut written);
        let (mut copy, mut read) = (case.clone(), Calls::default());
        read.begin_object();
        runtime::walk(&mut copy, &mut read);
        read.end_object();
        assert_eq!(read, written);
        assert!(runtime::same_structure(&case, &copy), "looking changes nothing: {written:?}");

        let shown = format!("{:?}", Shown::ByDecode(&case));
        assert_eq!(shown, format!("{:?}", Shown::ByEncode(&case)));
        assert_eq!(format!("{:#?}", Shown::ByDecode(&case)), format!("{:#?}", Shown::ByEncode(&case)));
        assert!(!shown.contains("hunter"), "{shown}");
    }
}

#[test]
fn both_lists_compare_every_shape_alike() {
    let cases = cases();
    for (row, left) in cases.iter().enumerate() {
        for (column, right) in cases.iter().enumerate() {
            assert_eq!(runtime::same_decoded(left, right), row == column, "{row} and {column}");
            assert_eq!(runtime::same_structure(left, right), row == column, "{row} and {column}");
        }
    }
}

/// Things that only a response can have: a request ID, and a body that is not an object.
#[derive(Clone, Default)]
struct Answer {
    request_id: String,
    body: Option<Vec<Part>>,
}

impl Decode for Answer {
    fn decode(&mut self, decoder: &mut Decoder<'_>) {
        decoder.request_id("RequestId", &mut self.request_id);
        decoder.body(&mut self.body);
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        runtime::debug_decoded("Answer", self, formatter)
    }
}

#[test]
fn an_answer_shows_its_request_id_and_body() {
    let part = Part { key: Some("hunter2".into()), port: Some(1) };
    let id = "1".to_owned();
    let cases = [
        (Answer::default(), "Answer {}"),
        (Answer { request_id: id.clone(), body: None }, r#"Answer { RequestId: "1" }"#),
        (Answer { request_id: String::new(), body: Some(vec![]) }, "Answer { body: [] }"),
        (
            Answer { request_id: id, body: Some(vec![part]) },
            r#"Answer { RequestId: "1", body: [{ Key: ***, Port: 1 }] }"#,
        ),
    ];
    for (answer, expected) in cases {
        assert_eq!(format!("{answer:?}"), expected);
    }
}
