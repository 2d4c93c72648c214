//! Parses sample requests. [`judge`] compares them with the tables.

mod judge;

pub(super) use judge::{Listed, compare};

/// A parsed sample request.
#[derive(Debug, Default)]
pub(super) struct RequestSample<'a> {
    /// Path without the query, and its offset, if it is more than `/`.
    pub(super) path: Option<(&'a str, usize)>,
    /// Parameters of the query, and of a form body.
    pub(super) pairs: Vec<QueryPair<'a>>,
    /// A JSON body, and its offset.
    pub(super) body: Option<(&'a str, usize)>,
}

/// A parameter with its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct QueryPair<'a> {
    pub(super) name: &'a str,
    /// Its value as written.
    pub(super) value: &'a str,
    /// Byte offset of the name in the sample.
    at: usize,
}

impl<'a> RequestSample<'a> {
    /// Parses a sample: a URL over several lines, a request line with headers and a body, or a body alone.
    pub(super) fn read(sample: &'a str) -> Self {
        let mut request = Self::default();
        let start = sample.len() - sample.trim_start().len();
        if sample.trim_start().starts_with(['{', '[']) {
            request.body = sample.get(start..).map(|body| (body, start));
            return request;
        }
        let first_end = sample.find('\n').unwrap_or(sample.len());
        let first = sample.get(..first_end).unwrap_or_default();
        let method = first.split(' ').next().unwrap_or_default();
        let is_method = matches!(method, "GET" | "POST" | "PUT" | "DELETE" | "PATCH" | "HEAD");
        let target = if is_method { method.len() } else { start };
        let authority = sample.get(target..).and_then(|rest| rest.find("://")).map(|at| target + at + 3);
        if let Some(host) = authority.filter(|host| *host < first_end) {
            request.url(sample, host);
        } else if is_method {
            request.line(sample, target, first_end);
        } else {
            // The rest are a relative URL like `/?Action=…`, or parameters alone.
            let query = sample.find('?').map_or(start, |at| at + 1);
            request.query(sample, query, sample.len());
        }
        request
    }

    /// Parses `http(s)://host/path?A=b`, whose query may continue over several lines.
    fn url(&mut self, sample: &'a str, host: usize) {
        let rest = sample.get(host..).unwrap_or_default();
        let end = rest
            .find(" HTTP/")
            .or_else(|| rest.find("\n\n").filter(|at| rest.get(..*at).is_some_and(|url| url.contains('?'))));
        let end = host + end.unwrap_or(rest.len());
        let url = sample.get(host..end).unwrap_or_default();
        let question = url.find('?').map_or(end, |at| host + at);
        let path = sample.get(host..question).and_then(|authority| authority.find('/')).map(|at| host + at);
        self.path(sample, path.unwrap_or(question), question);
        self.query(sample, (question + 1).min(end), end);
        self.headers_and_body(sample, end);
    }

    /// Parses a request line like `POST /path?A=b HTTP/1.1`, headers and a body.
    fn line(&mut self, sample: &'a str, target: usize, end: usize) {
        let line = sample.get(target..end).unwrap_or_default();
        let begin = target + (line.len() - line.trim_start().len());
        let stop = line.find(" HTTP").map_or(end, |at| target + at).max(begin);
        let question = sample.get(begin..stop).and_then(|path| path.find('?')).map_or(stop, |at| begin + at);
        self.path(sample, begin, question);
        // In old samples, the query continues on the following lines.
        let has_version = stop < end;
        let lines = sample.get(end..).unwrap_or_default();
        let goes_on = lines.lines().skip(1).take_while(|line| line.trim_start().starts_with('&'));
        let more = if has_version { 0 } else { goes_on.map(|line| line.len() + 1).sum() };
        let query_end = (stop + more).min(sample.len());
        self.query(sample, (question + 1).min(query_end), query_end);
        self.headers_and_body(sample, query_end.max(end));
    }

    fn path(&mut self, sample: &'a str, begin: usize, end: usize) {
        let path = sample.get(begin..end).map(str::trim_end).filter(|path| path.len() > 1 && path.starts_with('/'));
        self.path = path.map(|path| (path, begin));
    }

    fn query(&mut self, sample: &'a str, begin: usize, end: usize) {
        let mut at = begin;
        for piece in sample.get(begin..end).unwrap_or_default().split('&') {
            let name_at = at + (piece.len() - piece.trim_start().len());
            at += piece.len() + 1;
            let Some((name, value)) = piece.split_once('=') else { continue };
            let is_name = |character: char| character.is_ascii_alphanumeric() || "_.-#[]".contains(character);
            if !name.trim().is_empty() && name.trim().chars().all(is_name) {
                self.pairs.push(QueryPair { name: name.trim(), value: value.trim(), at: name_at });
            }
        }
    }

    fn headers_and_body(&mut self, sample: &'a str, begin: usize) {
        let mut at = begin;
        for line in sample.get(begin..).unwrap_or_default().split_inclusive('\n') {
            let text = line.trim();
            if text.starts_with(['{', '[']) {
                self.body = sample.get(at..).map(|body| (body, at));
                return;
            }
            if text.split_once('=').is_some_and(|(name, _)| !name.is_empty() && !name.contains([' ', ':', '<', '"'])) {
                self.query(sample, at, sample.len());
                return;
            }
            at += line.len();
        }
    }
}
