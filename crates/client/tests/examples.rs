//! Runs the examples, each against its own emulator.

#[path = "../examples/credentials_provider.rs"]
mod credentials_provider;
#[path = "../examples/proxy.rs"]
mod proxy;
#[path = "../examples/stream.rs"]
mod stream;
#[path = "../examples/untyped.rs"]
mod untyped;

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
    runs! { credentials_provider proxy stream untyped }
}
