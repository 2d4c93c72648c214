//! Creates values of generated types from JSON at run time.

use std::collections::BTreeMap;

use alicloud_client::{Blob, Secret, SecretValue, Value};

/// The value of one parameter.
#[derive(serde::Deserialize)]
pub(crate) struct Given {
    /// Location in the request, as in the generator's report.
    place: String,
    name: String,
    value: Value,
}

/// The values that have not been set yet.
pub(crate) struct Values<'a>(Vec<&'a Given>);

impl<'a> Values<'a> {
    /// Builds an operation. Returns an error if a value belongs to no parameter.
    pub(crate) fn read<O>(given: &'a [Given], build: fn(&mut Values<'a>) -> Result<O, String>) -> Result<O, String> {
        let mut values = Self(given.iter().collect());
        let operation = build(&mut values)?;
        match values.0.first() {
            None => Ok(operation),
            Some(left) => Err(format!("no field for {} in {}", left.name, left.place)),
        }
    }

    pub(crate) fn take<T: Sample>(&mut self, place: &str, name: &str) -> Result<Option<T>, String> {
        let Some(position) = self.0.iter().position(|given| given.place == place && given.name == name) else {
            return Ok(None);
        };
        let given = self.0.remove(position);
        T::sample(&given.value).map(Some).map_err(|mismatch| format!("{name}: {mismatch}"))
    }
}

/// A type that can be created from a JSON value.
pub(crate) trait Sample: Sized {
    fn sample(value: &Value) -> Result<Self, String>;
}

fn mismatch<T>(value: &Value) -> Result<T, String> {
    let json: String = value.to_string().chars().take(80).collect();
    Err(format!("{} cannot hold {json}", std::any::type_name::<T>()))
}

macro_rules! scalar {
    ($type:ty, $read:expr) => {
        impl Sample for $type {
            fn sample(value: &Value) -> Result<Self, String> {
                $read(value).map_or_else(|| mismatch(value), Ok)
            }
        }
    };
}

scalar!(String, |value: &Value| value.as_str().map(str::to_owned));
scalar!(i64, Value::as_i64);
scalar!(f64, Value::as_f64);
scalar!(bool, Value::as_bool);
scalar!(Secret, |value: &Value| value.as_str().map(Secret::from));
scalar!(Blob, |value: &Value| value.as_str().map(Blob::from));
scalar!(SecretValue, |value: &Value| Some(value.clone().into()));
scalar!(Value, |value: &Value| Some(value.clone()));

impl<T: Sample> Sample for Option<T> {
    fn sample(value: &Value) -> Result<Self, String> {
        T::sample(value).map(Some)
    }
}

impl<T: Sample> Sample for Box<T> {
    fn sample(value: &Value) -> Result<Self, String> {
        T::sample(value).map(Self::new)
    }
}

impl<T: Sample> Sample for Vec<T> {
    fn sample(value: &Value) -> Result<Self, String> {
        value.as_array().map_or_else(|| mismatch(value), |elements| elements.iter().map(T::sample).collect())
    }
}

impl<T: Sample> Sample for BTreeMap<String, T> {
    fn sample(value: &Value) -> Result<Self, String> {
        let Some(entries) = value.as_object() else { return mismatch(value) };
        entries.iter().map(|(key, value)| Ok((key.clone(), T::sample(value)?))).collect()
    }
}

/// The fields of an object. Each of them has to be a field of the structure.
pub(crate) struct Fields<'a>(BTreeMap<&'a str, &'a Value>);

impl<'a> Fields<'a> {
    pub(crate) fn of<T>(value: &'a Value) -> Result<Self, String> {
        let Some(object) = value.as_object() else { return mismatch::<T>(value).map(|_| Self(BTreeMap::new())) };
        Ok(Self(object.iter().map(|(name, value)| (name.as_str(), value)).collect()))
    }

    pub(crate) fn take<T: Sample + Default>(&mut self, name: &str) -> Result<T, String> {
        let Some(value) = self.0.remove(name) else { return Ok(T::default()) };
        T::sample(value).map_err(|mismatch| format!("{name}: {mismatch}"))
    }

    pub(crate) fn end(self) -> Result<(), String> {
        self.0.keys().next().map_or(Ok(()), |name| Err(format!("no field for {name}")))
    }
}

#[allow(unused_macros, reason = "a product may have no structures")]
/// Implements [`Sample`] for a structure: `structure!(a::Tag { "Key" => key, … })`.
macro_rules! structure {
    ($type:ty { $($name:literal => $field:ident),* $(,)? }) => {
        impl $crate::sample::Sample for $type {
            #[allow(unused_mut, reason = "a structure may have no fields")]
            fn sample(value: &alicloud_client::Value) -> Result<Self, String> {
                let mut fields = $crate::sample::Fields::of::<Self>(value)?;
                let made = Self { $($field: fields.take($name)?,)* ..Default::default() };
                fields.end()?;
                Ok(made)
            }
        }
    };
}

#[allow(unused_macros, reason = "a product may have no enumerations")]
/// Implements [`Sample`] for an enumeration: `enumeration!(a::Status)`.
macro_rules! enumeration {
    ($type:ty) => {
        impl $crate::sample::Sample for $type {
            fn sample(value: &alicloud_client::Value) -> Result<Self, String> {
                <String as $crate::sample::Sample>::sample(value).map(|text| Self::from(text.as_str()))
            }
        }
    };
}

/// Defines a function that builds an operation: `operation!(build_0: a::GetThing { "query", "Id" => id: String, … })`.
macro_rules! operation {
    ($build:ident: $type:ty { $($place:literal, $name:literal => $setter:ident: $value:ty),* $(,)? }) => {
        #[allow(unused, reason = "an operation may have no parameters")]
        pub(super) fn $build(values: &mut $crate::sample::Values<'_>) -> Result<$type, String> {
            let mut operation = <$type>::new();
            $(if let Some(value) = values.take::<$value>($place, $name)? {
                operation = operation.$setter(value);
            })*
            Ok(operation)
        }
    };
}
