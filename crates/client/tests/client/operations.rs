//! Hand-written operations, in the form that the generator produces.

use std::collections::BTreeMap;
use std::fmt;

use alicloud_client::Secret;
use alicloud_client::runtime::{
    self, At, Auth, BodyKind, Decode, Decoder, Encode, Encoder, EndpointRule, Method, Operation, OperationInfo,
    Paginate, Parameters, ProductInfo, RegionHosts, ResponseKind, Streaming, Style, Value,
};

pub(crate) static RDS: ProductInfo = ProductInfo::new("Rds", "2014-08-15").location_service_code("rds").endpoints(
    EndpointRule::Regional,
    &[
        RegionHosts::new("cn-hangzhou", Some("rds.aliyuncs.com"), Some("rds-vpc.cn-hangzhou.aliyuncs.com")),
        RegionHosts::new("eu-central-1", Some("rds.eu-central-1.aliyuncs.com"), None),
    ],
);

pub(crate) static LISTED: ProductInfo = ProductInfo::new("Listed", "2014-08-15")
    .location_service_code("listed")
    .endpoints(EndpointRule::Listed, &[RegionHosts::new("cn-hangzhou", Some("listed.aliyuncs.com"), None)]);
pub(crate) static CENTRAL: ProductInfo =
    ProductInfo::new("Central", "2014-08-15").endpoints(EndpointRule::Central, &[]);

static GLOBAL: ProductInfo = ProductInfo::new("Alidns", "2014-08-15")
    .endpoints(EndpointRule::Listed, &[RegionHosts::new("public", Some("alidns.aliyuncs.com"), None)]);
static SHARED: ProductInfo = ProductInfo::new("Ram", "2014-08-15").endpoints(
    EndpointRule::Listed,
    &[
        RegionHosts::new("cn-hangzhou", Some("ram.aliyuncs.com"), None),
        RegionHosts::new("eu-central-1", Some("ram.aliyuncs.com"), Some("ram-vpc.aliyuncs.com")),
    ],
);
pub(crate) static APART: ProductInfo = ProductInfo::new("Apart", "2014-08-15").endpoints(
    EndpointRule::Listed,
    &[
        RegionHosts::new("cn-hangzhou", Some("apart.cn-hangzhou.aliyuncs.com"), None),
        RegionHosts::new("eu-central-1", Some("apart.eu-central-1.aliyuncs.com"), None),
    ],
);

pub(crate) static CLUSTERS: ProductInfo = ProductInfo::new("CS", "2015-12-15")
    .style(Style::Roa)
    .location_service_code("listed")
    .endpoints(EndpointRule::Regional, &[]);

pub(crate) const fn info(
    product: &'static ProductInfo,
    name: &'static str,
    read_only: bool,
    token: Option<&'static str>,
) -> OperationInfo {
    let info = OperationInfo::new(product, name)
        .methods(Method::Post, &[Method::Post, Method::Get])
        .response(ResponseKind::Identified);
    let info = if read_only { info.read_only() } else { info };
    match token {
        Some(token) => info.idempotency_token(token),
        None => info,
    }
}

macro_rules! operation {
    ($name:ident, $response:ty, $info:expr, |$self:ident, $p:ident| $parameters:block $(, token: $token:ident)?) => {
        impl Operation for $name {
            type Response = $response;
            const INFO: &'static OperationInfo = &$info;
            fn parameters(&$self, $p: &mut Parameters<'_>) $parameters
            $(fn fill_idempotency_token(&mut self, token: &str) {
                self.$token.get_or_insert_with(|| token.to_owned());
            })?
        }
        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                runtime::debug_operation(self, formatter)
            }
        }
        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                runtime::same_parameters(self, other)
            }
        }
    };
}

/// A type that occurs only in responses.
macro_rules! response {
    ($name:ident { $($method:ident $wire:literal $field:ident),* $(,)? }) => {
        impl Decode for $name {
            fn decode(&mut self, d: &mut Decoder<'_>) {
                $(d.$method($wire, &mut self.$field);)*
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                runtime::debug_decoded(stringify!($name), self, formatter)
            }
        }
        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                runtime::same_decoded(self, other)
            }
        }
        runtime::serde_structure!($name);
    };
}

/// A type that occurs in requests and in responses.
macro_rules! structure {
    ($name:ident { $($method:ident $wire:literal $field:ident),* $(,)? }) => {
        impl Encode for $name {
            fn encode(&self, e: &mut Encoder<'_>) {
                $(e.$method($wire, &self.$field);)*
            }
        }
        impl Decode for $name {
            fn decode(&mut self, d: &mut Decoder<'_>) {
                $(d.$method($wire, &mut self.$field);)*
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                runtime::debug_structure(stringify!($name), self, formatter)
            }
        }
        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                runtime::same_structure(self, other)
            }
        }
        runtime::serde_structure!($name);
    };
}

/// An operation that changes something and has no token, so it may be sent only once.
#[derive(Clone, Default)]
pub(crate) struct Release {
    pub(crate) id: Option<String>,
    pub(crate) connection: Option<String>,
    pub(crate) network: Option<String>,
}

operation!(Release, Empty, info(&RDS, "ReleaseInstanceConnection", false, None), |self, p| {
    p.string("DBInstanceId", At::QUERY.required(), &self.id);
    p.string("CurrentConnectionString", At::QUERY.required(), &self.connection);
    p.string("InstanceNetworkType", At::QUERY.required(), &self.network);
});

/// The request of the vendor's example.
pub(crate) fn release() -> Release {
    Release {
        id: Some("rm-uf6wjk5xxxxxxx".to_owned()),
        connection: Some("rm-uf6wjk5xxxx.mysql.rds.aliyuncs.com".to_owned()),
        network: Some("0".to_owned()),
    }
}

/// An operation that changes something, with a token and a secret.
#[derive(Clone, Default)]
pub(crate) struct CreateAccount {
    pub(crate) name: Option<String>,
    pub(crate) password: Option<Secret>,
    pub(crate) token: Option<String>,
}

operation!(CreateAccount, Empty, info(&RDS, "CreateAccount", false, Some("ClientToken")), |self, p| {
    p.string("AccountName", At::QUERY, &self.name);
    p.secret("AccountPassword", At::QUERY, &self.password);
    p.string("ClientToken", At::QUERY, &self.token);
}, token: token);

/// An operation whose response is a stream of events. It changes something.
#[derive(Clone, Default)]
pub(crate) struct Chat {
    pub(crate) prompt: Option<Secret>,
}

operation!(Chat, ChatResponse, info(&RDS, "RunChat", false, None).streaming(Streaming::Optional), |self, p| {
    p.secret("Prompt", At::QUERY, &self.prompt);
});

/// The same as one that only reads, so that it may be sent again whatever happened.
#[derive(Clone, Default)]
pub(crate) struct Ask;

operation!(Ask, ChatResponse, info(&RDS, "GetChat", true, None).streaming(Streaming::Always), |self, _p| {});

/// An operation that is not signed.
#[derive(Clone, Default)]
pub(crate) struct SignIn;

operation!(
    SignIn,
    ChatResponse,
    info(&RDS, "SignIn", false, None).auth(Auth::Anonymous).streaming(Streaming::Optional),
    |self, _p| {}
);

#[derive(Clone, Default)]
pub(crate) struct ChatResponse {
    pub(crate) request_id: String,
    pub(crate) content: Option<String>,
    pub(crate) key: Option<Secret>,
}
response!(ChatResponse { request_id "RequestId" request_id, string "Content" content, secret "Key" key });

/// An operation that only reads, with pages by token.
#[derive(Clone, Default)]
pub(crate) struct Describe {
    pub(crate) next: Option<String>,
}

operation!(Describe, Instances, info(&RDS, "DescribeDBInstances", true, None), |self, p| {
    p.string("NextToken", At::QUERY, &self.next);
});

impl Paginate for Describe {
    type Item = Instance;

    fn paging<'a>(&'a mut self, page: &'a mut Instances) -> runtime::Paging<'a> {
        runtime::Paging::of(&mut page.items.list).token(&mut self.next, &page.next)
    }

    fn items(page: Instances) -> Vec<Instance> {
        page.items.list
    }
}

/// A list with pages by number.
#[derive(Clone, Default)]
pub(crate) struct List {
    pub(crate) number: Option<i64>,
    pub(crate) size: Option<i64>,
}

operation!(List, Listed, info(&RDS, "ListThings", true, None), |self, p| {
    p.int64("PageNumber", At::QUERY, &self.number);
    p.int64("PageSize", At::QUERY, &self.size);
});

/// A list with pages by number, whose parameters are documented as strings.
#[derive(Clone, Default)]
pub(crate) struct ListByText {
    pub(crate) number: Option<String>,
    pub(crate) size: Option<String>,
}

operation!(ListByText, Listed, info(&RDS, "ListByText", true, None), |self, p| {
    p.string("PageNumber", At::QUERY, &self.number);
    p.string("PageSize", At::QUERY, &self.size);
});

impl Paginate for ListByText {
    type Item = String;

    fn paging<'a>(&'a mut self, page: &'a mut Listed) -> runtime::Paging<'a> {
        runtime::Paging::of(&mut page.names)
            .number(&mut self.number)
            .size(&self.size)
            .total(&page.total)
            .reported(&page.number)
            .reported_size(&page.size)
    }

    fn items(page: Listed) -> Vec<String> {
        page.names
    }
}

/// A list with pages by token or by number, whichever the caller sets.
#[derive(Clone, Default)]
pub(crate) struct ListEitherWay {
    pub(crate) number: Option<i64>,
    pub(crate) next: Option<String>,
}

operation!(ListEitherWay, Listed, info(&RDS, "ListEitherWay", true, None), |self, p| {
    p.int64("PageNumber", At::QUERY, &self.number);
    p.string("NextToken", At::QUERY, &self.next);
});

/// A list with pages by offset.
#[derive(Clone, Default)]
pub(crate) struct ListByOffset {
    pub(crate) offset: Option<i64>,
}

operation!(ListByOffset, Listed, info(&RDS, "ListByOffset", true, None), |self, p| {
    p.int64("Offset", At::QUERY, &self.offset);
});

#[derive(Clone, Default)]
pub(crate) struct Listed {
    pub(crate) request_id: String,
    pub(crate) total: Option<String>,
    pub(crate) number: Option<i64>,
    pub(crate) size: Option<i64>,
    pub(crate) next: Option<String>,
    pub(crate) names: Vec<String>,
}

response!(Listed {
    request_id "RequestId" request_id,
    string "TotalRecordCount" total,
    int64 "PageNumber" number,
    int64 "PageSize" size,
    string "NextToken" next,
    value "Names" names,
});

impl Paginate for List {
    type Item = String;

    fn paging<'a>(&'a mut self, page: &'a mut Listed) -> runtime::Paging<'a> {
        runtime::Paging::of(&mut page.names)
            .number(&mut self.number)
            .size(&self.size)
            .total(&page.total)
            .reported(&page.number)
            .reported_size(&page.size)
    }

    fn items(page: Listed) -> Vec<String> {
        page.names
    }
}

impl Paginate for ListEitherWay {
    type Item = String;

    fn paging<'a>(&'a mut self, page: &'a mut Listed) -> runtime::Paging<'a> {
        runtime::Paging::of(&mut page.names)
            .token(&mut self.next, &page.next)
            .number(&mut self.number)
            .total(&page.total)
            .reported(&page.number)
    }

    fn items(page: Listed) -> Vec<String> {
        page.names
    }
}

impl Paginate for ListByOffset {
    type Item = String;

    fn paging<'a>(&'a mut self, page: &'a mut Listed) -> runtime::Paging<'a> {
        runtime::Paging::of(&mut page.names).offset(&mut self.offset).total(&page.total).reported(&page.number)
    }

    fn items(page: Listed) -> Vec<String> {
        page.names
    }
}

/// An operation whose host is in a table, is derived by a rule without regions, or is returned by the location service.
#[derive(Clone, Default)]
pub(crate) struct OfListed;
operation!(OfListed, Empty, info(&LISTED, "Describe", true, None), |self, _p| {});

/// An operation of a product with one host for all regions.
#[derive(Clone)]
pub(crate) struct OfGlobal;
operation!(OfGlobal, Empty, info(&GLOBAL, "Describe", true, None), |self, _p| {});

/// An operation of a product whose regions share a host.
#[derive(Clone)]
pub(crate) struct OfShared;
operation!(OfShared, Empty, info(&SHARED, "Describe", true, None), |self, _p| {});

/// An operation of a product with a host for each region and without a rule.
#[derive(Clone)]
pub(crate) struct OfApart;
operation!(OfApart, Empty, info(&APART, "Describe", true, None), |self, _p| {});
#[derive(Clone, Default)]
pub(crate) struct OfCentral;
operation!(OfCentral, Empty, info(&CENTRAL, "Describe", true, None), |self, _p| {});

/// An operation with all styles of parameters.
#[derive(Clone, Default)]
pub(crate) struct Styles {
    pub(crate) text: Option<String>,
    pub(crate) int64: Option<i64>,
    pub(crate) double: Option<f64>,
    pub(crate) boolean: Option<bool>,
    pub(crate) list: Option<Vec<String>>,
    pub(crate) tags: Option<Vec<Tag>>,
    pub(crate) map: Option<BTreeMap<String, Value>>,
    pub(crate) json: Option<Vec<Tag>>,
    pub(crate) json_any: Option<Value>,
    pub(crate) simple: Option<Vec<String>>,
    pub(crate) doubles: Option<Vec<f64>>,
    pub(crate) header: Option<String>,
}

operation!(Styles, Empty, info(&RDS, "Styles", true, None), |self, p| {
    p.string("Text", At::QUERY, &self.text);
    p.int64("Int64", At::QUERY, &self.int64);
    p.double("Double", At::QUERY, &self.double);
    p.boolean("Boolean", At::QUERY, &self.boolean);
    p.value("List", At::QUERY, &self.list);
    p.value("Tag", At::QUERY, &self.tags);
    p.value("Map", At::QUERY, &self.map);
    p.value("Json", At::QUERY.json(), &self.json);
    p.value("Any", At::QUERY.json(), &self.json_any);
    p.value("Simple", At::QUERY.simple(), &self.simple);
    p.value("Doubles", At::QUERY.json(), &self.doubles);
    p.string("x-acs-header", At::HEADER, &self.header);
});

#[derive(Clone, Default)]
pub(crate) struct Tag {
    pub(crate) key: Option<String>,
    pub(crate) value: Option<String>,
    pub(crate) weights: Option<Vec<i64>>,
    pub(crate) secret: Option<Secret>,
}
structure!(Tag { string "Key" key, string "Value" value, value "Weight" weights, secret "Secret" secret });

/// An operation with a form body.
#[derive(Clone, Default)]
pub(crate) struct ConfirmNotify {
    pub(crate) confirmor: Option<i64>,
    pub(crate) ids: Option<Vec<i64>>,
}

operation!(ConfirmNotify, Empty, info(&RDS, "ConfirmNotify", false, None).body(BodyKind::Form), |self, p| {
    p.int64("Confirmor", At::FORM, &self.confirmor);
    p.value("NotifyIdList", At::FORM.json(), &self.ids);
});

/// An operation with a path parameter and a JSON body.
#[derive(Clone, Default)]
pub(crate) struct ModifyCluster {
    pub(crate) id: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) tags: Option<Vec<Tag>>,
}

operation!(
    ModifyCluster,
    Empty,
    info(&CLUSTERS, "ModifyCluster", false, None)
        .methods(Method::Put, &[Method::Put])
        .path("/api/v2/clusters/{ClusterId}")
        .body(BodyKind::Json),
    |self, p| {
        p.string("ClusterId", At::PATH, &self.id);
        p.string("cluster_name", At::BODY_FIELD, &self.name);
        p.value("tags", At::BODY_FIELD, &self.tags);
    }
);

#[derive(Clone, Default)]
pub(crate) struct Empty {
    pub(crate) request_id: String,
}
response!(Empty { request_id "RequestId" request_id });

#[derive(Clone, Default)]
pub(crate) struct Instances {
    pub(crate) request_id: String,
    pub(crate) total: Option<i64>,
    pub(crate) big: Option<i64>,
    pub(crate) ratio: Option<f64>,
    pub(crate) on: Option<bool>,
    pub(crate) next: Option<String>,
    pub(crate) items: Items,
    pub(crate) detail: Option<Tag>,
    pub(crate) map: BTreeMap<String, String>,
    pub(crate) lists: BTreeMap<String, Vec<String>>,
    pub(crate) any: Option<Value>,
    pub(crate) names: Vec<String>,
}
response!(Instances {
    request_id "RequestId" request_id,
    int64 "TotalRecordCount" total,
    int64 "Big" big,
    double "Ratio" ratio,
    boolean "On" on,
    string "NextToken" next,
    value "Items" items,
    value "Detail" detail,
    value "Map" map,
    value "Lists" lists,
    value "Any" any,
    value "Names" names,
});

#[derive(Clone, Default)]
pub(crate) struct Items {
    pub(crate) list: Vec<Instance>,
}
response!(Items { value "DBInstance" list });

#[derive(Clone, Default)]
pub(crate) struct Instance {
    pub(crate) id: Option<String>,
    pub(crate) status: Option<String>,
    pub(crate) port: Option<i64>,
    pub(crate) children: Vec<Instance>,
}
response!(Instance { string "DBInstanceId" id, string "DBInstanceStatus" status, int64 "Port" port, value "Child" children });

/// An operation that has parameters with names of the protocol, such as `CreateExtensions` of polardb and
/// `ApplyScalingGroup` of Ess.
#[derive(Clone, Default)]
pub(crate) struct OwnNames {
    pub(crate) version: Option<String>,
    pub(crate) format: Option<String>,
    pub(crate) date: Option<String>,
}

operation!(OwnNames, Empty, info(&RDS, "OwnNames", true, None), |self, p| {
    p.string("Version", At::QUERY, &self.version);
    p.string("Format", At::FORM, &self.format);
    p.string("Date", At::HEADER, &self.date);
});

/// The same in the ROA style, such as `BatchStopApplications` of sae.
#[derive(Clone, Default)]
pub(crate) struct OwnNamesRoa {
    pub(crate) version: Option<String>,
}

operation!(OwnNamesRoa, Empty, info(&CLUSTERS, "OwnNamesRoa", true, None).path("/pop/v1/stop"), |self, p| {
    p.string("Version", At::QUERY, &self.version);
});

/// An operation that changes something, with secrets in every location and an idempotency token under another name in a
/// JSON body.
#[derive(Clone, Default)]
pub(crate) struct Keep {
    pub(crate) server_key: Option<Secret>,
    pub(crate) tags: Option<Vec<Tag>>,
    pub(crate) note: Option<String>,
    pub(crate) any: Option<Value>,
    pub(crate) token: Option<String>,
}

operation!(Keep, Kept, info(&RDS, "Keep", false, Some("Once")).body(BodyKind::Json), |self, p| {
    p.secret("ServerKey", At::BODY_FIELD, &self.server_key);
    p.value("Tags", At::BODY_FIELD, &self.tags);
    p.string("Note", At::BODY_FIELD, &self.note);
    p.value("Any", At::QUERY.json(), &self.any);
    p.string("Once", At::BODY_FIELD, &self.token);
}, token: token);

/// A response with secrets whose names do not sound secret, and with fields that sound secret but are not.
#[derive(Clone, Default)]
pub(crate) struct Kept {
    pub(crate) request_id: String,
    pub(crate) server_key: Option<Secret>,
    pub(crate) key: Option<String>,
    pub(crate) max_password_age: Option<i64>,
    pub(crate) password_retries_left: Option<i64>,
    pub(crate) big: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) inner: Vec<Tag>,
    pub(crate) any: Value,
}

response!(Kept {
    request_id "RequestId" request_id,
    secret "ServerKey" server_key,
    string "Key" key,
    int64 "MaxPasswordAge" max_password_age,
    int64 "PasswordRetriesLeft" password_retries_left,
    string "Big" big,
    string "Url" url,
    value "Inner" inner,
    value "Any" any,
});

/// An operation whose body and response are XML.
#[derive(Clone, Default)]
pub(crate) struct Import {
    pub(crate) job: Option<Tag>,
}

operation!(
    Import,
    Imported,
    info(&CLUSTERS, "Import", false, None)
        .path("/job")
        .body(BodyKind::Xml)
        .response(ResponseKind::Fields(&["ImportJob", "Tags", "Vault"]))
        .xml_response(),
    |self, p| {
        p.value("ImportJob", At::BODY_FIELD, &self.job);
    }
);

#[derive(Clone, Default)]
pub(crate) struct Imported {
    pub(crate) request_id: String,
    pub(crate) job: Option<Tag>,
    pub(crate) tags: Vec<Tag>,
    pub(crate) vault: Option<Vault>,
}
response!(Imported { request_id "RequestId" request_id, value "ImportJob" job, value "Tags" tags, value "Vault" vault });

/// A secret whose name does not sound secret.
#[derive(Clone, Default)]
pub(crate) struct Vault {
    pub(crate) mark: Option<Secret>,
}
structure!(Vault { secret "Mark" mark });
