//! Carries a call out: with one request, with one for each page, or again and again until its response has a value.

use alicloud_catalog::DocumentedWaiter;
use alicloud_client::{Answer, Client, Error, UntypedOperation, Value};

use super::target::DescribedOperation;
use crate::arguments::GlobalOptions;
use crate::failure::CliFailure;
use crate::json::JsonValue;
use crate::output::{self, Columns, OutputSettings, ResponseFacts};
use crate::pages::{AfterPage, FollowedPages, PageFields, PageNames, PagePlan};
use crate::query::Query;
use crate::streams::complain;
use crate::wait::{Wait, WaitFailure};

/// What a call is besides one request.
pub(super) enum Follow {
    Once,
    Wait(Wait),
    Pages(Box<FollowedPages>),
    /// A stream of events, each of which is shown as it arrives.
    Events,
}

/// What a call has received.
pub(super) enum Received {
    Response(Box<Answer>),
    /// All pages in one response, or nothing that is still to be shown.
    Pages(Option<JsonValue>),
}

/// The names and values of the parameters of a call.
pub(super) type SetParameters<'a> = [(&'a str, Option<Value>)];

/// How responses are shown.
pub(crate) fn output_settings(options: &GlobalOptions) -> Result<OutputSettings, CliFailure> {
    let wrong = |flag: &'static str| move |problem: String| CliFailure::Incomplete(format!("{flag}: {problem}"));
    let query = options.query.as_deref().map(Query::parse).transpose().map_err(wrong("--query"))?;
    let table = options.table.as_ref();
    let columns = table.map(|table| Columns::parse(&table.columns, table.rows.as_deref(), table.numbered));
    let columns = columns.transpose().map_err(wrong("--output"))?;
    Ok(OutputSettings { format: options.output, query, columns, is_quiet: options.quiet })
}

/// What the command line wants besides one request.
///
/// # Errors
///
/// Why that is not possible with this operation.
pub(super) fn follow(
    options: &GlobalOptions,
    described: Option<DescribedOperation>,
    waiter: Option<&DocumentedWaiter>,
    set: &SetParameters<'_>,
) -> Result<Follow, String> {
    let wants_pages = options.pages.is_some() || options.max_items.is_some();
    let streams = described.is_some_and(|described| described.operation.info.may_stream());
    if streams && (wants_pages || options.wait.is_some()) {
        return Err("the response is a stream of events: --wait and --all cannot be used with it".to_owned());
    }
    if let Some(waiter) = waiter {
        if wants_pages || options.wait.is_some() {
            return Err("a ready-made waiter has its own value: --wait and --all cannot be used with it".to_owned());
        }
        let wait = Wait::described(waiter, options.wait_timeout, options.interval)?;
        if let Some(DescribedOperation { product, operation }) = described {
            wait.check(product, operation)?;
        }
        return Ok(Follow::Wait(wait));
    }
    if let Some(choice) = &options.wait {
        let wait = Wait::new(&choice.expression, &choice.value, options.wait_timeout, options.interval)
            .map_err(|problem| format!("--wait: {problem}"))?;
        match described {
            Some(described) => wait.check(described.product, described.operation)?,
            None => return Err("--wait: nothing says that this operation only reads, and --wait repeats it".to_owned()),
        }
        return if wants_pages {
            Err("--wait and --all cannot be used together".to_owned())
        } else {
            Ok(Follow::Wait(wait))
        };
    }
    // Whoever sets how long a wait lasts wants one.
    for (flag, is_given) in
        [("--wait-timeout", options.wait_timeout.is_some()), ("--interval", options.interval.is_some())]
    {
        if is_given {
            return Err(format!("{flag} says how --wait waits, and is nothing without it"));
        }
    }
    if !wants_pages {
        return Ok(if streams { Follow::Events } else { Follow::Once });
    }
    let choice = options.pages.clone().unwrap_or_default();
    let names = PageNames {
        list: choice.path,
        number: choice.page_number,
        size: choice.page_size,
        total: choice.total_count,
        token: choice.next_token,
    };
    let plan = described.and_then(|described| PagePlan::of(described.product, described.operation, &names));
    let plan = plan.ok_or("--all: the description of the operation does not say how its pages are requested")?;
    Ok(Follow::Pages(Box::new(FollowedPages::new(plan, set, options.max_items))))
}

/// Says on standard error that a list has more items than those of the page that was shown.
pub(super) fn report_more(described: Option<DescribedOperation>, set: &SetParameters<'_>, response: &Answer) {
    let plan =
        described.and_then(|described| PagePlan::of(described.product, described.operation, &PageNames::default()));
    let Some(plan) = plan else { return };
    let pages = FollowedPages::new(plan, set, None);
    // Whoever asks for a certain page asks for the next one, too.
    if pages.is_first()
        && let Some(sentence) = output::value(response.body()).and_then(|page| pages.more(&page))
    {
        complain(&format!("note: {sentence}"));
    }
}

/// Carries a call out. `request` makes a request from the fields of a page.
pub(super) async fn carry_out(
    follow: Follow,
    request: impl Fn(&PageFields) -> UntypedOperation,
    client: &Client,
    settings: &OutputSettings,
    facts: &ResponseFacts,
) -> Result<Received, WaitFailure> {
    match follow {
        Follow::Once => request(&Vec::new()).send(client).await.map(received).map_err(WaitFailure::Call),
        Follow::Wait(wait) => {
            let call = async || request(&Vec::new()).send(client).await;
            let value = |response: &Answer| output::value(response.body());
            let ended = wait.until(facts, call, value).await?;
            Ok(ended.map_or(Received::Pages(None), received))
        }
        Follow::Events => {
            all_events(request(&Vec::new()), client, settings, facts).await.map(|()| Received::Pages(None))
        }
        Follow::Pages(pages) => all_pages(*pages, request, client, settings.streams()).await.map(Received::Pages),
    }
}

fn received(response: Answer) -> Received {
    Received::Response(Box::new(response))
}

/// Shows each event of a stream as it arrives, and returns once it has ended, or nobody reads the output any more.
async fn all_events(
    request: UntypedOperation,
    client: &Client,
    settings: &OutputSettings,
    facts: &ResponseFacts,
) -> Result<(), WaitFailure> {
    let mut events = request.send(client).events().await.map_err(WaitFailure::Call)?;
    while let Some(event) = events.next().await {
        let event = event.map_err(WaitFailure::Call)?;
        let (settings, facts) = (settings.clone(), facts.clone());
        // On another thread, so that a signal ends the program even if nobody reads its output.
        let written = tokio::task::spawn_blocking(move || output::show_event(&event.text, &settings, &facts)).await;
        if !written.unwrap_or_else(|error| Err(CliFailure::call(&error))).map_err(WaitFailure::Cli)? {
            break;
        }
    }
    Ok(())
}

async fn all_pages(
    mut pages: FollowedPages,
    request: impl Fn(&PageFields) -> UntypedOperation,
    client: &Client,
    streams: bool,
) -> Result<Option<JsonValue>, WaitFailure> {
    let mut fields = Vec::new();
    let mut first = None;
    let mut all = Vec::new();
    loop {
        let response = request(&fields).send(client).await.map_err(WaitFailure::Call)?;
        let Some(mut page) = output::value(response.body()) else {
            let problem = "the response is not JSON, so its pages cannot be followed";
            return Err(WaitFailure::Call(Error::unreachable_state(problem)));
        };
        let (items, after) = pages.take(&mut page).map_err(WaitFailure::Call)?;
        if streams {
            // On another thread, so that a signal ends the program even if nobody reads its output.
            let written = tokio::task::spawn_blocking(move || output::show_lines(&items)).await;
            if !written.unwrap_or_else(|error| Err(CliFailure::call(&error))).map_err(WaitFailure::Cli)? {
                return Ok(None);
            }
        } else {
            all.extend(items);
            first.get_or_insert(page);
        }
        match after {
            AfterPage::Next(next) => fields = next,
            AfterPage::End => return Ok(first.map(|first| pages.merged(first, all))),
        }
    }
}
