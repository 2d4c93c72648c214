//! Builds the request of a call from its description, its values and the flags about the request.

use alicloud_catalog::RequestParameter;
use alicloud_client::runtime::{At, BodyKind, ListStyle, Location, Method, Style};
use alicloud_client::{OperationInfo, UntypedOperation, Value};

use super::set_value::SetValue;
use super::target::Target;
use crate::arguments::{BodyArgument, GlobalOptions};
use crate::json::JsonText;

/// A documented parameter, and its value.
pub(super) type Documented<'a> = (&'a RequestParameter, Option<SetValue>);

/// The facts of the call, and its request. `body` is the body of `--body` or `--body-file`.
///
/// # Errors
///
/// Why the flags do not fit the operation.
pub(super) fn build(
    target: &Target,
    documented: Vec<Documented<'_>>,
    undocumented: Vec<(String, Value)>,
    body: Option<String>,
    options: &GlobalOptions,
) -> Result<(&'static OperationInfo, UntypedOperation), String> {
    let method = chosen_method(target.info, options)?;
    // A request with these methods has no body, so what would be in a form is sent in the query.
    let is_bodyless = options.method.is_some() && matches!(method, Method::Get | Method::Head);
    let mut info = target.info.clone();
    if method != info.method {
        info = info.methods(method, Box::leak(Box::new([method])));
    }
    if let Some((parameter, _)) = body
        .as_ref()
        .and_then(|_| documented.iter().find(|(parameter, value)| value.is_some() && is_in_body(parameter)))
    {
        return Err(format!("--body is the whole body, and {} is a part of it: use one of the two", parameter.name));
    }
    if body.is_some() {
        let kind = match info.body {
            kind @ (BodyKind::Binary | BodyKind::Xml) => kind,
            BodyKind::None | BodyKind::Form | BodyKind::Multipart | BodyKind::Json => BodyKind::Json,
        };
        info = info.body(kind);
    } else if is_bodyless && matches!(info.body, BodyKind::Form | BodyKind::Multipart) {
        info = info.body(BodyKind::None);
    }
    if let Some(text) = body.as_deref().filter(|text| !text.is_empty())
        && info.body == BodyKind::Json
        && says_json(options)
        && !options.force
    {
        let flag = if matches!(options.body, Some(BodyArgument::File(_))) { "--body-file" } else { "--body" };
        let _ = JsonText::check(text).map_err(|problem| {
            format!(
                "{flag}: not valid JSON ({problem}), and the request says that it is; --force sends it all the same, and --header \
                 Content-Type=… says what else it is"
            )
        })?;
    }
    let info: &'static OperationInfo = if info == *target.info { target.info } else { Box::leak(Box::new(info)) };

    let mut request = UntypedOperation::new(info);
    for (parameter, value) in documented {
        if body.is_some() && is_in_body(parameter) {
            continue;
        }
        let location =
            if is_bodyless && parameter.location == Location::Form { Location::Query } else { parameter.location };
        let (name, at) = (parameter.name, At::new(location, parameter.style, parameter.required));
        request = match value {
            Some(SetValue::File(_)) if is_bodyless => {
                let method = method.as_str();
                return Err(format!("--method {method}: {name} is a file, and a request with this method has no body"));
            }
            Some(SetValue::File(file)) => {
                if target.is_secret(parameter) {
                    request = request.hide(name);
                }
                request.file(name, at, file)
            }
            Some(SetValue::Json(Value::String(text))) if target.is_secret(parameter) => {
                request.secret(name, at, Some(text.into()))
            }
            Some(SetValue::Json(value)) => request.parameter(name, at, Some(value)),
            None => request.parameter(name, at, None),
        };
    }
    for (name, value) in undocumented {
        request = request.parameter(leaked(name), At::QUERY, Some(value));
    }
    for (name, value) in &options.headers {
        request = request.parameter(leaked(name.clone()), At::HEADER, Some(Value::from(value.as_str())));
    }
    if let Some(body) = body {
        request =
            request.parameter("body", At::new(Location::WholeBody, ListStyle::Flat, false), Some(Value::String(body)));
    }
    if let Some(described) = target.described {
        for name in described.product.secret_fields(described.operation) {
            request = request.hide(name);
        }
        if let Some(response) = described.operation.response() {
            request = request.response_fields(described.product.resolve(response).properties.keys());
        }
    }
    Ok((info, request))
}

/// Whether the content type of a body is one of JSON (RFC 6839): so it is unless a header says otherwise.
fn says_json(options: &GlobalOptions) -> bool {
    let header = options.headers.iter().rfind(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    header.is_none_or(|(_, value)| {
        let essence = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        essence.ends_with("/json") || essence.ends_with("+json")
    })
}

/// Whether a parameter is a part of the body, or all of it.
pub(super) fn is_in_body(parameter: &RequestParameter) -> bool {
    matches!(parameter.location, Location::Form | Location::BodyField | Location::WholeBody)
}

/// The method of `--method`, if the operation has it, else that of the description.
fn chosen_method(info: &OperationInfo, options: &GlobalOptions) -> Result<Method, String> {
    let Some(word) = options.method.as_deref() else { return Ok(info.method) };
    let method =
        Method::parse(word).ok_or_else(|| format!("invalid value '{word}' for '--method': not an HTTP method"))?;
    if info.methods.contains(&method) || options.force {
        return Ok(method);
    }
    let known: Vec<&str> = info.methods.iter().map(|method| method.as_str()).collect();
    Err(match info.product.style {
        // Services in this style accept both in general, whether or not it is documented.
        Style::Rpc if matches!(method, Method::Get | Method::Post) => return Ok(method),
        _ => format!("--method {word}: {} has {}; --force sends it all the same", info.name, known.join(", ")),
    })
}

/// A name that is never freed: there is one call for each run of the program.
fn leaked(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}
