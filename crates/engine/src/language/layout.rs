//! Tells data and markup by the form of their lines: nearly all have it, or they are something else.
//!
//! A format of data has no words of its own, so the model cannot tell it.

use std::sync::LazyLock;

use regex::Regex;

use crate::pattern::compile;

/// Lines of a hundred that must have the form.
const NEARLY_ALL: usize = 90;

/// `key: value` of YAML, in a list or not; a value that opens a block, a template or a line of JSON.
static KEY_COLON: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r#"^\s*(- )*("[^"]*"|'[^']*'|[\w./$@-][\w ./$@-]*):"#,
        r"(\s+[^\s{}();][^{};]*[^{};,(\\]|\s+[^\s{}();,]|\s+\{.*\}|\s+\$?\{\{.*\}\}.*|\s*[|>&!]\S*)?\s*$",
    ))
});
/// `- item` of YAML.
static DASHED: LazyLock<Regex> = LazyLock::new(|| compile(r"^\s*(- )+\S.*[^;{,]$|^\s*- \w$"));
/// `[section]` of INI and TOML.
static SECTION: LazyLock<Regex> =
    LazyLock::new(|| compile(r#"^\s*\[{1,2}[\w."' :/@*-]+\]{1,2}\s*([#;].*)?$"#));
/// `key = value` of TOML, whose values have types.
static TOML_PAIR: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r#"^\s*[\w."'-]+ ?= ?("[^"]*"|'[^']*'|""".*|'''.*|\[.*|\{.*\}|true|false|[+-]?\d[\w.:+-]*)\s*(#.*)?$"#,
    )
});
/// A line inside a list of TOML.
static TOML_REST: LazyLock<Regex> =
    LazyLock::new(|| compile(r#"^\s*("[^"]*"|'[^']*'|\{ ?\w+ ?=.*\}|\]),?\s*$"#));
/// `key = value` of INI, whose values are whatever follows.
static INI_PAIR: LazyLock<Regex> = LazyLock::new(|| compile(r"^\s*[\w .:/@-]+\s*[=:]\s*[^{;]*$"));
/// `key=value` of Java's properties, whose values are whatever follows, over some lines where each ends in a backslash.
static PROPERTY: LazyLock<Regex> =
    LazyLock::new(|| compile(r"^(!.*|\s*[\w.-]+\s*=[^=>].*[^;{,(]|\s*[\w.-]+\s*=\s*[^;{,(]?|.*\\)$"));
/// One whose key is a path, as `a.b.c`: what tells them from a shell's variables.
static PROPERTY_PATH: LazyLock<Regex> = LazyLock::new(|| compile(r"^[a-zA-Z][\w-]*(\.[\w-]+)+=[^=]*$"));
/// A tag that is an element of HTML.
static HTML: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r"</?(a|p|div|span|ul|ol|li|table|tr|td|th|tbody|thead|h[1-6]|body|head|html|img|br|hr|form|input|button",
        r"|label|strong|em|b|i|pre|code|nav|footer|header|section|main|meta|dl|dt|dd|tt|select|option)",
        r"(\s[^<>]*)?/?>",
    ))
});
/// Any tag.
static TAG: LazyLock<Regex> = LazyLock::new(|| compile(r"</?[A-Za-z][\w:.-]*(\s[^<>]*)?/?>"));
/// Code that has tags in it: JSX, PHP, templates.
const CODE_AMONG_TAGS: [&str; 6] = ["className", "={", "=>", "$this", "<?", "{%"];
/// A line of JSON that begins with a key.
static JSON_KEY: LazyLock<Regex> = LazyLock::new(|| compile(r#"^\s*[{\[]*\s*"[^"]*"\s*:"#));
/// A line of nothing but JSON.
static JSON_LINE: LazyLock<Regex> = LazyLock::new(|| {
    compile(r#"^\s*([\[{\]},\s]|"([^"\\]|\\.)*"\s*:?|-?\d[\d.eE+-]*|true|false|null)*\s*$"#)
});

/// What it can answer.
pub(super) const LANGUAGES: &[&str] = &["json", "html", "xml", "toml", "ini", "yaml", "hljs-properties"];

/// The format the lines of `text` have, as an extension. `whole` says that none of the text was cut off.
pub(super) fn of(text: &str, whole: bool) -> Option<&'static str> {
    json(text, whole).or_else(|| tags(text)).or_else(|| lines(text))
}

/// JSON has quoted keys and nothing but values between its brackets.
fn json(text: &str, whole: bool) -> Option<&'static str> {
    let trimmed = text.trim();
    let (mut keys, mut all) = (0, 0);
    for line in trimmed.lines() {
        let cut = !whole && line.len() > 4000;
        if !cut && !JSON_LINE.is_match(line) {
            return None;
        }
        all += 1;
        keys += usize::from(JSON_KEY.is_match(line));
    }
    let opened = trimmed.starts_with(['{', '[']) && (!whole || trimmed.ends_with(['}', ']']));
    (keys > 0 && (opened || (keys > 1 && all > 2))).then_some("json")
}

/// A text that opens with a tag and is full of them: HTML by its own elements, XML where there are none of those.
fn tags(text: &str) -> Option<&'static str> {
    let all = text.lines().filter(|line| !line.trim().is_empty()).count();
    let tagged = text.lines().filter(|line| TAG.is_match(line)).count();
    let code = CODE_AMONG_TAGS.iter().any(|mark| text.contains(mark));
    if tagged * 2 < all || tagged < 2 || code {
        return None;
    }
    let count = TAG.find_iter(text).count();
    let html = HTML.find_iter(text).count();
    if html * 2 >= count {
        return (tagged * 3 >= all * 2).then_some("html");
    }
    (html * 20 <= count && text.trim_start().starts_with('<') && tagged * 5 >= all * 4).then_some("xml")
}

/// The formats whose lines are pairs.
fn lines(text: &str) -> Option<&'static str> {
    // A block of text under `key: |` goes on while it is indented deeper.
    let mut block = None;
    let said = text.lines().filter(|line| {
        let bare = line.trim();
        let indent = line.len() - line.trim_start().len();
        if block.is_some_and(|outer| indent > outer) {
            return false;
        }
        let opens = bare.ends_with(['|', '>', '-']) && KEY_COLON.is_match(line);
        block = opens.then_some(indent);
        !(bare.is_empty() || bare.starts_with('#') || bare == "---")
    });
    let lines: Vec<&str> = said.collect();
    let count = |form: &dyn Fn(&&&str) -> bool| lines.iter().filter(form).count();
    let nearly_all = |count: usize| count * 100 >= lines.len() * NEARLY_ALL;
    if lines.len() < 2 {
        return None;
    }
    let sections = count(&|line| SECTION.is_match(line));
    let toml_pairs = count(&|line| TOML_PAIR.is_match(line));
    let toml_rest = count(&|line| !TOML_PAIR.is_match(line) && TOML_REST.is_match(line));
    if nearly_all(sections + toml_pairs + toml_rest) && toml_pairs > 0 && (sections > 0 || toml_pairs >= 3) {
        return Some("toml");
    }
    let ini_pairs = count(&|line| INI_PAIR.is_match(line));
    let ini_comments = count(&|line| line.trim().starts_with(';'));
    if nearly_all(sections + ini_pairs + ini_comments) && sections > 0 && ini_pairs > 0 {
        return Some("ini");
    }
    let properties = count(&|line| PROPERTY.is_match(line));
    if nearly_all(properties) && lines.iter().any(|line| PROPERTY_PATH.is_match(line)) {
        return Some("hljs-properties");
    }
    let keys = count(&|line| KEY_COLON.is_match(line));
    let dashed = count(&|line| !KEY_COLON.is_match(line) && DASHED.is_match(line));
    // A list of pairs without any nesting may be anything: a header, a log, a letter.
    let nested = count(&|line| {
        let bare = line.trim();
        KEY_COLON.is_match(line) && (line.starts_with(' ') || bare.ends_with(':') || bare.starts_with("- "))
    });
    (nearly_all(keys + dashed) && keys * 2 >= lines.len() && keys >= 2 && nested > 0).then_some("yaml")
}
