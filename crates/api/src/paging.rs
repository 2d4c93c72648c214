//! How an operation returns its results in pages.

/// How an operation returns its results in pages.
///
/// `Path` is the type of the way to a field: names on the wire, each that of a field within the one before. A path of the
/// request begins with the name of a parameter. Generated code names fields in another way, and the generator needs owned
/// lists, so it is a parameter.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct PagingInfo<Path = &'static [&'static str]> {
    /// The list of the response that holds the items of a page. The path is empty if the body itself is the list.
    pub items: Path,
    /// How the next page is requested.
    pub next: NextPage<Path>,
}

/// What is set on a request for the next page.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum NextPage<Path = &'static [&'static str]> {
    /// The token from the response.
    Token(PageToken<Path>),
    /// The number of the page.
    Number(PageNumber<Path>),
    /// The number of elements to skip.
    Offset(PageOffset<Path>),
}

/// A token that selects the next page. The last page has none.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct PageToken<Path = &'static [&'static str]> {
    /// Field of the request that takes the token.
    pub request: Path,
    /// Field of the response that has it.
    pub response: Path,
    /// Whether the token stays the same, since the service keeps the position. A page without items is then the last one.
    pub stays: bool,
    /// The page number, if the operation has both conventions: it counts as long as no response had a token.
    pub otherwise: Option<PageNumber<Path>>,
}

/// A page number.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct PageNumber<Path = &'static [&'static str]> {
    /// Field of the request with the number.
    pub number: Path,
    /// Field of the request with the number of elements on a page.
    pub size: Option<Path>,
    /// What the response reports.
    pub reported: ReportedPage<Path>,
}

/// A number of elements to skip.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct PageOffset<Path = &'static [&'static str]> {
    /// Field of the request with that number.
    pub offset: Path,
    /// What the response reports.
    pub reported: ReportedPage<Path>,
}

/// Fields of a response about the list that it is a page of. Each may be a number or a string with one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct ReportedPage<Path = &'static [&'static str]> {
    /// Number of elements on all pages.
    pub total: Option<Path>,
    /// Number or offset of this page.
    pub position: Option<Path>,
    /// Number of elements on a page.
    pub size: Option<Path>,
}

impl<Path> PagingInfo<Path> {
    /// Creates the facts from the list and the way to the next page.
    #[must_use]
    pub const fn new(items: Path, next: NextPage<Path>) -> Self {
        Self { items, next }
    }

    /// Converts every path to another type: `request` those of the request, `response` those of the response. Returns
    /// `None` if one of them does.
    pub fn map<Other>(
        &self,
        request: impl Fn(&Path) -> Option<Other>,
        response: impl Fn(&Path) -> Option<Other>,
    ) -> Option<PagingInfo<Other>> {
        let reported = |reported: &ReportedPage<Path>| {
            Some(ReportedPage {
                total: mapped(reported.total.as_ref(), &response)?,
                position: mapped(reported.position.as_ref(), &response)?,
                size: mapped(reported.size.as_ref(), &response)?,
            })
        };
        let number = |page: &PageNumber<Path>| {
            Some(PageNumber {
                number: request(&page.number)?,
                size: mapped(page.size.as_ref(), &request)?,
                reported: reported(&page.reported)?,
            })
        };
        let next = match &self.next {
            NextPage::Token(token) => NextPage::Token(PageToken {
                request: request(&token.request)?,
                response: response(&token.response)?,
                stays: token.stays,
                otherwise: mapped(token.otherwise.as_ref(), number)?,
            }),
            NextPage::Number(page) => NextPage::Number(number(page)?),
            NextPage::Offset(page) => {
                NextPage::Offset(PageOffset { offset: request(&page.offset)?, reported: reported(&page.reported)? })
            }
        };
        Some(PagingInfo { items: response(&self.items)?, next })
    }
}

/// Converts a value that may be absent; `None` if the conversion fails.
#[allow(clippy::option_option, reason = "absent, or present and not convertible")]
fn mapped<T, Other>(value: Option<&T>, convert: impl Fn(&T) -> Option<Other>) -> Option<Option<Other>> {
    match value {
        None => Some(None),
        Some(value) => convert(value).map(Some),
    }
}

impl<Path> PageToken<Path> {
    /// Creates the facts of a token from the field of the request that takes it and the field of the response that has
    /// it.
    #[must_use]
    pub const fn new(request: Path, response: Path, stays: bool, otherwise: Option<PageNumber<Path>>) -> Self {
        Self { request, response, stays, otherwise }
    }
}

impl<Path> PageNumber<Path> {
    /// Creates the facts of a page number.
    #[must_use]
    pub const fn new(number: Path, size: Option<Path>, reported: ReportedPage<Path>) -> Self {
        Self { number, size, reported }
    }
}

impl<Path> PageOffset<Path> {
    /// Creates the facts of an offset.
    #[must_use]
    pub const fn new(offset: Path, reported: ReportedPage<Path>) -> Self {
        Self { offset, reported }
    }
}

impl<Path> ReportedPage<Path> {
    /// Creates the facts from the fields with the number of elements on all pages, the position of the page, and the
    /// number of elements on a page.
    #[must_use]
    pub const fn new(total: Option<Path>, position: Option<Path>, size: Option<Path>) -> Self {
        Self { total, position, size }
    }
}
