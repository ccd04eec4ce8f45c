//! Where Bowerbird keeps things on this system.

use std::path::PathBuf;

use etcetera::{AppStrategy, AppStrategyArgs, app_strategy::choose_native_strategy};

/// The directories of one Bowerbird.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// What is kept.
    pub data: PathBuf,
    /// What only a running one has. Of the instance that the user normally runs this is the system's runtime
    /// directory; any other keeps to its own.
    pub runtime: PathBuf,
}

/// The user has no home directory, and none was named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this user has no home directory; name one with --data-dir")]
pub struct NoHome;

impl Places {
    /// The places of the system, or in `data_dir`.
    ///
    /// # Errors
    /// Where the user has no home directory and `data_dir` is not given.
    pub fn find(data_dir: Option<PathBuf>) -> Result<Self, NoHome> {
        if let Some(data) = data_dir {
            return Ok(Self {
                runtime: data.clone(),
                data,
            });
        }
        let platform = choose_native_strategy(AppStrategyArgs {
            top_level_domain: String::new(),
            author: String::new(),
            app_name: "bowerbird".to_owned(),
        })
        .map_err(|_| NoHome)?;
        let data = platform.data_dir();
        Ok(Self {
            runtime: platform.runtime_dir().unwrap_or_else(|| data.clone()),
            data,
        })
    }
}
