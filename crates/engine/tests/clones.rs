//! A function under other names is known again, however many others of its names are saved already; and another function of
//! the same shape, of which somebody has several, is not taken for it.

use domain::{AssetId, Decision};
use engine::{Analysis, Engine};
use uuid::Uuid;

/// Functions, with those of their names that they declare themselves.
const FUNCTIONS: [(&str, &[&str]); 4] = [
    (
        "def parse_header(line, separator=\":\"):\n    name, _, value = line.partition(separator)\n    if not name.strip():\n        \
         raise ValueError(\"no name in header line\")\n    headers = {}\n    headers[name.strip().lower()] = value.strip()\n    \
         return headers\n",
        &["parse_header", "headers", "separator", "line"],
    ),
    (
        "fn median(values: &mut [f64]) -> Option<f64> {\n    values.sort_by(|a, b| a.total_cmp(b));\n    \
         let middle = values.len() / 2;\n    match values.len() {\n        0 => None,\n        n if n % 2 == 1 => Some(values[middle]),\n        \
         _ => Some((values[middle - 1] + values[middle]) / 2.0),\n    }\n}\n",
        &["median", "values", "middle"],
    ),
    (
        "export function debounce(fn, wait) {\n  let timer = null;\n  return (...args) => {\n    clearTimeout(timer);\n    \
         timer = setTimeout(() => fn(...args), wait);\n  };\n}\n",
        &["debounce", "wait", "timer", "args"],
    ),
    (
        "func readLines(path string) ([]string, error) {\n\tfile, err := os.Open(path)\n\tif err != nil {\n\t\treturn nil, err\n\t}\n\t\
         defer file.Close()\n\tvar lines []string\n\tscanner := bufio.NewScanner(file)\n\tfor scanner.Scan() {\n\t\t\
         lines = append(lines, scanner.Text())\n\t}\n\treturn lines, scanner.Err()\n}\n",
        &["readLines", "path", "file", "lines", "scanner"],
    ),
];

/// What they are called instead, time after time.
const NAMES: [[&str; 5]; 4] = [
    ["load", "item", "found", "limit", "cell"],
    ["fetchAll", "buffer", "part", "rest", "cursor"],
    ["run_it", "entry", "depth", "mark", "total"],
    ["pick", "source", "middlePart", "handle", "row"],
];

fn renamed(text: &str, own: &[&str], names: &[&str]) -> String {
    let mut words = String::new();
    let mut word = String::new();
    for c in text.chars().chain(['\n']) {
        if c.is_alphanumeric() || c == '_' {
            word.push(c);
            continue;
        }
        let place = own.iter().position(|own| *own == word);
        words += place.map_or(word.as_str(), |place| names[place]);
        words.push(c);
        word.clear();
    }
    words
}

fn engine(texts: &[String]) -> Engine {
    let id = |number: usize| AssetId::new(Uuid::from_u128(number as u128));
    let analyses = texts.iter().enumerate();
    let mut engine = Engine::new();
    engine.extend(analyses.map(|(number, text)| (id(number), Analysis::of(text))));
    engine
}

fn offers(engine: &Engine, text: &str) -> bool {
    engine.judge(&Analysis::of(text)).decision == Decision::Reuse
}

#[test]
fn one_more_renamed_copy_is_known() {
    for (text, own) in FUNCTIONS {
        let copies: Vec<String> = NAMES.iter().map(|names| renamed(text, own, names)).collect();
        let (copied, saved) = copies.split_last().unwrap();
        for kept in 0..=saved.len() {
            let mut library = saved[..kept].to_vec();
            library.push(text.to_owned());
            assert!(offers(&engine(&library), copied), "beside {kept}: {copied}");
        }
        assert!(offers(&engine(saved), copied), "without itself: {copied}");
    }
}

#[test]
fn another_of_a_shape_is_not() {
    let handler = |thing: &str, field: &str| {
        let capital = thing[..1].to_uppercase() + &thing[1..];
        format!(
            "router.get('/{thing}s/:id', async (req, res) => {{\n  const {thing} = await {capital}.findById(req.params.id);\n  \
             if (!{thing}) return res.status(404).json({{ error: '{capital} not found' }});\n  \
             res.json({thing}.{field});\n}});"
        )
    };
    let query = |thing: &str, field: &str| {
        format!(
            "SELECT a.id, a.{field}, COUNT(b.id)\nFROM {thing}s a\nLEFT JOIN {field}s b ON b.{thing}_id = a.id\nGROUP BY a.id;"
        )
    };
    for shape in [&handler as &dyn Fn(&str, &str) -> String, &query] {
        let words = [
            ("user", "name"),
            ("invoice", "total"),
            ("station", "line"),
            ("label", "color"),
            ("parcel", "weight"),
        ];
        let saved: Vec<String> = words.iter().map(|(thing, field)| shape(thing, field)).collect();
        let engine = engine(&saved);
        let copied = shape("ticket", "price");
        assert!(!offers(&engine, &copied), "{copied}");
        assert!(
            offers(&engine, &saved[2].replace("line", "track")),
            "an edited one"
        );
    }
}
