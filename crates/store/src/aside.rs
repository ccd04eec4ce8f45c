//! Makes room for a file of ours where something else has its name: a directory, or a link to a file of somebody's. That is set
//! aside under another name, never deleted and never written to.

use std::{ffi::OsString, fs, io, path::Path};

use crate::{Result, opening::failed};

/// What a name gets that is set aside.
const ASIDE: &str = ".aside";

/// Sets aside what has this name and is no file.
pub(crate) fn make_room(path: &Path) -> Result<()> {
    match fs::symlink_metadata(path) {
        Ok(there) if !there.is_file() => set_aside(path),
        _ => Ok(()),
    }
}

/// Sets aside what has this name and is no directory.
pub(crate) fn make_room_for_directory(path: &Path) -> Result<()> {
    match fs::symlink_metadata(path) {
        Ok(there) if !there.is_dir() => set_aside(path),
        _ => Ok(()),
    }
}

fn set_aside(path: &Path) -> Result<()> {
    let free = (1..).find_map(|number: u32| {
        let mut name = OsString::from(path);
        name.push(ASIDE);
        if number > 1 {
            name.push(format!("-{number}"));
        }
        matches!(fs::symlink_metadata(&name), Err(error) if error.kind() == io::ErrorKind::NotFound)
            .then_some(name)
    });
    let Some(free) = free else {
        return Err(failed("make room for", path, io::ErrorKind::AlreadyExists.into()));
    };
    fs::rename(path, &free).map_err(|error| failed("move", path, error))?;
    tracing::warn!(
        "something else was called {}, and is called {} now",
        path.display(),
        Path::new(&free).display()
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_aside_stays_whole() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("note");
        for name in ["note.aside", "note.aside-2", "note.aside-3"] {
            fs::create_dir(&path).unwrap();
            fs::write(path.join("inside"), name).unwrap();
            make_room(&path).unwrap();
            let inside = directory.path().join(name).join("inside");
            assert_eq!(fs::read_to_string(inside).unwrap(), name);
            assert!(!path.exists());
        }
        fs::write(&path, "a file").unwrap();
        make_room(&path).unwrap();
        assert!(path.is_file());
        make_room_for_directory(&path).unwrap();
        assert_eq!(
            fs::read_to_string(directory.path().join("note.aside-4")).unwrap(),
            "a file"
        );
    }
}
