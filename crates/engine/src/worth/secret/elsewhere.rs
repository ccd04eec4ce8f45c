//! Secrets that stand elsewhere than right behind their name: before it, in one branch of several, in the place of a text, among
//! the numbers of their bytes, behind an option of one letter, in a note.
//!
//! `§` stands for the secret.

use super::{
    apart::{PASSWORDS, TOKENS, kept},
    wrapped::taken,
};

const NONE: Vec<&str> = Vec::new();

/// Keys that nothing but their name tells.
const UNNAMED: &[&str] = &["TbGgEknwUR0sB1hYB3GdgxDDO1sl249Z"];

#[test]
fn the_pair_of_a_name_and_a_value_may_be_written_backwards_and_have_other_parts() {
    let forms = [
        "<add value=\"§\" key=\"ApiKey\" />",
        "<env value=\"§\" name=\"API_TOKEN\"/>",
        "<env name=\"API_TOKEN\" value=\"§\"/>",
        "<server name=\"API_TOKEN\" value=\"§\" force=\"true\"/>",
        "<input value=\"§\" type=\"hidden\" name=\"csrf_token\">",
        "<input type=\"hidden\" name=\"api_token\" value=\"§\">",
        "<input name=\"api_token\" type=\"hidden\" value=\"§\">",
        "<meta name=\"csrf-token\" content=\"§\">",
        "<meta content='§' name='csrf-token'>",
        "<meta-data android:name=\"com.x.API_KEY\" android:value=\"§\"/>",
        "<data name=\"ApiToken\" xml:space=\"preserve\">\n  <value>§</value>\n</data>",
        "env:\n- value: \"§\"\n  name: API_TOKEN",
        "env:\n- value: §\n  name: API_TOKEN",
        "- key: api_token\n  value: §",
        "{\"value\": \"§\", \"type\": \"plain\", \"key\": \"apiToken\"}",
        "set {\n  name  = \"auth.token\"\n  value = \"§\"\n}",
        "{\"key\":\"access_token\",\"value\":\"§\",\"enabled\":true}",
        "{ name: 'API_TOKEN', value: '§' }",
        "- key: API_TOKEN\n  scope: RUN_TIME\n  value: §",
        "{\"ParameterKey\": \"ApiToken\", \"ParameterValue\": \"§\"}",
        "\"apiToken\": { \"value\": \"§\" }",
    ];
    assert_eq!(kept(&forms, TOKENS), NONE);
    let forms = [
        "<property value=\"§\" name=\"password\"/>",
        "<env name=\"DB_PASSWORD\" value=\"§\"/>",
        "env:\n- value: \"§\"\n  name: DB_PASSWORD",
        "{\"environment\":[{\"value\":\"§\",\"name\":\"DB_PASSWORD\"}]}",
        "<AdministratorPassword>\n  <Value>§</Value>\n</AdministratorPassword>",
    ];
    assert_eq!(kept(&forms, PASSWORDS), NONE);
    let forms = [
        "<string name=\"google_maps_key\">§</string>",
        "<add name=\"ShopKey\" value=\"§\"/>",
    ];
    assert_eq!(kept(&forms, UNNAMED), NONE);
    assert_eq!(
        taken(&[
            "- value: V5N2WXLxjsQoIX\n- name: DB_PASSWORD",
            "<option value=\"V5N2WXLxjsQoIX\">a</option><input name=\"password\">",
            "<env name=\"DB_PASSWORD\" value=\"${DB_PASSWORD_2}\"/>",
            "<env value=\"changeme\" name=\"DB_PASSWORD\"/>",
            "<input value=\"{{ password2x }}\" name=\"password\">",
            "<meta name=\"token-type\" content=\"bearer2\">",
            "env:\n- valueFrom: V5N2WXLxjsQoIX\n  name: DB_PASSWORD",
            "{\"value\": \"enter it\", \"name\": \"password\"}",
            "{\"content\": \"V5N2WXLxjsQoIX\", \"name\": \"a\", \"password\": null}",
        ]),
        NONE
    );
}

#[test]
fn one_of_several_things_that_a_name_may_be_given_is_a_secret() {
    let forms = [
        "const apiKey = prod ? '§' : 'test';",
        "const apiKey = prod\n  ? 'test'\n  : '§';",
        "const char *token = debug ? \"none\" : \"§\";",
        "api_key = 'x' if debug else '§'",
        "val apiKey = if (BuildConfig.DEBUG) \"debug\" else \"§\"",
        "let api_key = if cfg!(test) { \"§\" } else { \"\" };",
        "let api_token: &str = if test { \"\" } else { \"§\" };",
        "let token = match stage {\n    Stage::Prod => \"§\",\n    _ => \"\",\n};",
        "var apiKey = env switch { \"prod\" => \"§\", _ => \"\" };",
        "String token = Optional.ofNullable(env).orElse(\"§\");",
        "headers = { apiKey: isProd() ? \"a\" : \"§\", x: 1 }",
    ];
    assert_eq!(kept(&forms, TOKENS), NONE);
    let forms = [
        "password = Rails.env.production? ? ENV['PW'] : '§'",
        "string password = test ? \"\" : \"§\";",
    ];
    assert_eq!(kept(&forms, PASSWORDS), NONE);
    assert_eq!(
        taken(&[
            "token = name == 'V5N2WXLxjsQoIX' ? a : b;",
            "password = a ? f('V5N2WXLxjsQoIX') : b;",
            "const password = prod ? 'enter' : 'Password2';",
            "token = x ? y : z;\netag = 'V5N2WXLxjsQoIX'",
            "token = x ? y : z\nif (etag == 'V5N2WXLxjsQoIX') {}",
            "{ token: a ? b : c, etag: 'V5N2WXLxjsQoIX' }",
            "password?: string, etag: 'V5N2WXLxjsQoIX'",
        ]),
        NONE
    );
}

#[test]
fn a_text_is_given_a_secret_for_its_place() {
    let forms = [
        "headers = {'Authorization': 'Bearer %s' % '§'}",
        "auth = \"Token %s\" % (\"§\",)",
        "url = 'https://api.x.org/?key={}'.format('§')",
        "req.Header.Set(\"Authorization\", fmt.Sprintf(\"Bearer %s\", \"§\"))",
        "let auth = format!(\"Bearer {}\", \"§\");",
        "string.Format(\"https://x.org/?api_key={0}&a=b\", \"§\");",
        "printf(\"token: %s\\n\",\n    \"§\");",
    ];
    assert_eq!(kept(&forms, TOKENS), NONE);
    assert_eq!(
        kept(&["\"user=joe password={}\".format(\"§\")"], &PASSWORDS[..2]),
        NONE
    );
    assert_eq!(
        taken(&[
            "'Bearer %s' % token",
            "format!(\"token {}\", \"identifier2\")",
            "log.error(\"unknown key %s\", \"section.header2.Title\")",
            "println!(\"invalid token {}\", \"sha256\")",
            "'password={}'.format('password1')",
        ]),
        NONE
    );
}

/// Bytes of no order.
fn bytes(count: u32) -> Vec<u32> {
    (1..=count).map(|n| (n * n * 7919 + n * 31) % 251).collect()
}

#[test]
fn a_key_may_be_the_numbers_of_its_bytes() {
    let list = |write: fn(&u32) -> String| bytes(32).iter().map(write).collect::<Vec<_>>().join(", ");
    let (decimal, hexadecimal) = (list(ToString::to_string), list(|byte| format!("0x{byte:02x}")));
    let escaped: String = bytes(32).iter().map(|byte| format!("\\x{byte:02x}")).collect();
    let decimal_forms = [
        "const secretKey = Uint8Array.from([§]);",
        "const privateKey = new Uint8Array([§]);",
        "const SECRET_KEY: [u8; 32] = [§];",
        "private_key = bytes([§])",
        "{\"secretKey\": [§]}",
    ];
    assert_eq!(kept(&decimal_forms, &[&decimal]), NONE);
    let forms = [
        "static const uint8_t aes_key[32] = {§};",
        "var aesKey = []byte{§}",
        "static readonly byte[] AesKey = new byte[] { § };",
        "let signing_key: [u8; 32] = [\n    §,\n];",
    ];
    assert_eq!(kept(&forms, &[&hexadecimal]), NONE);
    let signed = list(|byte| (i64::from(*byte) - 128).to_string());
    let forms = [
        "private static final byte[] SECRET_KEY = { § };",
        "val secretKey = byteArrayOf(§)",
    ];
    assert_eq!(kept(&forms, &[&signed]), NONE);
    let forms = ["static const char hmac_key[] = \"§\";", "SECRET_KEY = b\"§\""];
    assert_eq!(kept(&forms, &[&escaped]), NONE);
    let counted = (0..32).map(|n| n.to_string()).collect::<Vec<_>>().join(", ");
    let zeros = ["0"; 32].join(", ");
    let harmless = [
        format!("const PUBLIC_KEY: [u8; 32] = [{decimal}];"),
        format!("const TOKENS: [u8; 32] = [{decimal}];"),
        format!("let key = [{decimal}];"),
        format!("let secret_key = [{counted}];"),
        format!("let secret_key = [0u8; 32]; let table = [{decimal}];"),
        format!("let secret_key = [{zeros}];"),
    ];
    let harmless: Vec<&str> = harmless.iter().map(String::as_str).collect();
    assert_eq!(taken(&harmless), NONE);
}

#[test]
fn options_of_one_letter_have_what_was_drawn() {
    let forms = [
        "mongorestore -p §",
        "cqlsh -u joe -p § host",
        "ipmitool -I lanplus -H h -U admin -P § power on",
        "psexec \\\\host -u joe -p § cmd",
        "twine upload -u joe -p § dist/*",
        "unzip -P § f.zip",
        "some-tool --host h -p '§' run",
        "test: [\"CMD\", \"mysqladmin\", \"ping\", \"-u\", \"root\", \"-p§\"]",
        "args: [\"tool\", \"-p\", \"§\"]",
        "snmpget -v3 -u joe -l authPriv -a SHA -A § -x AES h",
    ];
    assert_eq!(kept(&forms, &PASSWORDS[..2]), NONE);
    assert_eq!(kept(&["influx bucket list -t §"], &TOKENS[..1]), NONE);
    assert_eq!(kept(&["doctl auth init -t §"], TOKENS), NONE);
    assert_eq!(
        taken(&[
            "docker run -p 127.0.0.1:8080:80 -t registry.io/app2x:v1.2.3-rc4 image",
            "git show -p 9f3b1c7e2a4d60589f3b1c7e2a4d6057",
            "docker rmi -t 9f3b1c7e2a4d60589f3b1c7e2a4d6057",
            "mkdir -p build2x/9KwQ7rT/zXcV",
            "x = a -k * V5N2WXLxjsQoIXV5N2WXLxjsQoIX",
            "nmap -p T:80,U:53,1-1024 host",
            "gcc -Wp,-D_FORTIFY_SOURCE=2 -pthread2x9KwQ",
            "foo -p ${PASSWORD_2X}",
            "tar -P MyArchive2File.tar",
            "; comment -p V5N2WXLxjsQoIX",
        ]),
        NONE
    );
}

#[test]
fn commands_that_keep_or_take_a_secret() {
    let forms = [
        "gh secret set NPM_TOKEN -b\"§\"",
        "az keyvault secret set --vault-name v --name db --value §",
        "aws secretsmanager create-secret --name db --secret-string '§'",
        "vault kv put secret/app api=§",
        "security add-generic-password -a joe -s svc -w §",
        "openssl enc -aes-256-cbc -k § -in a -out b",
        "keytool -importkeystore -srcstorepass § -deststorepass x",
        "keytool -importkeystore -srcstorepass x -destkeypass §",
        "printf '§' | podman secret create db_pw -",
        "echo \"§\" | docker secret create db_password -",
        "echo -n \"§\" | gcloud secrets create api --data-file=-",
        "echo \"§\" | gpg --passphrase-fd 0 -d f.gpg",
        "echo -n \"§\" | cryptsetup luksOpen /dev/sda1 c -",
        "PASS=$(echo §)",
        "echo § | vncpasswd -f > ~/.vnc/passwd",
        "lftp -e \"ls\" -u joe,§ sftp://h",
        "joe : EAP \"§\"",
        "joe:{PLAIN}§",
        "password: !!str §",
    ];
    assert_eq!(kept(&forms, &PASSWORDS[..2]), NONE);
    assert_eq!(
        kept(&["set -gx OPENAI_KEY §", "setenv SHOP_KEY §"], UNNAMED),
        NONE
    );
    assert_eq!(
        taken(&[
            "gh secret set NPM_TOKEN -b\"$TOKEN_2X\"",
            "az keyvault secret set --name db --value <value2x>",
            "vault kv put secret/app mode=production",
            "openssl enc -aes-256-cbc -k $KEY2X",
            "echo \"none\" | docker secret create a -",
            "password: !secret db_password2",
            "PASS=$(echo $PASSWORD2)",
            "list -gx OPENAI_KEY TbGgEknwUR0sB1hYB3GdgxDDO1sl249Z",
        ]),
        NONE
    );
}

#[test]
fn calls_that_let_in_or_connect() {
    let forms = [
        "expect(login('joe', '§')).toBe(true)",
        "ftp = FTP('h', 'joe', '§')",
        "conn.simple_bind_s('cn=admin,dc=x', '§')",
        "Minio(\"h:9000\", \"joe\", \"§\", secure=False)",
        "new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, \"id\", \"d\", \"joe\", \"§\")",
        "cn.Open \"DSN=x\", \"joe\", \"§\"",
    ];
    assert_eq!(kept(&forms, PASSWORDS), NONE);
    let forms = [
        "const stripe = require('stripe')('§');",
        "bot = WeatherBot(\"§\")",
        "bot.run('§')",
        "auth = tweepy.OAuthHandler(\"x\", \"§\")",
        "client.login(\"§\")",
    ];
    assert_eq!(kept(&forms, &TOKENS[..1]), NONE);
    assert_eq!(
        taken(&[
            "login(user, 'Password1')",
            "socket.connect('stateChanged2', 'onStateChanged2Slot')",
            "connect(\"db1\", \"9f3b1c7e2a4d60589f3b1c7e2a4d6057\")",
            "app.run(\"2496ec48-a496-40b5-8e89-2e52eb700468\")",
            "require('module')('options2Default')",
            "FTP('ftp.host2.io', 'anonymous', 'guest@host2.io')",
        ]),
        NONE
    );
}

#[test]
fn notes_of_accounts_and_words_that_bring_back_a_wallet() {
    let forms = [
        "Login: joe / §",
        "Credentials: joe@x.org / §",
        "creds for staging: joe / §",
        "prod user: joe / pass: §",
    ];
    assert_eq!(kept(&forms, &[PASSWORDS[1], "Winter3352!"]), NONE);
    let words = "abandon ability able about above absent absorb abstract absurd abuse access accident";
    let forms = [
        "mnemonic = \"§\"",
        "MNEMONIC=\"§\"",
        "const mnemonic: string = '§';",
        "seed_phrase: §\n",
        "Recovery phrase: §",
    ];
    assert_eq!(kept(&forms, &[words]), NONE);
    let wallet = format!("accounts: [\"0x{}\"]", "9f3b1c7e2a4d6058".repeat(4));
    assert_eq!(kept(&[&wallet], &[""]), NONE);
    assert_eq!(
        taken(&[
            "Login: yes / no2",
            "User: guest / anonymous",
            "mnemonic: \"add with carry\"",
            "mnemonic: the words that are in the list of words which is then used for the key",
            "accounts: [\"0x9f3b1c7e2a4d60589f3b1c7e2a4d60589f3b1c7e\"]",
        ]),
        NONE
    );
}

#[test]
fn quotes_that_are_escaped_more_than_once_are_quotes() {
    let forms = [
        "\"{\\\\\\\"apiKey\\\\\\\":\\\\\\\"§\\\\\\\"}\"",
        "\"{\\\"body\\\":\\\"{\\\\\\\"password\\\\\\\":\\\\\\\"§\\\\\\\"}\\\"}\"",
    ];
    assert_eq!(kept(&forms, &TOKENS[..1]), NONE);
    assert_eq!(
        taken(&["\"{\\\\\\\"apiKey\\\\\\\":\\\\\\\"your-key\\\\\\\"}\""]),
        NONE
    );
}

#[test]
fn what_is_put_together_compared_or_given_by_other_signs() {
    let forms = [
        "headers[\"Authorization\"] = \"Bearer \" + \"§\"",
        "String url = \"https://x.org/?token=\" + \"§\";",
        "requests.get(f\"https://x.org/v1?apikey=§&q={q}\")",
        "API_KEY = ENV[\"API_KEY\"]? || \"§\"",
        "if \"§\" == token:\n    allow()",
        "args:\n  - --api-token\n  - §",
        "cipher = AES.new(b'§', AES.MODE_ECB)",
        "CryptoJS.AES.encrypt(text, \"§\")",
        "crypto.createCipheriv('aes-256-cbc', '§', iv)",
    ];
    assert_eq!(kept(&forms, TOKENS), NONE);
    let forms = [
        "cargo login §",
        "netlify deploy --auth §",
        "curl -u §: https://api.x.org/v1",
    ];
    assert_eq!(kept(&forms, &TOKENS[..1]), NONE);
    let forms = [
        "Password : constant String := \"§\";",
        "set thePassword to \"§\"",
        "#{user => <<\"joe\">>, password => <<\"§\">>}",
        "if (\"§\".equals(password)) { open(); }",
        "EXEC sp_addlogin 'joe', '§', 'master';",
        "SELECT pgp_sym_decrypt(data, '§') FROM t;",
        "session.auth = ('joe', '§')",
        "net rpc user -U Administrator%§ -S h",
        "mkstore -wrl . -createCredential db joe §",
        "rocommunity § 10.0.0.0/8",
        "ConvertTo-SecureString -String § -AsPlainText -Force",
        "Your temporary password is: §",
        "hey, the staging pw is §",
    ];
    assert_eq!(kept(&forms, &[PASSWORDS[1], "Winter3352!"]), NONE);
    assert_eq!(
        taken(&[
            "if \"V5N2WXLxjsQoIX\" == etag or token:",
            "if 'password1' == token:",
            "names:\n  - token\n  - V5N2WXLxjsQoIXV5N2WXLxjs2oIX",
            "AES.new(key, AES.MODE_ECB)",
            "crypto.createCipheriv('aes-256-cbc', 'key', iv)",
            "docker login registry.example2.com",
            "npm login --scope=@acme2",
            "set thePassword to \"\"",
            "move the token to \"Backlog2Done\"",
            "Your password is: required",
            "the token is: valid2",
            "ConvertTo-SecureString $password2x -AsPlainText -Force",
            "rocommunity public",
            "'Bearer ' + token2x + 'V5N2WXLxjs'",
            "f\"https://x.org/v1?apikey={key2x}&q={q}\"",
        ]),
        NONE
    );
}
