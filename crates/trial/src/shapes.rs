//! Snippets of one shape, made up: accessors, constructors, queries, settings. Everybody has many of each, and another one is no
//! edition of any of them, though nothing but its words differs.

use crate::{random::Random, sources::Part};

/// A shape, in whose text `a` to `d` in angle brackets stand for words (as capitals: with a capital), and `n` for a number.
struct Shape {
    text: &'static str,
    /// A long one is an edition of the only other one of its shape, for all that anybody can tell.
    long: bool,
}

const fn short(text: &'static str) -> Shape {
    Shape { text, long: false }
}

const fn long(text: &'static str) -> Shape {
    Shape { text, long: true }
}

/// What is fitted on, and below what is kept for the test.
const FITTED: &[Shape] = &[
    short("public int get<A>() {\n    return <a>;\n}"),
    short("fun set<A>(<a>: String) {\n    this.<a> = <a>\n}"),
    short("pub fn <a>(&self) -> &<B> {\n    &self.<a>\n}"),
    short("@property\ndef <a>(self):\n    return self._<a>"),
    short(
        "def __init__(self, <a>, <b>=None):\n    super().__init__()\n    self.<a> = <a>\n    self.<b> = <b>",
    ),
    short("public <A>(<B> <b>, <C> <c>) {\n    this.<b> = <b>;\n    this.<c> = <c>;\n}"),
    short("impl <A> {\n    pub fn new(<b>: <B>) -> Self {\n        Self { <b> }\n    }\n}"),
    short("type <A> struct {\n\t<B> string `json:\"<b>\"`\n\t<C> int    `json:\"<c>\"`\n}"),
    short("data class <A>(val <b>: String, val <c>: Int)"),
    short("interface <A>Props {\n  <b>: string;\n  <c>?: boolean;\n  on<D>: () => void;\n}"),
    short(
        "const [<a>, set<A>] = useState(null);\nconst [<b>, set<B>] = useState(false);\nconst <c> = useRef(null);",
    ),
    short("enum <A> {\n    <B>,\n    <C>,\n    <D>,\n}"),
    short("import <a>\nfrom <b> import <C>, <D>\nfrom .<c> import <a>_<d>"),
    short("use crate::<a>::<B>;\nuse crate::<c>::{<D>, <A>};"),
    short("import { <A> } from '@/<b>/<A>';\nimport { use<C> } from '@/hooks/use<C>';"),
    short(".<a> .<b> {\n  position: absolute;\n  top: <n>px;\n  width: <n>%;\n}"),
    short("INSERT INTO <a>s (<b>, <c>) VALUES ('<d>', <n>);"),
    short("UPDATE <a>s SET <b> = '<c>' WHERE id = <n>;"),
    short("log.warn(\"<a> %s has no <b> in <c>\", <a>.<b>, <d>);"),
    short("[2025-03-04 11:20:<n>] ERROR <a>.<b>: <c> not found for <d>"),
    short("docker run -d --name <a> -p <n>:<n> -e <B>=<c> <d>:latest"),
    short("kubectl -n <a> get pods -l app=<b> -o jsonpath='{.items[<n>].<c>}'"),
    short(
        "variable \"<a>_<b>\" {\n  type        = string\n  description = \"The <b> of the <a>\"\n  default     = \"<c>\"\n}",
    ),
    short("[<a>]\n<b> = \"<c>\"\n<d> = <n>"),
    short("{\n  \"<a>\": \"<b>\",\n  \"<c>\": <n>,\n  \"<d>\": [\"<a>\", \"<c>\"]\n}"),
    short("FROM <a>:<n>\nWORKDIR /srv/<b>\nCOPY <c> .\nCMD [\"./<d>\"]"),
    short("<a>,<b>,<c>\n<d>,<n>,true\n<c>,<n>,false"),
    short("<li><a href=\"/<a>/<b>\"><C> and <d></a></li>"),
    short("- name: Install <a>\n  package:\n    name: <b>-<c>\n    state: present"),
    short("assert_eq!(<a>.<b>(), Some(\"<c>\"));\nassert!(<a>.<d>().is_empty());"),
    long(
        "app.get('/<a>s/:id', async (req, res) => {\n  const <a> = await <A>.findById(req.params.id);\n  if (!<a>) {\n    \
         return res.status(404).json({ error: '<A> not found' });\n  }\n  res.json(<a>);\n});",
    ),
    long(
        "@router.post(\"/<a>s\")\nasync def create_<a>(<a>: <A>Create, db: Session = Depends(get_db)):\n    row = <A>(**<a>.dict())\n    \
         db.add(row)\n    db.commit()\n    db.refresh(row)\n    return row",
    ),
    long(
        "def test_<a>_has_<b>(client):\n    response = client.get(\"/<a>s/<n>\")\n    assert response.status_code == 200\n    \
         assert response.json()[\"<b>\"] == \"<c>\"",
    ),
    long(
        "public async Task<IActionResult> Delete<A>(int id)\n{\n    var <a> = await _context.<A>s.FindAsync(id);\n    \
         if (<a> == null)\n    {\n        return NotFound();\n    }\n    _context.<A>s.Remove(<a>);\n    \
         await _context.SaveChangesAsync();\n    return NoContent();\n}",
    ),
    long(
        "<form onSubmit={handle<A>}>\n  <label htmlFor=\"<b>\"><B></label>\n  <input id=\"<b>\" name=\"<b>\" value={<b>} onChange={change<B>} />\n  \
         <button type=\"submit\"><C> <d></button>\n</form>",
    ),
];

const TESTED: &[Shape] = &[
    short("public String get<A>() {\n    return this.<a>;\n}"),
    short("public void set<A>(String <a>) {\n    this.<a> = <a>;\n}"),
    short("def __init__(self, <a>, <b>, <c>):\n    self.<a> = <a>\n    self.<b> = <b>\n    self.<c> = <c>"),
    short("constructor(private <a>: <A>Service, private <b>: <B>Client) {\n  super();\n}"),
    short("func (o *<A>) Set<B>(<b> string) {\n\to.<b> = <b>\n}"),
    short("export interface <A> {\n  id: number;\n  <b>: string;\n  <c>: string;\n}"),
    short("public record <A>(String <b>, long <c>) {}"),
    short("enum <A> { <B>, <C>, <D> }"),
    short(
        "import { <a>, <b> } from './<c>';\nimport <D> from '../components/<D>';\nimport styles from './<a>.css';",
    ),
    short("const [<a>, set<A>] = useState('');\nconst [<b>, set<B>] = useState([]);"),
    short("#<a>-<b> {\n  display: flex;\n  padding: <n>px;\n  margin: <n>px auto;\n}"),
    short("SELECT id, <a>, <b> FROM <c>s WHERE <d> = '<a>' ORDER BY <a> DESC LIMIT <n>;"),
    short("ALTER TABLE <a>s ADD COLUMN <b> VARCHAR(<n>) NOT NULL DEFAULT '<c>';"),
    short("logger.info(\"<A> {} changed <b> {}\", <a>.get<C>(), <b>.get<D>());"),
    short("resource \"aws_<a>\" \"<b>\" {\n  name = \"acme-<b>\"\n  tags = {\n    Team = \"<c>\"\n  }\n}"),
    short("<a>:\n  image: example/<b>:<n>\n  ports:\n    - \"<n>:80\"\n  restart: always"),
    short(
        "curl -X POST https://api.example.com/<a>s/<b> -H 'Accept: application/json' -d '{\"<c>\": \"<d>\"}'",
    ),
    short("id,<a>,<b>\n1,<c>,<n>\n2,<d>,<n>"),
    short("public static void main(String[] args) {\n    <A> <a> = new <A>(<n>);\n    <a>.<b>(\"<c>\");\n}"),
    short(
        "<dependency>\n  <groupId>org.<a></groupId>\n  <artifactId><a>-<b></artifactId>\n  <version><n>.0</version>\n</dependency>",
    ),
    long(
        "func (h *Handler) Get<A>(w http.ResponseWriter, r *http.Request) {\n\tid := chi.URLParam(r, \"id\")\n\t\
         <a>, err := h.store.<A>(r.Context(), id)\n\tif err != nil {\n\t\thttp.Error(w, err.Error(), 500)\n\t\treturn\n\t}\n\t\
         json.NewEncoder(w).Encode(<a>)\n}",
    ),
    long(
        "export function <A>Card({ <a> }) {\n  return (\n    <div className=\"<a>-card\">\n      <h3>{<a>.<b>}</h3>\n      \
         <p>{<a>.<c>}</p>\n      <span>{<a>.<d>}</span>\n    </div>\n  );\n}",
    ),
    long(
        "class <A>(models.Model):\n    <b> = models.CharField(max_length=<n>)\n    <c> = models.TextField(blank=True)\n\n    \
         def __str__(self):\n        return self.<b>",
    ),
    long(
        "it('shows the <a> of the <b>', () => {\n  render(<A<A> <b>={<c>} />);\n  expect(screen.getByText('<d>')).toBeInTheDocument();\n});",
    ),
];

/// Words for them: the first half for what is fitted on.
const WORDS: &[&str] = &[
    "account",
    "amount",
    "balance",
    "budget",
    "channel",
    "client",
    "color",
    "country",
    "currency",
    "deadline",
    "discount",
    "driver",
    "employee",
    "event",
    "folder",
    "gateway",
    "height",
    "invoice",
    "journal",
    "label",
    "level",
    "location",
    "margin",
    "member",
    "message",
    "module",
    "notice",
    "office",
    "option",
    "order",
    "package",
    "partner",
    "payment",
    "period",
    "picture",
    "policy",
    "price",
    "profile",
    "address",
    "author",
    "battery",
    "branch",
    "camera",
    "category",
    "comment",
    "company",
    "contract",
    "customer",
    "department",
    "device",
    "document",
    "email",
    "feature",
    "group",
    "image",
    "item",
    "language",
    "limit",
    "manager",
    "method",
    "network",
    "owner",
    "parent",
    "person",
    "player",
    "position",
    "product",
    "project",
    "quantity",
    "rating",
    "region",
    "report",
    "reward",
    "salary",
    "schedule",
];

/// A snippet that is asked about, and those of its shape that are kept.
pub(crate) struct Asked {
    pub(crate) text: String,
    /// One that differs from it in one word or number: an edition of it.
    pub(crate) edition: Option<String>,
    pub(crate) others: Vec<String>,
}

/// So many of them, each beside at most `most` others of its shape.
pub(crate) fn asked(part: Part, count: usize, most: usize, random: &mut Random) -> Vec<Asked> {
    let (shapes, words) = match part {
        Part::Fit => (FITTED, &WORDS[..WORDS.len() / 2]),
        Part::Test => (TESTED, &WORDS[WORDS.len() / 2..]),
    };
    (0..count)
        .filter_map(|_| one(shapes, words, most, random))
        .collect()
}

fn one(shapes: &[Shape], words: &[&str], most: usize, random: &mut Random) -> Option<Asked> {
    let shape = &shapes[random.below(shapes.len())];
    let others = 1 + random.below(most);
    if shape.long && others < 3 {
        return None;
    }
    let own = Filling::drawn(words, random);
    let others = (0..others)
        .map(|_| Filling::without(&own, words, random).write(shape.text))
        .collect();
    let text = own.write(shape.text);
    let mut changed = own;
    if shape.text.contains("<n>") {
        changed.number += 1 + random.below(20);
    } else {
        changed.words[3] = changed.spare;
    }
    let edition = changed.write(shape.text);
    // The others that have only one or two words are nothing without them.
    let has_others = shape.text.contains("<c>") || shape.text.contains("<C>");
    Some(Asked {
        edition: (edition != text && has_others).then_some(edition),
        text,
        others,
    })
}

/// What stands for the words and numbers of a shape.
#[derive(Clone, Copy)]
struct Filling<'w> {
    words: [&'w str; 4],
    spare: &'w str,
    number: usize,
}

impl<'w> Filling<'w> {
    fn drawn(words: &[&'w str], random: &mut Random) -> Self {
        let mut drawn = Vec::new();
        while drawn.len() < 5 {
            let word = words[random.below(words.len())];
            if !drawn.contains(&word) {
                drawn.push(word);
            }
        }
        Self {
            words: std::array::from_fn(|place| drawn[place]),
            spare: drawn[4],
            number: 10 + random.below(90),
        }
    }

    /// One that has none of the words of another.
    fn without(other: &Self, words: &[&'w str], random: &mut Random) -> Self {
        loop {
            let drawn = Self::drawn(words, random);
            if !drawn.words.iter().any(|word| other.words.contains(word)) && drawn.number != other.number {
                return drawn;
            }
        }
    }

    fn write(&self, shape: &str) -> String {
        let mut text = shape.replace("<n>", &self.number.to_string());
        for (word, sign) in self.words.iter().zip(["a", "b", "c", "d"]) {
            let (first, rest) = word.split_at(1);
            let capital = format!("{}{rest}", first.to_uppercase());
            text = text
                .replace(&format!("<{sign}>"), word)
                .replace(&format!("<{}>", sign.to_uppercase()), &capital);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_of_a_shape_has_its_marks_and_other_words() {
        for part in [Part::Fit, Part::Test] {
            let asked = asked(part, 200, 4, &mut Random::new(3));
            assert!(asked.iter().any(|asked| asked.edition.is_some()));
            for Asked {
                text,
                edition,
                others,
            } in asked
            {
                let marks =
                    |text: &str| -> String { text.chars().filter(char::is_ascii_punctuation).collect() };
                assert!(!others.contains(&text));
                assert!(others.iter().all(|other| marks(other) == marks(&text)), "{text}");
                assert!(edition.is_none_or(|edition| edition != text && marks(&edition) == marks(&text)));
            }
        }
    }
}
