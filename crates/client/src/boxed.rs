//! The future type of the crate's object-safe traits.

use std::future::Future;
use std::pin::Pin;

/// A boxed future, so that a method that returns it can be called on a trait object.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
