//! Scenarios as Gherkin has them: steps of sentences, each of which begins with a word of its own.

/// What a step begins with.
const STEPS: &[&str] = &["Given ", "When ", "Then ", "And ", "But ", "* "];
/// What a part begins with.
const PARTS: &[&str] = &[
    "Feature:",
    "Rule:",
    "Background:",
    "Scenario:",
    "Scenario Outline:",
    "Scenario Template:",
    "Example:",
    "Examples:",
];

/// Whether the text tells a scenario, or begins to.
pub(super) fn is_scenario(text: &str) -> bool {
    // Most texts are something else, which their first line shows.
    let first = text.lines().next().unwrap_or_default();
    if !first.starts_with(['#', '@']) && !is_step(first) && !is_part(first) {
        return false;
    }
    let (mut lines, mut steps, mut parts, mut other) = (0, 0, 0, 0);
    let (mut quoted, mut said) = (false, false);
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if matches!(line, "\"\"\"" | "```") {
            quoted = !quoted;
        } else if !quoted && !line.starts_with(['#', '@', '|']) {
            lines += 1;
            let step = is_step(line);
            let part = is_part(line);
            said |= line.ends_with(['.', ',', '!', '?']);
            steps += usize::from(step);
            parts += usize::from(part);
            other += usize::from(!step && !part);
        }
    }
    let begins = |words: &[&str]| {
        let mut all = text.lines().map(str::trim_start);
        all.any(|line| words.iter().any(|word| line.starts_with(word)))
    };
    // What a feature is for stands below its name, as the author likes to say it.
    let told = other == 0 || (parts > 0 && other <= 4);
    let named = begins(&["Feature:", "Scenario", "Background:"]);
    let set_in = text
        .lines()
        .any(|line| line.starts_with([' ', '\t']) && is_step(line.trim_start()));
    // Steps by themselves are no sentences; each is a line.
    let acts = !said && begins(&["Given ", "When "]) && begins(&["Then "]);
    lines >= 2 && told && steps >= 2 && (named && (set_in || !said) || acts)
        || named && parts >= 2 && steps > 0 && steps + parts > other
}

fn is_part(line: &str) -> bool {
    PARTS.iter().any(|part| line.starts_with(part))
}

fn is_step(line: &str) -> bool {
    STEPS.iter().any(|step| line.starts_with(step))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_a_scenario() {
        for text in [
            "Feature: Login\n  Scenario: valid user\n    Given a user \"ann\"\n    When she logs in\n    Then she sees the dashboard",
            "Given a registered user\nWhen she signs in\nThen she sees her dashboard",
            "Scenario Outline: eating\n  Given there are <start> cucumbers\n  When I eat <eat> cucumbers\n\n  Examples:\n    | start | eat |\n    | 12 | 5 |",
            "Feature: Notes\n  As a reader\n  I want to write on the margin\n\n  Background:\n    Given a book\n    And a pen",
            "@slow\nScenario: a text\n  Given a file with\n    \"\"\"\n    Some words in it.\n    \"\"\"\n  When it is read",
        ] {
            assert!(is_scenario(text), "{text}");
        }
    }

    #[test]
    fn sentences_are_none() {
        for text in [
            "Given the chance, he would go.",
            "Given the chance, he would go.\nThen we would stay here.",
            "Given that it rains, we stay.\nThen the sun came out\nand we went.",
            "Feature: faster start",
            "Example: see below\nAnd so on",
            "Example: if it rains\nAnd so on\nBut wait",
            "Background: Asthma is common.\nWhen it is treated, it gets better.\nThen it comes again.",
            "When he came, it rained.\nAnd it went on.\nBut she stayed, and\nall was well.",
        ] {
            assert!(!is_scenario(text), "{text}");
        }
    }
}
