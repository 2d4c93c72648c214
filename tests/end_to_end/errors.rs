//! Tests the documented errors of the two operations that release endpoints, and what the client refuses to send.

use alicloud_client::ErrorKind;
use alicloud_rds::ErrorCode;
use alicloud_rds::release_instance_connection::{InstanceNetworkType, ReleaseInstanceConnection};
use alicloud_rds::release_instance_public_connection::ReleaseInstancePublicConnection;

use crate::{WAYS, check_refused, client, emulator, instance_with_endpoint};

#[tokio::test]
async fn an_endpoint_that_is_not_there() {
    for way in WAYS {
        let emulator = emulator().await;
        let client = client(&emulator, way);
        let (id, _) = instance_with_endpoint(&client).await;
        let unknown = "not-there.mysql.rds.aliyuncs.com";

        let release = ReleaseInstanceConnection::new()
            .db_instance_id(&id)
            .current_connection_string(unknown)
            .instance_network_type(InstanceNetworkType::Vpc);
        let error = release.clone().send(&client).await.expect_err("there is no such endpoint");
        assert_eq!(ErrorCode::of(&error), Some(ErrorCode::EndpointNotFound), "{way:?}");
        assert!(error.is_not_found() && !error.may_have_been_applied(), "{way:?}");
        let documented = ReleaseInstanceConnection::ERRORS
            .iter()
            .find(|known| known.code == "Endpoint.NotFound")
            .expect("documented");
        assert_eq!((documented.status, documented.message), (404, "Specified endpoint is not existed."));
        check_refused(release.send(&client).await, documented.status, documented.code, documented.message);

        let release = ReleaseInstancePublicConnection::new().db_instance_id(&id).current_connection_string(unknown);
        check_refused(release.send(&client).await, 400, "Endpoint.NotFound", "Specified endpoint is not found.");
    }
}

#[tokio::test]
async fn an_instance_that_is_not_there() {
    for way in WAYS {
        let emulator = emulator().await;
        let client = client(&emulator, way);
        let host = "x.mysql.rds.aliyuncs.com";

        let release = ReleaseInstanceConnection::new()
            .db_instance_id("rm-unknown")
            .current_connection_string(host)
            .instance_network_type(InstanceNetworkType::Classic);
        let error = release.send(&client).await.expect_err("there is no such instance");
        assert!(error.is_not_found(), "{way:?}: {error}");

        let release =
            ReleaseInstancePublicConnection::new().db_instance_id("rm-unknown").current_connection_string(host);
        let error = release.send(&client).await.expect_err("there is no such instance");
        assert!(error.is_not_found(), "{way:?}: {error}");
    }
}

/// The client sends a value that is not listed as valid, since the service may accept it.
#[tokio::test]
async fn a_network_type_that_is_not_valid() {
    for way in WAYS {
        let emulator = emulator().await;
        let client = client(&emulator, way);
        let (id, host) = instance_with_endpoint(&client).await;
        let release = ReleaseInstanceConnection::new()
            .db_instance_id(&id)
            .current_connection_string(&host)
            .instance_network_type("7");
        check_refused(
            release.send(&client).await,
            400,
            "InvalidInstanceNetworkType",
            "Specified parameter InstanceNetworkType is not valid.",
        );
    }
}

#[tokio::test]
async fn missing_parameters_are_named_before_anything_is_sent() {
    let emulator = emulator().await;
    let client = client(&emulator, WAYS[0]);
    let cases = [
        (ReleaseInstanceConnection::new(), "DBInstanceId, CurrentConnectionString, InstanceNetworkType"),
        (ReleaseInstanceConnection::new().db_instance_id("rm-1"), "CurrentConnectionString, InstanceNetworkType"),
        (ReleaseInstanceConnection::new().db_instance_id("rm-1").instance_network_type("0"), "CurrentConnectionString"),
    ];
    for (request, missing) in cases {
        let error = request.send(&client).await.expect_err("parameters are missing");
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert!(error.to_string().contains(missing), "{error}");
    }
    assert!(emulator.requests().is_empty(), "nothing was sent");
}
