//! The examples run as they are, each against an emulator of its own.

#[path = "../examples/assume_role.rs"]
mod assume_role;
#[path = "../examples/blocking.rs"]
mod blocking;
#[path = "../examples/bulk.rs"]
mod bulk;
#[path = "../examples/call.rs"]
mod call;
#[path = "../examples/errors.rs"]
mod errors;
#[path = "../examples/pages.rs"]
mod pages;
#[path = "../examples/recording.rs"]
mod recording;
#[path = "../examples/settings.rs"]
mod settings;
#[path = "../examples/tracing.rs"]
mod tracing;
#[path = "../examples/waiter.rs"]
mod waiter;

macro_rules! runs {
    ($($example:ident)*) => {$(
        mod $example {
            #[test]
            fn runs() -> Result<(), Box<dyn std::error::Error>> {
                super::super::$example::main()
            }
        }
    )*};
}

mod example {
    runs! { assume_role blocking bulk call errors pages recording settings tracing waiter }
}
