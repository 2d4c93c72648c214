//! Database engines: names, versions, ports, labels.

/// The properties of a database engine.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Engine {
    /// Name in the parameter `Engine`.
    pub(crate) name: &'static str,
    /// Label in host names.
    pub(crate) label: &'static str,
    /// Prefix of instance IDs.
    pub(crate) id_prefix: &'static str,
    /// Port of the internal endpoint. The documents show 3306 for MySQL and MariaDB. For the other two no page states a
    /// default, so it is the usual port of the engine.
    pub(crate) port: u16,
    /// Highest port that the page of CreateDBInstance allows.
    pub(crate) highest_port: u16,
    /// Values of `EngineVersion` that the page of CreateDBInstance lists.
    pub(crate) versions: &'static [&'static str],
}

impl Engine {
    pub(crate) fn find(name: &str) -> Option<&'static Self> {
        ENGINES.iter().copied().find(|engine| engine.name.eq_ignore_ascii_case(name))
    }
}

pub(crate) static MYSQL: Engine = Engine {
    name: "MySQL",
    label: "mysql",
    id_prefix: "rm-",
    port: 3306,
    highest_port: 65534,
    versions: &["5.5", "5.6", "5.7", "8.0"],
};

static ENGINES: [&Engine; 4] = [
    &MYSQL,
    &Engine {
        name: "SQLServer",
        label: "sqlserver",
        id_prefix: "rm-",
        port: 1433,
        highest_port: 5999,
        versions: &[
            "08r2_ent_ha",
            "2008r2",
            "2012",
            "2012_ent_ha",
            "2012_std_ha",
            "2012_web",
            "2014_ent_ha",
            "2014_std_ha",
            "2016_ent_ha",
            "2016_std_ha",
            "2016_std_sl",
            "2016_web",
            "2017_ent",
            "2017_std_ha",
            "2017_std_sl",
            "2017_web",
            "2019_ent",
            "2019_std_ha",
            "2019_std_sl",
            "2019_web",
            "2022_ent",
            "2022_std_ha",
            "2022_web",
        ],
    },
    &Engine {
        name: "PostgreSQL",
        label: "pg",
        id_prefix: "pgm-",
        port: 5432,
        highest_port: 5999,
        versions: &["10.0", "11.0", "12.0", "13.0", "14.0", "15.0", "16.0", "17.0"],
    },
    &Engine {
        name: "MariaDB",
        label: "mariadb",
        id_prefix: "rm-",
        port: 3306,
        highest_port: 5999,
        versions: &["10.3", "10.6"],
    },
];
