//! Which parameters and fields lead to the next page of a list.

use alicloud_api::{NextPage, PageNumber, ReportedPage};
use alicloud_catalog::{Operation, Product, Schema, same_name};

use crate::output::list_path;

/// Names that the command line gives in place of those of the description.
#[derive(Debug, Clone, Default)]
pub(crate) struct PageNames {
    pub(crate) list: Option<String>,
    pub(crate) number: Option<String>,
    pub(crate) size: Option<String>,
    pub(crate) total: Option<String>,
    pub(crate) token: Option<String>,
}

/// How the next page is requested. Fields of the response are paths.
#[derive(Debug, Clone, Default)]
pub(crate) struct PagePlan {
    pub(super) list: Vec<String>,
    pub(super) token: Option<(String, Vec<String>)>,
    /// Whether one token is sent for the whole list.
    pub(super) token_stays: bool,
    /// The parameter that counts.
    pub(super) number: Option<String>,
    /// Whether it counts items, and not pages.
    pub(super) counts_items: bool,
    pub(super) size: Option<String>,
    pub(super) total: Option<Vec<String>>,
    /// The page number or offset in the response.
    pub(super) reported: Option<Vec<String>>,
    /// The page size in the response.
    pub(super) reported_size: Option<Vec<String>>,
}

impl PagePlan {
    /// The plan of an operation, as its description says, with the names of the command line. `None` if it has no pages.
    pub(crate) fn of(product: &Product, operation: &Operation, names: &PageNames) -> Option<Self> {
        let schema = operation.response()?;
        let mut plan = Self::described(operation);
        if let Some(path) = &names.list {
            plan.list = path.trim_end_matches("[]").split('.').map(str::to_owned).collect();
        } else if operation.paging.is_none() {
            plan.list = list_path(product, schema)?;
        }
        let parameter = |name: &str| {
            operation
                .parameters
                .iter()
                .find(|parameter| same_name(parameter.name, name))
                .map(|found| found.name.to_owned())
        };
        let list = plan.list.clone();
        let response = PagedResponse { product, schema, list: &list };
        if let Some(name) = &names.token {
            (plan.token, plan.token_stays) = (parameter(name).zip(response.field(name)), false);
        }
        if let Some(name) = &names.number {
            (plan.number, plan.counts_items) = (parameter(name), false);
            plan.reported = response.field(name);
        }
        if let Some(name) = &names.size {
            plan.size = parameter(name);
        }
        if let Some(name) = &names.total {
            plan.total = response.field(name);
        }
        (plan.token.is_some() || plan.number.is_some()).then_some(plan)
    }

    /// What the description says; an empty plan if it says nothing.
    fn described(operation: &Operation) -> Self {
        let Some(facts) = operation.paging else { return Self::default() };
        let mut plan = Self { list: owned(facts.items), ..Self::default() };
        match &facts.next {
            NextPage::Token(token) => {
                plan.token = parameter_of(token.request).map(|name| (name, owned(token.response)));
                plan.token_stays = token.stays;
                if let Some(number) = &token.otherwise {
                    plan.set_number(number);
                }
            }
            NextPage::Number(number) => plan.set_number(number),
            NextPage::Offset(offset) => {
                (plan.number, plan.counts_items) = (parameter_of(offset.offset), true);
                plan.set_reported(&offset.reported);
            }
        }
        plan
    }

    fn set_number(&mut self, number: &PageNumber) {
        self.number = parameter_of(number.number);
        self.size = number.size.and_then(parameter_of);
        self.set_reported(&number.reported);
    }

    fn set_reported(&mut self, reported: &ReportedPage) {
        self.total = reported.total.map(owned);
        self.reported = reported.position.map(owned);
        self.reported_size = reported.size.map(owned);
    }
}

/// The parameter that a path of a request is. A field within a parameter cannot be set on its own here.
fn parameter_of(path: &[&str]) -> Option<String> {
    match path {
        [name] => Some((*name).to_owned()),
        _ => None,
    }
}

fn owned(path: &[&str]) -> Vec<String> {
    path.iter().map(|name| (*name).to_owned()).collect()
}

struct PagedResponse<'a> {
    product: &'a Product,
    schema: &'a Schema,
    list: &'a [String],
}

impl PagedResponse<'_> {
    /// The path of a field beside the list or around it, the nearest one first.
    fn field(&self, name: &str) -> Option<Vec<String>> {
        let mut objects = vec![(Vec::new(), self.product.resolve(self.schema))];
        for step in self.list {
            let Some((path, object)) = objects.last() else { break };
            let Some(field) = object.properties.get(step) else { break };
            let path: Vec<String> = path.iter().cloned().chain([step.clone()]).collect();
            objects.push((path, self.product.resolve(field)));
        }
        objects.iter().rev().find_map(|(path, object)| {
            let (found, _) = object.properties.iter().find(|(known, field)| {
                let field = self.product.resolve(field);
                same_name(known, name) && field.items.is_none() && field.properties.is_empty()
            })?;
            Some(path.iter().cloned().chain([found.clone()]).collect())
        })
    }
}
