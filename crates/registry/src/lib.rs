//! The running system: submit, observe, amend, trace, verify.
