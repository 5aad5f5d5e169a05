//! Reads the repository's text files from disk. Knows no rule.

use std::path::{Path, PathBuf};
use std::{fs, io};

/// A text file of the repository.
#[derive(Debug, Clone)]
pub struct File {
    /// From the root, with `/` between the parts.
    pub path: String,
    /// All of it.
    pub text: String,
}

impl File {
    /// A file that is not on disk, for samples in tests.
    pub fn sample(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    /// The part of the path after the last dot of its name; empty when there is none.
    pub fn extension(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').map_or("", |(stem, extension)| if stem.is_empty() { "" } else { extension })
    }
}

/// The root of the repository: two folders above this crate.
///
/// Asked when the tests run, not when they were built: two checkouts may share one target directory.
pub fn root() -> PathBuf {
    let folder = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&folder).join("../..")
}

/// All text files under `root`, sorted by path, but those that `.gitignore` names.
///
/// # Errors
/// When a folder or file cannot be read.
pub fn read_text_files(root: &Path) -> io::Result<Vec<File>> {
    let ignored = Ignored::parse(&fs::read_to_string(root.join(".gitignore")).unwrap_or_default());
    let mut found = Vec::new();
    walk(root, "", &ignored, &mut found)?;
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

fn walk(folder: &Path, prefix: &str, ignored: &Ignored, found: &mut Vec<File>) -> io::Result<()> {
    for item in fs::read_dir(folder)? {
        let item = item?;
        let path = format!("{prefix}{}", item.file_name().to_string_lossy());
        let kind = item.file_type()?;
        if path == ".git" || ignored.has(&path) {
            continue;
        }
        if kind.is_dir() {
            walk(&item.path(), &format!("{path}/"), ignored, found)?;
        } else if kind.is_file()
            && let Ok(text) = String::from_utf8(fs::read(item.path())?)
        {
            found.push(File { path, text });
        }
    }
    Ok(())
}

/// The two forms of `.gitignore` lines in use here: `/name` at the root, `*.ending` and `name` anywhere.
struct Ignored {
    at_root: Vec<String>,
    endings: Vec<String>,
    names: Vec<String>,
}

impl Ignored {
    fn parse(text: &str) -> Self {
        let mut ignored = Self { at_root: Vec::new(), endings: Vec::new(), names: Vec::new() };
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let line = line.trim_end_matches('/');
            if let Some(path) = line.strip_prefix('/') {
                ignored.at_root.push(path.to_owned());
            } else if let Some(ending) = line.strip_prefix('*') {
                ignored.endings.push(ending.to_owned());
            } else {
                ignored.names.push(line.to_owned());
            }
        }
        ignored
    }

    fn has(&self, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or_default();
        self.at_root.iter().any(|one| one == path)
            || self.endings.iter().any(|ending| name.ends_with(ending.as_str()))
            || self.names.iter().any(|one| one == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ignores_what_gitignore_names() {
        let ignored = Ignored::parse("/target\n# a comment\n*.profraw\nnode_modules/\n");
        assert!(ignored.has("target"));
        assert!(!ignored.has("crates/target"));
        assert!(ignored.has("a/b.profraw"));
        assert!(ignored.has("web/node_modules"));
        assert!(!ignored.has("crates"));
    }

    #[test]
    fn extension_of_a_hidden_file_is_empty() {
        assert_eq!(File::sample(".gitignore", "").extension(), "");
        assert_eq!(File::sample("a.b/test", "").extension(), "");
        assert_eq!(File::sample("crates/x/src/lib.rs", "").extension(), "rs");
    }
}
