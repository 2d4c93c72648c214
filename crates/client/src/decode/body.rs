//! Decodes the body of a response with the driver of its format, and collects the evidence for the gate.

use super::context::{DecodeContext, DecodeError, ValuePath};
use super::json::{decode_json, inspect_json};
use super::xml::{decode_xml, inspect_xml};
use super::{Decode, Decoder, Given, MemberSource, NoSource, Slot, Wanted};
use crate::evidence::{BodyForm, Evidence};
use crate::scalar::RawScalar;

/// Decodes the body of a successful response. `request_id` is that of the header, for responses without one in the
/// body.
///
/// The evidence in the body is collected in `context`; the module `gate` decides whether it is a response of the
/// service.
pub(crate) fn decode_body(
    body: &[u8],
    request_id: &str,
    target: &mut dyn Decode,
    context: &mut DecodeContext,
) -> Result<(), DecodeError> {
    let mut whole = WholeScalar { body, result: None };
    target.decode(&mut Decoder::new(Wanted::Body, &mut whole));
    match whole.result {
        Some(result) => {
            inspect_value(&mut context.evidence, body);
            result?;
        }
        None => decode_document(body, target, context)?,
    }
    target.decode(&mut Decoder::new(Wanted::RequestId(request_id), &mut NoSource));
    context.report();
    Ok(())
}

fn decode_document(body: &[u8], target: &mut dyn Decode, context: &mut DecodeContext) -> Result<(), DecodeError> {
    let text = String::from_utf8_lossy(body);
    let document = context.evidence.begin(&text);
    match context.evidence.body() {
        BodyForm::Nothing | BodyForm::HtmlPage => Ok(()),
        BodyForm::Xml => decode_xml(document, target, context),
        _ => {
            if context.evidence.needs_inspection() {
                inspect_json(document, &mut context.evidence)?;
            }
            decode_json(document, target, context)
        }
    }
}

/// Collects evidence from a body that is a value itself instead of a document. Only HTML pages and errors are
/// recognized.
pub(crate) fn inspect_value(evidence: &mut Evidence, body: &[u8]) {
    const INSPECTED: usize = 4096;
    let text = String::from_utf8_lossy(body.get(..body.len().min(INSPECTED)).unwrap_or_default());
    let document = evidence.begin(&text);
    if evidence.body == BodyForm::Object && inspect_json(document, evidence).is_err() {
        // The body only begins like an object.
        evidence.has_own_field = true;
    }
    if evidence.body == BodyForm::Xml {
        let name = document.trim_start_matches('<').split([' ', '>', '/']).next().unwrap_or_default();
        evidence.root(name);
    }
}

/// Collects evidence from a body that is not decoded, and checks that it is valid JSON or XML.
pub(crate) fn inspect_document(body: &[u8], response_limit: usize, evidence: &mut Evidence) -> Result<(), DecodeError> {
    let text = String::from_utf8_lossy(body);
    let document = evidence.begin(&text);
    match evidence.body() {
        BodyForm::Nothing | BodyForm::HtmlPage => Ok(()),
        BodyForm::Xml => {
            let mut context = DecodeContext::new(response_limit, std::mem::take(evidence));
            let inspected = inspect_xml(document, &mut context);
            *evidence = context.evidence;
            inspected
        }
        _ => inspect_json(document, evidence),
    }
}

/// A body that is itself a string, a number or bytes.
struct WholeScalar<'a> {
    body: &'a [u8],
    result: Option<Result<(), DecodeError>>,
}

impl MemberSource for WholeScalar<'_> {
    fn read(&mut self, slot: Slot<'_>) -> Given {
        if let Slot::Scalar(slot) = slot {
            if slot.set_bytes(self.body) {
                self.result = Some(Ok(()));
                return Given::Something;
            }
            let text = String::from_utf8_lossy(self.body);
            let set = slot.set(&RawScalar { text: &text });
            self.result =
                Some(set.map(drop).map_err(|expected| *ValuePath::BODY.mismatch(format!("expected {expected}"))));
        }
        Given::Something
    }
}
