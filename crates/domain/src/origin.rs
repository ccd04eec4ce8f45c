//! Where a web page comes from, as browsers name it.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize};

/// Longest origin, in bytes: a host name has 253 at most.
const LONGEST: usize = 300;

/// A text that names no origin. The messages are for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OriginError {
    /// It has no scheme, or no host.
    #[error("an origin has a scheme and a host, as in https://example.org or vscode-webview://abc")]
    NotAnOrigin,
    /// There is something behind the host.
    #[error("an origin ends with its host and port: leave the path out")]
    Path,
    /// It stands for pages that have nothing in common.
    #[error("this stands for no page in particular, so nobody can be let in by it")]
    Nobody,
    /// It would stand for many.
    #[error("one origin at a time: there are no wildcards")]
    Wildcard,
}

/// The origin of a web page or of a view in an editor: `https://example.org`, `http://localhost:8888`,
/// `app://obsidian.md`. It is written as browsers send it (RFC 6454, section 6.2): lower case, ASCII, without the
/// scheme's own port, without a path; so that two of them are the same exactly where their texts are.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Origin(String);

impl Origin {
    /// As browsers write it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Origin {
    type Err = OriginError;

    /// Reads what a person may write: in any case, with white space around, a slash at the end, the scheme's own port.
    fn from_str(text: &str) -> Result<Self, OriginError> {
        let text = text.trim().to_ascii_lowercase();
        if text == "null" || text.starts_with("file:") {
            return Err(OriginError::Nobody);
        }
        if text.contains('*') {
            return Err(OriginError::Wildcard);
        }
        let (scheme, rest) = text.split_once("://").ok_or(OriginError::NotAnOrigin)?;
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        if authority.contains(['/', '?', '#']) {
            return Err(OriginError::Path);
        }
        let authority = match (scheme, authority) {
            ("http", authority) => authority.strip_suffix(":80").unwrap_or(authority),
            ("https", authority) => authority.strip_suffix(":443").unwrap_or(authority),
            (_, authority) => authority,
        };
        if text.len() <= LONGEST && is_scheme(scheme) && is_authority(authority) {
            Ok(Self(format!("{scheme}://{authority}")))
        } else {
            Err(OriginError::NotAnOrigin)
        }
    }
}

impl<'de> Deserialize<'de> for Origin {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

fn is_scheme(scheme: &str) -> bool {
    scheme.starts_with(|c: char| c.is_ascii_lowercase())
        && scheme
            .bytes()
            .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'+' | b'-' | b'.'))
}

/// A host (a name, or an address in brackets) and perhaps a port. No user: `user@host` is a host to some parsers only.
fn is_authority(authority: &str) -> bool {
    let is_port = |port: &str| {
        (1..=5).contains(&port.len())
            && !port.starts_with('0')
            && port.parse().is_ok_and(|port: u16| port > 0)
    };
    let (host, port_sounds) = match authority.strip_prefix('[') {
        Some(bracketed) => {
            let Some((address, rest)) = bracketed.split_once(']') else {
                return false;
            };
            let port_sounds = rest.is_empty() || rest.strip_prefix(':').is_some_and(is_port);
            return port_sounds && address.parse::<std::net::Ipv6Addr>().is_ok();
        }
        None => match authority.split_once(':') {
            Some((host, port)) => (host, is_port(port)),
            None => (authority, true),
        },
    };
    let is_label = |b: u8| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'+');
    port_sounds && !host.is_empty() && host.bytes().all(is_label)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_browsers_and_editors_send_is_itself() {
        for text in [
            "https://example.org",
            "https://example.org:8443",
            "http://localhost:8888",
            "http://127.0.0.1:3000",
            "http://[::1]:3000",
            "https://xn--bcher-kva.example",
            "app://obsidian.md",
            "lsp://logseq.io",
            "vscode-webview://1u9c0k5q8bvj2h4m7n",
            "vscode-file://vscode-app",
            "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
            "moz-extension://6a3c4cd5-5c0b-4c8b-9c1e-1b1f7a1c9f10",
        ] {
            assert_eq!(text.parse::<Origin>().map(|origin| origin.0), Ok(text.to_owned()));
        }
    }

    #[test]
    fn what_people_write_is_understood() {
        for (written, meant) in [
            (" https://Example.org/ ", "https://example.org"),
            ("https://example.org:443", "https://example.org"),
            ("http://localhost:80/", "http://localhost"),
            ("http://localhost:443", "http://localhost:443"),
        ] {
            assert_eq!(
                written.parse::<Origin>().map(|origin| origin.0),
                Ok(meant.to_owned())
            );
        }
    }

    #[test]
    fn nothing_else_is_an_origin() {
        use OriginError::{Nobody, NotAnOrigin, Path, Wildcard};
        for (text, error) in [
            ("", NotAnOrigin),
            ("null", Nobody),
            ("file://", Nobody),
            ("file:///home", Nobody),
            ("*", Wildcard),
            ("https://*.example.org", Wildcard),
            ("example.org", NotAnOrigin),
            ("https://", NotAnOrigin),
            ("://example.org", NotAnOrigin),
            ("https://example.org/a", Path),
            ("https://example.org//", Path),
            ("https://example.org?a", Path),
            ("https://user@example.org", NotAnOrigin),
            ("https://example.org:0", NotAnOrigin),
            ("https://example.org:070", NotAnOrigin),
            ("https://example.org:70000", NotAnOrigin),
            ("https://example.org:", NotAnOrigin),
            ("https://a.example https://b.example", Path),
            ("https://ex\u{e4}mple.org", NotAnOrigin),
            ("https://exam\nple.org", NotAnOrigin),
            ("https://example.org\u{202e}", NotAnOrigin),
            ("http://[::1", NotAnOrigin),
            ("http://[::1]x", NotAnOrigin),
            ("javascript:alert(1)", NotAnOrigin),
        ] {
            assert_eq!(text.parse::<Origin>(), Err(error), "{text:?}");
        }
        assert_eq!(
            format!("https://{}", "a".repeat(LONGEST)).parse::<Origin>(),
            Err(NotAnOrigin)
        );
    }

    proptest! {
        #[test]
        fn an_origin_reads_as_itself(text in "[ -~]{0,40}|[a-z]{1,8}://[ -~]{0,30}") {
            if let Ok(origin) = text.parse::<Origin>() {
                prop_assert_eq!(origin.as_str().parse::<Origin>(), Ok(origin.clone()));
                prop_assert!(origin.as_str().bytes().all(|b| b.is_ascii_graphic()));
            }
        }
    }
}
