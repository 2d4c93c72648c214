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
    let terminal = terminal::SavedTerminal::now();
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

mod terminal {
    #[cfg(unix)]
    use std::fs::File;

    #[cfg(unix)]
    use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};

    /// The settings of the terminal of the program, if it has one. Elsewhere than on Unix, the system restores them.
    pub(super) struct SavedTerminal {
        #[cfg(unix)]
        saved: Option<(File, Termios)>,
    }

    impl SavedTerminal {
        pub(super) fn now() -> Self {
            Self {
                // The terminal from which secrets are read, whatever standard input is.
                #[cfg(unix)]
                saved: File::options()
                    .read(true)
                    .write(true)
                    .open("/dev/tty")
                    .ok()
                    .and_then(|terminal| tcgetattr(&terminal).ok().map(|settings| (terminal, settings))),
            }
        }

        pub(super) fn restore(self) {
            #[cfg(unix)]
            if let Some((terminal, settings)) = self.saved {
                let _ = tcsetattr(&terminal, OptionalActions::Now, &settings);
            }
        }
    }
}
