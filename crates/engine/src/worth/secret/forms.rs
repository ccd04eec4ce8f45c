//! The forms that passwords are written in, each with one that was drawn, one that a person made, and what is none.
//!
//! `§` stands for the password.

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{find, wrapped::taken};

/// Passwords that a program drew from letters, digits and marks.
const DRAWN: &[&str] = &["Zq7vKm2XwL9p!88", "iTbPvfKQcf3h!89"];
/// Passwords that a person made.
const MADE: &[&str] = &["hunter2xyz", "Summer2024!"];

/// Each form in which one of the passwords is not found.
fn kept(forms: &[&str], passwords: &[&str]) -> Vec<String> {
    let all = passwords
        .iter()
        .flat_map(|password| forms.iter().map(|form| form.replace('§', password)));
    all.filter(|text| find(text).is_none()).collect()
}

const NONE: Vec<&str> = Vec::new();

const SECRET: &str = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ntype: Opaque\n";

#[test]
fn every_value_of_a_kubernetes_secret_is_one() {
    let coded: Vec<String> = DRAWN
        .iter()
        .chain(MADE)
        .chain(&["Zq7vKm2XwL9pR4sT", "Zq7vKm2XwL9pR4sTZq8vKm3X"])
        .map(|password| STANDARD.encode(password))
        .collect();
    let coded: Vec<&str> = coded.iter().map(String::as_str).collect();
    let forms = [
        format!("{SECRET}data:\n  redis: §\n"),
        format!("{SECRET}data:\n  username: YXBw\n  erlang-cookie: \"§\"\n"),
        "{\n  \"data\": {\n    \"admin\": \"§\"\n  },\n  \"kind\": \"Secret\"\n}".to_owned(),
        "a: 1\n---\ndata:\n  admin: § # the first\nkind: Secret\n".to_owned(),
    ];
    let forms: Vec<&str> = forms.iter().map(String::as_str).collect();
    assert_eq!(kept(&forms, &coded), NONE);
    let drawn: Vec<String> = DRAWN.iter().map(|password| STANDARD.encode(password)).collect();
    let drawn: Vec<&str> = drawn.iter().map(String::as_str).collect();
    let form = format!("{SECRET}data:\n  username: YXBw\n  DATABASE: §\n");
    assert_eq!(kept(&[&form], &drawn), NONE);
    let forms = [
        format!("{SECRET}stringData:\n  admin: §\n"),
        format!("{SECRET}stringData:\n  host: db\n\n  redis: '§'\n"),
        format!("{SECRET}stringData:\n  redis: |-\n    §\n"),
        format!("{SECRET}stringData: # to be changed\n  redis: |2+\n    §\n"),
        "kind: Secret # of the db\nstringData:\n  admin: §\n".to_owned(),
        "kind: List\nitems:\n- kind: Secret\n  stringData:\n    admin: §\n".to_owned(),
    ];
    let forms: Vec<&str> = forms.iter().map(String::as_str).collect();
    assert_eq!(kept(&forms, DRAWN), NONE);
    assert_eq!(kept(&forms, MADE), NONE);
    // What has no comma and no bracket in it can stand on one line.
    let forms = [
        r#"{"apiVersion":"v1","kind":"Secret","stringData":{"host":"db","admin":"§"}}"#,
        "kind: Secret\nstringData: {host: db, admin: §}\n",
        "kubectl create secret generic db --from-literal=host=db --from-literal=admin=§",
        "secretGenerator:\n- name: db\n  literals:\n  - host=db\n  - admin=§\n",
    ];
    assert_eq!(kept(&forms, &["Zq7vKm2XwL9pR4sT", "kX83mQp2vR7tLw9Z"]), NONE);
}

#[test]
fn what_else_stands_in_a_kubernetes_secret_is_none() {
    let entries = [
        "stringData:\n  admin: ${ADMIN_2}\n",
        "stringData:\n  admin: \"{{ .Values.admin2 }}\"\n",
        "stringData:\n  admin: <the one of db2>\n",
        "stringData:\n  username: app2x9K\n",
        "stringData:\n  smtp-host: mx2.b4c.example.org\n",
        "stringData:\n  sender: joe2@acme.io\n",
        "stringData:\n  ca.crt: MIIDdzCCAl2gAwIBAgIE\n",
        "stringData:\n  url: https://db2.acme.io/x9K\n",
        "stringData:\n  admin: ENC[AES256_GCM,data:Zq7vKm2XwL9p,type:str]\n",
        "stringData:\n  db-name: app2prod\n  dbName: app2prod\n  database: app2prod\n",
        "stringData:\n  mode: production\n  port: \"5432\"\n",
        "data:\n  username: aHVudGVyMnh5eg==\n",
        "data:\n  mode: cHJvZHVjdGlvbg==\n",
    ];
    let texts: Vec<String> = entries.iter().map(|entry| format!("{SECRET}{entry}")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    assert_eq!(taken(&texts), NONE);
    // The same in what is no Secret.
    assert_eq!(
        taken(&[
            "kind: ConfigMap\ndata:\n  admin: b4c2x9K\n  mode: aHVudGVyMnh5eg==\n",
            "kubectl create secret generic db --from-literal=user=app2x9K --from-literal=admin=$ADMIN_2",
            "kind: Secret\nstringData: {host: db2x9K.acme.io, user: app2x9K}\n",
        ]),
        NONE
    );
}

#[test]
fn every_row_that_is_inserted_is_read() {
    let forms = [
        "INSERT INTO users (id, name, password) VALUES\n  (1, 'ann', NULL),\n  (2, 'joe', '§');",
        "INSERT INTO users (id, name, password) VALUES (1, lower('JOE'), '§');",
        "insert into users (name, password, at) values ('it''s, (a', '§', now()), ('b', NULL, now())",
        "INSERT INTO `users` (`name`, `password`)\nVALUES ('O\\'Brien', NULL)\n, ('joe', N'§');",
        "INSERT INTO users (name, password) VALUES ('joe', crypt('§', gen_salt('bf')));",
        "INSERT IGNORE INTO users (name, password) VALUES ('joe', '§');",
        "INSERT OR REPLACE INTO users (name, password) VALUES ('joe', '§');",
        "REPLACE INTO users (name, password) VALUES ('joe', '§');",
        "INSERT users (name, password) VALUES ('joe', '§');",
        "INSERT INTO a (b) VALUES ('unclosed);\nINSERT INTO users (name, password) VALUES ('joe', '§');",
        "INSERT INTO users (name, password) SELECT 'joe', '§'",
        "INSERT INTO users (name, password)\nSELECT 'a, b', '§'\nWHERE NOT EXISTS (SELECT 1 FROM users);",
        "MERGE INTO users u USING new n ON u.id = n.id\nWHEN NOT MATCHED THEN INSERT (id, password) VALUES (1, '§');",
        "MERGE INTO users AS t\nUSING (VALUES ('ann', NULL), ('joe', '§')) AS s (name, password)\nON t.name = s.name",
        "COPY public.users (id, password, at) FROM stdin;\n1\t\\N\t2024-01-02\n2\t§\t2024-01-02\n\\.\n",
        "COPY users (id, name, password) FROM STDIN WITH (FORMAT csv);\r\n1,joe,§\r\n\\.\r\n",
    ];
    assert_eq!(kept(&forms, DRAWN), NONE);
    // What a person made is told from a word by a digit inside or a mark.
    assert_eq!(kept(&forms, &["hunter2xyz"]), NONE);
    let rows = format!(
        "INSERT INTO users (name, password) VALUES\n{}('joe', '{}');",
        "('ann', NULL),\n".repeat(3_000),
        DRAWN[0]
    );
    assert!(find(&rows).is_some());
    assert_eq!(
        taken(&[
            "INSERT INTO users (name, password) VALUES ('ann', NULL), ('joe', ?), ('bob', $2);",
            "INSERT INTO users (name, password) SELECT name, 'x', password2x FROM old;",
            "INSERT INTO users (name, password) SELECT name, password2x FROM old WHERE tag = 'V5N2WXLxjsQoIX';",
            "COPY users (id, password, etag) FROM stdin;\n1\t\\N\tV5N2WXLxjsQoIX\n\\.\n",
            "SELECT * FROM (VALUES ('V5N2WXLxjsQoIX', 'joe')) AS s (etag, password)",
            "INSERT INTO users (name, password) VALUES (lower(:name1), sha2(:password2, 256));",
            "INSERT INTO users (password, name) VALUES ('', 'hunter2x9K'), ('none', 'hunter2x9K');",
            "INSERT INTO Accounts (Login, Password) VALUES (@Login, @PasswordSha256)",
            "INSERT INTO Accounts (Login, Password) VALUES (@Login, @PasswordHash1)",
        ]),
        NONE
    );
}

#[test]
fn no_mark_ends_a_password_in_quotes() {
    let forms = [
        "requests.get(url, auth=('joe', '§'))",
        "requests.get(\n    url,\n    auth=(\n        \"joe\",\n        \"§\",\n    ),\n)",
        "HTTPBasicAuth(\"joe\", \"§\")",
        "curl -u 'joe:§' https://a.io",
        "curl -u 'joe':'§' https://a.io",
        "curl --user \"joe:§\" https://a.io",
        "mysql -u root -p'§' app",
        "sshpass -p '§' ssh host",
        "openssl rsa -passin 'pass:§'",
        "7z a -p'§' out.7z dir/",
    ];
    let marked = [
        "Zq7&Km2XwL9p",
        "aB3(dE6)gH9",
        "(Zq7vKm2Xw",
        "q7V;Km2X|wL9",
        "T2<kR9>mX4w",
    ];
    assert_eq!(kept(&forms, &marked), NONE);
    assert_eq!(kept(&forms, DRAWN), NONE);
    assert_eq!(
        taken(&[
            "curl -u 'joe':$(pass show db2x) 'https://a.io/b4c'",
            "curl -u \"joe:$(pass show db2x)\" https://a.io",
            "curl -u \"joe:${PW2X}\" https://a.io",
            "mysql -u root -p\"$(get_pw2x)\" app",
            "mysql -u root -p>dump2x9K.sql",
            "sshpass -p <(pass2x9K) ssh host",
            "auth=('joe', '<password2x>')",
            "auth=(user, 'b4c2x9K')",
        ]),
        NONE
    );
}

#[test]
fn what_is_called_like_a_password_and_is_none() {
    assert_eq!(
        taken(&[
            // Where a file is, in which state someone is.
            "deploy@web01.example.com:releases",
            "git@gitlab.acme.io:project",
            "bob@acme.io:inactive\nann@acme.io:moderator",
            // Where a key is.
            "ansible_ssh_private_key_file=~/.ssh/id_rsa2",
            "web1 ansible_host=1.2.3.4 ansible_ssh_private_key_file=~/.ssh/id_rsa2",
            "secret_key_file = \"~/.ssh/id_ed25519_x2\"",
            "MINIO_ROOT_PASSWORD=minioadmin",
        ]),
        NONE
    );
    assert_eq!(
        kept(
            &["bob@acme.io:§", "bob@acme.io|§", "bob@acme.io;§"],
            &["inactive2", "swordfish!", "Zq7vKm2XwL9p"]
        ),
        NONE
    );
    assert_eq!(kept(&["bob@acme.io;§"], &["swordfish"]), NONE);
}

#[test]
fn a_password_that_is_the_name_of_the_user_is_a_sample() {
    let forms = [
        "MYSQL_USER=petclinic\nMYSQL_PASSWORD=§",
        "MYSQL_PASSWORD=§\nMYSQL_USER=petclinic",
        "docker run -e MYSQL_USER=petclinic -e MYSQL_PASSWORD=§ -e MYSQL_DATABASE=petclinic mysql:9.2",
        "environment:\n  - MYSQL_ROOT_PASSWORD=\n  - MYSQL_USER=petclinic\n  - MYSQL_PASSWORD=§\n",
        "GRANT ALL PRIVILEGES ON petclinic.* TO 'petclinic'@'localhost' IDENTIFIED BY '§';",
        "CREATE USER IF NOT EXISTS 'petclinic'@'%' IDENTIFIED BY '§';",
        "user: petclinic\npassword: §",
        "{\"username\": \"petclinic\", \"password\": \"§\"}",
        "dbname=x user=petclinic password=§",
        "connect(user='petclinic', password='§')",
    ];
    let samples: Vec<String> = forms.iter().map(|form| form.replace('§', "petclinic")).collect();
    let samples: Vec<&str> = samples.iter().map(String::as_str).collect();
    assert_eq!(taken(&samples), NONE);
    assert_eq!(kept(&forms, &["swordfish", "petclinic7x"]), NONE);
    // That of something else.
    let others = ["TOPIC=swordfish\nMQ_PASSWORD=§", "user=swordfishes\npassword=§"];
    assert_eq!(kept(&others, &["swordfish"]), NONE);
}

#[test]
fn assignments_of_other_languages() {
    let forms = [
        // R.
        "password <- \"§\"",
        "password <<- \"§\"",
        "db_password<-'§'\ncon <- connect(db_password)",
        // make.
        "DB_PASSWORD ?= §\n",
        "DB_HOST ?= db\nDB_PASSWORD?=§\n",
        // Visual Basic.
        "Dim password As String = \"§\"",
        "    Private Const DbPassword As String = \"§\"",
        // Of pydantic and its like.
        "password: str = Field(default=\"§\")",
        "    db_password: SecretStr = Field(default = '§', repr=False)",
        // A property list.
        "<dict>\n\t<key>Password</key>\n\t<string>§</string>\n</dict>",
        // A diff.
        "@@ -1 +1 @@\n-DB_PASSWORD=\n+DB_PASSWORD=§\n",
        "+++ b/x.yml\n+db:\n+  user: app\n+  password: §\n",
    ];
    assert_eq!(kept(&forms, DRAWN), NONE);
    assert_eq!(kept(&forms, MADE), NONE);
    let tokens = [
        "api_token <- \"§\"",
        "API_TOKEN ?= §\n",
        "Dim apiKey As String = \"§\"",
        "api_key: str = Field(default=\"§\")",
        "<key>ApiKey</key><string>§</string>",
    ];
    assert_eq!(kept(&tokens, &["9f3b1c7e2a4d60589f3b1c7e2a4d6057"]), NONE);
    assert_eq!(
        taken(&[
            "tokens <- token2x\npasswords <- password2x\n",
            "password <- Sys.getenv(\"DB_PASSWORD_2\")",
            "password <- readline(prompt = \"Password2x: \")",
            "DB_PASSWORD ?= changeme\n",
            "DB_PASSWORD ?= $(shell pass db2x)\n",
            "SECRET_NAME ?= my-app-secret2\n",
            "Dim password As String = Environment.GetEnvironmentVariable(\"PW2\")",
            "password: str = Field(default=\"\", min_length=8)",
            "password: str = Field(default=\"password\")",
            "token_type: str = Field(default=\"bearer\")",
            "<key>Password</key>\n<string>Passwort</string>",
            "<key>PasswordLabel</key>\n<string>Enter2x</string>",
            "+connect(\n+    user=name,\n+    password=granted1\n+)",
            "+password = get_password()\n+token = None\n",
        ]),
        NONE
    );
}

#[test]
fn a_block_of_one_line_is_a_value() {
    let forms = [
        "password: |\n  §\n",
        "db:\n  user: app\n  password: >-\n    §\n  host: db\n",
        "- db_password: |-\n    §\n\n- host: db\n",
    ];
    assert_eq!(kept(&forms, DRAWN), NONE);
    assert_eq!(kept(&forms, MADE), NONE);
    let key = ["api_key: |-\n  §\n", "secret: >\r\n  §\r\n"];
    assert_eq!(kept(&key, &["9f3b1c7e2a4d60589f3b1c7e2a4d6057"]), NONE);
    assert_eq!(
        taken(&[
            "password: |\n  ${DB_PASSWORD_2}\n",
            "password: |\n  The one of the database, hunter2x.\n",
            "password: |\nuser2x9K: a\n",
            "password: |\n  swordfish1\n  swordfish2\n",
            "password: |\n  {{ vault_pw2 }}\n",
            "password: |\n",
            "password: |\n  ü",
            "password: |\n\u{3000}ü\nü",
        ]),
        NONE
    );
}
