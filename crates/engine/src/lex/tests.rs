//! Tests of the lexer.

use super::*;

fn words(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    lex(text, |_, t| out.push(t.to_owned()));
    out
}

#[test]
fn operators_are_one_token() {
    for one in [
        "===", "!==", "...", "..=", "**=", "//=", "::", "->", "=>", "==", "!=", "<=", ">=", "&&", "||", "..",
        "+=", "-=", "*=", "/=", "%=", "|=", "&=", "^=", "++", "--", ":=", "??", "?.", "**", "<-", "|>",
    ] {
        assert_eq!(words(&format!("a{one}b")), ["a", one, "b"]);
    }
    assert_eq!(
        words("a>>b<<c=!d"),
        ["a", ">", ">", "b", "<", "<", "c", "=", "!", "d"]
    );
}

#[test]
fn comments_go_and_code_that_looks_like_them_stays() {
    assert_eq!(words("a(); // b\nc"), ["a", "(", ")", ";", "c"]);
    assert_eq!(words("x = 1  # one\ny"), ["x", "=", "1", "y"]);
    assert_eq!(words("#[derive(X)]").len(), 7);
    assert_eq!(words("#include <a.h>").len(), 7);
    assert_eq!(words("color: #2893ef;").len(), 5);
    assert_eq!(words("#main {"), ["#", "main", "{"]);
    assert_eq!(words("--i; x"), ["--", "i", ";", "x"]);
    assert_eq!(words("a\n-- drop\nb"), ["a", "b"]);
    assert_eq!(words("git checkout -- file").len(), 4);
    assert_eq!(words("a /* b\n c */ d <!-- e --> f"), ["a", "d", "f"]);
    assert_eq!(words("half = n // 2"), ["half", "=", "n", "//", "2"]);
    assert_eq!(words("this.#count = 1").len(), 6);
    assert_eq!(
        words("open https://a.b/c"),
        ["open", "https", ":", "//", "a", ".", "b", "/", "c"]
    );
}

#[test]
fn code_that_differs_behind_what_looks_like_a_comment_differs() {
    for (one, other) in [
        ("if n // size == 0:", "if n // size > 1:"),
        ("[x // 2 for x in xs]", "[x // 2 for x in xs if x > 3]"),
        (
            "return total // per if total % per == 0 else up(total)",
            "return total // per if total < 100 else up(total)",
        ),
        ("if n // size and open:", "if n // size or done:"),
        ("if n // 2 == 0 then", "if n // 2 > 4 then"),
        (
            "my $port = $args{port} // 5432;",
            "my $port = $args{port} // 6432;",
        ),
        ("my $name = shift // 'one';", "my $name = shift // 'other';"),
        (
            "my $port = $port // $self->{port};",
            "my $port = $port // $self->{other};",
        ),
        ("defaults // { port = 1; }", "defaults // { port = 2; }"),
        ("background = #222222", "background = #333333"),
        ("color1 #bf616a", "color1 #a3be8c"),
        ("#bf616a\nwhite", "#a3be8c\nwhite"),
        ("# define LIMIT 4096\nx", "# define LIMIT 8192\nx"),
        ("# include <a.h>\nx", "# include <b.h>\nx"),
        ("#items = []\nthis.#items", "#items = [1]\nthis.#items"),
        ("login: //div[@id=\"in\"]", "login: //div[@id=\"out\"]"),
        (
            "rm -rf /tmp/build/* && ls */docs",
            "rm -rf /tmp/build/* /home && ls */docs",
        ),
        ("build/*\n!build/keep\n*/docs", "build/*\n!build/drop\n*/docs"),
        ("lint src/**/*.ts", "lint src/**/*.js"),
        ("(map #(inc %) xs)", "(map #(dec %) xs)"),
        ("select id from #recent where a", "select id from #recent where b"),
        ("User = #user{name = A}", "User = #user{name = B}"),
        ("if #stack == 0 then", "if #stack > 9 then"),
        ("for i = 1, #items do", "for i = 1, #items - 1 do"),
        ("n = #items", "n = #names"),
        ("#{:admin :editor}", "#{:guest}"),
        ("(sort xs #'age)", "(sort xs #'name)"),
        ("(define on #t)", "(define on #f)"),
        ("(run\n  #:name 'fast\n  x)", "(run\n  #:name 'slow\n  x)"),
        ("if x, action: #selector(save)", "if x, action: #selector(drop)"),
        ("mov r0, #1", "mov r0, #99"),
        ("url(//cdn.example.org/a.png)", "url(//cdn.example.org/b.png)"),
        (
            "exec $(name) -- rails db:drop",
            "exec $(name) -- rails db:migrate",
        ),
        (
            "kubectl exec web \\\n  -- rails db:drop",
            "kubectl exec web \\\n  -- rails db:migrate",
        ),
        (
            "kubectl exec web `\n  -- drop",
            "kubectl exec web `\n  -- migrate",
        ),
        (
            "kubectl exec web ^\r\n  -- drop",
            "kubectl exec web ^\r\n  -- migrate",
        ),
        (
            "run: >-\n  cargo test\n  -- --ignored",
            "run: >-\n  cargo test\n  -- --nocapture",
        ),
        ("x = width // 2 or height // 2", "x = width // 2 or depth // 4"),
        ("n = -x // -y", "n = -x // -z"),
        ("n = size // await chunk()", "n = size // await other()"),
        ("my $x = $h->{x} // die \"x\";", "my $x = $h->{x} // die \"y\";"),
        ("$s =~ s/foo//; $s =~ s/bar//;", "$s =~ s/foo//; $s =~ s/qux//;"),
        (":%s/foo//g | w", ":%s/foo//g | e"),
        (".items[] // empty | .name", ".items[] // error | .size"),
        ("pkgs // import ./x.nix { }", "pkgs // import ./y.nix { }"),
        ("net use Z: //nas/share", "net use Z: //nas/films"),
        (
            "<a href=\"x\">see //note one</a>",
            "<a href=\"x\">see //note two</a>",
        ),
        ("<p>a /* one */ b</p>", "<p>a /* two */ b</p>"),
        ("r = /\\/*$/; x.split(/,*/)", "r = /\\/*$/; y.split(/;*/)"),
        (
            "<!--[if IE]><p>a</p><![endif]-->",
            "<!--[if IE]><p>b</p><![endif]-->",
        ),
        ("#n::Run notepad\nx", "#n::Run mspaint\nx"),
        ("#SingleInstance Force\nx", "#Persistent\nx"),
        ("#version 330 core\nx", "#version 450 core\nx"),
        ("#extension GL_A : enable\nx", "#extension GL_B : enable\nx"),
        ("#nullable enable\nx", "#nullable disable\nx"),
        ("#region Public\nx", "#region Private\nx"),
        ("#set($a = 1)\nx", "#set($a = 7)\nx"),
        ("#+sbcl (a)\nx", "#+ccl (b)\nx"),
        ("#+BEGIN_SRC sh\nx", "#+BEGIN_SRC python\nx"),
        ("# define A 1\nx", "# define A 2\nx"),
        ("lda #$20", "lda #$21"),
        ("class A {\n  #count = 0\n}", "class A {\n  #total = 9\n}"),
        ("gh issue close #123 --repo a/b", "gh issue close #999 --repo a/c"),
        ("post -c #general \"one\"", "post -c #random \"two\""),
        ("d at: #name put: 1.", "d at: #size put: 9."),
        (
            "div #main, div #side { margin: 0; }",
            "div #foot, div #head { margin: 0; }",
        ),
        ("SELECT data #> '{a}'", "SELECT data #> '{b}'"),
        ("WHERE data #>> '{a}' = 'x'", "WHERE data #>> '{b}' = 'x'"),
        (
            "cat > x <<EOF\n#Port 22\nEOF\nx",
            "cat > x <<EOF\n#Port 99\nEOF\nx",
        ),
        (
            "q = \"\"\"\nSELECT a -- one\n\"\"\"",
            "q = \"\"\"\nSELECT a -- two\n\"\"\"",
        ),
        ("const q = `\n  # one\n`;", "const q = `\n  # two\n`;"),
        ("local s = [[\n-- one\n]]", "local s = [[\n-- two\n]]"),
        ("let s = r#\"\n// one\n\"#;", "let s = r#\"\n// two\n\"#;"),
        ("## Usage\n```sh\nrun\n```", "## Danger\n```sh\nrun\n```"),
        (
            "# Install\n\nRun `make` to install it.",
            "# Remove\n\nRun `make` to install it.",
        ),
    ] {
        assert_ne!(words(one), words(other));
    }
}

#[test]
fn comments_that_look_like_code_are_comments() {
    for (code, comment) in [
        ("x = foo", "// bar: one"),
        ("count := n", "// items of the page"),
        ("count := n", "// size == 0 means none"),
        ("}", "// end of the loop"),
        ("x = 1", "# include the header"),
        ("x = 1", "# define what it is"),
        ("x = 1", "#123"),
        ("x = 1", "#1: one"),
        ("call(a,", "# the (first) one"),
        ("int x", "/* the */"),
        ("f(a/* one */, b", "/* two */"),
        ("x = 1", "# items = []"),
        ("x = 1", "#items = []"),
        ("x = [1,", "#2 of them"),
        ("f(x),", "-- the name"),
        ("out << EOF;", "// the end"),
        ("local M = require \"a\"", "\n-- one \\\n-- two"),
        ("echo \"$x\"", "# one `two`\n# three"),
        ("x=`awk 1`", "# one"),
        ("class A:", "#items = []"),
        ("else:", "#note it"),
        ("x = foo", "// left or right"),
        ("q = \"\"\"a\"\"\"", "# one"),
        ("cat <<EOF\na\nEOF", "\n# one"),
    ] {
        assert_eq!(words(&format!("{code} {comment}")), words(&format!("{code} ")));
    }
    assert_eq!(words("\u{feff}# one\nb"), ["b"]);
    assert_eq!(words("a\r# one\rb; // two\rc"), ["a", "b", ";", "c"]);
    assert_eq!(
        words("a\n# if it is so\n# else not\n# pragma: no cover\nf(1, 2, 3, 4, 5, 6, 7)"),
        words("a\nf(1, 2, 3, 4, 5, 6, 7)")
    );
}

#[test]
fn the_first_token_of_a_line_shows_it_and_is_the_same_token() {
    let mut tokens = Vec::new();
    lex("a b\n  b a; // c\n\nif (\n)\n1\n'a', 2", |token, _| {
        tokens.push(token);
    });
    let opening: Vec<bool> = tokens.iter().map(|t| t.opens_line()).collect();
    assert_eq!(
        opening,
        [
            true, false, true, false, false, true, false, true, true, true, false, false
        ]
    );
    assert_eq!(tokens[0].bits(), tokens[3].bits());
    assert_eq!(tokens[5].kind(), Kind::Keyword);
}

#[test]
fn nothing_but_comments_is_still_something() {
    assert_eq!(words("// one two"), ["//", "one", "two"]);
}

#[test]
fn comments_that_say_more_than_the_code_count() {
    for (one, other) in [
        (
            "#!/bin/sh\n# Deploys the shop to staging.\nset -eu\n",
            "#!/bin/sh\n# Rotates the logs of the mail server.\nset -eu\n",
        ),
        (
            "-- Revenue by country\n-- without tests\nBEGIN;\n",
            "-- Users who never came\n-- by hand\nBEGIN;\n",
        ),
    ] {
        assert_ne!(words(one), words(other));
    }
    for (one, other) in [
        ("x = 41", "x = 41 # the same as it was yesterday"),
        (
            "kubectl get pods",
            "# all pods of the name space\nkubectl get pods",
        ),
        (
            "def f(a, b):\n    c = a + b\n    return c",
            "# one\n# two, three, four, five, six, seven, eight\n# and\n# more\ndef f(a, b):\n    c = a + b\n    return c",
        ),
    ] {
        assert_eq!(words(one), words(other));
    }
}

#[test]
fn strings_are_whole_only_where_closed() {
    assert_eq!(words(r#"a "b c" d"#), ["a", "\"b c\"", "d"]);
    assert_eq!(words("don't stop"), ["don", "'", "t", "stop"]);
    assert_eq!(words("\"open\nnext\"").len(), 4);
    assert_eq!(words("\"\"\"Doc.\"\"\""), ["\"\"\"", "Doc", ".", "\"\"\""]);
    assert_eq!(words("b'x' + rb\"y\""), ["b'x'", "+", "rb\"y\""]);
    assert_eq!(words("fn f<'a>(x: &'a str, y: &'a str)").len(), 21);
    assert_eq!(words("['use strict', 'b c']").len(), 5);
}

/// Were the line walked from each of them, this would take many minutes.
#[test]
fn a_long_line_of_signs_is_walked_once() {
    for (signs, tokens) in [
        ("<", 1),
        ("<<- ", 2),
        ("<<~\\ ", 4),
        ("<<  ", 2),
        ("<<AB ", 3),
        ("<<# ", 3),
        ("<<<EOT;", 5),
    ] {
        let times = 100_000 / signs.len();
        let mut found = 0;
        lex(&signs.repeat(times), |_, _| found += 1);
        assert_eq!(found, times * tokens, "{signs}");
    }
}
