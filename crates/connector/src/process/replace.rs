//! Putting a small file in the place of another: whoever reads it finds the old one or the new one, never half of one.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// What the new one is called while it is written, after its own name. There is more than one name, because something
/// that is not ours may stand in the way.
const ASIDE: [&str; 3] = [".new", ".new2", ".new3"];

/// Replaces a file, which this user alone may read then. A loss of power may bring the old one back, or leave neither.
///
/// # Errors
/// Where it can't be written. Then what stood there still does.
pub fn replace_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let (aside, _) = write_aside(path, bytes)?;
    put(&aside, path)
}

/// The same, and returns when it is on the disk: from here on the new one is there, whatever happens.
///
/// # Errors
/// As [`replace_file`]. Where the last step fails, the new one is there and may not outlive a loss of power.
pub fn replace_durably(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let (aside, file) = write_aside(path, bytes)?;
    if let Err(error) = file.sync_all() {
        let _ = fs::remove_file(&aside);
        return Err(error);
    }
    put(&aside, path)?;
    sync_directory_of(path)
}

fn write_aside(path: &Path, bytes: &[u8]) -> io::Result<(PathBuf, File)> {
    let mut failure = io::ErrorKind::InvalidInput.into();
    for ending in ASIDE {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        let aside = PathBuf::from(name);
        // One that was killed leaves its own behind.
        let _ = fs::remove_file(&aside);
        match create_private(&aside) {
            Ok(mut file) => match file.write_all(bytes) {
                Ok(()) => return Ok((aside, file)),
                Err(error) => {
                    let _ = fs::remove_file(&aside);
                    return Err(error);
                }
            },
            Err(error) => failure = error,
        }
    }
    Err(failure)
}

fn put(aside: &Path, path: &Path) -> io::Result<()> {
    fs::rename(aside, path).inspect_err(|_| {
        // It is of no use to anybody.
        let _ = fs::remove_file(aside);
    })
}

/// Makes a file that is not there yet, for this user alone. No link is followed.
fn create_private(path: &Path) -> io::Result<File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Makes the names in the directory of a file durable. Windows does that by itself, and opens no directory as a file.
fn sync_directory_of(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(directory) if !cfg!(windows) && !directory.as_os_str().is_empty() => {
            File::open(directory)?.sync_all()
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_the_way_of_the_new_one_is_gone_around() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.json");
        let way = dir.path().join("a.json.new");
        fs::create_dir(&way).unwrap();
        fs::write(way.join("not ours"), "").unwrap();
        for replace in [replace_file, replace_durably] {
            fs::write(&path, "old").unwrap();
            replace(&path, b"new").unwrap();
            assert_eq!(fs::read(&path).unwrap(), b"new");
        }
        assert!(way.join("not ours").exists());
        assert_eq!(
            fs::read_dir(dir.path()).unwrap().count(),
            2,
            "nothing is left behind"
        );
    }

    #[cfg(unix)]
    #[test]
    fn no_link_is_followed() {
        let dir = tempfile::tempdir().unwrap();
        let (path, other) = (dir.path().join("a"), dir.path().join("other"));
        fs::write(&other, "another's").unwrap();
        std::os::unix::fs::symlink(&other, dir.path().join("a.new")).unwrap();
        replace_durably(&path, b"new").unwrap();
        assert_eq!(fs::read(&other).unwrap(), b"another's");
        assert!(fs::symlink_metadata(&path).unwrap().is_file());
    }

    #[test]
    fn a_directory_in_its_place_is_an_error_and_stays() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        fs::create_dir(&path).unwrap();
        replace_file(&path, b"new").unwrap_err();
        replace_durably(&path, b"new").unwrap_err();
        assert!(path.is_dir());
        assert_eq!(
            fs::read_dir(dir.path()).unwrap().count(),
            1,
            "nothing is left behind"
        );
    }
}
