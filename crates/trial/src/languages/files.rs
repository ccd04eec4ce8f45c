//! Which language a file is in, by its name and place, as the extension that the detector answers.

use std::{path::Path, sync::LazyLock};

use regex::Regex;

/// What the detector should say of prose: that it is in no language.
pub(super) const NONE: &str = "txt";

/// Extensions of files, and the language.
const EXTENSIONS: &[(&str, &str)] = &[
    ("S", "hljs-x86asm"),
    ("asm", "hljs-x86asm"),
    ("awk", "hljs-awk"),
    ("bas", "vba"),
    ("bash", "sh"),
    ("bat", "bat"),
    ("c", "c"),
    ("cbl", "cbl"),
    ("cc", "cpp"),
    ("cjs", "js"),
    ("clj", "clj"),
    ("cljc", "clj"),
    ("cljs", "clj"),
    ("cmake", "hljs-cmake"),
    ("cmd", "bat"),
    ("cob", "cbl"),
    ("cpp", "cpp"),
    ("cs", "cs"),
    ("css", "css"),
    ("cts", "ts"),
    ("cxx", "cpp"),
    ("dart", "dart"),
    ("diff", "hljs-diff"),
    ("el", "el"),
    ("erl", "erl"),
    ("ex", "ex"),
    ("exs", "ex"),
    ("f90", "f90"),
    ("f95", "f90"),
    ("gemspec", "rb"),
    ("go", "go"),
    ("gradle", "hljs-gradle"),
    ("groovy", "groovy"),
    ("h", "c"),
    ("hh", "cpp"),
    ("hpp", "cpp"),
    ("hrl", "erl"),
    ("hs", "hs"),
    ("htm", "html"),
    ("html", "html"),
    ("ini", "ini"),
    ("java", "java"),
    ("jl", "jl"),
    ("js", "js"),
    ("json", "json"),
    ("jsx", "js"),
    ("kt", "kt"),
    ("kts", "kt"),
    ("less", "hljs-less"),
    ("lisp", "lisp"),
    ("lua", "lua"),
    ("m", "m"),
    ("md", "md"),
    ("mjs", "js"),
    ("mk", "hljs-makefile"),
    ("ml", "ml"),
    ("mli", "ml"),
    ("mm", "m"),
    ("mts", "ts"),
    ("nim", "nim"),
    ("patch", "hljs-diff"),
    ("php", "php"),
    ("pl", "pl"),
    ("plist", "xml"),
    ("pm", "pl"),
    ("podspec", "rb"),
    ("properties", "hljs-properties"),
    ("proto", "hljs-protobuf"),
    ("ps1", "ps1"),
    ("psm1", "ps1"),
    ("py", "py"),
    ("pyi", "py"),
    ("r", "r"),
    ("R", "r"),
    ("rake", "rb"),
    ("rb", "rb"),
    ("rkt", "rkt"),
    ("rs", "rs"),
    ("rst", NONE),
    ("scala", "scala"),
    ("scm", "scm"),
    ("scss", "scss"),
    ("sh", "sh"),
    ("sql", "sql"),
    ("sv", "hljs-verilog"),
    ("svelte", "svelte"),
    ("svg", "xml"),
    ("swift", "swift"),
    ("t", "pl"),
    ("tcl", "hljs-tcl"),
    ("tex", "tex"),
    ("toml", "toml"),
    ("ts", "ts"),
    ("tsx", "tsx"),
    ("txt", NONE),
    ("v", "hljs-verilog"),
    ("vb", "vba"),
    ("vhd", "vhdl"),
    ("vhdl", "vhdl"),
    ("vim", "hljs-vim"),
    ("vue", "vue"),
    ("xhtml", "html"),
    ("xml", "xml"),
    ("yaml", "yaml"),
    ("yml", "yaml"),
    ("zig", "zig"),
    ("zsh", "sh"),
];

/// Names that collections of examples give to languages and that are no extensions of them.
const NAMES: &[(&str, &str)] = &[
    ("assembly (x86_64)", "hljs-x86asm"),
    ("batch", "bat"),
    ("batchfile", "bat"),
    ("c-sharp", "cs"),
    ("clojure", "clj"),
    ("cobol", "cbl"),
    ("common-lisp", "lisp"),
    ("common_lisp", "lisp"),
    ("commonlisp", "lisp"),
    ("csharp", "cs"),
    ("docker", "dockerfile"),
    ("dockerfile", "dockerfile"),
    ("elixir", "ex"),
    ("erlang", "erl"),
    ("fortran", "f90"),
    ("haskell", "hs"),
    ("javascript", "js"),
    ("julia", "jl"),
    ("kotlin", "kt"),
    ("latex", "tex"),
    ("make", "hljs-makefile"),
    ("makefile", "hljs-makefile"),
    ("markdown", "md"),
    ("mysql", "sql"),
    ("nasm", "hljs-x86asm"),
    ("objc", "m"),
    ("objective-c", "m"),
    ("objective-cpp", "m"),
    ("objective_c", "m"),
    ("ocaml", "ml"),
    ("perl", "pl"),
    ("plaintext", NONE),
    ("plsql", "sql"),
    ("powershell", "ps1"),
    ("prolog", "hljs-prolog"),
    ("protobuf", "hljs-protobuf"),
    ("python", "py"),
    ("ruby", "rb"),
    ("rust", "rs"),
    ("scheme", "scm"),
    ("shell", "sh"),
    ("shellscript", "sh"),
    ("system-verilog", "hljs-verilog"),
    ("systemverilog", "hljs-verilog"),
    ("typescript", "ts"),
    ("typescriptreact", "tsx"),
    ("verilog", "hljs-verilog"),
    ("viml", "hljs-vim"),
];

/// Endings of the files of collections that are named after a language.
const COLLECTED: &[&str] = &["sample", "actual"];
/// Folders of collections: a file there is in the language of its name, or of its folder's name.
const COLLECTIONS: &[&str] = &["rouge/demos", "syntax-tests/source", "examplefiles"];
/// Parts of names of files that are no sources of the package.
const LEFT_OUT: &[&str] = &[
    "LICENSE",
    "COPYING",
    ".min.",
    "/locale/",
    "/man/",
    "/groff/",
    "/syntax-tests/highlighted/",
    ".output",
];

/// Whether a file may be in a language, by its name.
pub(super) fn is_source(path: &Path) -> bool {
    path.to_str().is_some_and(|whole| by_name(path, whole).is_some())
}

/// The language of a file; `None` where its name does not say, or its text contradicts it.
pub(super) fn language(path: &Path, text: &str) -> Option<&'static str> {
    let whole = path.to_str()?;
    if LEFT_OUT.iter().any(|part| whole.contains(part)) {
        return None;
    }
    let language = by_name(path, whole)?;
    let any = |marks: &[&str]| marks.iter().any(|mark| text.contains(mark));
    let is = match language {
        // Some languages share an ending, so that only the text says.
        "c" if whole.ends_with(".h") => !any(&[
            "class ",
            "template",
            "namespace",
            "@interface",
            "#import",
            "std::",
        ]),
        "m" if whole.ends_with(".m") => any(&["#import", "@interface", "@implementation", "@property"]),
        "hljs-verilog" => any(&["endmodule", "endpackage", "endinterface"]),
        "pl" if text.lines().any(|line| line.starts_with(":- ")) => return Some("hljs-prolog"),
        // Translations of Qt's.
        "ts" => !text.trim_start().starts_with("<?xml"),
        _ => true,
    };
    is.then_some(language)
}

fn by_name(path: &Path, whole: &str) -> Option<&'static str> {
    let name = path.file_name()?.to_str()?;
    let extension = path.extension().and_then(|extension| extension.to_str());
    if COLLECTIONS
        .iter()
        .any(|folder| whole.contains(&format!("/{folder}/")))
        || extension.is_some_and(|extension| COLLECTED.contains(&extension))
    {
        let folder = path.parent()?.file_name()?.to_str()?;
        return named(folder).or_else(|| named(path.file_stem()?.to_str()?));
    }
    match name {
        "Makefile" | "makefile" | "GNUmakefile" | "Makefile.am" => Some("hljs-makefile"),
        "CMakeLists.txt" => Some("hljs-cmake"),
        "Gemfile" | "Rakefile" | "Podfile" => Some("rb"),
        "requirements.txt" => None,
        name if name.starts_with("Dockerfile") => Some("dockerfile"),
        _ => of(EXTENSIONS, extension?),
    }
}

/// The language that a collection means by a name, which may have a number.
fn named(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    let bare = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_');
    of(NAMES, bare).or_else(|| of(EXTENSIONS, bare))
}

fn of(names: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    names
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, language)| *language)
}

/// What an excerpt of a file is: some files hold more than one language, and a language may be a part of another.
/// `None` where nobody could tell from it.
pub(super) fn of_excerpt(language: &'static str, text: &str) -> Option<&'static str> {
    let any = |marks: &[&str]| marks.iter().any(|mark| text.contains(mark));
    let tags = any(&["</", "/>"]);
    if says_little(text) {
        return None;
    }
    Some(match language {
        // The style and the scripts of a page.
        "html" | "vue" | "svelte" if !tags => return None,
        "ts" if !TYPED.is_match(text) => "js",
        "tsx" if !tags => "ts",
        "scss" if !any(&["$", "&", "@include", "@mixin", "@use", "@extend", "//"]) => "css",
        "hljs-less" if !any(&["@", "&", ".(", "();", "//"]) => "css",
        language => language,
    })
}

/// What TypeScript has and JavaScript has not.
static TYPED: LazyLock<Regex> = LazyLock::new(|| {
    let marks = [
        r"\)\s*:\s*[\w{(\[]",
        r"\(\s*\w+\??:\s*[\w{(]",
        r"\b(const|let|var)\s+\w+\s*:",
        r"\b(interface|type|enum|declare|namespace|abstract|implements|readonly|private|public|protected)\s+\w",
        r"\bas\s+(const|any|[A-Z]\w*|string|number|unknown)\b",
        r"\w<\w+(\[\])?>[(>{]",
        r"(?m)^\s+(\w+|\[[^\]]*\])[?!]?:\s*[^{}(]*;\s*$",
        r"\bimport\s+type\b",
        r"\w!\.",
    ];
    Regex::new(&marks.join("|")).expect("the marks are an expression")
});

/// A licence or a description in a remark, or rows of numbers: fewer than four lines are anything else.
fn says_little(text: &str) -> bool {
    let remarks = |line: &str| {
        ["//", "/*", "* ", "*/", "# ", "--", ";", "%", "\" ", "dnl "]
            .iter()
            .any(|mark| line.starts_with(mark))
            || line.chars().all(|c| !c.is_alphabetic())
    };
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let said = lines().filter(|line| !remarks(line)).count();
    said < 4 && lines().count() > said
}
