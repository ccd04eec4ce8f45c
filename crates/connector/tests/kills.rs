//! `kill -9` at a random moment under eight writers over HTTP: whatever was acknowledged is there after the restart, a save,
//! an edit, a deletion, an answer, a setting; nothing is half there, and the index finds what the store holds.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::print_stdout, reason = "what it measured is told")]

mod common;

use std::{
    collections::{BTreeMap, HashSet},
    env,
    hash::{BuildHasher, RandomState},
    net::SocketAddr,
    path::Path,
    process::{Child, Command},
    thread,
    time::{Duration, Instant},
};

use common::{registration, seed};
use parking_lot::Mutex;
use serde_json::{Value, json};

/// How many kills, where this is not set.
const KILLS: u64 = 4;
/// Sets how many: `cargo xtask soak` asks for 200.
const MANY: &str = "BOWERBIRD_KILLS";
/// After so many a new library begins, so that checking does not take longer and longer.
const LIFE: u64 = 10;

/// How many changes are acknowledged before a kill, at the least.
const AT_LEAST: u64 = 30;

/// Each writer is an application of its own.
const WRITERS: [&str; 8] = [
    "VS_CODE",
    "VIM",
    "SUBLIME",
    "OBSIDIAN",
    "JUPYTER_HUB",
    "JETBRAINS",
    "OPEN_SOURCE",
    "RAYCAST",
];

/// What a snippet is; the name is known once somebody gave it one.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Snippet {
    name: Option<String>,
    text: String,
}

/// What may be there: what was acknowledged last, and what was asked for and not answered. `None` is a deleted one.
type Possible = Vec<Option<Snippet>>;

/// What the writers were told.
#[derive(Debug, Default)]
struct Told {
    snippets: BTreeMap<String, Possible>,
    /// Texts that were to be saved, and of which nobody knows.
    saving: HashSet<String>,
    reused: HashSet<String>,
    declined: HashSet<String>,
    /// Whether an application was onboarded, by its name.
    onboarded: BTreeMap<&'static str, Vec<bool>>,
    counts: BTreeMap<&'static str, u64>,
}

impl Told {
    fn count(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }
}

/// A writer's or a reader's connection. `None` is an answer that never came.
struct Client {
    agent: ureq::Agent,
    base: String,
}

impl Client {
    fn new(address: SocketAddr) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(60)));
        Self {
            agent: config.build().into(),
            base: format!("http://{address}"),
        }
    }

    fn get(&self, path: &str) -> Option<Value> {
        let mut answer = self.agent.get(format!("{}{path}", self.base)).call().ok()?;
        let body = answer
            .body_mut()
            .with_config()
            .limit(1 << 30)
            .read_to_string()
            .ok()?;
        assert_eq!(answer.status(), 200, "{path}: {body}");
        Some(serde_json::from_str(&body).unwrap())
    }

    fn post(&self, path: &str, body: &Value) -> Option<String> {
        let request = self.agent.post(format!("{}{path}", self.base));
        let request = request.header("content-type", "application/json");
        let mut answer = request.send(body.to_string().as_bytes()).ok()?;
        let told = answer
            .body_mut()
            .with_config()
            .limit(1 << 30)
            .read_to_string()
            .ok()?;
        assert_eq!(answer.status(), 200, "{path}: {told}");
        Some(told)
    }

    /// Connects, and answers the application as it is known.
    fn connect(&self, name: &str) -> Option<Value> {
        let context: Value = serde_json::from_str(&self.post("/connect", &registration(name, "1"))?).unwrap();
        Some(context["application"].clone())
    }

    fn suggest(&self, editor: &str, text: &str) -> Value {
        let told = self.post(&format!("/{editor}/suggestion"), &json!({ "asset": seed(text) }));
        serde_json::from_str(&told.unwrap()).unwrap()
    }
}

fn text_of(number: u64) -> String {
    // Now and then one that lies in pieces.
    let lines = if number.is_multiple_of(11) { 400 } else { 2 };
    let body: String = (0..lines)
        .map(|line| format!("    g({number}, {line});\n"))
        .collect();
    format!("fn f_{number}() {{\n{body}}}\n")
}

fn query_of(number: u64) -> String {
    format!(
        "SELECT n_{number}, worth FROM t_{number} WHERE id > {number} ORDER BY n_{number} LIMIT {number};\n"
    )
}

fn id_of(value: &Value) -> String {
    value["id"].as_str().unwrap().to_owned()
}

fn raw(asset: &Value) -> &str {
    asset["original"]["reference"]["fragment"]["string"]["raw"]
        .as_str()
        .unwrap()
}

/// Writes until no answer comes any more.
fn write(client: &Client, name: &'static str, mut number: u64, told: &Mutex<Told>) -> Option<()> {
    let editor = id_of(&client.connect(name)?);
    loop {
        let text = text_of(number);
        told.lock().saving.insert(text.clone());
        let id = client.post(
            &format!("/{editor}/reaction"),
            &json!({ "save": true, "seed": { "asset": seed(&text) } }),
        )?;
        let saved = Snippet { name: None, text };
        {
            let mut told = told.lock();
            told.saving.remove(&saved.text);
            told.snippets.insert(id.clone(), vec![Some(saved.clone())]);
            told.count("saves");
        }
        change(client, name, &editor, number, (&id, saved), told)?;
        number += 1;
    }
}

/// What a writer does next with a snippet that it has saved.
fn change(
    client: &Client,
    name: &'static str,
    editor: &str,
    number: u64,
    (id, saved): (&str, Snippet),
    told: &Mutex<Told>,
) -> Option<()> {
    let becoming = |next: Option<Snippet>| told.lock().snippets.get_mut(id).unwrap().push(next);
    let became = |what| {
        let mut told = told.lock();
        let possible = told.snippets.get_mut(id).unwrap();
        *possible = vec![possible.pop().unwrap()];
        told.count(what);
    };
    match number % 6 {
        0 => {
            let mut asset = client.get(&format!("/asset/{id}"))?;
            let name = format!("Name {number}");
            asset["name"] = json!(name);
            becoming(Some(Snippet {
                name: Some(name),
                ..saved
            }));
            client.post("/asset/update", &asset)?;
            became("renamed");
        }
        1 => {
            let asset = client.get(&format!("/asset/{id}"))?;
            let path = format!("/format/{}?transferable=true", id_of(&asset["original"]));
            let mut format = client.get(&path)?;
            let text = format!(
                "// Edited {number}.\n{}",
                text_of(number).replace("f_", "edited_")
            );
            format["fragment"]["string"]["raw"] = json!(text);
            becoming(Some(Snippet { text, ..saved }));
            client.post("/format/update/value", &format)?;
            became("edits");
        }
        2 => {
            becoming(None);
            client.post(&format!("/assets/{id}/delete"), &json!({}))?;
            became("deletions");
        }
        3 => {
            let declined = query_of(number);
            let answer = json!({ "save": false, "seed": { "asset": seed(&declined) } });
            client.post(&format!("/{editor}/reaction"), &answer)?;
            let mut told = told.lock();
            told.declined.insert(declined);
            told.count("declined");
        }
        4 => {
            let reuse =
                json!({ "save": false, "reuse": { "asset": id }, "seed": { "asset": seed(&saved.text) } });
            client.post(&format!("/{editor}/reaction"), &reuse)?;
            let mut told = told.lock();
            told.reused.insert(id.to_owned());
            told.count("reused");
        }
        _ => {
            let now = number % 12 == 5;
            // Nobody was shown around before the first one says so: what is not answered may have left it at that.
            told.lock()
                .onboarded
                .entry(name)
                .or_insert_with(|| vec![false])
                .push(now);
            client.post(&format!("/{editor}/onboarded"), &json!(now))?;
            let mut told = told.lock();
            told.onboarded.insert(name, vec![now]);
            told.count("settings");
        }
    }
    Some(())
}

/// Starts the program over the library.
fn start(directory: &Path) -> (Child, SocketAddr) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bowerbird-connector"));
    common::started(command.args(["--port", "0", "--data-dir"]).arg(directory))
}

/// Lets eight write, and kills the program.
fn run_and_kill(directory: &Path, round: u64, told: &Mutex<Told>) {
    let (mut child, address) = start(directory);
    thread::scope(|scope| {
        for (writer, name) in WRITERS.into_iter().enumerate() {
            scope.spawn(move || {
                // Each begins with another of the changes.
                let first = (round * 8 + writer as u64) * 6_000_000 + writer as u64;
                assert_eq!(write(&Client::new(address), name, first, told), None);
            });
        }
        let begun = Instant::now();
        while told.lock().counts.values().sum::<u64>() < AT_LEAST {
            assert!(
                begun.elapsed() < Duration::from_secs(60),
                "nothing is acknowledged"
            );
            thread::sleep(Duration::from_millis(2));
        }
        let after = RandomState::new().hash_one(round) % 500;
        thread::sleep(Duration::from_millis(after));
        child.kill().unwrap();
        child.wait().unwrap();
    });
}

/// Holds what is there after a restart against what the writers were told.
fn check(address: SocketAddr, round: u64, told: &mut Told) {
    let client = Client::new(address);
    let all = client.get("/assets").unwrap();
    let mut there: BTreeMap<String, &Value> = BTreeMap::new();
    for asset in all["iterable"].as_array().unwrap() {
        assert!(there.insert(id_of(asset), asset).is_none(), "twice");
    }
    // Saves that were not acknowledged may be there, as a whole.
    for (id, asset) in &there {
        if !told.snippets.contains_key(id) {
            let text = raw(asset).to_owned();
            assert!(told.saving.remove(&text), "nobody saved {id}: {text}");
            told.snippets
                .insert(id.clone(), vec![Some(Snippet { name: None, text })]);
        }
    }
    told.saving.clear();
    for (name, possible) in &mut told.onboarded {
        let application = client.connect(name).unwrap();
        let now = application["onboarded"].as_bool().unwrap();
        assert!(possible.contains(&now), "{name}: {now}, not {possible:?}");
        *possible = vec![now];
    }
    let editor = id_of(&client.connect(WRITERS[0]).unwrap());
    let first = round * 8 * 6_000_000;
    let of_this_round = |text: &str| {
        let number: String = text
            .chars()
            .skip_while(|c| !c.is_ascii_digit())
            .take_while(char::is_ascii_digit)
            .collect();
        number.parse::<u64>().unwrap() >= first
    };
    for (id, possible) in &mut told.snippets {
        let found = there.get(id).map(|asset| Snippet {
            name: asset["name"].as_str().map(str::to_owned),
            text: raw(asset).to_owned(),
        });
        let as_expected = |expected: &Option<Snippet>| match (expected, &found) {
            (Some(expected), Some(found)) => {
                expected.text == found.text && (expected.name.is_none() || expected.name == found.name)
            }
            (None, None) => true,
            _ => false,
        };
        let Some(expected) = possible.iter().find(|expected| as_expected(expected)) else {
            panic!("{id} is {found:?}, not one of {possible:?}");
        };
        let newly = possible.len() > 1
            || possible[0]
                .as_ref()
                .is_none_or(|snippet| of_this_round(&snippet.text));
        let settled = expected.clone();
        if newly && let Some(snippet) = &found {
            let asset = there[id];
            let reused = asset.get("interacted").is_some();
            assert!(reused || !told.reused.contains(id), "{id} was reused");
            let answer = client.suggest(&editor, &snippet.text);
            let nearest = &answer["reuse"]["assets"]["iterable"][0];
            assert_eq!(nearest["id"], json!(id), "the index does not know {id}: {answer}");
            assert_eq!(answer["distribution"][id], json!(0.0), "{answer}");
        }
        *possible = vec![settled];
    }
    for text in told.declined.drain() {
        let answer = client.suggest(&editor, &text);
        assert_eq!(common::offers(&answer), (false, false), "it was declined: {text}");
    }
    // One that nobody declined is offered, so the question above means something.
    let other = client.suggest(&editor, &query_of(first + 5_999_999));
    assert_eq!(common::offers(&other), (false, true));
}

#[test]
fn nothing_acknowledged_is_lost_when_it_is_killed() {
    let kills: u64 = env::var(MANY).map_or(KILLS, |many| many.parse().unwrap());
    let mut directory = tempfile::tempdir().unwrap();
    let mut told = Mutex::new(Told::default());
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for round in 1..=kills {
        run_and_kill(directory.path(), round, &told);
        let (mut child, address) = start(directory.path());
        check(address, round, told.get_mut());
        // This time it is killed while it rests.
        child.kill().unwrap();
        child.wait().unwrap();
        for (what, count) in std::mem::take(&mut told.get_mut().counts) {
            *counts.entry(what).or_default() += count;
        }
        if round % LIFE == 0 {
            directory = tempfile::tempdir().unwrap();
            told = Mutex::default();
        }
    }
    println!("acknowledged over {kills} kills: {counts:?}");
    assert_eq!(counts.len(), 7, "something was never tried: {counts:?}");
}
