"""A web page in a real Chromium that tries everything that a page can try on a server of this machine."""

import http.server
import json
import queue
import threading

from desktop import end

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 60.0

# Each try tells what the page got to see of it: an answer's text, or that it was kept from it.
PAGE = """<!DOCTYPE html><title>A page</title><body><script type="module">
const { base, editor, text, name } = CONFIG;
const seen = {};
const late = () => new Promise((done) => setTimeout(() => done("nothing"), 4000));
const attempt = async (what, work) => {
  try { seen[what] = await Promise.race([work(), late()]); } catch { seen[what] = "refused"; }
};
const reaction = { save: true, seed: { asset: { format: { fragment: { string: { raw: text } } } } } };
const registration = { application: { name, version: "1", platform: "LINUX" } };
const json = { "content-type": "application/json" };
const plain = { "content-type": "text/plain" };
const post = (path, body, options) => fetch(base + path, { method: "POST", body: JSON.stringify(body), ...options });
const loaded = (tag, attribute, path) => new Promise((done) => {
  const made = document.createElement(tag);
  made.onload = () => done("loaded");
  made.onerror = () => done("refused");
  made.rel = "stylesheet";
  made[attribute] = base + path;
  document.body.append(made);
});

await attempt("read", async () => (await fetch(base + "/applications")).text());
await attempt("read by XHR", () => new Promise((done) => {
  const asked = new XMLHttpRequest();
  asked.open("GET", base + "/applications");
  asked.onload = () => done(asked.responseText);
  asked.onerror = () => done("refused");
  asked.send();
}));
await attempt("read blindly", async () => (await fetch(base + "/applications", { mode: "no-cors" })).text());
await attempt("ask by text/plain", async () => (await post(`/${editor}/suggestion`, reaction.seed, { headers: plain })).text());
await attempt("ask by JSON", async () => (await post(`/${editor}/suggestion`, reaction.seed, { headers: json })).text());
await attempt("image", () => loaded("img", "src", "/applications"));
await attempt("script", () => loaded("script", "src", "/applications"));
await attempt("style", () => loaded("link", "href", "/applications"));
await attempt("frame", async () => {
  const frame = document.createElement("iframe");
  frame.src = base + "/applications";
  await new Promise((done) => { frame.onload = done; document.body.append(frame); });
  return frame.contentDocument ? frame.contentDocument.body.textContent : "refused";
});
await attempt("socket", () => new Promise((done) => {
  const socket = new WebSocket(base.replace("http", "ws") + "/applications");
  socket.onopen = () => done("open");
  socket.onerror = () => done("refused");
}));
await attempt("socket of snippets", () => new Promise((done) => {
  const socket = new WebSocket(base.replace("http", "ws") + "/assets/stream/identifiers");
  socket.onopen = () => done("open");
  socket.onerror = () => done("refused");
}));
await attempt("events", () => new Promise((done) => {
  const events = new EventSource(base + "/applications");
  events.onmessage = ({ data }) => done(data);
  events.onerror = () => { events.close(); done("refused"); };
}));

for (const [path, body] of [["/connect", registration], [`/${editor}/reaction`, reaction]]) {
  await attempt(`post blindly to ${path}`, async () => (await post(path, body, { mode: "no-cors", headers: plain })).text());
  await attempt(`post JSON blindly to ${path}`, async () => (await post(path, body, { mode: "no-cors", headers: json })).text());
  await attempt(`beacon to ${path}`, async () => String(navigator.sendBeacon(base + path, JSON.stringify(body))));
  await attempt(`typed beacon to ${path}`, async () =>
    String(navigator.sendBeacon(base + path, new Blob([JSON.stringify(body)], { type: "application/json" }))));
  await attempt(`form to ${path}`, async () => {
    const frame = document.createElement("iframe");
    frame.name = "f" + path;
    const form = document.createElement("form");
    Object.assign(form, { method: "post", enctype: "text/plain", action: base + path, target: frame.name });
    const field = document.createElement("input");
    // The two become `{"...": "="}`, which is JSON.
    const all = JSON.stringify({ ...body, pad: "=" });
    [field.name, field.value] = [all.slice(0, -3), all.slice(-2)];
    form.append(field);
    document.body.append(frame, form);
    const arrived = new Promise((done) => { frame.onload = done; });
    form.submit();
    await arrived;
    return frame.contentDocument ? frame.contentDocument.body.textContent : "refused";
  });
}
await attempt("connect", async () => (await post("/connect", registration, { headers: json })).text());
await attempt("save", async () => (await post(`/${editor}/reaction`, reaction, { headers: json })).text());
await fetch("/seen", { method: "POST", body: JSON.stringify(seen) });
</script>"""


class Page:
    """A page on a server of its own, which is another origin. Use it in a `with`."""

    def __init__(self, desktop):
        self._desktop = desktop
        self._seen = queue.Queue()
        self._visits = 0
        page = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self._answer(page._html.encode() if self.path == "/" else b"")

            def do_POST(self):
                page._seen.put(json.loads(self.rfile.read(int(self.headers["content-length"]))))
                self._answer(b"")

            def _answer(self, body):
                self.send_response(200)
                self.send_header("content-type", "text/html; charset=utf-8")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self._server.shutdown()
        self._server.server_close()

    def visit(self, **config):
        """Opens the page in a browser of its own, and answers what it got to see of each try."""
        self._html = PAGE.replace("CONFIG", json.dumps(config))
        self._visits += 1
        profile = self._desktop.root / f"chromium-{self._visits}"
        profile.mkdir()
        log = (profile / "log").open("wb")
        browser = self._desktop.start(
            ["chromium", *FLAGS, f"--user-data-dir={profile / 'data'}", self.origin], stdout=log, stderr=log
        )
        try:
            return self._seen.get(timeout=PATIENCE)
        except queue.Empty:
            raise AssertionError((profile / "log").read_text()) from None
        finally:
            end(browser)
            log.close()
