//! Which release of a generated crate a comparison asks for.

use semver::Version;
use serde::Serialize;

use super::change::Class;

/// A step of semantic versioning. Before 1.0 Cargo counts the first number that is not zero as the major one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReleaseStep {
    /// Programs may break.
    Major,
    /// Programs that worked work.
    Minor,
    /// Programs cannot observe the difference.
    Patch,
}

impl From<Class> for ReleaseStep {
    fn from(class: Class) -> Self {
        match class {
            Class::Breaking => Self::Major,
            Class::Addition => Self::Minor,
            Class::Documentation => Self::Patch,
        }
    }
}

impl ReleaseStep {
    /// The step in words, with what it is before 1.0 if that is another one.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Major => "a major release (a minor one before 1.0)",
            Self::Minor => "a minor release (a patch before 1.0)",
            Self::Patch => "a patch release",
        }
    }

    /// The smallest version that may follow. After a pre-release that is the version that it announced, whatever the step.
    #[must_use]
    pub fn after(self, version: &Version) -> Version {
        let Version { major, minor, patch, .. } = *version;
        if !version.pre.is_empty() {
            return Version::new(major, minor, patch);
        }
        match (self, major, minor) {
            (Self::Major, 1.., _) => Version::new(major.saturating_add(1), 0, 0),
            (Self::Minor, 1.., _) | (Self::Major, 0, 1..) => Version::new(major, minor.saturating_add(1), 0),
            _ => Version::new(major, minor, patch.saturating_add(1)),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn the_next_version_is_the_smallest_that_cargo_does_not_take_for_compatible() {
        for (version, major, minor, patch) in [
            ("1.2.3", "2.0.0", "1.3.0", "1.2.4"),
            ("1.2.3+20260418", "2.0.0", "1.3.0", "1.2.4"),
            ("0.2.3", "0.3.0", "0.2.4", "0.2.4"),
            ("0.0.3", "0.0.4", "0.0.4", "0.0.4"),
            ("1.2.0-rc.1", "1.2.0", "1.2.0", "1.2.0"),
        ] {
            let version = Version::parse(version).expect("a version");
            let after = |step: ReleaseStep| step.after(&version).to_string();
            assert_eq!(
                [ReleaseStep::Major, ReleaseStep::Minor, ReleaseStep::Patch].map(after),
                [major, minor, patch],
                "{version}"
            );
        }
    }
}
