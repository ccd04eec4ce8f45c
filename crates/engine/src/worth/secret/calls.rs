//! Secrets that calls, flags and commands are given, where the place or a flag says what they are.
//!
//! `§` stands for the secret.

use super::{
    apart::{PASSWORDS, TOKENS, kept},
    wrapped::taken,
};

const NONE: Vec<&str> = Vec::new();

#[test]
fn defaults_of_flags_that_say_what_they_are() {
    let forms = [
        "p.add_argument(\"--token\", default=\"§\")",
        "parser.add_argument(\n    \"--api-key\", \"-k\", type=str, help=\"that of the shop\", default=\"§\",\n)",
        "@click.option(\n    \"--api-key\",\n    default='§',\n)",
        "yargs.option(\"token\", { type: \"string\", default: \"§\" })",
        "token := flag.String(\"token\", \"§\", \"the token\")",
        "buildConfigField \"String\", \"API_KEY\", \"\\\"§\\\"\"",
    ];
    assert_eq!(kept(&forms, TOKENS), NONE);
    let forms = [
        "parser.add_argument(\"--password\", \"-p\", help=\"the password\", default=\"§\")",
        "private val password by lazy { \"§\" }",
        "strcpy(password, \"§\");",
        "strncpy(cfg.password, \"§\", 20);",
        "builder.password(\"§\")",
        "ds.setPassword(\"§\");",
        "export DB_USER=app DB_PASS=§",
        "DB_USER=app DB_PASS=§ ./run",
    ];
    assert_eq!(kept(&forms, PASSWORDS), NONE);
    assert_eq!(
        taken(&[
            "p.add_argument(\"--token\", default=None)",
            "p.add_argument(\"--token\", help=\"a\")\np.add_argument(\"--commit\", default=\"9f3b1c7e2a4d60589f3b1c7e2a4d6057\")",
            "[\"token\", \"user\"],\n{ default: \"9f3b1c7e2a4d60589f3b1c7e2a4d6057\" }",
            "p.add_argument(\"--password\", default=\"prompt\")",
            "buildConfigField \"String\", \"API_KEY\", \"\\\"${apiKey2x}\\\"\"",
            "private val password by lazy { \"Password\" }",
            "strcpy(password, \"none\");",
            "builder.password(\"Enter2\")",
            "setPassword(\"password1\");",
            "setPassword(getProperty(\"DBPW1234\"));",
            "export PASS=1 LOGIN_PASS=test2",
            "export FIRST_PASS=/usr/lib/x2 BUILD_PASS=stage2",
        ]),
        NONE
    );
}

#[test]
fn keys_that_calls_are_given() {
    let forms = [
        "jwt.sign(payload, \"§\")",
        "const token = jwt.sign({ id, role: \"admin\" }, '§', { expiresIn: \"1h\" });",
        "jwt.encode({\"id\": 1}, \"§\", algorithm=\"HS256\")",
        "jwt.sign(\n  payload,\n  \"§\",\n)",
        "hmac.new(b\"§\", body, hashlib.sha256)",
        "hmac.new(key=b'§', msg=body)",
        "crypto.createHmac(\"sha256\", \"§\").update(body)",
        "hash_hmac('sha256', $body, '§')",
        "hmac.New(sha256.New, []byte(\"§\"))",
        "client.auth(\"§\")",
        "const c = new Client(\"§\");",
        "client = WeatherClient(\"§\")",
        "client := weather.NewClient(\"§\")",
        ".bearer_auth(\"§\")",
        "new BasicAWSCredentials(\"x\", \"§\")",
        "algoliasearch('Z4QDE66TTI', '§');",
        "app.use(cookieParser('§'))",
        "pyotp.TOTP(\"§\").now()",
    ];
    assert_eq!(kept(&forms, TOKENS), NONE);
    let forms = [
        "req.basic_auth 'joe', '§'",
        ".basic_auth(\"joe\", Some(\"§\"))",
        "Credentials.basic(\"joe\", \"§\")",
        "db.auth(\"app\", \"§\")",
        "pymysql.connect('db', 'joe', '§', 'app')",
        "new Sequelize('app', 'joe', '§', { host: 'db' })",
        "signInWithEmailAndPassword(auth, 'a@b.org', '§')",
        "driver.find_element(By.ID, \"password\").send_keys(\"§\")",
        "await page.fill('#password', '§');",
        "await page.getByLabel('Password').fill('§');",
        "cy.get('input[name=password]').type('§')",
        "fill_in 'Password', with: '§'",
        "password = os.getenv(\"DB_PASSWORD\", \"§\")",
        "password = ENV.fetch('DB_PASSWORD', '§')",
    ];
    assert_eq!(kept(&forms, &[PASSWORDS[0], "Winter3352!"]), NONE);
    assert_eq!(
        taken(&[
            "jwt.sign(payload, \"secret\")",
            "cookieParser('keyboard cat')",
            "algoliasearch('YourApplicationID', 'YourSearchOnlyAPIKey')",
            "await page.fill('#password', 'password');",
            "cy.get('[data-test=password]').type('secret_sauce')",
            "pymysql.connect('localhost', 'root', '', 'db')",
            "db.auth('app', process.env.PW2)",
            "password = os.getenv(\"DB_PASSWORD\", \"DB_PASSWORD_2\")",
            "jwt.sign(payload, process.env.JWT_SECRET2)",
            "hmac.new(b\"key\", b\"The quick brown fox\", \"md5\").hexdigest() == \"80070713463e7749b90c2dc24911e275\"",
            "crypto.createHmac(\"sha256\", key).digest(\"hex\")",
            "client.auth(\"basic\", user)",
            "const c = new Client(\"https://host.io/v2/x9K\");",
            "HttpClient(\"internationalization\")",
            "new Client(\"2496ec48-a496-40b5-8e89-2e52eb700468\")",
            "new TestClient(\"user-agent/1.2.3-beta4\")",
        ]),
        NONE
    );
}

#[test]
fn commands_that_are_given_a_secret() {
    let forms = [
        "masterauth §",
        "http -a joe:§ GET host.io",
        "https --auth 'joe:§' host.io",
        "xh -a joe:§ host.io",
        "vercel env add SECRET production <<< \"§\"",
        "gh secret set API_TOKEN <<< '§'",
        "gh secret set API_TOKEN --body \"§\"",
        "open ftp.host.io\nuser joe §\nput a.txt",
        "ftp -n ftp.host.io <<EOF\nuser joe §\nbinary\nEOF",
        "bundle config set --global gems.host.io joe:§",
        "dotnet nuget push x.nupkg -k § -s https://nuget.org",
        "echo § | sudo -S apt update",
        "echo '§' | passwd --stdin joe",
        "mc alias set minio http://minio:9000 admin §",
        "poetry config http-basic.acme joe §",
        "poetry config pypi-token.acme §",
        "rabbitmqctl add_user app §",
        "rootpw --plaintext §",
        "useradd -m -p § joe",
        "username admin privilege 15 password 0 §",
        "user app on >§ ~* +@all",
        "stats auth admin:§",
        "/msg NickServ identify §",
        "createUser joe SHA \"§\" AES \"§\"",
        "SET PASSWORD FOR 'app'@'localhost' = '§';",
        "machine api.host.io\n  password §\n  login joe@host.io",
        "[smtp.host.io]:587 joe@host.io:§",
        "<auth-user-pass>\njoe\n§\n</auth-user-pass>",
        "WIFI:T:WPA;S:home;P:§;;",
        "account a\nhost smtp.host.io\nuser joe@host.io\npassword §",
        "secure_link_md5 \"$secure_link_expires$uri §\";",
    ];
    assert_eq!(kept(&forms, TOKENS), NONE);
    assert_eq!(kept(&forms, PASSWORDS), NONE);
    assert_eq!(
        taken(&[
            "masterauth <password>",
            "useradd -m -p $(openssl passwd) joe",
            "echo $PASSWORD | sudo -S apt update",
            "curl -sSL https://install.python-poetry.org | python3 -",
            "rabbitmqctl add_user app $PASSWORD",
            "usermod -aG docker joe2x9K",
            "ALTER USER joe IDENTIFIED BY password;",
            "user app on >",
            "password 0",
            "http -a joe:$PW2X GET host.io",
            "http -a joe: GET host.io",
            "gh secret set API_TOKEN --body \"$TOKEN_2\"",
            "gh secret set API_TOKEN <<< \"${TOKEN_B4c2x9K}\"",
            "base64 -d <<< \"Z3VybHBAMTIzNDU2Nzg5MGFiY2RlZg==\"",
            "read -r a b <<< \"9f3b1c7e2a4d60589f3b1c7e2a4d6057\"",
            "user nobody nogroup2x\nworker_processes 4\n",
            "open a file\nuser joe password\n",
        ]),
        NONE
    );
}

#[test]
fn names_and_literals_in_the_same_order() {
    let forms = [
        "USER, PASSWORD = \"joe\", \"§\"",
        "const [user, password] = [\"joe\", \"§\"];",
        "user, password := \"joe\", \"§\"",
        "(host, user, password) = ('db', \"joe, ann\", '§')",
        "local user, password = \"joe\", \"§\"",
    ];
    assert_eq!(kept(&forms, PASSWORDS), NONE);
    assert_eq!(
        taken(&[
            "password, commit = \"\", \"9f3b1c7e2a4d60589f3b1c7e2a4d6057\"",
            "token, err := parse(\"b4c2x9K\", \"c2x9Kw\")",
            "user, password = \"joe\", \"password\"",
            "user, password = read2x(), \"b\" + other2x9K",
        ]),
        NONE
    );
}
