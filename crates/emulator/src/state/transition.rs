//! Temporary states of instances.

use std::time::{Duration, SystemTime};

/// How long an instance remains in a temporary state such as `Creating`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Transitions {
    /// It has no temporary state: an operation is finished when its response is sent.
    #[default]
    Instant,
    /// It remains in the state until it has been described this many times.
    AfterDescribes(u32),
    /// It remains in the state for this time on the emulator's clock. A time that the clock cannot represent never
    /// passes.
    After(Duration),
}

/// The values of `DBInstanceStatus` that instances of the emulator can have. The names are the vendor's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Creating,
    Running,
    Rebooting,
    /// An endpoint is being changed. The documents do not say which state the instance has meanwhile; this one has the
    /// closest meaning ("internal/public switch").
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

/// The state of an instance and the state that follows it.
#[derive(Debug, Clone)]
pub(crate) struct CurrentStatus {
    shown: Status,
    next: Option<(Due, Status)>,
}

#[derive(Debug, Clone)]
enum Due {
    Describes(u32),
    /// A time on the emulator's clock. `None` means never.
    At(Option<SystemTime>),
}

impl CurrentStatus {
    pub(crate) fn new(status: Status) -> Self {
        Self { shown: status, next: None }
    }

    pub(crate) fn shown(&self) -> Status {
        self.shown
    }

    /// Changes to the temporary state `passing`, which is followed by `then`.
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

    /// Records that the state was returned in a response.
    pub(crate) fn described(&mut self) {
        if let Some((Due::Describes(times), _)) = &mut self.next {
            *times = times.saturating_sub(1);
        }
    }

    /// Changes to the next state if that is due.
    pub(crate) fn settle(&mut self, now: SystemTime) {
        match self.next {
            Some((Due::Describes(0), then)) => *self = Self::new(then),
            Some((Due::At(Some(time)), then)) if time <= now => *self = Self::new(then),
            _ => {}
        }
    }
}
