//! Variables and home folder, so that a test can set them without touching the process.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

/// The variables and the home folder that configuration is read from; those of the process unless set. Cloning is cheap.
#[derive(Clone, Default)]
pub struct Environment {
    /// `None`: those of the process.
    variables: Option<Arc<BTreeMap<String, String>>>,
    home: Option<PathBuf>,
}

impl Environment {
    /// The variables and the home folder of the process.
    #[must_use]
    pub fn process() -> Self {
        Self::default()
    }

    /// These variables and no others. The home folder is their `HOME`.
    #[must_use]
    pub fn fixed(variables: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>) -> Self {
        let variables = variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        Self { variables: Some(Arc::new(variables)), home: None }
    }

    /// The same, with this home folder.
    #[must_use]
    pub fn with_home(self, home: impl Into<PathBuf>) -> Self {
        Self { home: Some(home.into()), ..self }
    }

    /// The value of a variable; `None` if it is unset, empty or not text.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<String> {
        let value = match &self.variables {
            Some(variables) => variables.get(name).cloned(),
            None => std::env::var(name).ok(),
        };
        value.filter(|value| !value.is_empty())
    }

    /// The value of the first of these variables that has one.
    #[must_use]
    pub fn first_of(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.variable(name))
    }

    /// Whether a switch is on: the variable is `true`, in any case.
    #[must_use]
    pub fn is_on(&self, name: &str) -> bool {
        self.variable(name).is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// The home folder, under which the configuration files are. `HOME` comes first on every system, as in the official libraries.
    #[must_use]
    pub fn home(&self) -> Option<PathBuf> {
        let windows = || {
            let folder = self.variable("HOMEPATH")?;
            Some(PathBuf::from(self.variable("HOMEDRIVE").unwrap_or_default() + &folder))
        };
        let of_process = || if self.variables.is_none() { std::env::home_dir() } else { None };
        self.home.clone().or_else(|| self.variable("HOME").map(PathBuf::from)).or_else(windows).or_else(of_process)
    }
}

/// Shows the names of fixed variables, never their values.
impl fmt::Debug for Environment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.variables.as_ref().map(|variables| variables.keys().collect::<Vec<_>>());
        formatter.debug_struct("Environment").field("variables", &names).field("home", &self.home).finish()
    }
}
