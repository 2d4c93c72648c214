//! The emulator: whatever bytes arrive, it responds with HTTP or closes the connection, and goes on.

use std::sync::LazyLock;
use std::time::Duration;

use alicloud_emulator::Emulator;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;

use super::bytes;

pub(crate) fn requests() -> Vec<Vec<u8>> {
    bytes(&[
        "POST /?Action=DescribeRegions&Version=2014-08-15&Format=JSON&AccessKeyId=testid&SignatureMethod=HMAC-SHA1&SignatureVersion=1.0&SignatureNonce=1&Timestamp=2026-01-02T03%3A04%3A05Z&Signature=x HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\n\r\n",
        "POST / HTTP/1.1\r\nhost: a\r\nx-acs-action: DescribeDBInstances\r\nx-acs-version: 2014-08-15\r\nx-acs-date: 2026-01-02T03:04:05Z\r\nx-acs-signature-nonce: 1\r\nx-acs-content-sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\r\nauthorization: ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=host;x-acs-action,Signature=00\r\ncontent-length: 0\r\n\r\n",
        "POST /?Action=AssumeRoleWithOIDC&Version=2015-04-01&Format=XML&OIDCProviderArn=a&RoleArn=b&OIDCToken=c&RoleSessionName=session HTTP/1.1\r\nhost: a\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 7\r\n\r\nA=1&B=2",
        "GET / HTTP/1.1\r\nhost: a\r\n\r\nGET /b HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n",
        "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n5\r\nA=%zz\r\n0\r\n\r\n",
    ])
}

/// One emulator for all inputs: what one of them does to it, the next one finds.
static EMULATOR: LazyLock<(Runtime, Emulator)> = LazyLock::new(|| {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let emulator = runtime.block_on(Emulator::builder().receive_timeout(Duration::from_secs(5)).start()).unwrap();
    (runtime, emulator)
});

pub(crate) fn http_request(input: &[u8]) {
    let (runtime, emulator) = &*EMULATOR;
    let exchange = |bytes: Vec<u8>, ends: bool| async move {
        let mut stream = TcpStream::connect(emulator.address()).await.unwrap();
        // It may have closed the connection before the end.
        let _ = stream.write_all(&bytes).await;
        // Nothing more comes, so that half a request is not waited for. A server may take that for a client that has gone.
        if ends {
            let _ = stream.shutdown().await;
        }
        let mut response = Vec::new();
        let _ =
            tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut response)).await.expect("it ends");
        response
    };
    let response = runtime.block_on(exchange(input.to_vec(), true));
    assert!(response.is_empty() || response.starts_with(b"HTTP/1."), "{}", String::from_utf8_lossy(&response));
    assert!(!response.starts_with(b"HTTP/1.1 500"), "{}", String::from_utf8_lossy(&response));
    let alive = b"GET /?Action=DescribeRegions HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n".to_vec();
    assert!(runtime.block_on(exchange(alive, false)).starts_with(b"HTTP/1.1 4"), "it does not respond any more");
}
