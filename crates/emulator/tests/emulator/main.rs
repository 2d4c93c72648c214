//! The emulator from outside: signed requests over HTTP.

mod client;

mod connection;
mod fault;
mod gateway;
mod instance;
mod resource;
mod roa;
mod sample;
mod signature;
mod sts;
