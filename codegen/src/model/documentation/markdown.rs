//! Makes text safe for rustdoc.
//!
//! Descriptions come as Markdown with bits of HTML, from us and from the vendor. In rustdoc `<` begins HTML, `[` begins a link to an
//! item, four spaces begin a code block that is compiled as Rust, and a bare address is not a link. None of that is meant, so outside
//! of code it is taken literally; Markdown links, lists, tables, emphasis and code stay what they are.

/// Text of several lines.
pub(crate) fn block(text: &str) -> String {
    let text = without_html(text);
    let mut lines: Vec<String> = Vec::new();
    let mut fence: Option<&str> = None;
    let mut in_list = false;
    for line in text.lines().map(|line| line.replace('\t', "    ")) {
        let trimmed = line.trim();
        if let Some(open) = fence {
            if trimmed.starts_with(open) {
                fence = None;
                lines.push(open.to_owned());
            } else {
                lines.push(line.trim_end().to_owned());
            }
            continue;
        }
        if let Some(marker) = ["```", "~~~"].into_iter().find(|marker| trimmed.starts_with(marker)) {
            fence = Some(marker);
            let language = trimmed.trim_start_matches(['`', '~']).trim();
            let known = matches!(language, "json" | "xml" | "sql" | "shell" | "bash" | "http" | "yaml");
            lines.push(format!("{marker}{}", if known { language } else { "text" }));
            continue;
        }
        let item = is_list_item(trimmed);
        if trimmed.is_empty() {
            lines.push(String::new());
            in_list = false;
            continue;
        }
        let indent = match (item, in_list) {
            (true, true) => nesting(&line),
            (false, true) => 2,
            (_, false) => 0,
        };
        in_list |= item;
        lines.push(format!("{:indent$}{}", "", inline(trimmed)));
    }
    lines.extend(fence.map(str::to_owned));
    lines.join("\n").trim().to_owned()
}

/// Text on one line.
pub(crate) fn inline(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let taken = match character {
            '`' => code_span(rest).unwrap_or("`"),
            '[' => link(rest).unwrap_or("["),
            'h' => address(rest).unwrap_or("h"),
            '<' => autolink(rest).unwrap_or("<"),
            '\\' => rest.get(..2).unwrap_or("\\"),
            _ => rest.get(..character.len_utf8()).unwrap_or_default(),
        };
        match taken {
            "[" | "]" | "<" | ">" => safe.extend(['\\', character]),
            "\n" | "\r" => safe.push(' '),
            address if address.starts_with("http") => safe.extend(["<", address, ">"]),
            other => safe.push_str(other),
        }
        rest = rest.strip_prefix(taken).unwrap_or_default();
        if taken.is_empty() {
            break;
        }
    }
    safe
}

/// A value as code: on one line, of bearable length, whatever is in it.
pub(crate) fn code(value: &str) -> String {
    const LONGEST: usize = 120;
    let one_line = value.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut short: String = one_line.chars().take(LONGEST).collect();
    if short.len() < one_line.len() {
        short.push('…');
    }
    let longest_run = short.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    match longest_run {
        0 => format!("`{short}`"),
        run => {
            let fence = "`".repeat(run + 1);
            format!("{fence} {short} {fence}")
        }
    }
}

/// A cell of a table.
pub(crate) fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

/// A full stop after the last word, where there is none.
pub(crate) fn sentence(text: &str) -> String {
    let text = text.trim();
    let ends = text.is_empty()
        || text.ends_with("```")
        || text.ends_with("~~~")
        || text.ends_with(['.', '!', '?', ':', '。', '！', '？', '：', '>', '|', '-']);
    if ends { text.to_owned() } else { format!("{text}.") }
}

/// Two spaces per level of a nested list, however many the source has.
fn nesting(line: &str) -> usize {
    match line.len() - line.trim_start().len() {
        0..2 => 0,
        2..6 => 2,
        _ => 4,
    }
}

fn is_list_item(line: &str) -> bool {
    let numbered = line.trim_start_matches(|character: char| character.is_ascii_digit());
    let number = numbered.len() < line.len() && (numbered.starts_with(". ") || numbered.starts_with(") "));
    number || line.starts_with("- ") || line.starts_with("* ") || line.starts_with("+ ")
}

/// `` `code` `` at the beginning of `text`.
pub(super) fn code_span(text: &str) -> Option<&str> {
    let fence = text.get(..text.len() - text.trim_start_matches('`').len())?;
    let body = text.get(fence.len()..)?;
    let end = body.find(fence)?;
    text.get(..fence.len() + end + fence.len())
}

/// `[text](address)` at the beginning of `text`, where the address is one.
pub(super) fn link(text: &str) -> Option<&str> {
    let end_of_label = text.find("](")?;
    let label = text.get(1..end_of_label)?;
    let end = text.get(end_of_label..)?.find(')')? + end_of_label;
    let target = text.get(end_of_label + 2..end)?;
    let safe =
        !label.contains(['[', ']', '<', '\n']) && target.starts_with("http") && !target.contains([' ', '<', '>']);
    if safe { text.get(..=end) } else { None }
}

/// A bare address at the beginning of `text`, without the full stop that ends the sentence.
fn address(text: &str) -> Option<&str> {
    if !text.starts_with("http://") && !text.starts_with("https://") {
        return None;
    }
    let end = text
        .find(|character: char| {
            character.is_whitespace() || !character.is_ascii() || "<>()[]{}`\"'|\\*,;".contains(character)
        })
        .unwrap_or(text.len());
    let address = text.get(..end)?.trim_end_matches(['.', ':', '?', '!', '_']);
    let host = address.split_once("://")?.1;
    host.starts_with(|first: char| first.is_ascii_alphanumeric()).then_some(address)
}

/// `<https://…>` at the beginning of `text`.
pub(super) fn autolink(text: &str) -> Option<&str> {
    let within = text.get(1..)?;
    let address = address(within)?;
    within.get(address.len()..)?.starts_with('>').then(|| text.get(..address.len() + 2))?
}

/// Line breaks and paragraphs as lines, without the few tags that the vendor's descriptions are full of.
fn without_html(text: &str) -> String {
    const LINE: [&str; 7] = ["<br>", "<br/>", "<br />", "</p>", "</ul>", "</ol>", "</div>"];
    const NOTHING: [&str; 13] = [
        "<p>",
        "<ul>",
        "<ol>",
        "</li>",
        "<div>",
        "<b>",
        "</b>",
        "<strong>",
        "</strong>",
        "<i>",
        "</i>",
        "<em>",
        "</em>",
    ];
    if !text.contains('<') {
        return text.to_owned();
    }
    let mut plain = text.replace("<li>", "\n- ").replace("<code>", "`").replace("</code>", "`");
    for tag in LINE {
        plain = plain.replace(tag, "\n");
    }
    for tag in NOTHING {
        plain = plain.replace(tag, "");
    }
    plain
}
