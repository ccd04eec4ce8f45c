//! The npm packages that the window and the tests are made of: what they may be, by what their lock files say.

use std::{fs, path::Path};

use anyhow::{Context, bail, ensure};
use serde_json::Value;

use crate::shell::{program, root};

/// The folders that have packages.
const FOLDERS: [&str; 2] = ["ui", "tests/clients"];

/// What a package may be under. MPL-2.0 and BlueOak-1.0.0 are of tools: nothing of them is built into the window.
const LICENCES: [&str; 11] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 OR MIT",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BlueOak-1.0.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
];

/// Holds every lock file against the rules, and asks the registry for what is known of the packages' weaknesses where
/// it tells.
pub(crate) fn check() -> anyhow::Result<()> {
    for folder in FOLDERS {
        let folder = root().join(folder);
        let file = folder.join("package-lock.json");
        let lock = fs::read(&file).with_context(|| format!("{} can't be read", file.display()))?;
        let problems = problems(&serde_json::from_slice(&lock)?);
        ensure!(
            problems.is_empty(),
            "{}:\n{}",
            file.display(),
            problems.join("\n")
        );
        audit(&folder)?;
    }
    Ok(())
}

/// What is wrong with the packages of a lock file.
fn problems(lock: &Value) -> Vec<String> {
    let Some(packages) = lock["packages"].as_object() else {
        return vec!["it names no packages".to_owned()];
    };
    let mut problems = Vec::new();
    for (name, package) in packages {
        if name.is_empty() {
            // The folder itself.
            continue;
        }
        let mut wrong = |what: &str| problems.push(format!("{name}: {what}"));
        if !package["integrity"]
            .as_str()
            .is_some_and(|hash| hash.starts_with("sha512-"))
        {
            wrong("no SHA-512 of it is known, so anything could be in its place");
        }
        if package["resolved"]
            .as_str()
            .is_some_and(|from| !from.starts_with("https://"))
        {
            wrong("it does not come from a registry");
        }
        if package["hasInstallScript"] == true {
            wrong("it runs a program of its own when it is installed");
        }
        if let Some(why) = package["deprecated"].as_str() {
            wrong(&format!("nobody looks after it any more: {why}"));
        }
        if !package["license"]
            .as_str()
            .is_some_and(|licence| LICENCES.contains(&licence))
        {
            wrong(&format!("its licence is {}", package["license"]));
        }
    }
    problems
}

/// The registry's own list of weaknesses. Not every machine reaches it; where it can be had, what it says counts.
fn audit(folder: &Path) -> anyhow::Result<()> {
    let audit = program("npm")
        .args(["audit", "--json"])
        .current_dir(folder)
        .output()
        .context("npm could not be started")?;
    let told: Value = serde_json::from_slice(&audit.stdout).unwrap_or_default();
    match told["metadata"]["vulnerabilities"]["total"].as_u64() {
        Some(0) => Ok(()),
        Some(_) => bail!(
            "weaknesses are known in {}: {}",
            folder.display(),
            told["vulnerabilities"]
        ),
        None => {
            println!(
                "{}: known weaknesses were NOT checked: the registry does not tell them here",
                folder.display()
            );
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_lock_file_is_held_to_every_rule() {
        let sound = json!({ "integrity": "sha512-x", "license": "MIT" });
        let with = |key: &str, value: Value| {
            let mut package = sound.clone();
            package[key] = value;
            problems(&json!({ "packages": { "": {}, "node_modules/a": package } }))
        };
        assert_eq!(with("version", json!("1.0.0")), [] as [String; 0]);
        for (key, value) in [
            ("integrity", Value::Null),
            ("integrity", json!("sha1-x")),
            ("resolved", json!("git+ssh://git@example.org/a.git")),
            ("hasInstallScript", json!(true)),
            ("deprecated", json!("use b")),
            ("license", json!("SSPL-1.0")),
            ("license", Value::Null),
        ] {
            assert_eq!(with(key, value.clone()).len(), 1, "{key}: {value}");
        }
        assert_eq!(problems(&json!({})).len(), 1);
    }
}
