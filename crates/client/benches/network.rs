//! Measures calls over loopback against bare `reqwest`, in CPU time of this process: `cargo bench --bench network`.
//!
//! `cargo bench --bench network -- memory 1000000` makes that many calls and prints how much the resident memory grew.
//! `-- ours 2000` and `-- bare 2000` make that many calls sequentially and print nothing. They are meant for `valgrind
//! --tool=callgrind`, which counts instructions, so other load on the machine does not matter.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a benchmark that fails has no result"
)]

#[path = "shapes.rs"]
mod shapes;

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use alicloud_client::Client;
use alicloud_client::transport::HttpClient;
use cpu_time::ProcessTime;
use shapes::ReleaseInstanceConnection;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

const ANSWER: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-acs-request-id: 7A1B\r\ncontent-length: 20\r\n\r\n{\"RequestId\":\"7A1B\"}";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    match arguments.first().map(String::as_str) {
        Some("serve") => runtime.block_on(serve()),
        Some("memory") => {
            let calls = arguments.get(1).and_then(|count| count.parse().ok()).unwrap_or(100_000);
            runtime.block_on(memory(calls));
        }
        Some(whose @ ("ours" | "bare")) => {
            let calls = arguments.get(1).and_then(|count| count.parse().ok()).unwrap_or(2_000);
            runtime.block_on(repeat(whose == "ours", calls));
        }
        _ => runtime.block_on(compare()),
    }
}

async fn repeat(is_ours: bool, calls: usize) {
    let server = Server::start();
    let client = server.client();
    let (bare, request) = server.bare().await;
    for _ in 0..calls {
        match is_ours {
            true => call(&client).await,
            false => exchange(&bare, &request).await,
        }
    }
}

/// The server runs in a separate process, so that its CPU time is not counted.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start() -> Self {
        let program = std::env::current_exe().unwrap();
        let mut process = Command::new(program).arg("serve").stdout(Stdio::piped()).spawn().unwrap();
        let mut address = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut address).unwrap();
        Self { process, address: address.trim().to_owned() }
    }

    fn client(&self) -> Client {
        Client::builder()
            .endpoint(&self.address)
            .access_key("testid", "testsecret")
            .http(HttpClient::builder().no_proxy().idle_connections(1000))
            .build()
            .unwrap()
    }

    /// Performs the exchange of one call with the request that the client would send.
    async fn bare(&self) -> (reqwest::Client, alicloud_client::transport::HttpRequest) {
        let request = self.client().send(ReleaseInstanceConnection::example()).into_request().await.unwrap();
        (reqwest::Client::builder().no_proxy().tcp_nodelay(true).build().unwrap(), request)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

async fn compare() {
    const ROUNDS: usize = 40;
    const CALLS: usize = 2_000;
    const TOGETHER: usize = 1000;
    let server = Server::start();
    let client = server.client();
    let (bare, request) = server.bare().await;
    let mut single = Pairs::default();
    let mut at_once = Pairs::default();
    // Rounds are short and alternate, so that both are measured under the same load of the machine.
    for _ in 0..ROUNDS {
        let ours = cpu_time(async {
            for _ in 0..CALLS {
                call(&client).await;
            }
        });
        let ours = ours.await;
        let theirs = cpu_time(async {
            for _ in 0..CALLS {
                exchange(&bare, &request).await;
            }
        });
        single.push(ours, theirs.await);
    }
    // This runs last, because it leaves a thousand connections open.
    for _ in 0..ROUNDS {
        let ours = cpu_time(together(TOGETHER, CALLS, || {
            let client = client.clone();
            async move { call(&client).await }
        }));
        let ours = ours.await;
        let theirs = cpu_time(together(TOGETHER, CALLS, || {
            let (bare, request) = (bare.clone(), request.clone());
            async move { exchange(&bare, &request).await }
        }));
        at_once.push(ours, theirs.await);
    }
    println!("{:<34}{:>14}{:>14}{:>9}", "CPU time of a call, medians", "this client", "bare reqwest", "ratio");
    for (name, pairs) in [("one after the other", single), ("1,000 at a time", at_once)] {
        let [ours, theirs, ratio] = pairs.medians();
        let micros = |seconds: f64| seconds * 1e6 / CALLS as f64;
        println!("{name:<34}{:>11.1} us{:>11.1} us{ratio:>9.2}", micros(ours), micros(theirs));
    }
}

async fn cpu_time(work: impl Future<Output = ()>) -> f64 {
    let begin = ProcessTime::now();
    work.await;
    begin.elapsed().as_secs_f64()
}

/// CPU seconds of rounds that ran directly one after the other.
#[derive(Default)]
struct Pairs(Vec<(f64, f64)>);

impl Pairs {
    fn push(&mut self, ours: f64, theirs: f64) {
        self.0.push((ours, theirs));
    }

    /// The results for our client, for `reqwest`, and for the ratio within each round.
    fn medians(&self) -> [f64; 3] {
        let median = |of: &dyn Fn(&(f64, f64)) -> f64| {
            let mut values: Vec<f64> = self.0.iter().map(of).collect();
            values.sort_unstable_by(f64::total_cmp);
            values[values.len() / 2]
        };
        [median(&|round| round.0), median(&|round| round.1), median(&|round| round.0 / round.1)]
    }
}

async fn call(client: &Client) {
    client.send(ReleaseInstanceConnection::example()).await.unwrap();
}

async fn exchange(client: &reqwest::Client, request: &alicloud_client::transport::HttpRequest) {
    let sending = client
        .request(request.method.clone(), &request.url)
        .headers(request.headers.clone())
        .body(request.body.clone());
    let body = sending.send().await.unwrap().bytes().await.unwrap();
    let answer: serde_json::Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(answer["RequestId"], "7A1B");
}

/// Makes `total` calls, at most `limit` of them concurrently.
async fn together<F: Future<Output = ()> + Send + 'static>(limit: usize, total: usize, make: impl Fn() -> F) {
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..total {
        if tasks.len() >= limit {
            tasks.join_next().await.unwrap().unwrap();
        }
        tasks.spawn(make());
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
}

async fn memory(calls: usize) {
    let server = Server::start();
    let client = server.client();
    println!("{:>10} calls {:>8} KiB", 0, resident());
    let mut after_warm_up = 0;
    for tenth in 1..=10 {
        together(16, calls / 10, || {
            let client = client.clone();
            async move { call(&client).await }
        })
        .await;
        if tenth == 1 {
            after_warm_up = resident();
        }
        println!("{:>10} calls {:>8} KiB", tenth * (calls / 10), resident());
    }
    println!("growth after the first tenth: {} KiB", i64::from(resident()) - i64::from(after_warm_up));
}

/// The resident memory in KiB; 0 if the system does not report it.
fn resident() -> u32 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

async fn serve() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("http://{}", listener.local_addr().unwrap());
    loop {
        let (mut stream, _) = listener.accept().await.unwrap();
        tokio::spawn(async move {
            let mut buffer = [0; 4096];
            let mut filled = 0;
            while let Ok(count) = stream.read(&mut buffer[filled..]).await {
                filled += count;
                if count == 0 {
                    break;
                }
                // No request of this benchmark has a body.
                if buffer[..filled].ends_with(b"\r\n\r\n") {
                    filled = 0;
                    if stream.write_all(ANSWER.as_bytes()).await.is_err() {
                        break;
                    }
                }
            }
        });
    }
}
