//! Secrets in declarations: the defaults of fields, columns, flags and variables, what is given by the signs of several
//! languages, and keys that are called so and no more.
//!
//! `§` stands for the secret.

use super::{
    apart::{PASSWORDS, TOKENS, kept},
    wrapped::taken,
};

const NONE: Vec<&str> = Vec::new();

/// Keys that nothing but their name tells.
const UNNAMED: &[&str] = &[
    "TbGgEknwUR0sB1hYB3GdgxDDO1sl249Z",
    "sZfy09Fn0uIoP4SOsf8FDtdhEe1Fgozg",
];

#[test]
fn the_defaults_of_what_is_declared_are_found() {
    let forms = [
        // Django, SQLAlchemy, pydantic, attrs, Traitlets.
        "    api_key = models.CharField(max_length=64, default=\"§\")",
        "    api_key = models.CharField(\n        max_length=64,\n        default=\"§\",\n    )",
        "    api_token = Column(String(80), nullable=False, server_default='§')",
        "    api_key: str = Field(min_length=8, default=\"§\")",
        "    api_key: SecretStr = Field(default=SecretStr(\"§\"))",
        "    api_key = attr.ib(type=str, default=\"§\")",
        "token: Annotated[str, typer.Option()] = \"§\"",
        // Mongoose, zod, convict, TypeORM, Prisma.
        "  apiKey: { type: String, required: true, default: '§' },",
        "API_KEY: z.string().default('§'),",
        "  apiKey: {\n    doc: 'That of the shop',\n    format: String,\n    default: '§',\n  },",
        "  @Column({ default: '§' })\n  apiKey: string;",
        "  api_key String @default(\"§\")",
        // Go, Rust, Dart, Ruby, Jenkins, Spring.
        "\tAPIKey string `env:\"API_KEY\" envDefault:\"§\"`",
        "const (\n\thost string = \"x\"\n\tapiKey string = \"§\"\n)",
        "var apiKey = []byte(\"§\")",
        "    #[arg(long, env = \"API_KEY\", default_value = \"§\")]\n    api_key: String,",
        "let token = env::var(\"API_TOKEN\").unwrap_or(\"§\".to_string());",
        "let token = std::env::var(\"API_TOKEN\").unwrap_or_else(|_| \"§\".into());",
        "static SECRET: &[u8] = b\"§\";",
        "static SECRET_KEY: [u8; 32] = *b\"§\";",
        "const api_key: []const u8 = \"§\";",
        "const key = String.fromEnvironment('API_KEY', defaultValue: '§');",
        "config.api_key = ENV.fetch('API_KEY') { '§' }",
        "string(name: 'API_TOKEN', defaultValue: '§', description: 'x')",
        "    @Value(\"${shop.api-key:§}\")\n    private String apiKey;",
    ];
    assert_eq!(kept(&forms, TOKENS), NONE);
    let forms = [
        "    password = models.CharField(max_length=64, default=\"§\")",
        "    password = Column(String(80), nullable=False, default='§')",
        "  password: { type: String, default: '§' },",
        "\tPassword string `env:\"DB_PASSWORD\" default:\"§\"`",
        "    #[arg(long, default_value = \"§\")]\n    password: String,",
        "  @Column({ default: '§' })\n  password: string;",
        "attribute :password, :string, default: '§'",
        "public string Password { get; set; } = \"§\";",
        "public string Password { get { return \"§\"; } }",
        "const std::string password{\"§\"};",
        "$cfg{password} = '§';",
        "my $password = q(§);",
        "(defvar *password* \"§\")",
        "{ password:: '§' }",
        "CONSTANTS lc_password TYPE string VALUE '§'.",
        "01 WS-PASSWORD PIC X(16) VALUE '§'.",
        "<String>\n  <Key>Password</Key>\n  <Value ProtectInMemory=\"True\">§</Value>\n</String>",
    ];
    assert_eq!(kept(&forms, &[PASSWORDS[0], "Winter3352!"]), NONE);
    assert_eq!(
        taken(&[
            "    password = models.CharField(max_length=64, default=\"\")\n    etag = CharField(default=\"V5N2WXLxjsQoIX\")",
            "  password: String,\n  etag: { type: String, default: 'V5N2WXLxjsQoIX' },",
            "{ password: { type: String }, etag: { default: 'V5N2WXLxjsQoIX' } }",
            "p.add_argument(\"--password\", help=\"x\")\np.add_argument(\"--etag\", default=\"V5N2WXLxjsQoIX\")",
            "    password = models.CharField(default=generate_password_2x)",
            "  @Column({ default: 'V5N2WXLxjsQoIX' })\n  etag: string;\n  password: string;",
            "    token = models.CharField(max_length=36, default=uuid4)",
            "let token = parse(x).unwrap_or(\"identifier2\");",
            "<Key>Password</Key>\n<Value>Passwort</Value>",
            "public string Password { get; set; } = string.Empty;",
        ]),
        NONE
    );
}

#[test]
fn signs_that_give_a_secret_are_known() {
    let forms = [
        "\"§\" -> api_key",
        "'§' ->> api_key\n",
        "API_TOKEN += §\n",
        "API_TOKEN ::= §\n",
        "ENV['API_TOKEN'] ||= '§'",
        "define API_KEY =\n§\nendef",
        "export define API_KEY\n§\nendef",
        "set api_key {§}",
        "read -r API_TOKEN <<< \"§\"",
    ];
    assert_eq!(kept(&forms, &TOKENS[..1]), NONE);
    let forms = [
        "\"§\" -> password",
        "DB_PASSWORD += §",
        "define DB_PASSWORD\n§\nendef\n",
        ": \"${DB_PASSWORD:=§}\"",
        "    password: ${DB_PASSWORD:§}",
        "Environment=DB_PASSWORD=§",
        "//srv/x /mnt cifs username=joe,password=§,uid=1000 0 0",
        "web1 ansible_host=10.0.0.1 ansible_user=joe ansible_ssh_pass=§",
    ];
    assert_eq!(kept(&forms, &["V5N2WXLxjs7oIX"]), NONE);
    assert_eq!(
        taken(&[
            "case \"V5N2WXLxjsQoIX\" -> token.next()",
            "\"password_field2\" -> password",
            "PASSWORD += $(shell pass show db2)",
            "define PASSWORD_HELP\nEnter\nendef",
            "connect(user=name,password=given2x)",
            "if token {return b4c2x9KwQ7rT}",
        ]),
        NONE
    );
}

#[test]
fn a_key_that_is_called_so_and_no_more_is_found_if_it_was_drawn() {
    let forms = [
        "key = \"§\"",
        "const key = '§';",
        "key: §\n",
        "{\"key\": \"§\"}",
        "client = Client(key=\"§\")",
        "\"Jwt\": {\n    \"Key\": \"§\",\n    \"Issuer\": \"x\"\n  }",
        "SHOP_KEY = \"§\"",
        "[b2]\ntype = b2\nkey = §\n",
    ];
    assert_eq!(kept(&forms, UNNAMED), NONE);
    let others = [
        "public_key = \"§\"",
        "\"cacheKey\": \"§\"",
        "idempotency-key: §",
        "SITE_KEY=\"AAAAC3NzaC1lZDI1NTE5AAAAIbmTbGgEknwUR0sB1hYB3\"",
        "key = \"user.settings.notifications.Email2\"",
        "key: 9f3b1c7e2a4d60589f3b1c7e2a4d6057",
        "<div key=\"section-header-2-Title-Row\">",
        "key = \"Base64DecoderV2WithPaddingAndLines\"",
        "keyboard = \"§\"",
    ];
    let others: Vec<String> = others.iter().map(|text| text.replace('§', UNNAMED[0])).collect();
    let others: Vec<&str> = others.iter().map(String::as_str).collect();
    assert_eq!(taken(&others), NONE);
}
