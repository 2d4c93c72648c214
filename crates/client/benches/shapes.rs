//! Operations as the generator writes them, for the benchmarks.
#![allow(dead_code, reason = "each benchmark uses a part")]

use alicloud_client::runtime::{
    At, Decode, Decoder, EndpointRule, Operation, OperationInfo, Parameters, ProductInfo, RegionHosts, ResponseKind,
};

static RDS: ProductInfo = ProductInfo::new("Rds", "2014-08-15")
    .location_service_code("rds")
    .endpoints(EndpointRule::Regional, &[RegionHosts::new("cn-hangzhou", Some("rds.aliyuncs.com"), None)]);

const fn info(name: &'static str, read_only: bool) -> OperationInfo {
    let info = OperationInfo::new(&RDS, name).response(ResponseKind::Identified);
    if read_only { info.read_only() } else { info }
}

#[derive(Clone)]
pub(crate) struct ReleaseInstanceConnection {
    instance: Option<String>,
    connection: Option<String>,
    network: Option<String>,
}

impl ReleaseInstanceConnection {
    pub(crate) fn example() -> Self {
        Self {
            instance: Some("rm-uf6wjk5xxxxxxx".to_owned()),
            connection: Some("rm-uf6wjk5xxxx.mysql.rds.aliyuncs.com".to_owned()),
            network: Some("0".to_owned()),
        }
    }

    pub(crate) fn pairs(&self) -> Vec<(&'static str, String)> {
        vec![
            ("CurrentConnectionString", self.connection.clone().unwrap_or_default()),
            ("DBInstanceId", self.instance.clone().unwrap_or_default()),
            ("InstanceNetworkType", self.network.clone().unwrap_or_default()),
        ]
    }
}

impl Operation for ReleaseInstanceConnection {
    type Response = Released;
    const INFO: &'static OperationInfo = &info("ReleaseInstanceConnection", false);

    fn parameters(&self, parameters: &mut Parameters<'_>) {
        parameters.string("DBInstanceId", At::QUERY.required(), &self.instance);
        parameters.string("CurrentConnectionString", At::QUERY.required(), &self.connection);
        parameters.string("InstanceNetworkType", At::QUERY.required(), &self.network);
    }
}

#[derive(Default)]
pub(crate) struct Released {
    pub(crate) request_id: String,
}

impl Decode for Released {
    fn decode(&mut self, decoder: &mut Decoder<'_>) {
        decoder.request_id("RequestId", &mut self.request_id);
    }
}

#[derive(Clone, Copy)]
pub(crate) struct DescribeInstances;

impl Operation for DescribeInstances {
    type Response = Instances;
    const INFO: &'static OperationInfo = &info("DescribeDBInstances", true);

    fn parameters(&self, _parameters: &mut Parameters<'_>) {}
}

macro_rules! structure {
    ($name:ident { $($method:ident $wire:literal $field:ident: $type:ty),* $(,)? }) => {
        #[derive(Default)]
        pub(crate) struct $name {
            $(pub(crate) $field: $type,)*
        }
        impl Decode for $name {
            #[inline]
            fn decode(&mut self, decoder: &mut Decoder<'_>) {
                $(decoder.$method($wire, &mut self.$field);)*
            }
        }
    };
}

structure!(Instances {
    request_id "RequestId" request_id: String,
    int64 "PageNumber" page: Option<i64>,
    int64 "TotalRecordCount" total: Option<i64>,
    value "Items" items: Items,
});
structure!(Items { value "DBInstance" list: Vec<Instance> });
structure!(Instance {
    string "Engine" engine: Option<String>,
    string "EngineVersion" version: Option<String>,
    string "DBInstanceId" id: Option<String>,
    string "DBInstanceDescription" description: Option<String>,
    string "DBInstanceStatus" status: Option<String>,
    string "DBInstanceClass" class: Option<String>,
    string "RegionId" region: Option<String>,
    string "ZoneId" zone: Option<String>,
    string "VpcId" vpc: Option<String>,
    string "CreateTime" created: Option<String>,
    string "ExpireTime" expires: Option<String>,
    int64 "DBInstanceMemory" memory: Option<i64>,
    int64 "DBInstanceStorage" storage: Option<i64>,
    boolean "DeletionProtection" protected: Option<bool>,
    boolean "BurstingEnabled" bursting: Option<bool>,
});

/// A page of 100 instances, about 45 KB.
pub(crate) fn large_answer() -> bytes::Bytes {
    let instance = |number: usize| {
        serde_json::json!({
            "Engine": "MySQL", "EngineVersion": "8.0", "DBInstanceId": format!("rm-uf6wjk5{number:07}"),
            "DBInstanceDescription": "a database with a description", "DBInstanceStatus": "Running", "DBInstanceClass": "mysql.n2.medium.1",
            "RegionId": "cn-hangzhou", "ZoneId": "cn-hangzhou-h", "VpcId": "vpc-bp1opxu1zkhn00gzv26cn", "CreateTime": "2026-01-02T03:04:05Z",
            "ExpireTime": "2027-01-02T16:00:00Z", "DBInstanceMemory": 4096, "DBInstanceStorage": 20, "DeletionProtection": true,
            "BurstingEnabled": false, "NotInTheDescription": {"a": [1, 2, 3]},
        })
    };
    let list: Vec<_> = (0..100).map(instance).collect();
    serde_json::json!({"RequestId": "1", "PageNumber": 1, "TotalRecordCount": 100, "Items": {"DBInstance": list}})
        .to_string()
        .into()
}
