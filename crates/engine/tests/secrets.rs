//! Secrets of every kind, wrapped in code of several languages: found wherever they stand, and neither offered for saving nor
//! compared. And code with what only looks like one: kept.
//!
//! The tokens are put together at run time, so that no scanner takes this file for a leak.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use domain::{AssetId, Decision, IntentionId, SilenceReason};
use engine::{Analysis, Engine, Worth, secret_in};
use proptest::{prelude::*, sample::select};
use uuid::Uuid;

/// What a body is made of.
#[derive(Debug, Clone, Copy)]
enum Of {
    Letters,
    Capitals,
    Hexadecimal,
}

/// A body, with what parts it from the one before, and its length.
type Body = (&'static str, Of, usize);

/// The formats of services: what each begins with, in halves, then its bodies.
const FORMATS: &[(&str, &str, &[Body])] = &[
    ("gh", "p_", &[("", Of::Letters, 36)]),
    ("gh", "s_", &[("", Of::Letters, 36)]),
    (
        "github",
        "_pat_",
        &[("", Of::Letters, 22), ("_", Of::Letters, 59)],
    ),
    ("gl", "pat-", &[("", Of::Letters, 20)]),
    ("AK", "IA", &[("", Of::Capitals, 16)]),
    (
        "xo",
        "xb-",
        &[
            ("", Of::Letters, 12),
            ("-", Of::Letters, 12),
            ("-", Of::Letters, 24),
        ],
    ),
    (
        "hooks.slack",
        ".com/services/",
        &[
            ("T", Of::Capitals, 9),
            ("/B", Of::Capitals, 9),
            ("/", Of::Letters, 24),
        ],
    ),
    ("sk", "_live_", &[("", Of::Letters, 24)]),
    ("rk", "_test_", &[("", Of::Letters, 24)]),
    ("wh", "sec_", &[("", Of::Letters, 32)]),
    ("sk", "-proj-", &[("", Of::Letters, 48)]),
    ("AI", "za", &[("", Of::Letters, 35)]),
    ("ya", "29.", &[("", Of::Letters, 60)]),
    ("GOC", "SPX-", &[("", Of::Letters, 28)]),
    ("np", "m_", &[("", Of::Letters, 36)]),
    ("py", "pi-", &[("", Of::Letters, 80)]),
    ("dckr", "_pat_", &[("", Of::Letters, 27)]),
    ("ci", "o", &[("", Of::Letters, 32)]),
    ("S", "G.", &[("", Of::Letters, 22), (".", Of::Letters, 43)]),
    ("S", "K", &[("", Of::Hexadecimal, 32)]),
    ("ke", "y-", &[("", Of::Hexadecimal, 32)]),
    ("h", "f_", &[("", Of::Letters, 34)]),
    ("do", "p_v1_", &[("", Of::Hexadecimal, 64)]),
    ("shp", "at_", &[("", Of::Hexadecimal, 32)]),
    ("hv", "s.", &[("", Of::Letters, 24)]),
    ("lin", "_api_", &[("", Of::Letters, 40)]),
    ("fig", "d_", &[("", Of::Letters, 43)]),
    ("AGE-SECRET", "-KEY-1", &[("", Of::Capitals, 58)]),
    (
        "ey",
        "J",
        &[
            ("", Of::Letters, 30),
            (".", Of::Letters, 60),
            (".", Of::Letters, 43),
        ],
    ),
    ("1234", "567890:AA", &[("", Of::Letters, 33)]),
];

fn body(of: Of, length: usize) -> BoxedStrategy<String> {
    let letters: &[u8] = match of {
        Of::Letters => b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
        Of::Capitals => b"ABCDEFGHJKLMNPQRSTUVWXYZ0123456789",
        Of::Hexadecimal => b"0123456789abcdef",
    };
    prop::collection::vec(select(letters), length)
        .prop_map(|bytes| String::from_utf8(bytes).unwrap())
        .boxed()
}

/// A token of a service, and where its known beginning is parted.
fn token() -> impl Strategy<Value = (String, usize)> {
    let all: Vec<BoxedStrategy<(String, usize)>> = FORMATS
        .iter()
        .map(|(one, two, bodies)| {
            let parts: Vec<_> = bodies.iter().map(|(_, of, length)| body(*of, *length)).collect();
            parts
                .prop_map(move |parts| {
                    let mut token = format!("{one}{two}");
                    for ((joint, ..), part) in bodies.iter().zip(parts) {
                        token += joint;
                        token += &part;
                    }
                    (token, one.len())
                })
                .boxed()
        })
        .collect();
    // What few letters make, or a word that holds a place is in, is a token of an example.
    proptest::strategy::Union::new(all).prop_filter("no example", |(token, _)| {
        let mut letters: Vec<u8> = token.bytes().collect();
        letters.sort_unstable();
        letters.dedup();
        let lower = token.to_lowercase();
        letters.len() >= 14
            && token.bytes().filter(u8::is_ascii_digit).count() > 2
            && !["xxxx", "your", "todo", "fake", "dummy", "sample"]
                .iter()
                .any(|word| lower.contains(word))
    })
}

/// How code of many languages holds a text, which `§` stands for.
const WRAPPED: &[&str] = &[
    // Python, JavaScript, TypeScript, Rust, Go, Java, C#, C, PHP, Ruby, Swift, Lua.
    "client = Client(\"§\", retries=3)",
    "VALUE = '§'  # as ever",
    "def f(a):\n    return call(a, b'§')",
    "x = f\"§\"",
    "parts = [\n    \"one\",\n    \"§\",\n]",
    "const t = `§`;",
    "fetch(url, { headers: { \"X-Sent\": \"§\" } });",
    "export const settings = { a: 1, b: '§' } as const;",
    "let t: &str = \"§\";",
    "const T: &[u8] = b\"§\";",
    "let t = r#\"§\"#;",
    "req.Header.Set(\"X-Sent\", \"§\")",
    "var t = `§`",
    "private static final String T = \"§\";",
    "var t = @\"§\";",
    "#define T \"§\"",
    "char t[] = \"§\";",
    "$t = '§';",
    "define('T', '§');",
    "client = Client.new(t: '§')",
    "let t = \"§\" // for now",
    "local t = \"§\"",
    // Comments.
    "# it was §\nrun()",
    "// it was §\nrun();",
    "/* it was\n * §\n */\nrun();",
    "<!-- § -->\n<p>Hello</p>",
    "-- §\nSELECT a FROM b;",
    // Shells.
    "export T=§",
    "T='§' ./run --all",
    "curl -H \"X-Sent: §\" https://host/x",
    "echo § | docker login --password-stdin",
    "git clone https://me:§@host/me/x.git",
    // Data.
    "{\"a\": 1, \"b\": \"§\"}",
    "{\"a\": \"{\\\"b\\\": \\\"§\\\"}\"}",
    "a: 1\nb: §\nc: 2",
    "env:\n  - name: T\n    value: \"§\"",
    "A=1\nT=§\nB=2",
    "[part]\nt = \"§\"",
    "<t>§</t>",
    "<t value=\"§\"/>",
    "INSERT INTO t (a, b) VALUES (1, '§');",
    "| name | § | note |",
    "Use `§` for that.",
    "2024-05-01 12:00:00 INFO sent §",
    "- old line\n+ t = \"§\"",
];

/// How strings are put together.
const JOINED: &[&str] = &[
    "t = \"§\" + \"§\"",
    "t = '§' + '§';",
    "const t = \"§\" +\n    \"§\";",
    "t = \"§\" \"§\"",
    "t = (\n    \"§\"\n    \"§\"\n)",
    "$t = '§' . '§';",
    "local t = \"§\" .. \"§\"",
    "t = \"§\" & \"§\"",
    "SELECT '§' || '§';",
    "t = \"§\" \\\n    \"§\"",
];

fn fill(form: &str, parts: &[&str]) -> String {
    let mut text = String::new();
    let mut parts = parts.iter().cycle();
    for piece in form.split_inclusive('§') {
        match piece.strip_suffix('§') {
            Some(before) => {
                text += before;
                text += parts.next().unwrap();
            }
            None => text += piece,
        }
    }
    text
}

fn indented(text: &str, by: &str, end: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| format!("{by}{line}")).collect();
    lines.join(end)
}

/// However it came into the library or to the intentions, it is not told of again.
fn is_kept_out(text: &str) -> Result<(), TestCaseError> {
    let analysis = Analysis::of(text);
    prop_assert!(secret_in(text).is_some(), "{}", text);
    prop_assert!(matches!(analysis.worth(), Worth::Secret(_)), "{}", text);
    let mut engine = Engine::new();
    engine.insert(AssetId::new(Uuid::from_u128(1)), &analysis);
    engine.insert_intention(IntentionId::new(Uuid::from_u128(2)), &analysis, &analysis);
    let answer = engine.judge(&analysis);
    prop_assert_eq!(answer.decision, Decision::Nothing(SilenceReason::Secret));
    prop_assert!(answer.matches.is_empty());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_200))]

    #[test]
    fn a_token_is_found_in_any_code(
        (token, _) in token(),
        form in select(WRAPPED),
        by in select(vec!["", "    ", "\t", "> "]),
        end in select(vec!["\n", "\r\n"]),
    ) {
        is_kept_out(&indented(&fill(form, &[&token]), by, end))?;
    }

    #[test]
    fn a_token_in_two_strings_is_found(
        (token, parted) in token(),
        form in select(JOINED),
        at in any::<prop::sample::Index>(),
        anywhere in any::<bool>(),
    ) {
        let at = if anywhere { 1 + at.index(token.len() - 1) } else { parted };
        is_kept_out(&fill(form, &[&token[..at], &token[at..]]))?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_private_key_is_found_in_any_code(
        sort in select(vec!["", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED "]),
        lines in prop::collection::vec("[A-Za-z0-9+/]{64}", 1..6),
        form in select(vec![
            "§",
            "KEY = \"\"\"§\"\"\"",
            "const key = `§`;",
            "let key = \"§\";",
            "{\"key\": \"§\"}",
            "key: |\n§",
            "cat > key.pem <<EOF\n§\nEOF",
        ]),
        by in select(vec!["", "  ", "\t\t"]),
        written in select(vec!["\n", "\\n", "\r\n", "\\n\" +\n    \"", "\\n\"\n    \""]),
    ) {
        let (begin, end) = (format!("-----BEGIN {sort}PRIV"), format!("-----END {sort}PRIV"));
        let all: Vec<String> = std::iter::once(format!("{begin}ATE KEY-----"))
            .chain(lines)
            .chain([format!("{end}ATE KEY-----")])
            .collect();
        is_kept_out(&indented(&fill(form, &[&all.join(written)]), by, "\n"))?;
    }

    #[test]
    fn a_password_is_found_where_its_name_says_so(
        // As a generator makes them: no two alike beside each other.
        password in "[bdfg][2-9][HJKL][mnpq][3-8][RSTV][wxz][4-7][BDFG][hjkl]",
        name in select(vec!["password", "db_password", "dbPassword", "DB_PASSWORD", "passwd", "client_secret", "api_key", "auth_token"]),
        form in select(vec![
            "N = \"§\"",
            "N = '§';",
            "const N: &str = \"§\";",
            "let N: string = '§';",
            "String N = \"§\";",
            "{\"N\": \"§\"}",
            "{\"a\": {\"N\": \"§\", \"b\": 2}}",
            "N: §",
            "N: '§'",
            "a: 1\nN: \"§\"\nb: 2",
            "N=§",
            "export N=§",
            "A=1\nN=\"§\"\nB=2",
            "<N>§</N>",
            "connect(user=\"app\", N=\"§\")",
            "config['N'] = '§'",
            "tool --N=§",
            "self.N = \"§\"",
            "# N = \"§\"",
            "// N: \"§\"",
            "os.environ.setdefault('N', '§')",
            "const N =\n  \"§\";",
            "N = (\n    \"§\"\n)",
            "N = \\\n    '§'",
            "let N = String::from(\n    \"§\",\n);",
            // Elsewhere than right behind the name.
            "<env value=\"§\" name=\"N\"/>",
            "<input name='N' type='hidden' value='§'>",
            "- value: §\n  name: N",
            "N = test ? 'none' : '§';",
            "N = 'none' if test else '§'",
            "let N = if test { \"\" } else { \"§\" };",
            "open(\"?a=1&N={}\".format(\"§\"))",
            "if '§' == N:\n    enter()",
            "N: !!str §",
            "N=$(echo §)",
            "\"{\\\\\\\"N\\\\\\\": \\\\\\\"§\\\\\\\"}\"",
            "args:\n  - --N\n  - §",
        ]),
        by in select(vec!["", "    ", "\t"]),
        end in select(vec!["\n", "\r\n"]),
    ) {
        is_kept_out(&indented(&fill(&form.replace('N', name), &[&password]), by, end))?;
    }

    #[test]
    fn the_bytes_of_a_key_are_found_where_its_name_says_so(
        bytes in prop::collection::hash_set(any::<u8>(), 16..40),
        name in select(vec!["secret_key", "privateKey", "AES_KEY", "signingKey"]),
        form in select(vec![
            "const N: [u8; 32] = [§];",
            "const N = new Uint8Array([§]);",
            "var N = []byte{§}",
            "static const uint8_t N[] = {\n    §\n};",
            "N = bytes([§])",
            "{\"N\": [§]}",
        ]),
        hexadecimal in any::<bool>(),
    ) {
        let bytes: Vec<String> = bytes
            .iter()
            .map(|byte| if hexadecimal { format!("{byte:#04x}") } else { byte.to_string() })
            .collect();
        is_kept_out(&fill(&form.replace('N', name), &[&bytes.join(", ")]))?;
    }

    #[test]
    fn a_password_in_an_address_is_found_in_any_code(
        password in "[bdfg][2-9][HJKL][mnpq][3-8][RSTV][wxz][4-7]",
        scheme in select(vec!["postgres", "mysql", "redis", "mongodb+srv", "amqp", "https", "smtp"]),
        form in select(WRAPPED),
    ) {
        let address = format!("{scheme}://app:{password}@db.host:5432/x");
        // An address in an address is none.
        if !form.contains("me:§@") {
            is_kept_out(&fill(form, &[&address]))?;
        }
    }

    #[test]
    fn a_header_that_lets_in_is_found_in_any_code(
        token in "[a-z][0-9][A-Z]([a-zA-Z][0-9][A-Z]){7}",
        scheme in select(vec!["Bearer", "bearer", "Basic"]),
        form in select(vec![
            "headers = {\"Authorization\": \"§\"}",
            "curl -H 'Authorization: §' https://host",
            "req.Header.Set(\"Authorization\", \"§\")",
            ".header(\"Authorization\", \"§\")",
            "Authorization: §",
            "# Authorization: §",
            "xhr.setRequestHeader('Authorization', '§');",
        ]),
    ) {
        is_kept_out(&fill(form, &[&format!("{scheme} {token}")]))?;
    }
}

/// Checksums, identifiers, hashes of commits, test vectors: what is drawn by chance and lets nobody in.
#[test]
fn code_with_what_only_looks_like_a_secret_is_worth_keeping() {
    let mut wrong = Vec::new();
    for text in [
        "assert_eq!(sha256(b\"abc\"), \"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\");",
        "expected = \"d41d8cd98f00b204e9800998ecf8427e\"\nassert md5(b\"\").hexdigest() == expected",
        "sha1: 'da39a3ee5e6b4b0d3255bfef95601890afd80709', size: 0,",
        "url = \"https://host/x.tar.gz\"\nsha256 = \"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"",
        "echo \"b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c  foo.txt\" | sha256sum -c -",
        "pip install x==1.2 --hash=sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
        "<script src=\"a.js\" integrity=\"sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC\"></script>",
        "\"resolved\": \"https://registry.host/x/-/x-1.0.0.tgz\",\n\"integrity\": \"sha512-Q2bFTOhEALkN8hOms2FKTDLy7eugP2zFZ1T8LCvX42Fp3WoNr3bjZSAHeOsHrbV1Fu9/A0EzCinRE7Af1ofPrw==\"",
        "const ID: Uuid = uuid!(\"67e55044-10b1-426f-9247-bb680e5fe0c8\");",
        "id = uuid.UUID('12345678-1234-5678-1234-567812345678')",
        "[Guid(\"00000112-0000-0000-C000-000000000046\")]\npublic interface IOleObject { }",
        "var id = \"f81d4fae-7dec-11d0-a765-00a0c91e6bf6\"; load(id);",
        "git checkout 71eb88ab165c953e174a861a72a8f1b9ba2a818a -- src/lib.rs",
        "git cherry-pick 9c2a4f1^..3b7d0e8 && git push origin HEAD:main",
        "x = { git = \"https://host/x\", rev = \"4d77ef0a1b2c3d4e5f60718293a4b5c6d7e8f901\" }",
        "uses: actions/checkout@b4ffde65f46336ab88eb53be808477a3936bae11",
        "FROM python:3.13@sha256:4d77ef0a1b2c3d4e5f60718293a4b5c6d7e8f90112233445566778899aabbccd\nRUN true",
        "assert base64.b64encode(b\"foobar\") == b\"Zm9vYmFy\"",
        "(\"sure.\", \"c3VyZS4=\"), (\"asure.\", \"YXN1cmUu\"), (\"easure.\", \"ZWFzdXJlLg==\"),",
        "assertEquals(\"TWFuIGlzIGRpc3Rpbmd1aXNoZWQ=\", encode(\"Man is distinguished\"));",
        "const PIXEL = \"data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7\";",
        "let alphabet = \"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/\";",
        "let key = hex::decode(\"000102030405060708090a0b0c0d0e0f\").unwrap();",
        "const K: [u32; 4] = [0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5];",
        "public static final long serialVersionUID = -6849794470754667710L;",
        "hash.should.equal('$2b$10$nOUIs5kJ7naTuTFkBy1veuK0kSxUFXfuaOKdOKf9xYT0KKIGSJwFa'.length)",
        "regex = re.compile(r\"^[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}$\")",
        "etag = '\"33a64df551425fcc55e4d42a148795d9f25f89d4\"'; res.set('ETag', etag);",
        "if response.headers[\"x-request-id\"] == \"7b2f1c9e4a6d8035\": retry()",
        "color: #1b9e77; background: url(img/9f86d081884c7d65.png);",
        "<link href=\"/assets/main.3f2a9c1b7e.css\" rel=\"stylesheet\">",
        "import { x } from './chunk-LQ7XG2ZB.js'; export { x };",
        "trace_id = \"4bf92f3577b34da6a3ce929d0e0e4736\"; span_id = \"00f067aa0ba902b7\"",
        "traceparent: \"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\", sampled: true",
        "mac = \"00:1B:44:11:3A:B7\"; ip = \"fe80::21b:44ff:fe11:3ab7\"",
        "assert to_base58(b\"hello world\") == \"StV1DL6CwTryKyV\"",
        "cache_key = f\"user:{user_id}:v2:{digest[:8]}\"\nreturn cache.get(cache_key)",
        "token = next(tokens)\nif token.kind == \"NUMBER2\": value = int(token.text)",
        "password = getpass.getpass()\nclient.login(user, password)",
        "let token = env::var(\"GITHUB_TOKEN\")?;\nclient.bearer_auth(token)",
        "aws s3 cp s3://bucket/backup-2024-05-01.tar.gz . --no-progress",
        "kubectl logs deploy/api-7d4b9c6f5d-x2x8z -c app --tail=100",
        "docker pull host/app:1.4.2-g4d77ef0 && docker tag host/app:1.4.2-g4d77ef0 app",
    ] {
        // By itself one line may be too little to come back for.
        let code = format!("function check(row) {{\n    {text}\n    return render(row, 3);\n}}");
        let (found, worth) = (secret_in(text), Analysis::of(&code).worth());
        if (found, worth) != (None, Worth::Worthwhile) {
            wrong.push((text, found, worth));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
