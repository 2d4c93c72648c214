//! Commands and flags of the official CLI that this program does not have, and what takes their place.

/// What is said about the flags that estimate the cost of a call.
pub(crate) const NO_ESTIMATE: &str = "no cost is estimated here: call the operation of the product that returns prices, as in 'alicloud rds DescribePrice' or \
                                      'alicloud ecs DescribePrice'; 'alicloud search price' lists them";

/// Each command, and what takes its place.
const COMMANDS: [(&str, &str); 8] = [
    ("oss", OBJECT_STORAGE),
    ("ossutil", OBJECT_STORAGE),
    ("otsutil", "Tablestore has an interface of its own, which is not described here: use the vendor's Tablestore CLI"),
    (
        "mock",
        "commands are not mocked here: 'alicloud emulator' runs a local endpoint, and --emulator starts one for a single call",
    ),
    (
        "upgrade",
        "the program never replaces itself: install the new version as you installed this one, and 'alicloud version' shows which it is",
    ),
    ("mcp-proxy", "the vendor's MCP servers are not reached from here: use the official CLI for them"),
    ("list-supported-pricing-apis", NO_ESTIMATE),
    ("go-migrate", "programs in Go are not changed here: use the official CLI for that"),
];

const OBJECT_STORAGE: &str =
    "Object Storage Service has an interface of its own, which is not described here: use the vendor's ossutil";

/// What takes the place of a command of the official CLI.
pub(crate) fn in_place_of(command: &str) -> Option<&'static str> {
    COMMANDS.iter().find(|(name, _)| *name == command).map(|(_, instead)| *instead)
}
