//! A local Alibaba Cloud endpoint for tests, driven by the same API descriptions as the client.
