//! Keeping what a program knows to the user who runs it.

use std::{fs, io, path::Path};

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
