//! Checks that the async runtime has what this crate needs. `tokio` panics otherwise, while a library has to return an
//! error.

use std::any::Any;
use std::cell::Cell;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::Duration;

use tokio::runtime::{Handle, Id};

/// The part of the runtime that is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MissingDriver {
    Runtime,
    Time,
    Io,
}

impl fmt::Display for MissingDriver {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Runtime => {
                "there is no tokio runtime on this thread: call from async code that tokio runs, for example under #[tokio::main], or \
                 use the blocking client"
            }
            Self::Time => {
                "the tokio runtime has no timers: build it with `enable_all()`, or with `enable_time()` and `enable_io()`"
            }
            Self::Io => "the tokio runtime has no I/O: build it with `enable_all()`, or with `enable_time()` and `enable_io()`",
        })
    }
}

impl std::error::Error for MissingDriver {}

thread_local! {
    /// The runtime that this thread has already found to have timers.
    static WITH_TIMERS: Cell<Option<Id>> = const { Cell::new(None) };
}

/// The ID of the current runtime. Fails if there is none or if it has no timers.
pub(crate) fn current_runtime() -> Result<Id, MissingDriver> {
    let id = Handle::try_current().map_err(|_| MissingDriver::Runtime)?.id();
    if WITH_TIMERS.get() != Some(id) {
        // `tokio` has no function that reports whether there are timers, but without them, creating one panics.
        catch_unwind(|| drop(tokio::time::sleep(Duration::ZERO))).map_err(|_| MissingDriver::Time)?;
        WITH_TIMERS.set(Some(id));
    }
    Ok(id)
}

/// Runs `step`. A panic because the runtime has no I/O or no timers is converted into an error; any other panic
/// continues.
pub(crate) fn with_drivers<T>(step: impl FnOnce() -> T) -> Result<T, MissingDriver> {
    catch_unwind(AssertUnwindSafe(step)).or_else(|panic| match missing(&*panic) {
        Some(missing) => Err(missing),
        None => resume_unwind(panic),
    })
}

fn missing(panic: &(dyn Any + Send)) -> Option<MissingDriver> {
    let message = panic_message(panic)?;
    if message.contains("enable_io") {
        Some(MissingDriver::Io)
    } else if message.contains("enable_time") {
        Some(MissingDriver::Time)
    } else {
        None
    }
}

/// The message of a panic, if it has one.
pub(crate) fn panic_message(panic: &(dyn Any + Send)) -> Option<&str> {
    panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str))
}
