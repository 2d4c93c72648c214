//! Parses tables in which each cell is a paragraph: first the headers, then the cells row by row. An empty cell leaves
//! no paragraph, so the meaning of a paragraph follows from its content: a row begins with a name and a type.

use super::super::column::{Column, column};
use super::super::document::{Row, Table, Text};
use super::super::field;
use super::super::kind;
use super::super::line::Line;
use super::super::section::section;
use super::{bullet_text, is_bullet, is_day, is_navigation, range};

/// Parses the table that begins at the first line, if there is one, and returns it with its number of lines.
pub(super) fn table(lines: &[Line<'_>]) -> Option<(Table, usize)> {
    let (columns, begin) = header(lines)?;
    let first = lines.first()?;
    let tokens = tokens(lines.get(begin..).unwrap_or_default(), begin);
    let starts = Starts { columns: &columns, tokens: &tokens };
    let mut position = 0;
    let mut rows: Vec<Row> = Vec::new();
    while position < tokens.len() {
        let Some(length) = starts.opening(position) else {
            // A paragraph before the first row.
            let token = tokens.get(position)?;
            rows.push(Row { cells: vec![token.text.clone()], indent: 0, range: range(&token.line) });
            position += 1;
            continue;
        };
        let body = position + length;
        let end = (body..tokens.len()).find(|next| starts.opening(*next).is_some()).unwrap_or(tokens.len());
        rows.extend(starts.row(position, body, end));
        position = end;
    }
    let taken = tokens.last().map_or(begin, |token| token.last + 1);
    let header = Text { text: String::new(), range: range(first) };
    Some((Table { columns, header, headers: Vec::new(), guesses: Vec::new(), rows }, taken))
}

/// Returns the columns, and the line after their headers.
fn header(lines: &[Line<'_>]) -> Option<(Vec<Column>, usize)> {
    let mut columns = Vec::new();
    let mut end = 0;
    for (position, line) in lines.iter().enumerate().take(24) {
        let text = line.text.trim();
        if text.is_empty() && position > 0 {
            continue;
        }
        let found = if text.len() > 60 || is_bullet(line.text) { Column::Other } else { column(text) };
        if found == Column::Other || columns.contains(&found) {
            break;
        }
        columns.push(found);
        end = position + 1;
    }
    let has = |column| columns.contains(&column);
    let begins = matches!(columns.first(), Some(Column::Name | Column::Status | Column::Action | Column::ChangedAt));
    let is_known = has(Column::Name) && has(Column::Type)
        || has(Column::Status) && has(Column::Code)
        || has(Column::Action) && has(Column::AccessLevel)
        || has(Column::ChangedAt) && has(Column::Change);
    (begins && is_known && columns.len() > 1).then_some((columns, end))
}

/// A paragraph or a list item.
struct Token<'a> {
    text: String,
    line: Line<'a>,
    /// Position of its last line.
    last: usize,
    /// Whether it is a list item.
    is_item: bool,
}

/// Splits the lines up to the next title into paragraphs and list items.
fn tokens<'a>(lines: &[Line<'a>], begin: usize) -> Vec<Token<'a>> {
    let is_blank = |line: Option<&Line<'_>>| line.is_none_or(|line| line.text.trim().is_empty());
    let mut tokens: Vec<Token<'a>> = Vec::new();
    for (position, line) in lines.iter().enumerate() {
        let text = line.text.trim();
        if text.is_empty() {
            continue;
        }
        let is_title = !is_bullet(line.text)
            && (section(text).is_some() || is_navigation(text))
            && is_blank(lines.get(position + 1))
            && is_blank(position.checked_sub(1).and_then(|before| lines.get(before)));
        if is_title || position > 0 && header(lines.get(position..).unwrap_or_default()).is_some() {
            break;
        }
        let is_item = is_bullet(line.text);
        // A line continues the paragraph unless there is a blank line before it.
        let goes_on = !is_item && !is_blank(position.checked_sub(1).and_then(|before| lines.get(before)));
        match tokens.last_mut().filter(|_| goes_on) {
            Some(token) => {
                token.text.push('\n');
                token.text.push_str(text);
                token.last = begin + position;
            }
            None => tokens.push(Token { text: bullet_text(line.text), line: *line, last: begin + position, is_item }),
        }
    }
    tokens
}

struct Starts<'a, 'b> {
    columns: &'b [Column],
    tokens: &'b [Token<'a>],
}

impl Starts<'_, '_> {
    fn text(&self, position: usize) -> &str {
        self.tokens.get(position).map_or("", |token| token.text.as_str())
    }

    fn has(&self, column: Column) -> bool {
        self.columns.contains(&column)
    }

    /// Returns the number of paragraphs at the beginning of a row, if one begins here.
    fn opening(&self, position: usize) -> Option<usize> {
        let (text, next) = (self.text(position), self.text(position + 1));
        if self.has(Column::Status) {
            return is_status(text).then_some(1);
        }
        if self.has(Column::ChangedAt) {
            return is_day(text).then_some(1);
        }
        if self.has(Column::Action) {
            let service = text.split_once(':').map(|(service, _)| service);
            let is_action = service.is_some_and(|service| {
                service != "acs" && service.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-')
            }) && !text.contains(' ');
            return (is_action && LEVELS.contains(&next.to_ascii_lowercase().as_str())).then_some(2);
        }
        self.named(position).or_else(|| self.nameless(position))
    }

    /// Recognizes a name, its type and, if there is a column for it, whether it is required.
    fn named(&self, position: usize) -> Option<usize> {
        let is_named = is_name(self.text(position)) && is_type(self.text(position + 1));
        self.flag(position + 2).filter(|_| is_named).map(|flag| 2 + flag)
    }

    /// Recognizes a row without a name, which is the element of a list or the whole response.
    fn nameless(&self, position: usize) -> Option<usize> {
        // The word is the type of a row that begins above.
        if position > 0 && self.named(position - 1).is_some() {
            return None;
        }
        let text = self.text(position);
        let begins_small = text.starts_with(|first: char| first.is_ascii_lowercase());
        // The word may be the example of the previous row.
        let is_example = position > 0 && self.named(position + 1).is_some();
        let flag = self.flag(position + 1)?;
        (begins_small && is_type(text) && (!is_example || flag > 0)).then_some(1 + flag)
    }

    /// Returns the number of paragraphs that say whether the row is required. `None` if one is expected, but missing.
    fn flag(&self, position: usize) -> Option<usize> {
        if !self.has(Column::Required) {
            return Some(0);
        }
        let text = self.text(position);
        if text.len() < 16 && field::required(text).is_some() {
            return Some(1);
        }
        // The rows of nested fields may lack the cell. A description follows the type.
        let is_described = is_sentence(text) && position > 1 && is_name(self.text(position - 2));
        is_described.then_some(0)
    }

    fn row(&self, start: usize, body: usize, end: usize) -> Vec<Row> {
        let Some(first) = self.tokens.get(start) else { return Vec::new() };
        let row = |cells: Vec<String>| Row { cells, indent: 0, range: range(&first.line) };
        let rest = || (body..end).map(|position| self.text(position).to_owned());
        if self.has(Column::Action) {
            // The reader of authorization tables expects lines: an action with its level, then its resources and keys.
            let opening = format!("{}{}", self.text(start), self.text(start + 1).to_ascii_lowercase());
            let lines = (body..end).filter_map(|position| self.tokens.get(position));
            let lines =
                lines.map(|token| Row { cells: vec![token.text.clone()], indent: 0, range: range(&token.line) });
            return std::iter::once(row(vec![opening])).chain(lines).collect();
        }
        if !self.has(Column::Name) {
            let mut cells: Vec<String> = std::iter::once(self.text(start).to_owned()).chain(rest()).collect();
            let extra = cells.split_off(cells.len().min(self.columns.len()));
            if let Some(last) = cells.last_mut() {
                extra.iter().for_each(|text| {
                    last.push('\n');
                    last.push_str(text);
                });
            }
            return vec![row(cells)];
        }
        let is_named = self.named(start).is_some();
        let has_flag = self.has(Column::Required) && body - start == 2 + usize::from(is_named);
        let (name, kind) = if is_named { (self.text(start), self.text(start + 1)) } else { ("", self.text(start)) };
        let mut texts: Vec<String> = rest().collect();
        let is_item = end.checked_sub(1).and_then(|last| self.tokens.get(last)).is_some_and(|last| last.is_item);
        let last = texts.last().filter(|_| !is_item && self.has(Column::Example));
        let is_example =
            last.is_some_and(|last| !is_sentence(last) || texts.len() > 1 && !last.ends_with(['.', '。', ':', '：']));
        let example = if is_example { texts.pop().unwrap_or_default() } else { String::new() };
        let description = texts.join("\n");
        let cells = self.columns.iter().map(|column| match column {
            Column::Name => name.to_owned(),
            Column::Type => kind.to_owned(),
            Column::Required if has_flag => self.text(body - 1).to_owned(),
            Column::Example => example.clone(),
            Column::Description => description.clone(),
            _ => String::new(),
        });
        vec![row(cells.collect())]
    }
}

const LEVELS: &[&str] = &["create", "delete", "update", "list", "get", "read", "write", "none"];

fn is_status(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_type(text: &str) -> bool {
    text.len() < 100 && kind::suffix(text) == Some(0)
}

fn is_name(text: &str) -> bool {
    text.len() < 200
        && text.chars().any(char::is_alphabetic)
        && text.chars().all(|character| character.is_ascii_alphanumeric() || "_.-#$@/:".contains(character))
}

fn is_sentence(text: &str) -> bool {
    text.ends_with(['.', '。', ':', '：']) || text.split(' ').count() > 3 || !text.is_ascii()
}
