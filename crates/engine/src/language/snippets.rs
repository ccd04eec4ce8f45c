//! A snippet of each language, and its name.

use domain::Language;

use super::{ContentDetector, LanguageDetector};

const SNIPPETS: &[(&str, &str)] = &[
    (
        "py",
        "def area(shape):\n    if shape is None:\n        return 0\n    return shape.w * shape.h\n",
    ),
    (
        "js",
        "function area(shape, unit) {\n  const size = shape.w * shape.h;\n  return size === 0 ? null : unit(size);\n}\n",
    ),
    (
        "ts",
        "export interface Shape {\n  w: number;\n  h: number;\n  name?: string;\n}\n",
    ),
    (
        "rs",
        "pub fn area(shape: &Shape) -> u32 {\n    let mut size = shape.w;\n    size *= shape.h;\n    size\n}\n",
    ),
    (
        "go",
        "func (s *Shape) Area() (int, error) {\n\tsize, err := s.measure()\n\tif err != nil {\n\t\treturn 0, err\n\t}\n\treturn size, nil\n}\n",
    ),
    (
        "java",
        "import java.util.List;\n\npublic class Shape extends Base {\n    private final int w;\n    @Override\n    public String toString() {\n        return \"w\";\n    }\n}\n",
    ),
    (
        "c",
        "#include <stdio.h>\n\nstatic int area(struct shape *s)\n{\n\tif (s == NULL)\n\t\treturn -1;\n\treturn s->w * s->h;\n}\n",
    ),
    (
        "cpp",
        "#include <vector>\n\ntemplate <typename T>\nT total(const std::vector<T>& all) {\n  T sum{};\n  for (auto& one : all) sum += one;\n  return sum;\n}\n",
    ),
    (
        "cs",
        "using System;\n\nnamespace Shapes\n{\n    public class Shape\n    {\n        public int W { get; set; }\n    }\n}\n",
    ),
    (
        "rb",
        "class Shape < Base\n  attr_reader :w\n\n  def area\n    @w * @h\n  end\nend\n",
    ),
    (
        "php",
        "public function area($unit)\n{\n    return $this->w * $this->h * $unit;\n}\n",
    ),
    (
        "sh",
        "if [ -z \"$1\" ]; then\n  echo \"which file?\"\n  exit 1\nfi\n",
    ),
    ("sh", "git fetch --all\ngit checkout main\n"),
    ("sh", "#!/usr/bin/env -S bash -e\nrun\n"),
    (
        "sql",
        "SELECT s.name, s.w FROM shapes s\nLEFT JOIN units u ON u.id = s.unit\nWHERE s.w > 3\nORDER BY s.name;\n",
    ),
    (
        "html",
        "<div class=\"box\">\n  <p>Some words</p>\n  <ul>\n    <li>one</li>\n  </ul>\n</div>\n",
    ),
    ("css", ".box {\n  color: #333;\n  margin: 0 auto;\n}\n"),
    ("json", "{\n  \"name\": \"box\",\n  \"size\": [1, 2]\n}\n"),
    (
        "yaml",
        "services:\n  web:\n    image: nginx\n    ports:\n      - 80:80\n",
    ),
    ("toml", "[shape]\nname = \"box\"\nsize = [1, 2]\n"),
    ("xml", "<?xml version=\"1.0\"?>\n<shape w=\"3\"/>\n"),
    (
        "xml",
        "<shapes>\n  <shape w=\"3\">\n    <unit>cm</unit>\n  </shape>\n</shapes>\n",
    ),
    (
        "md",
        "# Shapes\n\nHow to measure them.\n\n```sh\nmeasure box\n```\n\n## Units\n\nSee [units](units.md).\n",
    ),
    (
        "dockerfile",
        "FROM rust:1\nWORKDIR /src\nCOPY . .\nRUN cargo build\n",
    ),
    (
        "kt",
        "data class Shape(val w: Int, val h: Int)\n\nfun area(shape: Shape): Int {\n    val size = shape.w\n    return size * shape.h\n}\n",
    ),
    (
        "swift",
        "func area(of shape: Shape?) -> Int {\n    guard let shape = shape else { return 0 }\n    return shape.w * shape.h\n}\n",
    ),
    (
        "scala",
        "case class Shape(w: Int, h: Int)\n\nobject Shapes {\n  def area(s: Shape): Int = s.w * s.h\n}\n",
    ),
    (
        "lua",
        "local function area(shape)\n  if shape == nil then\n    return 0\n  end\n  return shape.w * shape.h\nend\n",
    ),
    (
        "pl",
        "sub area {\n    my ($shape, $unit) = @_;\n    return $shape->{w} * $unit;\n}\n",
    ),
    (
        "hs",
        "module Shapes where\n\nimport qualified Data.Map as Map\n\narea :: Int -> Int -> Int\narea w h = w * h\n",
    ),
    ("r", "library(ggplot2)\nsizes <- c(1, 2, 3)\nmean(sizes)\n"),
    (
        "hljs-makefile",
        "OUT := build\n\n.PHONY: all\nall: $(OUT)/box\n\t$(CC) -o $@ $<\n",
    ),
    (
        "ps1",
        "param(\n    [string]$Path\n)\nGet-ChildItem -Path $Path | Where-Object { $_.Length -gt 3 }\n",
    ),
    ("ini", "; measures\n[shape]\nname = a box\nunit = centi metre\n"),
    ("hljs-diff", "--- a/box\n+++ b/box\n@@ -1 +1 @@\n-one\n+two\n"),
];

#[test]
fn each_language_is_named() {
    let wrong: Vec<String> = SNIPPETS
        .iter()
        .map(|(expected, text)| (expected, text, ContentDetector.detect(text)))
        .filter(|(expected, _, found)| found.as_ref().map(Language::extension) != Some(**expected))
        .map(|(expected, text, found)| format!("{expected} became {found:?}:\n{text}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_tells_nothing_has_no_language() {
    for text in [
        "",
        " \n",
        "x",
        "We met on Monday, and it went well.",
        "return a;",
        "#!",
        "FROM",
        "}\n}\n",
    ] {
        assert_eq!(ContentDetector.detect(text), None, "{text}");
    }
}
