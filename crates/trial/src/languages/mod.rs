//! Asks what language texts are in: functions of the development set, examples of many languages, files of packages that
//! the model was not fitted on, and files on this machine.

mod files;
mod fit;
mod phrases;
mod texts;

use std::{collections::BTreeMap, path::Path, time::Instant};

use anyhow::Result;
use domain::Language;
use engine::{ContentDetector, LanguageDetector};
pub(crate) use fit::fit;

use self::texts::Text;
use crate::{development, sources::Part, table::Table};

/// Languages of which there are fewer texts are not in the mean of all languages: one text is no measure.
const FEW: usize = 5;

/// Writes a row for each language, and two for all: the share of the texts, and the mean of the languages.
pub(crate) fn measure(packages: &Path, table: &mut Table) -> Result<()> {
    let mut functions = Vec::new();
    for asset in development::load()?.into_iter().flat_map(|set| set.assets) {
        if let Some(language) = asset.language
            && asset.text.lines().count() > texts::LEAST
        {
            functions.push(Text {
                language: language.extension(),
                text: asset.text,
            });
        }
    }
    let fitted = texts::fitted_lines(packages)?;
    let held_out = |texts: Vec<Text>| -> Vec<Text> {
        texts
            .into_iter()
            .filter(|text| !texts::is_copied(&text.text, &fitted))
            .collect()
    };
    for (column, texts) in [
        ("development set", functions),
        ("a lexer's examples", held_out(texts::examples(packages))),
        (
            "packages kept for the test",
            held_out(texts::of_packages(packages, Part::Test)?),
        ),
        ("files on this machine", held_out(texts::of_this_machine()?)),
    ] {
        ask(column, &texts, table);
    }
    Ok(())
}

fn ask(column: &str, texts: &[Text], table: &mut Table) {
    let mut rows: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    let start = Instant::now();
    for Text { language, text } in texts {
        let found = ContentDetector.detect(text);
        let found = found.as_ref().map_or(files::NONE, Language::extension);
        let [count, right] = rows.entry(language).or_default();
        *count += 1;
        *right += usize::from(found == *language);
        if found != *language && std::env::var_os("BOWERBIRD_TRIAL_WRONG").is_some() {
            crate::report::say(&format!("{column}: {language} became {found}:\n{text}\n"));
        }
    }
    let time = start.elapsed().div_f64(texts.len().max(1) as f64);
    let share = |[count, right]: [usize; 2]| right as f64 / count.max(1) as f64;
    // A document may quote anything, so what is right is less certain.
    if let Some(prose) = rows.remove(files::NONE) {
        table.set(
            "prose that was given no language",
            column,
            format!("{:.3} ({})", share(prose), prose[0]),
        );
    }
    let all = rows
        .values()
        .fold([0, 0], |all, row| [all[0] + row[0], all[1] + row[1]]);
    let many: Vec<f64> = rows
        .values()
        .filter(|[count, _]| *count >= FEW)
        .map(|row| share(*row))
        .collect();
    let mean = many.iter().sum::<f64>() / many.len().max(1) as f64;
    table.set("all texts", column, format!("{:.3} ({})", share(all), all[0]));
    table.set("mean of languages", column, format!("{mean:.3} ({})", many.len()));
    table.set("time for a text", column, crate::table::micros(time));
    for (language, row) in rows {
        table.set(language, column, format!("{:.3} ({})", share(row), row[0]));
    }
}
