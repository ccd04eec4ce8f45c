//! Keeping what a program knows to the user who runs it.

use std::{
    fs,
    io::{self, Read},
    path::Path,
};

/// Leaves nothing of this process's memory behind when it crashes, on systems that write it down: there is copied text in
/// it. What it starts inherits that.
pub fn leave_no_core() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let none = Rlimit {
            current: Some(0),
            ..getrlimit(Resource::Core)
        };
        if let Err(error) = setrlimit(Resource::Core, none) {
            tracing::warn!("a crash may leave a core file behind: {error}");
        }
    }
    // That limit does not hold where the system hands what it writes down to a program (core(5)): there is nothing to hand over
    // then.
    #[cfg(target_os = "linux")]
    if let Err(error) = fs::write("/proc/self/coredump_filter", "0") {
        tracing::warn!("a crash may be written down with what is in memory: {error}");
    }
}

/// The longest file that is read at once, in bytes: what a program keeps beside the library is much smaller.
const LONGEST: u64 = 4 << 20;

/// Reads a small file. What else has its name (a pipe, a device) is neither read nor waited for.
///
/// # Errors
/// Where it can't be read, is no file, or is longer than 4 MiB.
pub fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    let mut options = fs::OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        // Else opening a pipe waits for who writes into it.
        let flags = rustix::fs::OFlags::NONBLOCK.bits();
        std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, flags.cast_signed());
    }
    let file = options.open(path)?;
    let there = file.metadata()?;
    if !there.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no file"));
    }
    if there.len() > LONGEST {
        return Err(io::Error::new(
            io::ErrorKind::FileTooLarge,
            "it is longer than 4 MiB",
        ));
    }
    let mut bytes = Vec::new();
    file.take(LONGEST).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Whether nobody else can change what is in a directory: it is this user's, and no other may write to it. Windows keeps a
/// user's directories apart by itself.
pub(super) fn is_ours_alone(dir: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        fs::metadata(dir).is_ok_and(|there| {
            there.is_dir() && there.uid() == rustix::process::geteuid().as_raw() && there.mode() & 0o022 == 0
        })
    }
    #[cfg(not(unix))]
    dir.is_dir()
}

/// Makes a directory, and those above it that are missing, for this user alone. One that is there stays as it is.
///
/// # Errors
/// Where it can't be made.
pub fn make_private_dir(dir: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn nothing_but_a_small_file_is_read() {
        let root = tempfile::tempdir().unwrap();
        let path = |name: &str| root.path().join(name);
        fs::write(path("small"), "text").unwrap();
        let long = fs::File::create(path("long")).unwrap();
        long.set_len(LONGEST + 1).unwrap();
        std::os::unix::fs::symlink(path("small"), path("link")).unwrap();
        std::os::unix::fs::symlink("/dev/zero", path("endless")).unwrap();
        let made = std::process::Command::new("mkfifo").arg(path("pipe")).status();
        assert!(made.unwrap().success());
        assert_eq!(read_file(&path("small")).unwrap(), b"text");
        assert_eq!(read_file(&path("link")).unwrap(), b"text");
        for (name, says) in [
            ("long", "longer"),
            ("endless", "no file"),
            ("pipe", "no file"),
            ("", "no file"),
        ] {
            let error = read_file(&path(name)).unwrap_err().to_string();
            assert!(error.contains(says), "{name}: {error}");
        }
        let missing = read_file(&path("missing")).unwrap_err();
        assert_eq!(missing.kind(), io::ErrorKind::NotFound);
    }

    #[test]
    fn a_directory_is_ours_alone_where_nobody_else_writes_to_it() {
        let root = tempfile::tempdir().unwrap();
        for (mode, alone) in [
            (0o700, true),
            (0o755, true),
            (0o775, false),
            (0o777, false),
            (0o1777, false),
        ] {
            fs::set_permissions(root.path(), fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(is_ours_alone(root.path()), alone, "{mode:o}");
        }
        fs::write(root.path().join("file"), "").unwrap();
        assert!(!is_ours_alone(&root.path().join("file")));
    }

    #[test]
    fn new_directories_are_ours_alone() {
        let root = tempfile::tempdir().unwrap();
        let mode = |of: &str| fs::metadata(root.path().join(of)).unwrap().permissions().mode() & 0o777;
        let wide = root.path().join("wide");
        fs::create_dir(&wide).unwrap();
        fs::set_permissions(&wide, fs::Permissions::from_mode(0o755)).unwrap();
        make_private_dir(&wide.join("a/b")).unwrap();
        assert_eq!((mode("wide/a"), mode("wide/a/b")), (0o700, 0o700));
        make_private_dir(&wide).unwrap();
        assert_eq!(mode("wide"), 0o755, "somebody else's choice");
    }
}
