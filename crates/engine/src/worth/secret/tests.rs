//! The tokens are put together at run time, so that no scanner takes this file for a leak.

use proptest::{collection::vec, prelude::*, sample::select};

use super::{SecretKind, find};

const BODY: &str = "A3yfjSr12BIuOFP2ArMBDehDS6HKcSCPG59m";

#[test]
fn finds_the_formats_of_services() {
    for token in [
        format!("ghp{}{BODY}", "_"),
        format!("glpat{}{}", "-", &BODY[..20]),
        format!("AKIA{}", "FQGFOO49U6CUIUNC"),
        format!("xoxb{}{}", "-", "2314-9876-kJh3Gf5DsA9qWe7R"),
        format!("sk_live{}{BODY}", "_"),
        format!("sk{}{BODY}TbDA", "-"),
        format!("AIza{}", &BODY[..35]),
        format!("npm{}{BODY}", "_"),
        format!("export GITHUB_TOKEN=gho{}{BODY}", "_"),
        format!("fn f() {{ let t = \"ghp{}{BODY}\"; }}", "_"),
    ] {
        assert_eq!(find(&token), Some(SecretKind::ServiceToken), "{token}");
    }
    let web = format!("eyJ{BODY}.{BODY}.{BODY}");
    assert_eq!(find(&web), Some(SecretKind::WebToken));
}

/// `"f"` is a string of one letter, not the prefix of the next one.
#[test]
fn finds_a_token_behind_its_first_letter() {
    for joint in [" + ", " ", " .. ", " +\n    ", " + f"] {
        let text = format!("t = \"f\"{joint}\"igd{}{BODY}TbDA7xQz\"", "_");
        assert_eq!(find(&text), Some(SecretKind::ServiceToken), "{text}");
    }
}

#[test]
fn finds_private_keys_with_a_body() {
    let header = concat!("-----BEGIN OPENSSH PRIV", "ATE KEY-----");
    let footer = concat!("-----END OPENSSH PRIV", "ATE KEY-----");
    assert_eq!(
        find(&format!("{header}\n{BODY}\n{footer}")),
        Some(SecretKind::PrivateKey)
    );
    assert_eq!(
        find(&format!("KEY = \"{header}\\n{BODY}\"")),
        Some(SecretKind::PrivateKey)
    );
    assert_eq!(find(&format!("{BODY}\n{footer}")), Some(SecretKind::PrivateKey));
    assert_eq!(
        find(&format!("if text.startswith(\"{header}\"): return load(text)")),
        None
    );
}

#[test]
fn finds_credentials() {
    let password = "pAUt5jQJY5Pz6m";
    for (text, kind) in [
        (format!("password: {password}"), SecretKind::Credential),
        (format!("DB_PASSWORD={password}"), SecretKind::Credential),
        (
            format!("{{\"client_secret\": \"{password}\"}}"),
            SecretKind::Credential,
        ),
        (
            format!("const API_KEY: &str = \"{password}\";"),
            SecretKind::Credential,
        ),
        (format!("config['token'] = '{password}'"), SecretKind::Credential),
        (format!("login --password {password}"), SecretKind::Credential),
        (
            format!("postgres://app:{password}@db.internal/x"),
            SecretKind::ConnectionString,
        ),
        (format!("Authorization: Bearer {BODY}"), SecretKind::Authorization),
        (password.to_owned(), SecretKind::RandomString),
        ("l3d^O_!tetArrp85".to_owned(), SecretKind::RandomString),
    ] {
        assert_eq!(find(&text), Some(kind), "{text}");
    }
}

/// A password for the tables below, where `§` stands for it.
const PASSWORD: &str = "hunter2x9K";

fn all_are(kind: Option<SecretKind>, texts: &[&str]) {
    let wrong: Vec<String> = texts
        .iter()
        .map(|text| text.replace('§', PASSWORD))
        .filter(|text| find(text) != kind)
        .collect();
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn finds_passwords_that_a_person_made() {
    all_are(
        Some(SecretKind::Credential),
        &[
            // In quotes: whatever is given to a password is one.
            "password = \"correct horse battery\"",
            "const DB_PASSPHRASE: &str = \"twelve purple monkeys dancing\";",
            "{\"password\": \"letmein!\"}",
            "{\"user\": \"app\", \"password\": \"hunter2hunter\"}",
            "passwd = 'S3cret!'",
            "curl -d '{\"password\": \"letmein22\"}' localhost",
            "curl -d \"{\\\"password\\\": \\\"letmein22\\\"}\" localhost",
            "if (password === 'hunter2x') return true;",
            "client.login(\"app\", password=\"letmein22\")",
            "os.getenv('DB_PASSWORD', '§')",
            "const pw = process.env.DB_PASSWORD || '§';",
            "builder.password(\"§\").build()",
            "password: SecretString::from(\"§\")",
            "#define WIFI_PASSWORD \"letmein22\"",
            "ALTER ROLE app WITH PASSWORD 'letmein22';",
            "CREATE USER app IDENTIFIED BY 'letmein22';",
            "app.client_secret = \"§\"",
            // At the end of a line, or after the name of a variable.
            "DB_PASSWORD=hunter2hunter",
            "DB_PASSWORD=swordfish",
            "A=1 PGPASSWORD=letmein22 psql",
            "docker run -e POSTGRES_PASSWORD=letmein22 postgres",
            "environment:\n  - MYSQL_ROOT_PASSWORD=letmein22\n",
            "db:\n  user: app\n  password: letmein!now\n",
            "db:\n  password: hunter2hunter # the old one\n",
            "[db]\nuser = app\npassword = hunter2hunter\n",
            "spring.datasource.password=hunter2hunter\n",
            "- name: DB_PASSWORD\n  value: hunter2hunter\n",
            "<password>§</password>",
            "<property name=\"password\" value=\"§\"/>",
            "Server=db;User Id=sa;Password=§;",
            "\"host=db user=app password=§ dbname=x\"",
            "the password is §",
            "login: me, password: §",
            "char password[] = \"letmein22\";",
            "std::env::set_var(\"DB_PASSWORD\", \"letmein22\");",
            "requests.get(url, auth=('me', 'letmein22'))",
            "password = \"letmein\"",
            "\"Password\": \"]35d/{pB9Fo9wJ\"",
            "password = crypt('§', gen_salt('bf'))",
            "${DB_PASSWORD:-§}",
        ],
    );
}

#[test]
fn finds_weak_passwords_in_settings() {
    all_are(
        Some(SecretKind::Credential),
        &[
            "password=hunter2",
            "password=letmein",
            "password=hunter2\nuser=bob",
            "db.password=hunter2",
            "passwd=qwerty123",
            "passphrase=hunter2",
            "password: correcthorse",
            "password: hunter2",
            "db:\n  user: app\n  password: swordfish\n",
            "db:\n  password: hunter2 # the old one\n",
            "[client]\nuser=root\npassword=hunter2\nhost=db",
            "[client]\r\nuser = root\r\npassword = swordfish\r\n",
            "[mail]\n  pass = hunter2\n",
            "spring.datasource.password=swordfish\n",
            "export db_password=swordfish",
            "api_key=abc123def456",
            "token=abc123def456",
            "client_secret=abc123def456",
            "auth.token=a1b2c3d4e5f6",
            "pwd=hunter2",
            "# local\nname=app\npassword=hunter2 ; as ever\n",
        ],
    );
}

#[test]
fn leaves_code_that_looks_like_settings() {
    all_are(
        None,
        &[
            "password = get_password()",
            "password=get_password()",
            "password=password",
            "password=passwd",
            "password=None",
            "token=None",
            "password: str",
            "password: string",
            "password: Optional[str] = None",
            "password: <password>",
            "password=<password>",
            "password=${DB_PASSWORD}",
            "password=$DB_PASSWORD",
            "password=xxxxxxxx",
            "password=changeme",
            "password: changeme",
            "password=test1234",
            "password = swordfish",
            "password = hunter2",
            "connect(\n    user=name,\n    password=granted\n)",
            "connect(\n    user=name,\n    password=granted1\n)",
            "const a = {\n  user: name,\n  password: granted\n}",
            "const a = {\n  password: granted,\n  user: name\n}",
            "struct A {\n    password: granted\n}",
            "def f(granted):\n    password=granted\n    return password",
            "self.password=granted1",
            "password=args.password1",
            "password=os.environ.get",
            "password: required",
            "password: optional",
            "password: encrypted",
            "token_type=abc123def456",
            "cache_key=abc123def456",
            "next_token=abc123def456",
            "key=abc123def456",
            "token: abc123def456",
            "secret: db_password",
            "secretName: my-secret",
            "api_key=API_KEY_V2",
            "api_key=settings.api_key2",
            "token=token1",
        ],
    );
}

#[test]
fn finds_passwords_in_connection_strings() {
    for text in [
        "app:§@tcp(db:3306)/prod",
        "db, err := sql.Open(\"mysql\", \"app:§@tcp(db:3306)/prod?parseTime=true\")",
        "app:hunter2@unix(/tmp/mysql.sock)/prod",
        "app:p@ss2w0rd@tcp([::1]:3306)/",
        "jdbc:oracle:thin:app/§@db:1521:orcl",
        "jdbc:oracle:thin:app/§@//db:1521/orcl",
        "jdbc:postgresql://app:§@db/prod",
        "smtp://me@mail.host:§@smtp.mail.host:587",
        "redis://:hunter2@db:6379/0",
        "amqps://guest:§@mq/vhost",
        "mongodb+srv://app:hunter2@c.mongodb.net/x",
        "create_engine(\"mysql+pymysql://app:§@db/prod\")",
    ] {
        let text = text.replace('§', PASSWORD);
        assert_eq!(find(&text), Some(SecretKind::ConnectionString), "{text}");
    }
    all_are(
        Some(SecretKind::Credential),
        &[
            "Server=x;Database=y;Uid=sa;Pwd=hunter2;",
            "Driver={ODBC Driver 18 for SQL Server};Server=db;UID=sa;PWD=hunter2",
            "PWD=hunter2;UID=sa;Server=db",
            "Data Source=db;User ID=sa;Password=swordfish",
            "host=db port=5432 password=hunter2",
            "password=hunter2 host=db",
            "psycopg2.connect(\"dbname=prod user=app password=swordfish\")",
            "jdbc:mysql://h/db?user=a&password=§",
            "jdbc:sqlserver://db;user=sa;password=§;",
        ],
    );
    all_are(
        None,
        &[
            "user:password@tcp(127.0.0.1:3306)/db",
            "fmt.Sprintf(\"%s:%s@tcp(%s:%d)/%s\", user, pw, host, port, name)",
            "root:@tcp(localhost)/x",
            "jdbc:oracle:thin:scott/password@db:1521:orcl",
            "Server=db;Uid=sa;Pwd=<password>;",
            "Server=db;Uid=sa;Pwd=$PASSWORD;",
            "Server=db;Uid=sa;Pwd={0};",
            "host=db user=app password=password dbname=x",
            "connect(host=h, user=u, password=granted)",
            "connect(host=h, password=granted, user=u)",
            "git@github.com:user/repo.git",
            "see foo:barbaz@v2(x)",
        ],
    );
}

/// A line of settings, and what is in it.
fn setting() -> impl Strategy<Value = String> {
    let name = select(vec![
        "password",
        "db.password",
        "passwd",
        "DB_PASSWORD",
        "mail.password",
        "passphrase",
    ]);
    (name, "z[b-df-hj-np-tvyz]{5,7}[0-9]{1,3}").prop_map(|(name, value)| format!("{name}={value}"))
}

proptest! {
    #[test]
    fn a_weak_password_is_found_among_other_settings(
        setting in setting(),
        before in vec("[a-d]{1,6}=[a-z0-9]{1,9}", 0..4),
        after in vec("[a-d]{1,6}=[a-z0-9]{1,9}", 0..4),
        section in any::<bool>(),
        end in select(vec!["\n", "\r\n"]),
    ) {
        let mut lines = before;
        if section {
            lines.insert(0, "[part]".to_owned());
        }
        lines.push(setting);
        lines.extend(after);
        let text = lines.join(end);
        prop_assert_eq!(find(&text), Some(SecretKind::Credential), "{}", text);
    }

    #[test]
    fn a_password_in_a_data_source_name_is_found_in_any_code(
        password in "z[b-df-hj-np-tvyz]{3,7}[0-9]{1,3}[a-z]{2}",
        quote in select(vec!["\"", "'", "`", ""]),
        form in select(vec!["app:§@tcp(db:3306)/prod", "postgres://app:§@db/prod", "redis://:§@db:6379", "amqp://app:§@mq/v"]),
    ) {
        let text = format!("open({quote}{}{quote}, 3)", form.replace('§', &password));
        prop_assert_eq!(find(&text), Some(SecretKind::ConnectionString), "{}", text);
    }
}

#[test]
fn finds_long_keys_of_few_digits() {
    let key = format!("wJalrXUtnFEMI/K7MDENG/bPxRfiCY{}", "zzzz12345a");
    for text in [
        format!("export AWS_SECRET_ACCESS_KEY={key}"),
        format!("aws_secret_access_key = {key}"),
        format!("{{\"SecretAccessKey\": \"{key}\"}}"),
        format!("API_KEY={}", "MhdjIiKmjVyrrARHqZtWvBnd"),
    ] {
        assert_eq!(find(&text), Some(SecretKind::Credential), "{text}");
    }
}

#[test]
fn finds_passwords_in_addresses() {
    for (user, password) in [
        ("app", "longpasswordonly"),
        ("admin", "admin1234Zq"),
        ("", PASSWORD),
        ("me", "letmein22"),
        ("me", "p@ss-w0rdy"),
    ] {
        for scheme in [
            "postgres",
            "mysql",
            "redis",
            "mongodb+srv",
            "amqp",
            "smtp",
            "https",
        ] {
            let text = format!("{scheme}://{user}:{password}@db.host/x");
            assert_eq!(find(&text), Some(SecretKind::ConnectionString), "{text}");
        }
    }
    for parameter in ["?access_token=", "?a=b&api_key=", "?q=1&sig=", "#access_token="] {
        let text = format!("https://api.host/x{parameter}{}&b=c", &BODY[..24]);
        assert_eq!(find(&text), Some(SecretKind::Credential), "{text}");
    }
}

#[test]
fn finds_passwords_on_command_lines() {
    all_are(
        Some(SecretKind::Credential),
        &[
            "curl -u user:§ https://api.host/x",
            "curl -sSu user:§ https://api.host/x",
            "curl --user 'app:letmein22' https://api.host/x",
            "curl -X POST \\\n  --user app:letmein22 \\\n  https://api.host/x",
            "mysql -u root -p§",
            "mysqldump -u root -p'§' db > x.sql",
            "sshpass -p § ssh host",
            "sshpass -p§ ssh host",
            "docker login -u me -p §",
            "docker login registry.host -u me --password §",
            "redis-cli -h host -a § ping",
            "mongosh host/db -u me -p §",
            "ldapsearch -x -D cn=me -w §",
            "openssl rsa -in key.pem -passin pass:§",
            "keytool -list -storepass §",
            "tool --db-password hunter2hunter",
            "tool --password=letmein22 run",
            "machine h login me password hunter2hunter",
            "machine h\n  login me\n  password hunter2hunter\n",
        ],
    );
}

#[test]
fn what_stands_beside_a_password_is_none() {
    all_are(
        None,
        &[
            // Words for a reader.
            "password: \"Passwort vergessen\"",
            "password: 'Mot de passe'",
            "password: \"Passwort\"",
            "\"password\": \"The password to log in with\"",
            "password: \"must be at least 8 characters\"",
            "password = \"enter a new one\"",
            "raise ValueError(\"Password must be at least 8 characters\")",
            "<input type=\"password\" placeholder=\"Enter password\">",
            "<input name=\"password\" value=\"{{ value1 }}\">",
            "label: \"Password\", type: \"password\"",
            "forgot_password: \"Lost it? Click here!\"",
            "invalid_password: \"Bad login 401!\"",
            "The password is required, 8 characters at least.",
            "\"password\": \"wachtwoord\"",
            "password: 'Contraseña'",
            "the login and password portion is not allowed",
            "Use the login, password, token1 or key2 of your account.",
            // Types and schemas.
            "'password' => 'required|string|min:8|confirmed',",
            "Password string `json:\"password,omitempty\" validate:\"required,min=8\"`",
            "passwordPattern = \"^(?=.*[A-Z])(?=.*[0-9]).{8,}$\"",
            "\"password\": \"string\"",
            "password: { type: \"string\", minLength: 8 }",
            "password: string",
            "password: String!",
            "password?: string | null;",
            "password VARCHAR(64) NOT NULL",
            "pub password: Option<String>,",
            // Names of things.
            "password_field = \"password_input\"",
            "PASSWORD_KEY = \"user_password\"",
            "type=\"password\"",
            "token = \"access_token\"",
            "password = \"DB_PASSWORD\"",
            "passwordSelector: '#login-form2'",
            "SECRET_NAME=my-app-secret-2",
            "password: projects/app/secrets/db-pass",
            "\"password\": \"auth.form.password2\"",
            "pwd = \"/home/user1/work\"",
            "PASSWORD_HASHER = \"pbkdf2_sha256\"",
            "password_encryption = \"scram-sha-256\"",
            "[\"username\", \"password\", \"email2\"]",
            "TOKENS = { PASSWORD: 'PASSWORD' }",
            // Expressions.
            "password = password2",
            "self.password = new_password1",
            "password: user.password!",
            "connect(user=user1, password=passwd1)",
            "password=utf8(password)",
            "password = request.form[\"password\"]",
            "let password = rpassword::prompt_password(\"Password: \")?;",
            "password = getpass.getpass(\"Password for user2: \")",
            "PASSWORD=$1",
            "PASSWORD=\"$DB_PASSWORD\"",
            "PASSWORD=$(pass show db1)",
            "PASSWORD=%PASSWORD%",
            "password = %(password)s",
            "VALUES (:user1, :password1)",
            "sha1(password + salt2)",
            "password: process.env.DB2_PASSWORD!",
            "password = var.db_password2",
            "password: !secret db_password2",
            "password: *db_pass1",
            "password: \"{{ vault_pw1 }}\"",
            "password: b64pass,",
            "existingSecret: my-app-secret2",
            "password = _messages.MessageField('GoogleCloudV1Secret', 1)",
            "'secret': 'V1SecretVolumeSource',",
            "'USERPWD', 'HTTP200ALIASES', 'FILE'",
            "pub const STATUS_INVALID_TOKEN: u32 = 0xC0000465_u32;",
            "define!(IPaymentToken, IPaymentToken_Vtbl, 0xbbcac013_ccd0_41f2_b2a1_0a2e4b5dce25);",
            "\"ARN\": \"arn:aws:secretsmanager:us-west-2:123456789012:secret:MySecret1-a1b2c3\"",
            "\"AWS::SecretsManager::Secret\": \"c85175a4ebcce361\",",
            "[`Token`]: struct.Token.html",
            // Words that hold the place of one.
            "password: changeme",
            "DB_PASSWORD=postgres",
            "DB_PASSWORD=your-password-here",
            "password = \"test1234\"",
            "password = 'admin'",
            "password=\"xxxxxxxxx\"",
            "PASSWORD=<password>",
            "POSTGRES_PASSWORD=mysecretpassword",
            "password = \"secret\"",
            "--password PASSWORD",
            "tool --password <password> --user me",
            "curl -u user:password https://api.host/x",
            "curl -u $USER:$PASSWORD https://api.host/x",
            "docker run -u 1000:1000 image",
            "chown user:group2x file",
            "mysql -u root -p",
            "mysql -u root -p db",
            "mkdir -p build2x/9K",
            "ssh -p 2222 host",
            "docker login -u me -p $PASSWORD",
            "https://user:password@host/x",
            "https://user:pass1234@host/x",
            "http://localhost:8080/a@b",
            "https://host:8443/path@v2.3",
            "redis://:password@localhost:6379",
            "https://host/x?token=<token>",
            "https://host/x?page_token=next",
        ],
    );
}

#[test]
fn leaves_code_alone() {
    for text in [
        "password = getpass()",
        "def login(user: str, password: str, token: Optional[Token] = None):",
        "password=\"password\"",
        "token = None",
        "password: \"${DB_PASSWORD}\"",
        "password: ${{ secrets.TOKEN_2 }}",
        "api_key = os.environ[\"API_KEY_V2\"]",
        "token_url = \"https://auth.example.com/v1/token2\"",
        "let token = self.tokens[i1].kind2Value;",
        "secret = hashlib.sha256(b1).hexdigest()",
        "http://user:password@localhost:8080",
        "postgres://user:${PW}@host/db",
        "url = 'http://foo:bar@host'",
        "Authorization: Bearer <token>",
        "headers['Authorization'] = f'Bearer {token}'",
        concat!("AKIAIOSFODNN7", "EXAMPLE"),
        "integrity: sha512-Q2bFTOhEALkN8hOms2FKTDLy7eugP2zFZ1T8LCvX42Fp3WoNr3bjZSAHeOsHrbV1Fu9/A0EzCinRE7Af1ofPrw==",
        "assert_eq!(hash, \"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\");",
        "2496ec48-a496-40b5-8e89-2e52eb700468",
        "d6f94fc0aa11bb22cc33dd44ee55ff66",
        "getElementById",
        "Base64Decoder2",
    ] {
        assert_eq!(find(text), None, "{text}");
    }
}

#[test]
fn a_secret_among_what_is_repeated_is_found() {
    let secret = format!("password = \"{}\"", "hunter2hunter2");
    for unit in ["password=", "password: ", "password=\"\n", "token=x password=y\n"] {
        let many = unit.repeat(2_000);
        assert!(crate::secret_in(&many).is_none(), "{unit}");
        for text in [
            format!("{many}\n{secret}\n{many}"),
            format!("{secret}\n{many}"),
            format!("{many}\n{secret}"),
            format!("{secret}\n").repeat(100),
        ] {
            assert!(crate::secret_in(&text).is_some(), "{unit}");
        }
    }
}
