//! End-to-end, conformance and snapshot tests of the workspace.
