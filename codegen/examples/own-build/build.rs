//! Generates exactly three operations and the types that they use.

use alicloud_codegen::Build;

fn main() -> std::process::ExitCode {
    // The folder with `product.json` and the entries. A program of your own has a copy of the entries that it needs,
    // which `alicloud-codegen import` creates from the vendor's metadata or documentation pages.
    Build::new("../../../spec/rds/2014-08-15")
        .operations(["DescribeDBInstanceNetInfo", "DescribeDBInstances", "ReleaseInstanceConnection"])
        .run()
}
