//! Questions that a signal interrupts.

use std::io;

use crate::signals::{Signal, Signals};

/// Reads a secret from the terminal, which does not show it.
pub(crate) fn secret(prompt: impl ToString) -> io::Result<String> {
    interruptible(|| rpassword::prompt_password(prompt))
}

/// Reads an answer. A signal ends the program meanwhile, with the terminal as it was before.
///
/// Nothing has been sent yet when a question is asked, so there is nothing else to be settled.
pub(crate) fn interruptible<T>(read: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut signals = {
        let _guard = runtime.enter();
        Signals::listen()?
    };
    let terminal = terminal::Saved::now();
    let (done, is_done) = tokio::sync::oneshot::channel::<()>();
    let watcher = std::thread::spawn(move || {
        let signal = runtime.block_on(async {
            tokio::select! {
                signal = signals.next() => Some(signal),
                _ = is_done => None,
            }
        });
        if let Some(signal) = signal {
            terminal.restore();
            end(signal);
        }
    });
    let result = read();
    drop(done);
    // It does not panic, and a signal that arrived ends the program there.
    drop(watcher.join());
    result
}

/// Ends the program, while another thread still waits for the answer.
#[allow(clippy::exit, reason = "a thread that reads from a terminal cannot be ended otherwise")]
fn end(signal: Signal) -> ! {
    crate::streams::complain("\nerror: interrupted; nothing was sent");
    std::process::exit(i32::from(signal.exit_code()))
}

#[cfg(unix)]
mod terminal {
    use std::fs::File;

    use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};

    /// The settings of the terminal of the program, if it has one.
    pub(super) struct Saved(Option<(File, Termios)>);

    impl Saved {
        pub(super) fn now() -> Self {
            // The terminal from which secrets are read, whatever standard input is.
            let terminal = File::options().read(true).write(true).open("/dev/tty").ok();
            Self(terminal.and_then(|terminal| tcgetattr(&terminal).ok().map(|settings| (terminal, settings))))
        }

        pub(super) fn restore(self) {
            if let Some((terminal, settings)) = self.0 {
                let _ = tcsetattr(&terminal, OptionalActions::Now, &settings);
            }
        }
    }
}

/// Elsewhere, the system restores it.
#[cfg(not(unix))]
mod terminal {
    pub(super) struct Saved;

    impl Saved {
        pub(super) fn now() -> Self {
            Self
        }

        pub(super) fn restore(self) {}
    }
}
