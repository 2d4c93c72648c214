//! Generates the crate from its API description: what the enabled features name, and what that reaches.

fn main() -> std::process::ExitCode {
    // A packed crate has a copy of the description in its own folder `spec`.
    let spec = alicloud_codegen::spec_folder("../../../spec").join("waf-openapi/2021-10-01");
    alicloud_codegen::Build::new(spec).features().run()
}
