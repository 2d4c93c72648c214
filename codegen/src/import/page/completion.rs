//! Completes a document after its page was split into blocks, and finds what of the page is in none of them.

use super::document::Document;
use super::{guess, judge, lists};

/// Guesses what headers leave open, finds the tables of the request and of types outside of known sections, and adds what would be lost
/// or was not read.
pub(super) fn complete(document: &mut Document, page: &str) {
    guess::complete_columns(document);
    document.find_request();
    document.join_types();
    let lost = lists::lost_items(page, document);
    document.lost.extend(lost);
    let unread = lists::unread_samples(document);
    document.unread.extend(unread);
    let unlisted = lists::unlisted_errors(page, document);
    document.unread.extend(unlisted);
    let lost = judge::lost_bars(page, document).into_iter();
    document.lost.extend(lost.map(|(range, what)| (range, what, "separate the cells of each row by `|`")));
}
