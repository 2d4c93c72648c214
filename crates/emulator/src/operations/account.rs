//! Database accounts.

use serde_json::{Value, json};

use super::{Behaviour, OperationContext};
use crate::error::ApiError;
use crate::state::account::{Account, is_account_name, is_password};

pub(super) const BEHAVIOURS: &[Behaviour] = &[
    Behaviour::new("CreateAccount", create).judges(&["AccountDescription", "AccountPassword", "AccountType"]),
    Behaviour::new("DeleteAccount", delete),
    Behaviour::new("DescribeAccounts", describe),
];

const MOST_ACCOUNTS: usize = 500;

fn create(context: &mut OperationContext<'_>) -> Result<Value, ApiError> {
    let name = context.required("AccountName")?;
    if !is_account_name(name) {
        return Err(ApiError::invalid("AccountName"));
    }
    if !is_password(context.required("AccountPassword")?) {
        return Err(context.error("InvalidAccountPassword.Format"));
    }
    let description = context.parameters.text("AccountDescription").unwrap_or_default();
    if !(description.is_empty() || (2..=256).contains(&description.chars().count())) {
        return Err(context.error("InvalidAccountDescription.Format"));
    }
    let kind = context.parameters.text("AccountType").unwrap_or("Normal");
    if !["Normal", "Super", "Sysadmin"].contains(&kind) {
        return Err(context.error("InvalidAccountType.Format"));
    }
    context.must_run("IncorrectDBInstanceState")?;
    let accounts = &context.instance()?.accounts;
    if accounts.iter().any(|account| account.name.eq_ignore_ascii_case(name)) {
        return Err(context.error("InvalidAccountName.Duplicate"));
    }
    if accounts.len() >= MOST_ACCOUNTS {
        return Err(context.error("AccountLimitExceeded"));
    }
    let account = Account { name: name.to_owned(), description: description.to_owned(), kind: kind.to_owned() };
    context.instance_mut()?.accounts.push(account);
    Ok(json!({}))
}

fn delete(context: &mut OperationContext<'_>) -> Result<Value, ApiError> {
    let name = context.required("AccountName")?.to_owned();
    context.must_run("IncorrectDBInstanceState")?;
    let unknown = context.error("InvalidAccountName.NotFound");
    let accounts = &mut context.instance_mut()?.accounts;
    let position = accounts.iter().position(|account| account.name == name).ok_or(unknown)?;
    accounts.remove(position);
    Ok(json!({}))
}

fn describe(context: &mut OperationContext<'_>) -> Result<Value, ApiError> {
    let wanted = context.parameters.text("AccountName");
    let instance = context.instance()?;
    let found: Vec<_> =
        instance.accounts.iter().filter(|account| wanted.is_none_or(|name| account.name == name)).collect();
    let number = context.parameters.integer("PageNumber").unwrap_or(1).max(1);
    let size = context.parameters.integer("PageSize").unwrap_or(30);
    let start = usize::try_from((number - 1).saturating_mul(size)).unwrap_or(usize::MAX);
    let shown = found.iter().skip(start).take(usize::try_from(size).unwrap_or(usize::MAX)).map(|account| {
        json!({
            "AccountDescription": account.description,
            "AccountName": account.name,
            "AccountStatus": "Available",
            "AccountType": account.kind,
            "DBInstanceId": instance.id,
            "DatabasePrivileges": { "DatabasePrivilege": [] },
            "PrivExceeded": "0",
        })
    });
    Ok(json!({
        "Accounts": { "DBInstanceAccount": shown.collect::<Vec<_>>() },
        "PageNumber": number,
        "TotalRecordCount": found.len(),
    }))
}
