//! Compares the string to sign in the message of the service with the one that was signed here.

use super::diagnosis::SignatureDiagnosis;
use super::service::ServiceError;

impl ServiceError {
    /// Finds out why a signature was not accepted, by comparing the string to sign in the message of the service with
    /// `signed_here`.
    pub(crate) fn diagnose_signature(&mut self, signed_here: &str) {
        if !matches!(self.code(), Some("SignatureDoesNotMatch" | "IncompleteSignature")) {
            return;
        }
        let message = self.message.take().unwrap_or_default();
        let server = SERVER_TEXT.iter().find_map(|(before, after)| {
            let (_, text) = message.split_once(before)?;
            Some(after.map_or(text, |after| text.split(after).next().unwrap_or_default()))
        });
        // A service that hides even the beginning of its string leaves nothing to compare.
        if let Some(server) = server.filter(|server| !server.trim_start().starts_with('*')) {
            self.signature = Some(if is_same_string_to_sign(server, signed_here) {
                SignatureDiagnosis::WrongSecret
            } else {
                SignatureDiagnosis::DifferentText
            });
        }
        // The string to sign contains every parameter, including secrets, so no part of it is kept, in whatever form it
        // was sent.
        let lower = message.to_ascii_lowercase();
        let marker = ["server string", "string to sign", "stringtosign", "canonicalrequest"]
            .iter()
            .filter_map(|word| lower.find(word).map(|begin| (begin, begin + word.len())))
            .min()
            .filter(|(_, end)| message.get(*end..).is_some_and(may_be_signed));
        let Some((begin, end)) = marker else {
            self.message = Some(message).filter(|message| !message.is_empty());
            return;
        };
        let before = message.get(..begin).unwrap_or_default().trim_end_matches([' ', ',', ';', '.']);
        self.message = Some(if before.is_empty() {
            format!("{} …", message.get(..end).unwrap_or_default())
        } else {
            before.to_owned()
        });
        self.excerpt.clear();
    }
}

/// Whether a part of a message may belong to a string to sign, instead of being only a remark about it.
fn may_be_signed(text: &str) -> bool {
    const LONGEST_REMARK: usize = 200;
    text.len() > LONGEST_REMARK || text.contains(['&', '%', '=', ':', '[', '\n'])
}

/// The text before the string to sign of signature 1.0, up to the end of the message.
pub(super) const SERVER_STRING: &str = "server string to sign is:";

/// The text before and after the string to sign in messages of the service: for signature 1.0 and for ACS3.
const SERVER_TEXT: [(&str, Option<char>); 2] = [(SERVER_STRING, None), ("server StringToSign is [", Some(']'))];

/// Whether the service computed the same string to sign, as far as it is shown. The service may hide values of
/// parameters by asterisks, which do not occur in a string to sign (they are encoded). White space is not compared,
/// because messages may be wrapped.
fn is_same_string_to_sign(server: &str, signed_here: &str) -> bool {
    let without_space = |text: &str| text.split_whitespace().collect::<String>();
    let (server, here) = (without_space(server), without_space(signed_here));
    let mut shown = server.split('*');
    let Some(mut rest) = here.strip_prefix(shown.next().unwrap_or_default()) else { return false };
    let mut last = None;
    for part in shown {
        // Another part follows, so this one may be anywhere in the rest.
        if let Some(part) = last.replace(part) {
            let Some((_, after)) = rest.split_once(part) else { return false };
            rest = after;
        }
    }
    last.map_or(rest.is_empty(), |end| rest.ends_with(end))
}
