//! States that instances pass through.

use std::time::{Duration, SystemTime};

/// How long an instance stays in a passing state such as `Creating`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Transitions {
    /// Not at all: an operation has finished when its answer comes.
    #[default]
    Instant,
    /// Until it was described so many times.
    AfterDescribes(u32),
    /// So long, by the emulator's clock. A time that no clock reaches is for ever.
    After(Duration),
}

/// `DBInstanceStatus`, as far as instances of the emulator have it. The names are the vendor's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Creating,
    Running,
    Rebooting,
    /// Endpoints change. The documents do not say which state an instance has meanwhile; this one fits by its meaning
    /// ("internal/public switch").
    NetTypeChanging,
    Deleting,
    Released,
}

impl Status {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Creating => "Creating",
            Self::Running => "Running",
            Self::Rebooting => "Rebooting",
            Self::NetTypeChanging => "DBInstanceNetTypeChanging",
            Self::Deleting => "Deleting",
            Self::Released => "Released",
        }
    }
}

/// The state of one instance and what follows it.
#[derive(Debug, Clone)]
pub(crate) struct CurrentStatus {
    shown: Status,
    next: Option<(Due, Status)>,
}

#[derive(Debug, Clone)]
enum Due {
    Describes(u32),
    /// `None` is never.
    At(Option<SystemTime>),
}

impl CurrentStatus {
    pub(crate) fn new(status: Status) -> Self {
        Self { shown: status, next: None }
    }

    pub(crate) fn shown(&self) -> Status {
        self.shown
    }

    /// Passes through `passing` to `then`.
    pub(crate) fn pass(&mut self, passing: Status, then: Status, transitions: Transitions, now: SystemTime) {
        let due = match transitions {
            Transitions::Instant | Transitions::AfterDescribes(0) => {
                *self = Self::new(then);
                return;
            }
            Transitions::AfterDescribes(times) => Due::Describes(times),
            Transitions::After(time) => Due::At(now.checked_add(time)),
        };
        *self = Self { shown: passing, next: Some((due, then)) };
    }

    /// The state was shown to someone.
    pub(crate) fn described(&mut self) {
        if let Some((Due::Describes(times), _)) = &mut self.next {
            *times = times.saturating_sub(1);
        }
    }

    /// Moves on if it is time.
    pub(crate) fn settle(&mut self, now: SystemTime) {
        match self.next {
            Some((Due::Describes(0), then)) => *self = Self::new(then),
            Some((Due::At(Some(time)), then)) if time <= now => *self = Self::new(then),
            _ => {}
        }
    }
}
