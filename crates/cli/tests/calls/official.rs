//! Command lines of the official documentation, with the name of the program changed: what is sent for them, or what is printed.

use crate::server::{Server, alicloud, texts};

/// What a command line does.
enum Then {
    /// It sends one request.
    Sends(Request),
    /// It sends nothing; exit code, and parts of standard output and standard error.
    Prints(i32, &'static [&'static str], &'static [&'static str]),
}

/// The parts of a request that are compared.
struct Request {
    /// Method and path, without the query.
    line: &'static str,
    /// `x-acs-action` and `x-acs-version`.
    action: (&'static str, &'static str),
    /// The parameters of query and form, sorted, without an idempotency token.
    parameters: &'static [&'static str],
    /// Further parts of the request: headers in lower case, or the body.
    parts: &'static [&'static str],
}

use Then::{Prints, Sends};

const RDS: &str = "2014-08-15";
const REGION: &str = "RegionId=cn-hangzhou";

const fn rds(action: &'static str, parameters: &'static [&'static str]) -> Then {
    Sends(Request { line: "POST /", action: (action, RDS), parameters, parts: &[] })
}

/// The words of a command line; single quotes group them, as in a shell.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut is_quoted = false;
    for character in line.chars() {
        match character {
            '\'' => is_quoted = !is_quoted,
            ' ' if !is_quoted => words.push(String::new()),
            _ => words.last_mut().unwrap().push(character),
        }
    }
    words
}

/// Checks a command line; `{server}` in it stands for the endpoint of a server, which every line has otherwise.
fn check(server: &Server, line: &str, then: &Then) {
    let mut words = words(&line.replace("{server}", &server.endpoint()));
    if !line.contains("{server}") {
        words.extend(["--endpoint".to_owned(), server.endpoint()]);
    }
    let (code, stdout, stderr) = texts(&alicloud().args(&words).output().unwrap());
    let requests = server.take();
    match then {
        Sends(expected) => {
            assert_eq!((code, requests.len()), (0, 1), "{line}: {stderr}");
            let request = &requests[0];
            let (head, body) = request.split_once("\r\n\r\n").unwrap();
            let target = head.split(' ').nth(1).unwrap();
            let path = target.split('?').next().unwrap();
            assert_eq!(format!("{} {path}", head.split(' ').next().unwrap()), expected.line, "{line}");
            let header = |name: &str| {
                let lines = head.lines().filter_map(|line| line.split_once(": "));
                lines.filter(|(known, _)| *known == name).map(|(_, value)| value.to_owned()).next().unwrap_or_default()
            };
            let action = (header("x-acs-action"), header("x-acs-version"));
            assert_eq!(action, (expected.action.0.to_owned(), expected.action.1.to_owned()), "{line}");
            assert_eq!(head.contains("x-acs-action"), !expected.action.0.is_empty(), "{line}");
            let form = if header("content-type").contains("form") { body } else { "" };
            let (_, query) = target.split_once('?').unwrap_or_default();
            let pairs = form_urlencoded(query).into_iter().chain(form_urlencoded(form));
            let mut parameters: Vec<String> = pairs.filter(|pair| !pair.starts_with("ClientToken=")).collect();
            parameters.sort();
            assert_eq!(parameters, expected.parameters, "{line}");
            for part in expected.parts {
                assert!(request.contains(part), "{line}: no {part:?} in {request}");
            }
        }
        Prints(expected, out, err) => {
            assert_eq!((code, requests.len()), (*expected, 0), "{line}: {stdout} {stderr}");
            for part in *out {
                assert!(stdout.contains(part), "{line}: no {part:?} in {stdout}");
            }
            for part in *err {
                assert!(stderr.contains(part), "{line}: no {part:?} in {stderr}");
            }
        }
    }
    // A dry run is signed with a made-up key, which says nothing.
    let is_shown = |word: &str| stdout.contains(word) || stderr.contains(word);
    assert!(!is_shown("hush") && !is_shown("not-sent"), "{line}: {stdout} {stderr}");
}

fn form_urlencoded(text: &str) -> Vec<String> {
    text.split('&').filter(|pair| !pair.is_empty()).map(crate::arguments::decoded).collect()
}

#[test]
fn calls_as_the_official_documentation_writes_them() {
    let server = Server::ok();
    let rows: &[(&str, Then)] = &[
        // Names of operations and parameters.
        ("rds DescribeDBInstances --PageSize 50", rds("DescribeDBInstances", &["PageSize=50", REGION])),
        ("rds describe-db-instances --page-size 50", rds("DescribeDBInstances", &["PageSize=50", REGION])),
        ("rds DescribeRegions --header hush", Prints(2, &[], &["--header is written NAME=VALUE"])),
        // Of a flag that is given twice, the last one counts.
        ("rds DescribeDBInstances --region cn-beijing --region cn-hangzhou", rds("DescribeDBInstances", &[REGION])),
        (
            "rds describe-db-instances --biz-region-id cn-beijing --page-size 10",
            rds("DescribeDBInstances", &["PageSize=10", "RegionId=cn-beijing"]),
        ),
        (
            "rds DescribeDBInstanceAttribute --DBInstanceId rm-1",
            rds("DescribeDBInstanceAttribute", &["DBInstanceId=rm-1"]),
        ),
        (
            "rds describe-db-instance-attribute --db-instance-id rm-1",
            rds("DescribeDBInstanceAttribute", &["DBInstanceId=rm-1"]),
        ),
        // The region, of an operation that has no such parameter.
        (
            "rds DescribeDBInstanceAttribute --DBInstanceId rm-1 --RegionId cn-beijing",
            rds("DescribeDBInstanceAttribute", &["DBInstanceId=rm-1"]),
        ),
        ("rds DescribeDBInstances --region cn-beijing", rds("DescribeDBInstances", &["RegionId=cn-beijing"])),
        // A value that begins with a dash.
        ("rds DescribeDBInstances --SearchKey=-1/-1", rds("DescribeDBInstances", &[REGION, "SearchKey=-1/-1"])),
        // The API version, after the product and before it.
        ("rds DescribeRegions --version 2014-08-15", rds("DescribeRegions", &[])),
        ("--version 2014-08-15 rds DescribeRegions", rds("DescribeRegions", &[])),
        ("rds DescribeRegions --api-version=2014-08-15", rds("DescribeRegions", &[])),
        (
            "rds DescribeRegions --version 2000-01-01",
            Prints(2, &[], &["the API version 2000-01-01 of Rds is not known: there is 2014-08-15"]),
        ),
        (
            "rds DescribeRegions --version 2000-01-01 --force",
            Sends(Request {
                line: "POST /",
                action: ("DescribeRegions", "2000-01-01"),
                parameters: &[REGION],
                parts: &[],
            }),
        ),
        // What the catalog does not have.
        (
            "newproduct SomeAction --version 2018-01-01 --endpoint {server} --param1 a --Tag.1.Key=b --force",
            Sends(Request {
                line: "POST /",
                action: ("SomeAction", "2018-01-01"),
                parameters: &[REGION, "Tag.1.Key=b", "param1=a"],
                parts: &[],
            }),
        ),
        ("newproduct SomeAction", Prints(2, &[], &["'newproduct'", "alicloud list"])),
        ("newproduct SomeAction --force", Prints(2, &[], &["--force also needs its API version and endpoint"])),
        ("rds NoSuchOperation --force --A b", rds("NoSuchOperation", &["A=b", REGION])),
        ("rds DescribeRegions --NoSuchParameter 1", Prints(2, &[], &["unexpected argument", "--NoSuchParameter"])),
        ("rds DescribeRegions --NoSuchParameter 1 --force", rds("DescribeRegions", &["NoSuchParameter=1"])),
        // Calls by path.
        (
            "cs DELETE /clusters/c1 --force --version 2015-12-15",
            Sends(Request {
                line: "DELETE /clusters/c1",
                action: ("DeleteCluster", "2015-12-15"),
                parameters: &[],
                parts: &[],
            }),
        ),
        (
            "edas GET /clusters --force --version 2017-08-01",
            Sends(Request { line: "GET /clusters", action: ("", "2017-08-01"), parameters: &[], parts: &[] }),
        ),
        // A product without a description is signed as its gateway is known to verify.
        (
            "sls GET /logstores --force --version 2020-12-30",
            Sends(Request {
                line: "GET /logstores",
                action: ("", "2020-12-30"),
                parameters: &[],
                parts: &["authorization: LOG testid:", "x-log-signaturemethod: hmac-sha256"],
            }),
        ),
        // A method in lower case.
        (
            "edas get /clusters --force --version 2017-08-01",
            Sends(Request { line: "GET /clusters", action: ("", "2017-08-01"), parameters: &[], parts: &[] }),
        ),
        (
            "cs Delete /clusters/c1",
            Sends(Request {
                line: "DELETE /clusters/c1",
                action: ("DeleteCluster", "2015-12-15"),
                parameters: &[],
                parts: &[],
            }),
        ),
        ("cs get", Prints(2, &[], &["a path begins with /"])),
        // A body that is said to be JSON.
        (
            "cs POST /clusters --body '{oops'",
            Prints(2, &[], &["--body", "not valid JSON", "--force sends it all the same", "Content-Type"]),
        ),
        ("cs POST /clusters --header content-type=application/x+json --body oops", Prints(2, &[], &["not valid JSON"])),
        (
            "cs POST /clusters --body '{oops' --force",
            Sends(Request {
                line: "POST /clusters",
                action: ("CreateCluster", "2015-12-15"),
                parameters: &[],
                parts: &["\r\n\r\n{oops"],
            }),
        ),
        (
            "cs POST /clusters --body oops --header Content-Type=text/plain",
            Sends(Request {
                line: "POST /clusters",
                action: ("CreateCluster", "2015-12-15"),
                parameters: &[],
                parts: &["\r\n\r\noops", "text/plain"],
            }),
        ),
        // Of two content types, the last one says what the body is.
        (
            "cs POST /clusters --body oops --header Content-Type=application/json --header Content-Type=text/plain",
            Sends(Request {
                line: "POST /clusters",
                action: ("CreateCluster", "2015-12-15"),
                parameters: &[],
                parts: &["\r\n\r\noops", "text/plain"],
            }),
        ),
        // A parameter that is a part of the body, and a method that the operation does not have.
        (
            "cs POST /clusters --body {} --name x",
            Prints(2, &[], &["--body is the whole body, and name is a part of it: use one of the two"]),
        ),
        ("cs CreateCluster --method DELETE --name x", Prints(2, &[], &["--method DELETE: CreateCluster has POST"])),
        (
            "edas POST /clusters?a=b%20c --body '{\"name\":\"x\"}' --force --version 2017-08-01 --header Content-Type=application/json",
            Sends(Request {
                line: "POST /clusters",
                action: ("", "2017-08-01"),
                parameters: &["a=b c"],
                parts: &["content-type: application/json\r\n", "\r\n\r\n{\"name\":\"x\"}"],
            }),
        ),
        (
            "edas DELETE /clusters/ce2cdc26227e09c864d0ca0b2d5671a07 --force --version 2017-08-01",
            Sends(Request {
                line: "DELETE /clusters/ce2cdc26227e09c864d0ca0b2d5671a07",
                action: ("", "2017-08-01"),
                parameters: &[],
                parts: &[],
            }),
        ),
        // A path without a description is literal.
        (
            "edas GET /clusters/* --force --version 2017-08-01",
            Sends(Request { line: "GET /clusters/%2A", action: ("", "2017-08-01"), parameters: &[], parts: &[] }),
        ),
        (
            "edas GET /a*b/%2a/c --force --version 2017-08-01",
            Sends(Request { line: "GET /a%2Ab/%2A/c", action: ("", "2017-08-01"), parameters: &[], parts: &[] }),
        ),
        ("edas GET /clusters/{id} --force --version 2017-08-01", Prints(2, &[], &["has a placeholder"])),
        ("edas GET --force --version 2017-08-01", Prints(2, &[], &["begins with /"])),
        ("rds GET /instances", Prints(2, &[], &["no operation of Rds has the method GET and the path /instances"])),
        // Flags of a request.
        (
            "rds DescribeDBInstances --method GET",
            Sends(Request { line: "GET /", action: ("DescribeDBInstances", RDS), parameters: &[REGION], parts: &[] }),
        ),
        ("rds DescribeDBInstances --method FETCH", Prints(2, &[], &["invalid value 'FETCH' for '--method'"])),
        (
            "rds DescribeRegions --header X-foo=bar --header 'X-two: b=c'",
            Sends(Request {
                line: "POST /",
                action: ("DescribeRegions", RDS),
                parameters: &[],
                parts: &["x-foo: bar\r\n", "x-two: b=c\r\n"],
            }),
        ),
        ("rds DescribeRegions --header hush", Prints(2, &[], &["--header is written NAME=VALUE"])),
        (
            "rds DescribeRegions --user-agent AlibabaCloud-Agent-Skills/x",
            Sends(Request {
                line: "POST /",
                action: ("DescribeRegions", RDS),
                parameters: &[],
                parts: &[" AlibabaCloud-Agent-Skills/x\r\n"],
            }),
        ),
        (
            "rds DescribeRegions --read-timeout 30 --connect-timeout 10 --retry-count 1 --timeout 1m30s",
            rds("DescribeRegions", &[]),
        ),
        ("rds DescribeRegions --timeout soon", Prints(2, &[], &["invalid value 'soon' for '--timeout'"])),
        ("rds DescribeRegions --insecure --endpoint {server}", rds("DescribeRegions", &[])),
        ("rds DescribeRegions --skip-secure-verify", Prints(2, &[], &["certificates are always checked"])),
        ("rds DescribeRegions --cli-ai-mode --no-cli-ai-mode", rds("DescribeRegions", &[])),
        // One word has one meaning.
        ("rds DescribeRegions --force=true", Prints(2, &[], &["--force is an option", "--Force or --biz-force"])),
        ("rds DescribeRegions --force true", Prints(2, &[], &["after --force", "--Force or --biz-force"])),
        (
            "rds DescribeRegions --ram-role-name r",
            Prints(2, &[], &["--ram-role-name", "needs --mode", "--biz-ram-role-name"]),
        ),
        // Those that no call uses, with a mode or without one.
        ("rds DescribeRegions --private-key hush", Prints(2, &[], &["--private-key", "no call", "--biz-private-key"])),
        (
            "rds DescribeRegions --key-pair-name k --mode AK --access-key-id i --access-key-secret hush",
            Prints(2, &[], &["--key-pair-name", "no call", "--biz-key-pair-name"]),
        ),
        (
            "rds DescribeRegions --external-account-type=x",
            Prints(2, &[], &["--external-account-type", "no call", "--biz-external-account-type"]),
        ),
        ("rds DescribeRegions --sts-region cn-beijing", Prints(2, &[], &["--sts-region", "needs --mode"])),
        ("rds DescribeRegions --sts-endpoint h", Prints(2, &[], &["--sts-endpoint", "needs --mode"])),
        // A dry run sends nothing and needs no credentials; secrets are not shown.
        (
            "rds DescribeDBInstances --cli-dry-run --PageSize 30",
            Prints(0, &["POST http://127.0.0.1", "x-acs-action: DescribeDBInstances", "PageSize=30", REGION], &[]),
        ),
        (
            "rds CreateAccount --DBInstanceId rm-1 --AccountName a --AccountPassword hush --dryrun",
            Prints(0, &["AccountName=a", "AccountPassword=%2A%2A%2A"], &[]),
        ),
        (
            "rds DescribeRegions --dry-run=curl",
            Prints(
                0,
                &["curl -X POST 'http://127.0.0.1", "-H 'x-acs-version: 2014-08-15'"],
                &["note: ", "no signature and no credentials"],
            ),
        ),
        (
            "rds CreateAccount --DBInstanceId rm-1 --AccountName a --AccountPassword hush --dry-run=curl",
            Prints(0, &["AccountPassword=%2A%2A%2A"], &["secrets in it are shown as ***"]),
        ),
        (
            "rds DescribeRegions --dry-run=json",
            Prints(0, &["\"method\": \"POST\"", "\"url\": \"http://127.0.0.1"], &[]),
        ),
        // Probably not meant: two regions, and a value that a variable of the shell does not have.
        (
            "rds DescribeDBInstances --region cn-hangzhou --RegionId cn-beijing --dry-run",
            Prints(0, &["RegionId=cn-beijing"], &["warning: --region is cn-hangzhou and --RegionId is cn-beijing"]),
        ),
        (
            "rds DescribeDBInstances --DBInstanceId= --dry-run",
            Prints(0, &["POST http"], &["warning: the value of --DBInstanceId is empty"]),
        ),
        (
            "rds DescribeDBInstances help",
            Prints(0, &["--DBInstanceId", "Usage: alicloud rds DescribeDBInstances"], &[]),
        ),
        ("configure safety-policy show", Prints(0, &["there is no safety policy"], &[])),
        ("rds DescribeRegions --dry-run=xml", Prints(2, &[], &["invalid value 'xml' for '--dry-run'"])),
        // What scripts run before their first call.
        ("plugin install --names rds ecs", Prints(0, &["nothing is to be done"], &[])),
        ("plugin update", Prints(0, &["nothing is to be done"], &[])),
        ("plugin list", Prints(0, &["rds"], &[])),
        ("auto-completion", Prints(0, &["alicloud completion bash"], &[])),
        ("auto-completion --uninstall", Prints(0, &["nothing is to be done"], &[])),
        // Completion and the manual page.
        ("completion bash", Prints(0, &["complete -o default -F _alicloud alicloud"], &[])),
        ("completion zsh", Prints(0, &["compdef _alicloud alicloud"], &[])),
        ("completion fish", Prints(0, &["complete -c alicloud"], &[])),
        ("completion powershell", Prints(0, &["Register-ArgumentCompleter"], &[])),
        ("completion tcsh", Prints(2, &[], &["tcsh"])),
        ("manual", Prints(0, &[".TH alicloud 1", "\\-\\-profile"], &[])),
        // Commands and flags that this program does not have: what takes their place.
        ("oss ls oss://bucket", Prints(2, &[], &["'oss'", "use the vendor's ossutil"])),
        ("ossutil cp a b", Prints(2, &[], &["use the vendor's ossutil"])),
        ("otsutil help", Prints(2, &[], &["use the vendor's Tablestore CLI"])),
        ("mock add", Prints(2, &[], &["'alicloud emulator' runs a local endpoint"])),
        ("upgrade", Prints(2, &[], &["install the new version"])),
        ("mcp-proxy --port 8088", Prints(2, &[], &["MCP servers are not reached", "official CLI"])),
        ("list-supported-pricing-apis", Prints(2, &[], &["alicloud rds DescribePrice"])),
        ("go-migrate", Prints(2, &[], &["use the official CLI"])),
        (
            "rds DescribeRegions --estimate-cost",
            Prints(2, &[], &["--estimate-cost: no cost is estimated", "alicloud rds DescribePrice"]),
        ),
        (
            "rds DescribeRegions --estimate-cost-context A=b",
            Prints(2, &[], &["--estimate-cost-context: no cost is estimated"]),
        ),
        (
            "configure set --mode RamRoleArnWithRoleName",
            Prints(2, &[], &["deprecated the mode RamRoleArnWithRoleName", "use ChainableRamRoleArn"]),
        ),
        ("configure set --mode rsakeypair", Prints(2, &[], &["deprecated the mode RsaKeyPair", "use AK or OIDC"])),
        // Help and versions.
        ("help", Prints(0, &["alicloud PRODUCT OPERATION", "--profile", "--cli-query"], &[])),
        ("help rds", Prints(0, &["ReleaseInstancePublicConnection"], &[])),
        (
            "help rds ReleaseInstanceConnection",
            Prints(0, &["--CurrentConnectionString", "--current-connection-string"], &[]),
        ),
        ("rds help release-instance-connection", Prints(0, &["--CurrentConnectionString"], &[])),
        ("rds ReleaseInstanceConnection --help", Prints(0, &["--CurrentConnectionString"], &[])),
        ("rds help", Prints(0, &["ReleaseInstancePublicConnection"], &[])),
        ("rds", Prints(0, &["ReleaseInstancePublicConnection"], &[])),
        ("help nosuch", Prints(2, &[], &["'nosuch'"])),
        ("version", Prints(0, &[concat!("alicloud ", env!("CARGO_PKG_VERSION"))], &[])),
        ("--version", Prints(0, &[concat!("alicloud ", env!("CARGO_PKG_VERSION"))], &[])),
    ];
    for (line, then) in rows {
        check(&server, line, then);
    }
}

/// A body has the parameters that are parts of it; without a region, too.
#[test]
fn a_whole_body_has_its_required_parameters() {
    let server = Server::ok();
    const BODY: &str = r#"{"name":"x","region_id":"cn-beijing","cluster_type":"Kubernetes"}"#;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("body.json");
    std::fs::write(&file, BODY).unwrap();
    for (words, code, part) in [
        (["cs", "POST", "/clusters", "--body", BODY], 0, ""),
        (["cs", "POST", "/clusters", "--body-file", file.to_str().unwrap()], 0, ""),
        (["cs", "CreateCluster", "--quiet", "--body", BODY], 0, ""),
        // What is not in the body is still required.
        (["cs", "CreateClusterNodePool", "--quiet", "--body", "{}"], 2, "ClusterId"),
        (["cs", "CreateCluster", "--quiet", "--name", "x"], 2, "region_id"),
    ] {
        let mut command = alicloud();
        command.env_remove("ALIBABA_CLOUD_REGION_ID").args(words).args(["--endpoint", &server.endpoint()]);
        let (found, _, stderr) = texts(&command.output().unwrap());
        let requests = server.take();
        assert_eq!((found, requests.len()), (code, usize::from(code == 0)), "{words:?}: {stderr}");
        assert!(requests.iter().all(|request| request.ends_with(BODY)), "{words:?}: {requests:?}");
        assert!(stderr.contains(part), "{words:?}: {stderr}");
    }
}

/// What a shell is offered for the last word.
#[test]
fn words_are_completed() {
    // The names of profiles may come from others.
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir(home.path().join(".aliyun")).unwrap();
    let profiles = r#"{"current":"two","profiles":[{"name":"two"},{"name":"\u001b[2Jthree"}]}"#;
    std::fs::write(home.path().join(".aliyun/config.json"), profiles).unwrap();
    for (line, expected, not) in [
        ("r", &["rds"][..], &["sts", "list"][..]),
        ("l", &["list", "location"], &["rds"]),
        ("--prof", &["--profile"], &["--page-size"]),
        ("rds release-instance-p", &["release-instance-public-connection"], &["release-instance-connection"]),
        ("rds ReleaseInstanceP", &["ReleaseInstancePublicConnection"], &["release-instance-public-connection"]),
        ("help rds ReleaseInstanceP", &["ReleaseInstancePublicConnection"], &[]),
        ("rds describe-db-instances --page-", &["--page-size", "--page-number"], &["--PageSize"]),
        ("rds DescribeDBInstances --Page", &["--PageSize", "--PageNumber"], &["--page-size"]),
        ("rds ReleaseInstanceConnection --InstanceNetworkType --end", &["0", "1"], &["--endpoint"]),
        ("rds DescribeDBInstances --region cn-hang", &["cn-hangzhou"], &["cn-beijing"]),
        ("--output --end", &["json", "table"], &["rds"]),
        ("rds DescribeRegions --signature a", &["acs3"], &["v1"]),
        ("rds DescribeRegions --profile --end", &["two", "\\u{1b}[2Jthree"], &["rds"]),
        // Commands of the program.
        ("configure --end", &["set", "list", "safety-policy"], &["--output", "rds"]),
        ("--profile x configure s", &["set", "switch", "safety-policy"], &["list"]),
        ("product --end", &["add", "remove"], &["--output"]),
        ("product add --end", &[], &["--output", "rds"]),
        ("completion --end", &["bash", "zsh"], &["--output"]),
        ("batch --jo", &["--journal"], &["--output"]),
        ("batch rows.csv --format --end", &["jsonl", "csv"], &["rds"]),
        ("batch rows.csv --journal file rd", &["rds"], &["--region"]),
        ("batch rows.csv rds ReleaseInstanceP", &["ReleaseInstancePublicConnection"], &["--region"]),
        ("explain Endpoint.NotFound rd", &["rds"], &["--region"]),
        ("emulator coverage rd", &["rds"], &["--region"]),
    ] {
        let mut command = alicloud();
        command.env("HOME", home.path()).args(["complete", "--"]).args(words(line));
        let (code, stdout, stderr) = texts(&command.output().unwrap());
        let candidates: Vec<&str> = stdout.lines().collect();
        assert_eq!(code, 0, "{line}: {stderr}");
        assert!(expected.iter().all(|word| candidates.contains(word)), "{line}: {candidates:?}");
        assert!(!not.iter().any(|word| candidates.contains(word)), "{line}: {candidates:?}");
    }
}

/// A file with parameters, and where a value is.
#[test]
fn parameters_come_from_files() {
    let server = Server::ok();
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let input = write(
        "input.json",
        "{ // all\n \"DBInstanceId\": \"rm-1\", \"account-name\": \"a\", \"AccountPassword\": \"hush\", }",
    );
    let unknown =
        write("unknown.json", "{\"DBInstanceID\":\"rm-1\",\"AcountName\":\"a\",\"AccountType\":\"Nonsense\"}");
    let secret = write("secret", "hush\n");
    let tags = write("tags", "[{\"Key\":\"k\"}]");
    let create = &["AccountName=a", "AccountPassword=hush", "DBInstanceId=rm-1"][..];
    let tagged = &[REGION, "ResourceId.1=a", "ResourceType=INSTANCE", "Tag.1.Key=k"][..];
    let tag = "rds TagResources --ResourceType INSTANCE --ResourceId a";
    let account = "rds CreateAccount --DBInstanceId rm-1 --AccountName a";
    for (line, expected) in [
        (format!("rds CreateAccount --input {input}"), Ok(create)),
        (
            format!("rds CreateAccount --input {input} --AccountName b"),
            Ok(&["AccountName=b", "AccountPassword=hush", "DBInstanceId=rm-1"][..]),
        ),
        (
            format!("rds CreateAccount --input {unknown}"),
            Err("\"AcountName\" is not a parameter of CreateAccount; did you mean AccountName?"),
        ),
        (format!("rds CreateAccount --input {secret}"), Err("--input: not valid JSON")),
        (format!("{account} --AccountPassword-FILE {secret}"), Ok(create)),
        (format!("{account} --account-password-FILE {secret}"), Ok(create)),
        (format!("{account} --AccountPassword-ENV THE_PASSWORD"), Ok(create)),
        (format!("{account} --AccountPassword-ENV NO_SUCH"), Err("the environment variable \"NO_SUCH\" is not set")),
        (
            format!("{account} --AccountPassword-FILE /no/such"),
            Err("--AccountPassword: the file \"/no/such\" cannot be read"),
        ),
        // A password may begin with @.
        (
            format!("{account} --account-password @hush"),
            Ok(&["AccountName=a", "AccountPassword=@hush", "DBInstanceId=rm-1"]),
        ),
        (format!("{tag} --tag @{tags}"), Ok(tagged)),
        (format!("{tag} --Tag-FILE {tags}"), Ok(tagged)),
        (format!("{tag} --Tag @{tags}"), Err("not valid JSON")),
        (
            "rds TagResources --ResourceType INSTANCE --resource-id @@a".to_owned(),
            Ok(&[REGION, "ResourceId.1=@a", "ResourceType=INSTANCE"]),
        ),
    ] {
        let mut command = alicloud();
        command.env("THE_PASSWORD", "hush").args(words(&line)).args(["--endpoint", &server.endpoint()]);
        let (code, _, stderr) = texts(&command.output().unwrap());
        let requests = server.take();
        match expected {
            Ok(parameters) => {
                assert_eq!((code, requests.len()), (0, 1), "{line}: {stderr}");
                let (head, body) = requests[0].split_once("\r\n\r\n").unwrap();
                let query = head.split(' ').nth(1).unwrap().split_once('?').map_or("", |(_, query)| query);
                let mut sent: Vec<String> = form_urlencoded(query).into_iter().chain(form_urlencoded(body)).collect();
                sent.retain(|pair| !pair.starts_with("ClientToken="));
                sent.sort();
                assert_eq!(sent, parameters, "{line}");
            }
            Err(part) => assert!(code == 2 && requests.is_empty() && stderr.contains(part), "{line}: {stderr}"),
        }
        assert!(!stderr.contains("hush"), "{line}: {stderr}");
    }
    // All problems at once, with what is not set.
    for (line, parts) in [
        (
            "rds ReleaseInstanceConnection --DBInstanceId= --InstanceNetworkType Nonsense --CurrentConnectionString=",
            &[
                "3 problems, and nothing was sent",
                "--DBInstanceId: the value is empty",
                "--InstanceNetworkType: ",
                "--CurrentConnectionString: ",
            ][..],
        ),
        (
            "rds ReleaseInstanceConnection --InstanceNetworkType Nonsense",
            &["2 problems", "--InstanceNetworkType: ", "required and not set: DBInstanceId, CurrentConnectionString"],
        ),
        ("rds DescribeDBInstances --PageSize many", &["error: --PageSize: "]),
    ] {
        let (code, _, stderr) =
            texts(&alicloud().args(words(line)).args(["--endpoint", &server.endpoint()]).output().unwrap());
        assert!(code == 2 && server.take().is_empty(), "{stderr}");
        assert!(parts.iter().all(|part| stderr.contains(part)), "{stderr}");
    }
    // A skeleton is a file for --input.
    let (code, skeleton, stderr) =
        texts(&alicloud().args(["rds", "ReleaseInstanceConnection", "--skeleton"]).output().unwrap());
    assert_eq!(code, 0, "{stderr}");
    assert!(skeleton.contains("// DBInstanceId: string, required."), "{skeleton}");
    let path = write("skeleton.json", &skeleton);
    let command = ["rds", "ReleaseInstanceConnection", "--input", &path, "--endpoint", &server.endpoint()];
    let (code, _, stderr) = texts(&alicloud().args(command).output().unwrap());
    assert_eq!((code, server.take().len()), (0, 1), "{stderr}");
}

/// An access key on the command line is used, and reported as visible to others.
#[test]
fn credentials_can_be_flags() {
    const ROLE: &str = r#"{"RequestId":"1","Credentials":{"AccessKeyId":"roleid","AccessKeySecret":"hush","SecurityToken":"hush-token","Expiration":"2099-01-01T00:00:00Z"}}"#;
    const KEY: &[&str] = &["Credential=flagid,"];
    const TOKEN: &[&str] = &["Credential=flagid,", "x-acs-security-token: hush-token"];
    const OF_ROLE: &[&str] = &["Credential=roleid,", "x-acs-security-token: hush-token", "DescribeRegions"];
    /// The flags, the exit code, parts of each request, and parts of standard error.
    type Case<'a> = (&'a str, i32, &'a [&'a [&'a str]], &'a [&'a str]);
    let cases: [Case<'_>; 25] = [
        ("{key}", 0, &[KEY], &["--access-key-secret in the list of processes"]),
        ("--mode StsToken {key} --sts-token hush-token", 0, &[TOKEN], &["and --sts-token in the list"]),
        // A token is sent with its key, whatever the mode is called.
        ("--mode ak {key} --sts-token hush-token", 0, &[TOKEN], &[]),
        ("{key} --sts-token hush-token", 0, &[TOKEN], &[]),
        (
            "--mode RamRoleArn {key} --ram-role-arn r1 --role-session-name s1 --external-id e1 --expired-seconds 1000 --sts-endpoint {server}",
            0,
            &[
                &[
                    "Credential=flagid,",
                    "AssumeRole",
                    "RoleArn=r1",
                    "RoleSessionName=s1",
                    "ExternalId=e1",
                    "DurationSeconds=1000",
                ],
                OF_ROLE,
            ],
            &[],
        ),
        ("{key} --ram-role-arn r1 --sts-endpoint {server}", 0, &[&["AssumeRole", "RoleArn=r1"], OF_ROLE], &[]),
        (
            "--mode OIDC --oidc-provider-arn p1 --oidc-token-file {token} --ram-role-arn r1 --role-session-name s1 --expired-seconds 1000 \
             --sts-endpoint {server}",
            0,
            &[
                &[
                    "AssumeRoleWithOIDC",
                    "OIDCProviderArn=p1",
                    "RoleArn=r1",
                    "RoleSessionName=s1",
                    "DurationSeconds=1000",
                ],
                OF_ROLE,
            ],
            &[],
        ),
        ("--mode Anonymous", 0, &[&["DescribeRegions"]], &[]),
        ("--profile p {key}", 0, &[KEY], &["so the profile p is not used"]),
        // Nothing that was typed or read controls the terminal.
        ("--profile p\u{1b}[2J {key}", 0, &[KEY], &["so the profile p\\u{1b}[2J is not used"]),
        ("--mode AK --access-key-id flagid", 2, &[], &["--access-key-secret is not set, which the mode AK needs"]),
        ("--mode RsaKeyPair", 2, &[], &["deprecated the mode RsaKeyPair; use AK or OIDC"]),
        ("--mode Nonsense", 2, &[], &["--mode has to be one of AK, StsToken,", "--biz-mode"]),
        ("--mode StsToken {key}", 2, &[], &["--sts-token is not set"]),
        ("--mode RamRoleArn {key}", 2, &[], &["--ram-role-arn is not set, which the mode RamRoleArn needs"]),
        // A flag that the mode does not use would leave the call with another identity than the one that is meant.
        (
            "--mode AK {key} --ram-role-arn r1",
            2,
            &[],
            &[
                "--ram-role-arn has no meaning in the mode AK, but in RamRoleArn, ChainableRamRoleArn, OIDC; a parameter",
            ],
        ),
        ("{key} --external-id e1", 2, &[], &["--external-id has no meaning in the mode AK"]),
        ("--mode EcsRamRole {key}", 2, &[], &["--access-key-id has no meaning in the mode EcsRamRole"]),
        ("--mode OIDC --external-id e1", 2, &[], &["--external-id has no meaning in the mode OIDC"]),
        ("--mode Anonymous --bearer-token hush", 2, &[], &["--bearer-token has no meaning in the mode Anonymous"]),
        ("--bearer-token hush --sts-token hush", 2, &[], &["--sts-token has no meaning in the mode BearerToken"]),
        ("{key} --cloud-sso-account-id 1", 2, &[], &["in the mode AK, but in CloudSSO, which needs a profile"]),
        // Without a mode, nothing says what they are for.
        ("--external-id e1", 2, &[], &["--external-id is an option of the program for credentials, and needs --mode"]),
        ("--cloud-sso-account-id 1", 2, &[], &["--cloud-sso-account-id", "needs --mode"]),
        ("{key} --key-pair-name k", 2, &[], &["--key-pair-name is an option", "no call uses it"]),
    ];
    let token = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(token.path(), "oidc-hush").unwrap();
    for (line, code, expected, parts) in cases {
        let server = Server::start("200 OK\r\ncontent-type: application/json", ROLE.as_bytes());
        let flags = line.replace("{key}", "--access-key-id flagid --access-key-secret hush");
        let flags = flags.replace("{server}", &server.endpoint()).replace("{token}", token.path().to_str().unwrap());
        let mut command = alicloud();
        command.env_remove("ALIBABA_CLOUD_ACCESS_KEY_ID").env_remove("ALIBABA_CLOUD_ACCESS_KEY_SECRET");
        command.args(["rds", "DescribeRegions", "--endpoint", &server.endpoint()]).args(words(&flags));
        let (found, _, stderr) = texts(&command.output().unwrap());
        let requests = server.take();
        assert_eq!((found, requests.len()), (code, expected.len()), "{line}: {stderr}");
        for (request, parts) in requests.iter().zip(expected) {
            assert!(parts.iter().all(|part| request.contains(part)), "{line}: {parts:?} in {request}");
        }
        assert!(parts.iter().all(|part| stderr.contains(part)) && !stderr.contains("hush"), "{line}: {stderr}");
    }
}

/// A profile that a flag names gives credentials and region, whatever the environment says.
#[test]
fn a_profile_can_be_chosen() {
    const FILE: &str = r#"{"current":"one","profiles":[
        {"name":"one","mode":"AK","access_key_id":"first","access_key_secret":"hush","region_id":"cn-qingdao"},
        {"name":"two","mode":"StsToken","access_key_id":"second","access_key_secret":"hush","sts_token":"hush","region_id":"cn-beijing"}]}"#;
    let server = Server::ok();
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("config.json");
    std::fs::write(&file, FILE).unwrap();
    let path = file.to_str().unwrap();
    for (line, expected) in [
        ("-p two", Ok(("second", "cn-beijing"))),
        ("--profile two", Ok(("second", "cn-beijing"))),
        ("--profile=one --region cn-hangzhou", Ok(("first", "cn-hangzhou"))),
        ("", Ok(("first", "cn-qingdao"))),
        ("--profile three", Err("has no profile three")),
    ] {
        let mut command = alicloud();
        command.args(["rds", "DescribeDBInstances", "--config-path", path, "--endpoint", &server.endpoint()]);
        command.args(line.split(' ').filter(|word| !word.is_empty()));
        let (code, _, stderr) = texts(&command.output().unwrap());
        let requests = server.take();
        match expected {
            Ok((id, region)) => {
                assert_eq!((code, requests.len()), (0, 1), "{line}: {stderr}");
                assert!(requests[0].contains(&format!("Credential={id},")), "{line}: {requests:?}");
                assert!(requests[0].contains(&format!("RegionId={region}")), "{line}: {requests:?}");
            }
            Err(part) => assert!(code != 0 && requests.is_empty() && stderr.contains(part), "{line}: {stderr}"),
        }
    }
}

/// The words of the command of `curl`, as Bash reads them, are what is sent.
#[cfg(unix)]
#[test]
fn a_command_of_curl_has_the_values_of_the_request() {
    let body = "it's \u{1b}[0m\\a\u{202e}\nb";
    let words = ["cs", "POST", "/a", "--force", "--version", "2015-12-15", "--endpoint", "http://127.0.0.1:1"];
    let others = ["--header", "x-empty=", "--header", "x-quoted=don't", "--body", body, "--dry-run=curl"];
    let (code, stdout, stderr) = texts(&alicloud().args(words).args(others).output().unwrap());
    assert_eq!(code, 0, "{stderr}");
    assert!(!stdout.contains('\u{1b}') && !stdout.contains('\u{202e}'), "{stdout}");
    let script = format!("curl() {{ printf '%s\\0' \"$@\"; }}\n{stdout}");
    let read = std::process::Command::new("bash").args(["-c", &script]).output().unwrap();
    let read = String::from_utf8(read.stdout).unwrap();
    let read: Vec<&str> = read.split('\0').collect();
    for word in ["http://127.0.0.1:1/a", "x-empty;", "x-quoted: don't", body] {
        assert!(read.contains(&word), "no {word:?} in {read:?}");
    }
}

/// Messages of each level, without values of parameters.
#[test]
fn messages_have_a_level() {
    for (level, shown, hidden) in [
        (None, "warning: the value of --DBInstanceId is empty", "debug: "),
        (Some("warn"), "warning: the value of --DBInstanceId is empty", "debug: "),
        (Some("off"), "", "warning: "),
        (Some("error"), "", "warning: "),
        (Some("debug"), "debug: call succeeded (operation: \"DescribeDBInstances\"", "hush"),
    ] {
        let server = Server::ok();
        let mut command = alicloud();
        command.args([
            "--endpoint",
            &server.endpoint(),
            "rds",
            "DescribeDBInstances",
            "--DBInstanceId=",
            "--SearchKey",
            "hush",
        ]);
        command.args(level.map(|level| format!("--log-level={level}")));
        let (code, _, stderr) = texts(&command.output().unwrap());
        assert_eq!((code, server.take().len()), (0, 1), "{level:?}: {stderr}");
        assert!(stderr.contains(shown) && !stderr.contains(hidden), "{level:?}: {stderr}");
    }
}

/// `--secure` and `--insecure` also choose the scheme of an endpoint of the environment.
#[test]
fn the_scheme_of_an_endpoint_of_the_environment_is_chosen() {
    for (endpoint, flag, url) in [
        ("http://a.example:81", "--secure", "POST https://a.example:81/"),
        ("a.example", "--insecure", "POST http://a.example/"),
        ("http://a.example", "--yes", "POST http://a.example/"),
    ] {
        let mut command = alicloud();
        command.env("ALIBABA_CLOUD_ENDPOINT", endpoint).args(["rds", "DescribeRegions", "--dry-run", flag]);
        let (code, stdout, stderr) = texts(&command.output().unwrap());
        assert_eq!(code, 0, "{stderr}");
        assert!(stdout.starts_with(url), "{endpoint} {flag}: {stdout}");
    }
}

/// The hash of a body from which something is hidden would let a short secret in it be guessed.
#[test]
fn a_dry_run_shows_no_hash_of_what_it_hides() {
    for (body, is_shown) in [(r#"{"name":"x"}"#, true), (r#"{"name":"x","password":"hush"}"#, false)] {
        let words = ["edas", "POST", "/clusters", "--force", "--version", "2017-08-01", "--body", body, "--dry-run"];
        let output = alicloud().args(words).args(["--endpoint", "http://127.0.0.1:9"]).output().unwrap();
        let (code, stdout, stderr) = texts(&output);
        assert_eq!((code, stdout.contains("hush")), (0, false), "{stdout}{stderr}");
        assert_eq!(stdout.contains("x-acs-content-sha256"), is_shown, "{stdout}");
    }
}
