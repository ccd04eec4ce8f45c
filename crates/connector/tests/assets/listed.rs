//! What is created is listed, read and deleted.

use serde_json::json;

use super::{
    application,
    common::{FUNCTION, OTHER, Server, fake_token},
    create, ids, raw, text_seed,
};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_created_is_listed_read_and_deleted() {
    let server = Server::start().await;
    let application = application(&server).await;
    assert_eq!(server.get("/assets").await.json(), json!({ "iterable": [] }));
    assert_eq!(
        server.get("/assets/identifiers").await.json(),
        json!({ "iterable": [] })
    );

    let created = create(&server, &application, FUNCTION).await;
    let id = created["id"].as_str().unwrap();
    assert_eq!(raw(&created), FUNCTION);
    assert_eq!(created["creator"], application["id"]);
    assert_eq!(created["mechanism"], "MANUAL");
    assert_eq!(
        created["original"]["reference"]["classification"],
        json!({ "generic": "CODE", "specific": "py" })
    );
    let short = server
        .post(
            "/assets/create?transferables=False",
            &text_seed(&application, OTHER),
        )
        .await
        .json();
    assert!(
        short["original"]["reference"].get("fragment").is_none(),
        "left out"
    );
    let newer = short["id"].as_str().unwrap();

    assert_eq!(ids(&server.get("/assets/identifiers").await.json()).len(), 2);
    let all = server.get("/assets?suggested=true").await.json();
    assert!(
        all["iterable"]
            .as_array()
            .unwrap()
            .iter()
            .all(|asset| !raw(asset).is_empty())
    );
    for path in [format!("/asset/{id}"), format!("/assets/{id}?transferables=true")] {
        assert_eq!(server.get(&path).await.json(), created, "{path}");
    }
    let bare = server
        .get(&format!("/asset/{id}?transferables=false"))
        .await
        .json();
    assert!(bare["original"]["reference"].get("fragment").is_none());
    server.get("/assets?transferables=perhaps").await.plain(400);

    assert_eq!(
        server
            .post_bytes(&format!("/assets/{newer}/delete"), "")
            .await
            .plain(200),
        newer
    );
    server.get(&format!("/asset/{newer}")).await.plain(410);
    server
        .post_bytes(&format!("/assets/{newer}/delete"), "")
        .await
        .plain(410);
    server.get("/asset/nothing").await.plain(410);
    let server = server.restart().await;
    assert_eq!(ids(&server.get("/assets/identifiers").await.json()), [id]);
    assert_eq!(raw(&server.get(&format!("/asset/{id}")).await.json()), FUNCTION);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_text_is_one_asset_and_what_is_said_about_it_adds_up() {
    let server = Server::start().await;
    let application = application(&server).await;
    let editor = server.connect("VS_CODE").await;
    let saved = server.save(&editor, FUNCTION).await;
    let mut seed = text_seed(&application, FUNCTION);
    seed["asset"]["metadata"] = json!({ "name": "Mine", "tags": [{ "text": "spans" }] });
    let created = server.post("/assets/create", &seed).await.json();
    assert_eq!(created["id"], saved);
    assert_eq!(created["name"], "Mine");
    seed["asset"]["metadata"] = json!({ "tags": [{ "text": "sweep" }, { "text": "spans" }] });
    let again = server.post("/assets/create", &seed).await.json();
    let tags: Vec<_> = again["tags"]["iterable"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tag| &tag["text"])
        .collect();
    assert_eq!(tags, ["spans", "sweep"]);
    assert_eq!(again["name"], "Mine", "no other was given");
    assert_eq!(ids(&server.get("/assets/identifiers").await.json()).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn drafts_are_completed_and_not_kept_and_activities_stay_here() {
    let server = Server::start().await;
    let application = application(&server).await;
    let draft = server
        .post("/assets/draft", &text_seed(&application, FUNCTION))
        .await
        .json();
    assert_eq!(draft["asset"]["metadata"]["name"], "merge_intervals");
    assert_eq!(draft["asset"]["format"]["classification"]["specific"], "py");
    assert_eq!(draft["asset"]["format"]["fragment"]["string"]["raw"], FUNCTION);
    assert_eq!(
        ids(&server.get("/assets/identifiers").await.json()),
        Vec::<&str>::new()
    );

    let event = json!({ "keyboard": { "description": "copied", "shortcut": [1, 2] } });
    let activity = json!({ "event": event, "application": application });
    let created = server.post("/activities/create", &activity).await.json();
    assert_eq!(created["event"], event);
    assert_eq!(created["id"].as_str().unwrap().len(), 36);
    let kept = server.service.activities(5).unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].id.to_string(), created["id"]);
    let wrong = json!({ "event": { "keyboard": 4 }, "application": application });
    assert!(
        server
            .post("/activities/create", &wrong)
            .await
            .plain(400)
            .starts_with("event: ")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn assets_that_are_not_for_lists_are_listed_on_demand() {
    let server = Server::start().await;
    let application = application(&server).await;
    let mut seed = text_seed(&application, FUNCTION);
    seed["asset"]["pseudo"] = json!(true);
    server.post("/assets/create", &seed).await.json();
    for path in ["/assets", "/assets/identifiers"] {
        assert_eq!(ids(&server.get(path).await.json()).len(), 0, "{path}");
        assert_eq!(
            ids(&server.get(&format!("{path}?pseudo=true")).await.json()).len(),
            1,
            "{path}"
        );
    }
    assert_eq!(
        ids(&server.get("/search/full_text?query=merged").await.json()).len(),
        0
    );
    let on_demand = server
        .get("/search/full_text?query=merged&pseudo=true")
        .await
        .json();
    assert_eq!(ids(&on_demand).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_are_refused_and_what_quotes_one_is_left_out() {
    let server = Server::start().await;
    let application = application(&server).await;
    let secret = format!("token = \"{}\"", fake_token());
    let answer = server
        .post("/assets/create", &text_seed(&application, &secret))
        .await;
    assert!(answer.plain(422).contains("secret"));
    server
        .post("/assets/create", &text_seed(&application, " \n"))
        .await
        .plain(400);
    server.post("/assets/create", &json!({})).await.plain(400);
    let mut seed = text_seed(&application, FUNCTION);
    seed["asset"]["metadata"] = json!({
        "name": secret,
        "tags": [{ "text": secret }, { "text": "spans" }],
        "persons": [{ "type": { "basic": { "name": secret } } }],
    });
    let mut created = server.post("/assets/create", &seed).await.json();
    assert!(!created.to_string().contains(&fake_token()), "{created}");
    assert_eq!(created["tags"]["iterable"].as_array().unwrap().len(), 1);
    created["name"] = json!(secret);
    created["sensitives"] = json!({ "iterable": [{ "text": "hush" }] });
    created["messages"] = json!({ "iterable": [{ "text": secret }] });
    let updated = server.post("/asset/update", &created).await.json();
    assert_ne!(updated["name"], secret);
    assert!(updated.get("sensitives").is_none() && updated.get("messages").is_none());
    let too_much = json!({ "iterable": ["x".repeat(300_000)] });
    created["messages"] = too_much;
    server.post("/asset/update", &created).await.plain(400);
    let dir = server.stop().await;
    for entry in std::fs::read_dir(dir.path().join("store")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            let token = fake_token();
            assert!(
                !bytes
                    .windows(token.len())
                    .any(|window| window == token.as_bytes()),
                "{path:?}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_in_the_name_of_a_member_or_beside_it_is_left_out() {
    let server = Server::start().await;
    let application = application(&server).await;
    for (at, person) in [
        json!({ "basic": { "password": "hunter2xyz" } }),
        json!({ "basic": { "name": "Bob", "login": { "password": "hunter2xyz" } } }),
        json!({ fake_token(): "x" }),
        json!({ "basic": { "list": [{ "db_password": 84_629_173 }] } }),
    ]
    .into_iter()
    .enumerate()
    {
        let mut seed = text_seed(&application, &format!("{FUNCTION}\n// {at}"));
        seed["asset"]["metadata"] = json!({ "persons": [{ "type": person }] });
        let created = server.post("/assets/create", &seed).await.json().to_string();
        for secret in ["hunter2xyz", "84629173", &fake_token()] {
            assert!(!created.contains(secret), "{created}");
        }
    }
    let mut seed = text_seed(&application, FUNCTION);
    seed["asset"]["metadata"] = json!({ "persons": [{ "type": { "basic": { "username": "hunter" } } }] });
    let created = server.post("/assets/create", &seed).await.json().to_string();
    assert!(created.contains("hunter"), "{created}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_for_lists_is_not_offered_and_hides_nothing() {
    let server = Server::start().await;
    let application = application(&server).await;
    let editor = server.connect("VS_CODE").await;
    let variant = |number: usize| FUNCTION.replace("merged", &format!("merged_{number}"));
    let mut last = String::new();
    // More than are compared in full.
    for number in 0..20 {
        let mut seed = text_seed(&application, &variant(number));
        seed["asset"]["pseudo"] = json!(true);
        last = server.post("/assets/create", &seed).await.json()["id"]
            .as_str()
            .unwrap()
            .to_owned();
    }
    let offered = async |text: &str| {
        let body = json!({ "asset": { "format": { "fragment": { "string": { "raw": text } } } } });
        let answer = server.post(&format!("/{editor}/suggestion"), &body).await.json();
        assert_eq!(
            answer["reuse"]["suggested"],
            !answer["save"]["suggested"].as_bool().unwrap()
        );
        let nearest = &answer["reuse"]["assets"]["iterable"][0]["id"];
        nearest.as_str().map(str::to_owned)
    };
    assert_eq!(offered(&variant(19)).await, None, "nobody has saved it");
    let shown = create(&server, &application, FUNCTION).await;
    let shown = shown["id"].as_str().unwrap();
    assert_eq!(offered(&variant(19)).await.as_deref(), Some(shown));
    let text: String = variant(19).bytes().map(|byte| format!("%{byte:02X}")).collect();
    let found = server
        .get(&format!("/search/neural_code?query={text}"))
        .await
        .json();
    assert_eq!(ids(&found), [shown]);

    // As it turns into one that is for lists, and back.
    let mut asset = server.get(&format!("/asset/{last}")).await.json();
    for (pseudo, nearest) in [(false, last.as_str()), (true, shown)] {
        asset["pseudo"] = json!(pseudo);
        server.post("/asset/update", &asset).await.json();
        assert_eq!(offered(&variant(19)).await.as_deref(), Some(nearest), "{pseudo}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_saves_a_text_finds_it_whoever_else_keeps_it_out_of_lists() {
    let server = Server::start().await;
    let application = application(&server).await;
    let editor = server.connect("VS_CODE").await;
    let mut pseudo = text_seed(&application, FUNCTION);
    pseudo["asset"]["pseudo"] = json!(true);
    let listed = async || {
        let list = server.get("/assets/identifiers").await.json();
        ids(&list).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let hidden = server.post("/assets/create", &pseudo).await.json();
    let again = server.post("/assets/create", &pseudo).await.json();
    assert_eq!((&again["id"], &again["pseudo"]), (&hidden["id"], &json!(true)));
    assert_eq!(listed().await, [""; 0]);
    let saved = create(&server, &application, FUNCTION).await;
    assert_eq!(saved["id"], hidden["id"]);
    assert_ne!(saved["pseudo"], true);
    assert_eq!(listed().await, [saved["id"].as_str().unwrap()]);
    // What one has saved another does not hide.
    let again = server.post("/assets/create", &pseudo).await.json();
    assert_ne!(again["pseudo"], true);
    assert_eq!(listed().await.len(), 1);

    pseudo["asset"]["format"]["fragment"]["string"]["raw"] = json!(OTHER);
    let hidden = server.post("/assets/create", &pseudo).await.json();
    assert_eq!(listed().await.len(), 1);
    assert_eq!(server.save(&editor, OTHER).await, hidden["id"]);
    assert_eq!(listed().await.len(), 2, "saved by a reaction");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_found_says_whether_it_is_for_lists() {
    let server = Server::start().await;
    let application = application(&server).await;
    let mut seed = text_seed(&application, FUNCTION);
    seed["asset"]["pseudo"] = json!(true);
    server.post("/assets/create", &seed).await.json();
    let found = server
        .get("/search/full_text?query=merged&pseudo=true")
        .await
        .json();
    assert_eq!(found["iterable"][0]["pseudo"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_are_refused_whatever_their_encoding() {
    let server = Server::start().await;
    let application = application(&server).await;
    let text = format!("# f\u{fc}r das Konto\n[default]\ntoken = {}\n", fake_token());
    let latin1: Vec<u8> = text
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let plain: Vec<u8> = fake_token().encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = [&[0xff, 0xfe], &utf16[..]].concat();
    let binary = [b"\x7fELF\xff\x01\x02", fake_token().as_bytes(), b"\0\x01\xff"].concat();
    for bytes in [latin1, utf16, plain, marked, binary] {
        let format = json!({ "file": { "bytes": { "raw": bytes } } });
        let seed = super::seed_of(&application, &format);
        let refused = server.post("/assets/create", &seed).await;
        assert!(refused.plain(422).contains("secret"), "{bytes:?}");
        let created = create(&server, &application, FUNCTION).await;
        let path = format!("/format/{}", created["original"]["id"].as_str().unwrap());
        let mut rewritten = server.get(&path).await.json();
        rewritten.as_object_mut().unwrap().remove("fragment");
        rewritten["file"] = format["file"].clone();
        server.post("/format/update/value", &rewritten).await.plain(422);
    }
    // What their sender takes for one is looked for there too.
    let bytes: Vec<u8> = "caf\u{e9} hush\n".chars().map(|c| c as u8).collect();
    let mut seed = super::seed_of(&application, &json!({ "file": { "bytes": { "raw": bytes } } }));
    server.post("/assets/create", &seed).await.json();
    seed["asset"]["metadata"] = json!({ "sensitives": [{ "text": "hush", "mechanism": "MANUAL",
        "category": "TOKEN", "severity": "HIGH", "name": "n", "description": "d" }] });
    server.post("/assets/create", &seed).await.plain(422);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_that_can_not_be_read_is_told_what_is_wrong_with_it() {
    let server = Server::start().await;
    let application = application(&server).await;
    let created = create(&server, &application, FUNCTION).await;
    let export = format!("/asset/{}/export", created["id"].as_str().unwrap());
    for (path, place) in [
        (
            &*format!("{export}?export_type=PDF"),
            "query: export_type: unknown variant `PDF`",
        ),
        (&*export, "query: export_type: missing"),
        (
            "/annotations?annotation_type_filter=NOTE",
            "query: annotation_type_filter: ",
        ),
        (
            "/search/full_text?query=a&query=b",
            "query: query: given more than once",
        ),
        (
            "/assets?transferables=perhaps",
            "query: transferables: neither true nor false",
        ),
    ] {
        let refused = server.get(path).await;
        assert!(
            refused.plain(400).starts_with(place),
            "{path}: {}",
            refused.text()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_activity_is_answered_with_what_it_is_about() {
    let server = Server::start().await;
    let application = application(&server).await;
    let created = create(&server, &application, FUNCTION).await;
    let user = server.get("/user").await.json()["user"].clone();
    let activity = json!({
        "event": { "keyboard": { "description": "copied", "shortcut": [1, 2] } },
        "application": application,
        "asset": { "id": created["id"] },
        "user": { "id": user["id"] },
        "format": { "id": created["original"]["id"] },
    });
    let answer = server.post("/activities/create", &activity).await.json();
    assert_eq!(answer["asset"]["id"], created["id"]);
    assert_eq!(answer["asset"]["name"], created["name"]);
    assert_eq!(answer["user"], user);
    assert_eq!(answer["format"]["id"], created["original"]["id"]);
    assert!(
        answer["format"].get("fragment").is_none(),
        "an activity holds no text"
    );
    let mut sent = activity;
    sent["asset"]["reference"] = json!({ "id": "a", "name": "as it was sent" });
    let answer = server.post("/activities/create", &sent).await.json();
    assert_eq!(answer["asset"], sent["asset"]["reference"]);
}
