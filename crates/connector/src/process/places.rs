//! Where Bowerbird keeps things on this system.

use std::{
    fs,
    path::{Component, Path, PathBuf},
};

use super::{RUNTIME_FILE, make_private_dir, private::is_ours_alone, replace_file};
use etcetera::{AppStrategy, AppStrategyArgs, app_strategy::choose_native_strategy};

/// The directories of one Bowerbird.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// What is kept.
    pub data: PathBuf,
    /// What only a running one has. Of the instance that the user normally runs this is its own part of the system's
    /// runtime directory, where there is one that can be used; any other keeps to its own.
    pub runtime: PathBuf,
    /// Whether these are the ones that the user normally has.
    pub usual: bool,
}

/// The user has no home directory, and none was named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this user has no home directory; name one with --data-dir")]
pub struct NoHome;

impl Places {
    /// The places of the system, or in `data_dir`. However a directory is named (by a link, from where the user is), it is
    /// the same place.
    ///
    /// # Errors
    /// Where the user has no home directory and `data_dir` is not given.
    pub fn find(data_dir: Option<PathBuf>) -> Result<Self, NoHome> {
        match (data_dir.map(|dir| settled(&dir)), Self::usual()) {
            (Some(data), usual) if usual.as_ref().map(|usual| &usual.data) != Ok(&data) => Ok(Self {
                runtime: data.clone(),
                data,
                usual: false,
            }),
            (_, usual) => usual,
        }
    }

    fn usual() -> Result<Self, NoHome> {
        let platform = choose_native_strategy(AppStrategyArgs {
            top_level_domain: String::new(),
            author: String::new(),
            app_name: "bowerbird".to_owned(),
        })
        .map_err(|_| NoHome)?;
        let data = settled(&platform.data_dir());
        // Tried here, because that is how it is known: whoever looks for the place finds the same one.
        let runtime = platform.runtime_dir().filter(|dir| can_be_used(dir));
        Ok(Self {
            runtime: runtime.unwrap_or_else(|| data.clone()),
            data,
            usual: true,
        })
    }
}

/// Whether the runtime file can be written in a directory, which is made where it is not there, and by nobody else. It may be
/// somebody else's, read-only, or full; so may the system's directory that it is in.
fn can_be_used(dir: &Path) -> bool {
    let made = make_private_dir(dir).is_ok();
    if !made || !is_ours_alone(dir) || !dir.parent().is_some_and(is_ours_alone) {
        return false;
    }
    let trial = dir.join(format!("trial-{}", std::process::id()));
    let written = replace_file(&trial, b"x");
    let _ = fs::remove_file(&trial);
    written.is_ok() && !dir.join(RUNTIME_FILE).is_dir()
}

/// The one name of a directory, whether it is there or not: no link, no `..`, from the root.
fn settled(dir: &Path) -> PathBuf {
    let absolute = std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned());
    let mut settled = PathBuf::new();
    for part in absolute.components() {
        if part == Component::ParentDir {
            settled.pop();
        } else {
            settled.push(part);
        }
        // What is not there has no links in it.
        settled = settled.canonicalize().unwrap_or(settled);
    }
    settled
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(dir: &Path) -> PathBuf {
        Places::find(Some(dir.to_owned())).unwrap().data
    }

    #[test]
    fn a_directory_has_one_name() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        for there in [false, true] {
            let plain = data(&root.join("a"));
            assert_eq!(plain, root.join("a"));
            assert_eq!(data(&root.join("a/")), plain);
            assert_eq!(data(&root.join("b/../a/.")), plain);
            if !there {
                fs::create_dir(&plain).unwrap();
            }
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(root.join("a"), root.join("link")).unwrap();
            assert_eq!(data(&root.join("link")), root.join("a"));
            assert_eq!(data(&root.join("link/new")), root.join("a/new"));
            assert_eq!(data(&root.join("link/../c")), root.join("c"));
        }
    }

    #[test]
    fn the_usual_place_is_usual_when_it_is_named() {
        let usual = Places::find(None).unwrap();
        assert!(usual.usual);
        assert_eq!(
            Places::find(Some(usual.data.join("../bowerbird/"))),
            Ok(usual.clone())
        );
        assert!(!Places::find(Some(usual.data.join("other"))).unwrap().usual);
    }
}
