//! Files are called what they are called, unless somebody calls them something else.

use serde_json::{Value, json};

use super::{
    application,
    common::{FUNCTION, OTHER, Server},
    create, ids, seed_of,
};

fn file_seed(application: &Value, name: &str, text: &str) -> Value {
    let file = json!({ "file": { "string": { "raw": text }, "metadata": { "name": name, "ext": "py" } } });
    seed_of(application, &file)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_has_its_own_name_for_a_title_and_is_found_by_it() {
    let server = Server::start().await;
    let application = application(&server).await;
    let file = file_seed(&application, "show_args.py", FUNCTION);
    let made = server.post("/assets/create", &file).await.json();
    assert_eq!(made["name"], "show_args.py");
    for query in ["show_args.py", "showArgs", "show_agrs.py"] {
        let found = server.get(&format!("/assets/search?query={query}")).await.json();
        assert_eq!(ids(&found), [made["id"].as_str().unwrap()], "{query}");
    }
    // It stays so when the text is another one.
    let path = format!("/format/{}", made["original"]["id"].as_str().unwrap());
    let mut format = server.get(&path).await.json();
    format["file"]["string"]["raw"] = json!(OTHER);
    server.post("/format/update/value", &format).await.json();
    let path = format!("/asset/{}", made["id"].as_str().unwrap());
    assert_eq!(server.get(&path).await.json()["name"], "show_args.py");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_calls_a_file_counts_more_than_its_name() {
    let server = Server::start().await;
    let application = application(&server).await;
    let mut titled = file_seed(&application, "show_args.py", FUNCTION);
    titled["asset"]["metadata"] = json!({ "name": "Show what was passed" });
    let made = server.post("/assets/create", &titled).await.json();
    assert_eq!(made["name"], "Show what was passed");
    let again = file_seed(&application, "other.py", FUNCTION);
    let made = server.post("/assets/create", &again).await.json();
    assert_eq!(made["name"], "Show what was passed");

    // A title that was made of a text gives way to the name of the first file that has it, and that to one that is given.
    let blank = server
        .post("/assets/create", &file_seed(&application, " ", OTHER))
        .await
        .json();
    assert_eq!(blank["name"], "checksum");
    let selection = create(
        &server,
        &application,
        "def area(r):\n    return 3.14159 * r * r\n",
    )
    .await;
    assert_eq!(selection["name"], "area");
    let text = selection["original"]["reference"]["fragment"]["string"]["raw"]
        .as_str()
        .unwrap();
    let file = file_seed(&application, "circle.py", text);
    assert_eq!(
        server.post("/assets/create", &file).await.json()["name"],
        "circle.py"
    );
    let mut named = file_seed(&application, "round.py", text);
    named["asset"]["metadata"] = json!({ "name": "Area of a circle" });
    assert_eq!(
        server.post("/assets/create", &named).await.json()["name"],
        "Area of a circle"
    );
}
