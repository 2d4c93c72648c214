//! Signals that ask the program to end.

use std::io;

/// A signal that asks the program to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signal {
    /// SIGHUP: the terminal is closed, or the connection to it is lost.
    #[cfg(unix)]
    Hangup,
    /// SIGINT, which a terminal sends on Ctrl-C.
    Interrupt,
    /// SIGTERM.
    #[cfg(unix)]
    Terminate,
}

impl Signal {
    /// The exit code of a program that ended on this signal: 128 and the number of the signal, as shells report it.
    pub(crate) fn exit_code(self) -> u8 {
        match self {
            #[cfg(unix)]
            Self::Hangup => 129,
            Self::Interrupt => 130,
            #[cfg(unix)]
            Self::Terminate => 143,
        }
    }
}

/// The signals since [`Signals::listen`], one after the other. After that call, they no longer end the program by themselves.
///
/// SIGHUP stays ignored if the program was started to ignore it: `nohup` lets a program outlive its terminal in this way.
pub(crate) struct Signals {
    #[cfg(unix)]
    listeners: Vec<(Signal, tokio::signal::unix::Signal)>,
}

#[cfg(unix)]
impl Signals {
    pub(crate) fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};

        let mut listeners = vec![
            (Signal::Interrupt, signal(SignalKind::interrupt())?),
            (Signal::Terminate, signal(SignalKind::terminate())?),
        ];
        // Where this is not known, SIGHUP keeps its default action, which ends the program.
        if ignored::contains(SignalKind::hangup()) == Some(false) {
            listeners.push((Signal::Hangup, signal(SignalKind::hangup())?));
        }
        Ok(Self { listeners })
    }

    pub(crate) async fn next(&mut self) -> Signal {
        std::future::poll_fn(|context| {
            for (name, listener) in &mut self.listeners {
                if listener.poll_recv(context).is_ready() {
                    return std::task::Poll::Ready(*name);
                }
            }
            std::task::Poll::Pending
        })
        .await
    }
}

/// Where there are no signals, Ctrl-C.
#[cfg(not(unix))]
impl Signals {
    #[allow(clippy::unnecessary_wraps, reason = "it can fail on Unix")]
    pub(crate) fn listen() -> io::Result<Self> {
        Ok(Self {})
    }

    pub(crate) async fn next(&mut self) -> Signal {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        Signal::Interrupt
    }
}

/// The signals that the program was started to ignore.
#[cfg(unix)]
mod ignored {
    use std::fs::File;
    use std::io::Read as _;

    use tokio::signal::unix::SignalKind;

    /// Far more than the file has.
    const MOST_BYTES: u64 = 1 << 16;

    /// Whether a signal that nobody listens to yet is ignored; `None` where the system does not report it.
    pub(super) fn contains(signal: SignalKind) -> Option<bool> {
        let bit = u32::try_from(signal.as_raw_value()).ok()?.checked_sub(1)?;
        Some(mask()?.checked_shr(bit)? & 1 == 1)
    }

    /// A bit for each signal, the lowest one for signal 1. Linux has it in a file (proc(5)); to ask the system itself needs `unsafe`.
    fn mask() -> Option<u64> {
        let mut status = String::new();
        File::open("/proc/self/status").ok()?.take(MOST_BYTES).read_to_string(&mut status).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("SigIgn:"))?;
        u64::from_str_radix(line.trim(), 16).ok()
    }
}
