//! Generates the crate from the API description in `spec`: what the enabled features name, and what that reaches.

fn main() -> std::process::ExitCode {
    alicloud_codegen::Build::new("spec").features().run()
}
