//! Assets as documents to be read elsewhere.

use serde_json::{Value, json};

use super::{application, common::Server, seed_of};

#[tokio::test(flavor = "multi_thread")]
async fn bytes_are_exported_as_bytes() {
    let server = Server::start().await;
    let bytes = [0xff_u8, 0xfe, 0, 1, 2, 3].repeat(4);
    let format = json!({ "file": { "bytes": { "raw": bytes } } });
    let seed = seed_of(&application(&server).await, &format);
    let created = server.post("/assets/create", &seed).await.json();
    let path = format!("/asset/{}/export?export_type=", created["id"].as_str().unwrap());
    for form in ["MD", "HTML", "JSON"] {
        let exported = server.get(&format!("{path}{form}")).await.json();
        let document = exported["raw"]["string"]["raw"].as_str().unwrap();
        let encoded = "//4AAQID//4AAQID//4AAQID//4AAQID";
        assert!(document.contains(encoded), "{document}");
        if form == "JSON" {
            let document: Value = serde_json::from_str(document).unwrap();
            assert_eq!(
                (&document["base64"], &document["text"]),
                (&json!(encoded), &json!(null))
            );
        } else {
            assert!(document.contains("24 bytes, in base64"), "{document}");
        }
    }
}
