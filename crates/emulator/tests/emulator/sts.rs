//! Temporary credentials that the emulator issues and then accepts.

use std::sync::atomic::Ordering;

use alicloud_emulator::Emulator;
use alicloud_signer::AccessKey;

use crate::client::{Answer, Client, Parameters, Refusal};
use crate::signature::clock;

const ROLE: Parameters<'_> = &[("RoleArn", "acs:ram::123456789012****:role/adminrole"), ("RoleSessionName", "alice")];

pub(crate) fn access_key(answer: &Answer) -> AccessKey {
    let member = |name| answer.member(name).unwrap();
    AccessKey::new(member("AccessKeyId"), member("AccessKeySecret")).with_security_token(member("SecurityToken"))
}

#[tokio::test]
async fn a_role_can_be_assumed_and_used_until_it_expires() {
    let (clock, seconds) = clock();
    let emulator = Emulator::builder().clock(clock).start().await.unwrap();
    for client in Client::all(&emulator) {
        seconds.store(0, Ordering::Relaxed);
        let parameters =
            [ROLE, &[("DurationSeconds", "900"), ("Policy", r#"{"Version": "1", "Statement": []}"#)]].concat();
        let answer = client.clone().sts().ok("AssumeRole", &parameters).await;
        let temporary = client.clone().with_access_key(access_key(&answer));
        temporary.ok("DescribeRegions", &[]).await;
        let caller = temporary.clone().sts().ok("GetCallerIdentity", &[]).await;
        assert_eq!(caller.member("IdentityType").as_deref(), Some("AssumedRoleUser"));
        assert_eq!(caller.member("Arn").as_deref(), Some("acs:ram::123456789012****:assumed-role/adminrole/alice"));
        // One role has one id, and it belongs to the account of its ARN.
        assert_eq!(caller.member("AccountId").as_deref(), Some("123456789012****"));
        let again = client.clone().sts().ok("AssumeRole", &parameters).await;
        assert_eq!(answer.member("AssumedRoleId"), again.member("AssumedRoleId"));
        assert_eq!(caller.member("PrincipalId"), again.member("AssumedRoleId"));
        seconds.store(899, Ordering::Relaxed);
        temporary.ok("DescribeRegions", &[]).await;
        seconds.store(900, Ordering::Relaxed);
        temporary.refused("DescribeRegions", &[], 400, "InvalidSecurityToken.Expired").await;
    }
}

#[tokio::test]
async fn what_cannot_be_assumed() {
    let emulator = Emulator::start().await.unwrap();
    let [arn, session] = [ROLE[0], ROLE[1]];
    let long = "a".repeat(65);
    #[rustfmt::skip]
    let cases: &[Refusal<'_>] = &[
        (&[session], 400, "MissingRoleArn"),
        (&[arn], 400, "MissingRoleSessionName"),
        (&[("RoleArn", "adminrole"), session], 400, "InvalidParameter.RoleArn"),
        (&[arn, ("RoleSessionName", "a")], 400, "InvalidParameter.RoleSessionName"),
        (&[arn, ("RoleSessionName", "with space")], 400, "InvalidParameter.RoleSessionName"),
        (&[arn, ("RoleSessionName", "alice/admin")], 400, "InvalidParameter.RoleSessionName"),
        (&[arn, ("RoleSessionName", &long)], 400, "InvalidParameter.RoleSessionName"),
        (&[arn, session, ("DurationSeconds", "899")], 400, "InvalidParameter.DurationSeconds"),
        (&[arn, session, ("DurationSeconds", "43201")], 400, "InvalidParameter.DurationSeconds"),
        (&[arn, session, ("Policy", "everything")], 400, "InvalidParameter.PolicyGrammar"),
    ];
    for client in Client::all(&emulator) {
        for (parameters, status, code) in cases {
            client.clone().sts().refused("AssumeRole", parameters, *status, code).await;
        }
        // What is at a limit is allowed.
        for session in ["ab", &"a".repeat(64), "a.@-_9"] {
            client.clone().sts().ok("AssumeRole", &[arn, ("RoleSessionName", session)]).await;
        }
    }
}

#[tokio::test]
async fn a_role_can_be_assumed_with_an_oidc_token_and_no_signature() {
    let emulator = Emulator::start().await.unwrap();
    let all =
        [ROLE, &[("OIDCProviderArn", "acs:ram::1:oidc-provider/test"), ("OIDCToken", "header.payload.signature")]]
            .concat();
    for (without, status, code) in [
        ("", 200, ""),
        ("OIDCToken", 401, "AuthenticationFail.OIDCToken.Invalid"),
        ("RoleArn", 400, "MissingParameter.RoleArn"),
    ] {
        let client = Client::new(&emulator).sts();
        let parameters: Vec<_> = all.iter().filter(|(name, _)| *name != without).copied().collect();
        let mut wire = client.draft("AssumeRoleWithOIDC", &parameters).sign();
        wire.unset_header("authorization");
        let answer = wire.send().await.unwrap();
        assert_eq!((answer.status, answer.code()), (status, code.to_owned()), "{without}: {}", answer.text);
        if status == 200 {
            Client::new(&emulator).with_access_key(access_key(&answer)).ok("DescribeRegions", &[]).await;
        }
    }
    assert!(!format!("{:?}", emulator.requests()).contains("header.payload.signature"));
}

#[tokio::test]
async fn a_permanent_key_is_a_user() {
    let emulator = Emulator::start().await.unwrap();
    let answer = Client::new(&emulator).sts().ok("GetCallerIdentity", &[]).await;
    assert_eq!(answer.member("IdentityType").as_deref(), Some("RAMUser"));
    assert_eq!(answer.member("Arn").as_deref(), Some("acs:ram::1234567890123456:user/testid"));
}
