//! The commands, each in a file of its own: its options, what it does, what it prints.

pub(crate) mod act;
pub(crate) mod backup;
pub(crate) mod bench;
pub(crate) mod clock;
pub(crate) mod codes;
pub(crate) mod crossing;
pub(crate) mod demo;
pub(crate) mod discrepancies;
pub(crate) mod dump;
pub(crate) mod erase;
pub(crate) mod import;
pub(crate) mod init;
pub(crate) mod lifecycle;
pub(crate) mod lots;
pub(crate) mod note;
pub(crate) mod restore;
pub(crate) mod schema;
pub(crate) mod show;
pub(crate) mod simulate;
pub(crate) mod status;
pub(crate) mod stock;
pub(crate) mod submit;
pub(crate) mod trace;
pub(crate) mod transport;
pub(crate) mod verify;
