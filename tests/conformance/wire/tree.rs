//! Converts a decoded response to JSON, with the names in the response.

use alicloud_client::Value;
use alicloud_client::runtime::{Decode, Scalar, Sink, walk};
use serde_json::json;

/// Returns the content of a response.
pub(crate) fn of(response: &mut dyn Decode) -> Value {
    let mut sink = Tree { open: Vec::new(), done: Value::Null };
    sink.begin_object();
    walk(response, &mut sink);
    sink.end_object();
    sink.done
}

struct Tree {
    /// Lists and objects that are not complete, each with the name of its next field.
    open: Vec<(Value, String)>,
    done: Value,
}

impl Tree {
    fn put(&mut self, value: Value) {
        match self.open.last_mut() {
            Some((Value::Object(members), name)) => drop(members.insert(std::mem::take(name), value)),
            Some((Value::Array(elements), _)) => elements.push(value),
            _ => self.done = value,
        }
    }

    fn close(&mut self) {
        let (value, _) = self.open.pop().expect("calls are well nested");
        self.put(value);
    }
}

impl Sink for Tree {
    fn begin_object(&mut self) {
        self.open.push((json!({}), String::new()));
    }

    fn member(&mut self, name: &str) {
        self.open.last_mut().expect("a member is in an object").1 = name.to_owned();
    }

    fn end_object(&mut self) {
        self.close();
    }

    fn begin_list(&mut self) {
        self.open.push((json!([]), String::new()));
    }

    fn element(&mut self) {}

    fn end_list(&mut self) {
        self.close();
    }

    fn scalar(&mut self, value: Scalar<'_>) {
        self.put(match value {
            Scalar::Null => Value::Null,
            Scalar::Text(text) | Scalar::Undocumented(text) | Scalar::Secret(text) => json!(text),
            // The secret is JSON text; it is compared as a JSON value.
            Scalar::SecretLiteral(text) => serde_json::from_str(text).unwrap_or_else(|_| json!(text)),
            Scalar::Bytes(bytes) => json!(String::from_utf8_lossy(bytes)),
            Scalar::File(file) | Scalar::SecretFile(file) => json!(String::from_utf8_lossy(file.content())),
            Scalar::Integer(number) => json!(number),
            Scalar::Unsigned(number) => json!(number),
            Scalar::Double(number) => json!(number),
            Scalar::Boolean(value) => json!(value),
        });
    }
}
