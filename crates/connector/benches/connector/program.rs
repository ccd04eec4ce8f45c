//! The program `bowerbird-connector` as a user's machine runs it: started, asked, weighed and stopped.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use bytes::Bytes;
use domain::AssetId;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::client::{Route, post, post_all, seed};

/// Memory that is resident, in bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Memory {
    /// All of it.
    pub(crate) rss: u64,
    /// With its part of what it shares with other programs.
    pub(crate) pss: u64,
}

/// What must be offered first.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Right {
    /// This asset.
    Asset(AssetId),
    /// Some asset.
    Some,
    /// None.
    Nothing,
}

/// A running program, killed when it is dropped.
pub(crate) struct Program {
    child: Child,
    suggestion: Route,
    /// From its start to its first answer.
    pub(crate) until_answered: Duration,
}

impl Program {
    /// Starts it on a data directory and asks about a text, which must be answered rightly.
    pub(crate) fn start(client: &Runtime, data_dir: &Path, text: &str, right: Right) -> anyhow::Result<Self> {
        let began = Instant::now();
        let mut child = Command::new(env!("CARGO_BIN_EXE_bowerbird-connector"))
            .args(["--port", "0", "--data-dir"])
            .arg(data_dir)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let stdout = child.stdout.take();
        let mut program = Self {
            child,
            suggestion: Route {
                address: ([127, 0, 0, 1], 0).into(),
                path: String::new(),
            },
            until_answered: Duration::ZERO,
        };
        let mut line = String::new();
        BufReader::new(stdout.context("it has a stdout")?).read_line(&mut line)?;
        let address = line.trim_end().strip_prefix("listening on http://");
        program.suggestion.address = address
            .context("the program does not say where it listens")?
            .parse()?;
        let answer = client.block_on(program.first_suggestion(text))?;
        program.until_answered = began.elapsed();
        let offered = &answer["reuse"]["assets"]["iterable"][0]["id"];
        let is_right = match right {
            Right::Asset(id) => *offered == json!(id),
            Right::Some => offered.is_string(),
            Right::Nothing => offered.is_null(),
        };
        ensure!(is_right, "{offered} was offered where {right:?} is right");
        Ok(program)
    }

    async fn first_suggestion(&mut self, text: &str) -> anyhow::Result<Value> {
        let registration = json!({ "application": { "name": "VIM", "version": "1", "platform": "LINUX" } });
        let connect = Route {
            path: "/connect".to_owned(),
            ..self.suggestion.clone()
        };
        let context: Value = serde_json::from_slice(&post(connect, &registration).await?)?;
        let application = context["application"]["id"]
            .as_str()
            .context("connect answers an id")?;
        self.suggestion.path = format!("/{application}/suggestion");
        let answer = post(self.suggestion.clone(), &seed(text, None)).await?;
        Ok(serde_json::from_slice(&answer)?)
    }

    /// Asks many questions, a few at a time.
    pub(crate) fn ask(&self, client: &Runtime, questions: &Arc<[Bytes]>) -> anyhow::Result<()> {
        client.block_on(post_all(&self.suggestion, questions, 8))?;
        Ok(())
    }

    /// What it occupies now. `None` on a system that does not tell.
    pub(crate) fn memory(&self) -> Option<Memory> {
        let path = format!("/proc/{}/smaps_rollup", self.child.id());
        let rollup = std::fs::read_to_string(path).ok()?;
        let field = |name: &str| -> Option<u64> {
            let line = rollup.lines().find_map(|line| line.strip_prefix(name))?;
            Some(line.split_whitespace().next()?.parse::<u64>().ok()? * 1024)
        };
        Some(Memory {
            rss: field("Rss:")?,
            pss: field("Pss:")?,
        })
    }

    /// Ends it as a crash does.
    pub(crate) fn kill(mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Ends it as a user's session does, so that the next start is an ordinary one. (Elsewhere it is killed.)
    pub(crate) fn stop(mut self) -> anyhow::Result<()> {
        if cfg!(unix) {
            let pid = self.child.id().to_string();
            Command::new("kill").args(["-TERM", &pid]).status()?;
            self.child.wait()?;
        }
        Ok(())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Both fail where it has ended already, which is what they are for.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
