//! Generates exactly three operations, the types that they use, and nothing else.

use alicloud_codegen::Build;

fn main() -> std::process::ExitCode {
    // The folder with `product.json` and the entries: in a program of yours, a copy of those that you need, which
    // `alicloud-codegen import` makes from the vendor's metadata or documentation pages.
    Build::new("../../../spec/rds/2014-08-15")
        .operations(["DescribeDBInstanceNetInfo", "DescribeDBInstances", "ReleaseInstanceConnection"])
        .run()
}
