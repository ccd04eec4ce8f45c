"""Measures the desktop application on a private desktop, beside CopyQ where that is installed. Prints a table.

The machine is busy with other things, so each figure is a median of several unless it says otherwise.
"""

import concurrent.futures
import http.client
import json
import random
import shutil
import statistics
import sys
import time
from pathlib import Path

from desktop import App, Desktop, Tray, binary, end, eventually
from window import Window
from Xlib import X, display

STARTS = 7
COPIES = 60
IDLE_SECONDS = 30
QUERIES = ["r", "re", "ret", "total", "total count", "value_1", "for item in", "zzz", "parse_42", "if left"]


def main():
    sizes = [int(size) for size in sys.argv[1:]] or [10_000, 100_000]
    print("| on a private desktop | |\n|---|--:|")
    with Desktop() as desktop:
        desktop.notifications()
        desktop.tray_watcher()
        warm_up(desktop)
        for measure in [memory_and_idling, starting, noticing]:
            show(measure(desktop))
    for size in sizes:
        show(searching(size))


def show(rows):
    for what, figure in rows:
        print(f"| {what} | {figure} |", flush=True)


def warm_up(desktop):
    """The first start in a new home fills caches of fonts and the like."""
    app = App(desktop, "--show").wait_until_ready()
    eventually(app.windows, "a window")
    time.sleep(1)
    app.quit()


def memory_and_idling(desktop):
    app = App(desktop, "--hidden").wait_until_ready()
    fill(app, 1_000)
    app.quit()
    app = App(desktop, "--hidden").wait_until_ready()
    time.sleep(5)
    tray_only = pss(app.process.pid)
    idle = cpu_while_idle(app.process.pid)
    Tray(desktop.bus).click("Open")
    eventually(app.windows, "a window")
    time.sleep(3)
    shown = pss(app.process.pid)
    app.close_window()
    time.sleep(5)
    closed = pss(app.process.pid)
    app.quit()
    rows = [
        ("memory in the tray, 1,000 assets (PSS of the process tree)", f"{tray_only:.1f} MiB"),
        ("memory with the window open", f"{shown:.1f} MiB"),
        ("memory after the window was closed", f"{closed:.1f} MiB"),
        (f"CPU while idle for {IDLE_SECONDS} s", f"{idle:.0f} ms"),
    ]
    copyq = shutil.which("copyq")
    if not copyq:
        return [*rows, ("CopyQ", "not installed")]
    process = desktop.start([copyq])
    time.sleep(8)
    theirs, their_idle = pss(process.pid), cpu_while_idle(process.pid)
    end(process)
    return [
        *rows,
        ("CopyQ: memory in the tray", f"{theirs:.1f} MiB"),
        (f"CopyQ: CPU while idle for {IDLE_SECONDS} s", f"{their_idle:.0f} ms"),
        ("memory in the tray / CopyQ's", f"{tray_only / theirs:.2f} ×"),
    ]


def starting(desktop):
    answering, in_tray = [], []
    for _ in range(STARTS):
        began = time.monotonic()
        app = App(desktop, "--hidden")
        runtime = desktop.root / "run/bowerbird/connector.json"
        eventually(lambda: json.loads(runtime.read_text())["address"], "an address")
        app_address = json.loads(runtime.read_text())["address"]
        connection = http.client.HTTPConnection(app_address.removeprefix("http://"))
        connection.request("GET", "/.well-known/health")
        assert connection.getresponse().status == 200
        answering.append(time.monotonic() - began)
        Tray(desktop.bus)
        in_tray.append(time.monotonic() - began)
        app.quit()
    return [
        ("from exec to an answering server, 1,000 assets", milliseconds(statistics.median(answering))),
        ("from exec to an icon in the tray, 1,000 assets", milliseconds(statistics.median(in_tray))),
    ]


def noticing(desktop):
    """From a copy to the notification, by the clock of who copies and who is asked to show it."""
    app = App(desktop, "--hidden").wait_until_ready()
    from desktop import Notifications

    notifications = Notifications(desktop.bus)
    seen = len(notifications.all())
    took = []
    generator = random.Random(1)
    for number in range(COPIES):
        text = function(generator, f"seen_{number}")
        began = time.monotonic()
        desktop.copy(text)
        copied = time.monotonic()
        while len(notifications.all()) == seen:
            assert time.monotonic() - began < 10, "no notification came"
            time.sleep(0.002)
        # xclip returns once it owns the clipboard, somewhere between the two.
        took.append(time.monotonic() - copied)
        seen = len(notifications.all())
        time.sleep(0.05)
    app.quit()
    took.sort()
    return [
        ("from a copy to its notification, p50", milliseconds(statistics.median(took))),
        ("from a copy to its notification, p95", milliseconds(took[int(len(took) * 0.95)])),
    ]


def searching(size):
    with Desktop() as desktop:
        desktop.notifications()
        desktop.tray_watcher()
        warm_up(desktop)
        app = App(desktop, "--hidden").wait_until_ready()
        began = time.monotonic()
        fill(app, size)
        print(f"{size:,} assets saved in {time.monotonic() - began:.0f} s", file=sys.stderr)
        # The menu is made anew for what was saved last.
        time.sleep(2)
        rows = [(f"memory in the tray, {size:,} assets", f"{pss(app.process.pid):.1f} MiB")]
        painted = [first_paint(desktop, app) for _ in range(STARTS)]
        rows.append((f"from Open to content on the screen, {size:,} assets", milliseconds(statistics.median(painted))))
        app.quit()
        began = time.monotonic()
        app = App(desktop, "--hidden")
        eventually(lambda: app.status()["address"], "an address", 60)
        rows.append((f"from exec to an answering server, {size:,} assets", milliseconds(time.monotonic() - began)))
        app.quit()
        with Window(desktop) as window:
            window.find("button", "Skip setup").click()
            window.find("link", "Library").click()
            window.wait_for_text(f"{size:,}"[:2])
            time.sleep(1)
            window.driver.set_script_timeout(180)
            took = window.driver.execute_async_script(KEYSTROKES, QUERIES)
        for where, times in zip(["in the list", "on the screen"], zip(*took, strict=True), strict=True):
            ordered = sorted(times)
            figures = f"{statistics.median(ordered):.0f} / {ordered[int(len(ordered) * 0.95)]:.0f} ms"
            rows.append((f"from a key to the result {where}, {size:,} assets, p50 / p95", figures))
    return rows


# Types into the search field. When the list has the answer is one figure; when the frame is drawn that shows it, which
# is up to a sixtieth of a second later, the other. A letter that changes nothing in the list has no moment to measure.
KEYSTROKES = """
const [queries, done] = arguments;
const field = document.querySelector('[aria-label="Search the library"]');
const list = document.querySelector('.split > .list');
const pause = (time) => new Promise((ready) => setTimeout(ready, time));
const frame = () => new Promise((ready) => requestAnimationFrame(() => setTimeout(ready)));
async function type(text) {
  const began = performance.now();
  const changed = new Promise((ready) => {
    const watcher = new MutationObserver(() => { watcher.disconnect(); ready(performance.now() - began); });
    watcher.observe(list, { childList: true, subtree: true, characterData: true });
  });
  // As a key does. To set the value of a field that has the focus costs some milliseconds that no typing costs.
  if (text === '') {
    field.select();
    document.execCommand('delete');
  } else document.execCommand('insertText', false, text.at(-1));
  const listed = await Promise.race([changed, pause(400).then(() => null)]);
  await frame();
  return listed === null ? null : [listed, performance.now() - began];
}
(async () => {
  const took = [];
  field.focus();
  for (let round = 0; round < 3; round++) {
    for (const query of queries) {
      for (let end = 1; end <= query.length; end++) {
        took.push(await type(query.slice(0, end)));
        await pause(60);
      }
      await type('');
      await pause(120);
    }
  }
  return took;
})().then((took) => done(took.filter((one) => one !== null)), (error) => done([String(error)]));
"""


def first_paint(desktop, app):
    """From the click in the tray to a window whose middle is more than one colour."""
    tray = Tray(desktop.bus)
    screen = display.Display(desktop.env["DISPLAY"])
    began = time.monotonic()
    tray.click("Open")
    try:
        eventually(lambda: has_content(screen.screen().root), "content on the screen")
    finally:
        took = time.monotonic() - began
        screen.close()
    app.close_window()
    time.sleep(0.5)
    return took


def has_content(root):
    """Whether a strip in the middle of the screen has the many colours of drawn text."""
    strip = root.get_image(420, 300, 600, 100, X.ZPixmap, 0xFFFFFFFF).data
    pixels = {strip[at : at + 4] for at in range(0, len(strip), 4)}
    return len(pixels) > 8


def fill(app, size):
    """Saves so many different functions, as an editor does."""
    application = app.connect("OPEN_SOURCE")
    address = app.status()["address"].removeprefix("http://")

    def save(part):
        generator = random.Random(part)
        connection = http.client.HTTPConnection(address)
        for number in range(part, size, 8):
            text = function(generator, f"parse_{number}")
            body = {
                "save": True,
                "seed": {"asset": {"format": {"fragment": {"string": {"raw": text}}, "classification": {"specific": "py"}}}},
            }
            while True:
                connection.request(
                    "POST", f"/{application}/reaction", json.dumps(body), {"content-type": "application/json"}
                )
                answer = connection.getresponse()
                text = answer.read()
                if answer.status != 429:
                    break
                # It saves more than an application may send.
                time.sleep(0.1)
            assert answer.status == 200, text

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(save, range(8)))


WORDS = "left right total count value index buffer header item user table order price state node query".split()


def function(generator, name):
    """A function that nobody has written before."""
    word = lambda: f"{generator.choice(WORDS)}_{generator.randrange(1000)}"
    lines = [f"def {name}({word()}, {word()}):"]
    for _ in range(generator.randrange(5, 14)):
        a, b, c = word(), word(), word()
        lines.append(
            generator.choice(
                [
                    f"    {a} = {b} + {c} * {generator.randrange(100)}",
                    f"    if {a} > {b}:\n        {c}.append({a})",
                    f"    for item in {a}:\n        {b}[item] = {c}(item)",
                    f"    {a} = {{key: {b}(key) for key in {c}}}",
                ]
            )
        )
    return "\n".join([*lines, f"    return {word()}", ""])


def tree(pid):
    """The process and what it started."""
    found = [pid]
    for number in found:
        for task in Path(f"/proc/{number}/task").glob("*/children"):
            found += [int(child) for child in task.read_text().split()]
    return found


def pss(pid):
    """Proportional set size of a process tree in MiB."""
    total = 0
    for number in tree(pid):
        for line in Path(f"/proc/{number}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1024


def cpu_while_idle(pid):
    """CPU of a process tree in milliseconds, by the scheduler's own clock: the usual one counts in steps of 10."""

    def spent():
        threads = (thread for number in tree(pid) for thread in Path(f"/proc/{number}/task").iterdir())
        return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e6

    before = spent()
    time.sleep(IDLE_SECONDS)
    return spent() - before


def milliseconds(seconds):
    return f"{seconds * 1000:.0f} ms"


if __name__ == "__main__":
    assert binary()
    main()
