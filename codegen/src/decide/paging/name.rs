//! Names of fields for paging, in snake case.

/// The name of the request field for a token, and that of the response field with the next token.
pub(super) struct Pair {
    pub(super) request: &'static str,
    pub(super) response: &'static str,
    /// Whether the token is the same for all pages, because the service keeps the position.
    pub(super) stays: bool,
}

const fn pair(request: &'static str, response: &'static str) -> Pair {
    Pair { request, response, stays: false }
}

/// Pairs for tokens, in order of preference.
pub(super) const TOKENS: [Pair; 23] = [
    pair("next_token", "next_token"),
    pair("next_page_token", "next_page_token"),
    pair("page_token", "next_page_token"),
    pair("page_token", "next_token"),
    pair("page_token", "next_cursor_token"),
    pair("page_token", "page_token"),
    pair("token", "next_token"),
    pair("last_token", "next_token"),
    pair("continuation_token", "next_continuation_token"),
    pair("marker", "next_marker"),
    pair("marker", "marker"),
    pair("next_marker", "next_marker"),
    pair("cursor", "next_cursor"),
    pair("next_cursor", "next_cursor"),
    pair("page_id", "next_page_id"),
    pair("scroll_id", "next_scroll_id"),
    pair("start_key", "next_key"),
    pair("next_key", "next_key"),
    pair("iterator", "next_iterator"),
    pair("next_id", "next_id"),
    Pair { request: "cursor", response: "cursor", stays: true },
    Pair { request: "scroll_id", response: "scroll_id", stays: true },
    Pair { request: "scroll_token", response: "scroll_token", stays: true },
];

pub(super) const NUMBERS: [&str; 11] = [
    "page_number",
    "page_num",
    "page_no",
    "page_index",
    "current_page",
    "page_start",
    "page",
    "current",
    "page_current",
    "current_page_number",
    COUNTED_ID,
];

/// A page number if it is documented as a number; as a string it is a token.
pub(super) const COUNTED_ID: &str = "page_id";

pub(super) const SIZES: [&str; 10] = [
    "page_size",
    "max_results",
    "page_count",
    "per_page",
    "limit",
    "max_items",
    "max_result",
    "page_limit",
    "show_size",
    "size",
];

pub(super) const OFFSETS: [&str; 2] = ["offset", "start"];

pub(super) const REPORTED_SIZES: [&str; 2] = ["page_size", "per_page"];

pub(super) const TOTALS: [&str; 16] = [
    "total_record_count",
    "total_count",
    "total_records",
    "total_records_count",
    "total_record",
    "total_number",
    "total_num",
    "total_size",
    "total_cnt",
    "total",
    "total_elements",
    "total_counts",
    "total_items",
    "total_item_count",
    "total_item_num",
    "x_total_count",
];

/// Generic names of lists.
pub(super) const ANY_LISTS: [&str; 13] = [
    "items",
    "item",
    "list",
    "data",
    "data_list",
    "item_list",
    "records",
    "record_list",
    "rows",
    "result",
    "results",
    "result_list",
    "elements",
];

/// Names of objects that merely wrap the result of a call.
pub(super) const ENVELOPES: [&str; 16] = [
    "data",
    "result",
    "results",
    "result_object",
    "root",
    "model",
    "module",
    "content",
    "body",
    "response",
    "payload",
    "value",
    "object",
    "page_result",
    "page_data",
    "list_result",
];

/// Names of lists that belong to error messages, such as their arguments.
pub(super) const OF_ERRORS: [&str; 8] =
    ["params", "errors", "warnings", "error_messages", "error_args", "error_params", "arguments", "dynamic_messages"];

/// Possible names of the total of a particular list: `total_acl_entry`, `acl_total_count`.
pub(super) fn totals_of(list: &str) -> [String; 5] {
    let one = words(list).join("_");
    let many = list.trim_end_matches("_list");
    [
        format!("total_{one}"),
        format!("total_{many}"),
        format!("total_{one}_count"),
        format!("{one}_total_count"),
        format!("{many}_total_count"),
    ]
}

/// The words of a name in the singular, without a trailing `list`.
pub(super) fn words(name: &str) -> Vec<String> {
    let name = name.strip_suffix("_list").unwrap_or(name);
    name.split('_')
        .map(|word| match word.strip_suffix("ies") {
            Some(start) => format!("{start}y"),
            None => word.strip_suffix('s').unwrap_or(word).to_owned(),
        })
        .collect()
}

/// The part of an operation's name that is its subject: everything before a preposition, as in
/// `list_groups_with_details`.
pub(super) fn subject(operation: &str) -> &str {
    const BETWEEN: [&str; 9] = ["_with_", "_by_", "_for_", "_of_", "_in_", "_from_", "_to_", "_under_", "_on_"];
    BETWEEN.iter().fold(operation, |subject, word| subject.split(word).next().unwrap_or(subject))
}

/// Whether the name of an object suggests that it contains paging information.
pub(super) fn is_about_pages(name: &str) -> bool {
    name.split('_').any(|word| matches!(word, "page" | "paging" | "pagination" | "pager" | "headers"))
        || name.starts_with("page")
}

/// The full name of a field in an object about pages: `Page.Index` is a page number.
pub(super) fn within_page(name: &str) -> &str {
    match name {
        "index" | "number" | "num" | "no" => "page_number",
        "size" => "page_size",
        "token" => "page_token",
        other => other,
    }
}
