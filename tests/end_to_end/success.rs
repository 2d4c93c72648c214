//! Tests that both operations for releasing endpoints do so.

use alicloud_rds::release_instance_connection::{InstanceNetworkType, ReleaseInstanceConnection};
use alicloud_rds::release_instance_public_connection::ReleaseInstancePublicConnection;

use crate::{WAYS, client, emulator, instance_with_endpoint, public_hosts};

#[tokio::test]
async fn release_instance_public_connection() {
    for way in WAYS {
        let emulator = emulator().await;
        let client = client(&emulator, way);
        let (id, host) = instance_with_endpoint(&client).await;
        assert_eq!(public_hosts(&client, &id).await, std::slice::from_ref(&host), "{way:?}");

        let release = ReleaseInstancePublicConnection::new().db_instance_id(&id).current_connection_string(&host);
        let reply = release.send(&client).reply().await.unwrap_or_else(|error| panic!("{way:?}: {error}"));

        assert_eq!(reply.status(), 200);
        assert_eq!(reply.request_id.len(), 36, "{way:?}: {reply:?}");
        assert_eq!(public_hosts(&client, &id).await, Vec::<String>::new(), "{way:?}");
    }
}

#[tokio::test]
async fn release_instance_connection() {
    for way in WAYS {
        let emulator = emulator().await;
        let client = client(&emulator, way);
        let (id, host) = instance_with_endpoint(&client).await;

        let release = ReleaseInstanceConnection::new()
            .db_instance_id(&id)
            .current_connection_string(&host)
            .instance_network_type(InstanceNetworkType::Vpc);
        let reply = release.send(&client).reply().await.unwrap_or_else(|error| panic!("{way:?}: {error}"));

        assert_eq!(reply.status(), 200);
        assert_eq!(reply.request_id.len(), 36, "{way:?}: {reply:?}");
        assert_eq!(public_hosts(&client, &id).await, Vec::<String>::new(), "{way:?}");
    }
}

/// The gateway accepts GET as well as POST.
#[tokio::test]
async fn over_get() {
    for way in WAYS {
        let emulator = emulator().await;
        let client = crate::builder(&emulator, way).prefer_get(true).build().expect("the client is valid");
        let (id, host) = instance_with_endpoint(&client).await;
        let release = ReleaseInstancePublicConnection::new().db_instance_id(&id).current_connection_string(&host);
        release.send(&client).await.unwrap_or_else(|error| panic!("{way:?}: {error}"));
        assert!(emulator.requests().iter().all(|request| request.method == "GET"), "{way:?}");
    }
}
