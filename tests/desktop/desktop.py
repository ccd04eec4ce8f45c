"""A desktop for tests: an X server, a D-Bus session, a home, a notification service and a tray of its own.

Everything that it starts ends with it.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import dbus
import dbus.bus

HERE = Path(__file__).parent
PYTHON = "/usr/bin/python3"  # The one that has the system's dbus and gi.
PATIENCE = 15.0

# A session bus that starts no service by itself: what is installed on the machine is not part of the test.
BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


def eventually(ask, what, patience=PATIENCE):
    """Asks until the answer is true, and returns it. Questions that fail are asked again."""
    deadline = time.monotonic() + patience
    failed = None
    while True:
        try:
            answer = ask()
            if answer:
                return answer
        except (dbus.DBusException, OSError, AssertionError, IndexError, KeyError, StopIteration) as error:
            failed = error
        if time.monotonic() > deadline:
            raise AssertionError(f"never happened: {what} ({failed})")
        time.sleep(0.03)


class Desktop:
    """The private desktop. Use it in a `with`."""

    def __init__(self):
        self._stack = contextlib.ExitStack()

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            self.root = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
            self._stack = stack
            self.env = self._environment()
            self.start_display()
            self.start_bus()
            self._services = {}
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *exception):
        self._stack.close()

    def _environment(self):
        (self.root / "run").mkdir(mode=0o700)
        (self.root / "home").mkdir()
        env = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "WAYLAND_", "DBUS_"))}
        env.pop("DISPLAY", None)
        return env | {
            "HOME": str(self.root / "home"),
            "XDG_RUNTIME_DIR": str(self.root / "run"),
            "XDG_SESSION_TYPE": "x11",
            "GDK_BACKEND": "x11",
            "NO_AT_BRIDGE": "1",
            "GTK_A11Y": "none",
            "LIBGL_ALWAYS_SOFTWARE": "1",
        }

    def start_display(self):
        """Starts an X server and a window manager: at first, and again after it was lost."""
        read, write = os.pipe()
        screen = ["-screen", "0", "1440x900x24", "-nolisten", "tcp"]
        self.display_server = self.start(["Xvfb", "-displayfd", str(write), *screen], pass_fds=[write])
        os.close(write)
        with os.fdopen(read) as pipe:
            self.env["DISPLAY"] = f":{pipe.readline().strip()}"
        self.start(["openbox"])

    def start_bus(self):
        """Starts a session bus: at first, and again after it was lost."""
        config = self.root / "bus.conf"
        config.write_text(BUS)
        self.bus_daemon = self.start(
            ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address"], stdout=subprocess.PIPE, text=True
        )
        self.env["DBUS_SESSION_BUS_ADDRESS"] = self.bus_daemon.stdout.readline().strip()
        self.bus = dbus.bus.BusConnection(self.env["DBUS_SESSION_BUS_ADDRESS"])

    def start(self, command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=None, **options):
        """Starts a program that ends with the desktop."""
        process = subprocess.Popen(command, env=env or self.env, stdout=stdout, stderr=stderr, **options)
        self._stack.callback(end, process)
        return process

    def service(self, script, *arguments):
        """Starts one of the services beside this file, and waits until it is ready."""
        process = self.start([PYTHON, HERE / script, *arguments], stdout=subprocess.PIPE, text=True)
        assert process.stdout.readline().strip() == "READY"
        self._services[script] = process
        return process

    def notifications(self, *arguments):
        self.service("notification_daemon.py", *arguments)
        return Notifications(self.bus)

    def notify(self, app, *buttons):
        """Shows a notification of another program."""
        service = self.bus.get_object("org.freedesktop.Notifications", "/org/freedesktop/Notifications")
        actions = [part for key in buttons for part in (key, key.title())]
        number = service.Notify(
            app, dbus.UInt32(0), "", app, "", dbus.Array(actions, signature="s"), dbus.Dictionary({}, signature="sv"), -1,
            dbus_interface="org.freedesktop.Notifications",
        )
        return int(number)

    def end_service(self, script):
        end(self._services.pop(script))

    def stop_service(self, script):
        """It is there and answers nothing."""
        self._services[script].send_signal(signal.SIGSTOP)

    def resume_service(self, script):
        """It goes on, with all that it was asked meanwhile."""
        self._services[script].send_signal(signal.SIGCONT)

    def tray_watcher(self):
        self.service("status_notifier_watcher.py")

    def copy(self, text):
        """Copies as a user does in some program: the clipboard has a new owner."""
        path = self.root / "copied"
        path.write_text(text)
        subprocess.run(
            ["xclip", "-selection", "clipboard", "-in", path],
            env=self.env,
            check=True,
            timeout=PATIENCE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def clipboard(self):
        """What a paste would bring."""
        pasted = subprocess.run(
            ["xclip", "-selection", "clipboard", "-out"], env=self.env, capture_output=True, timeout=PATIENCE
        )
        return pasted.stdout.decode()


def end(process):
    """Ends a process and waits for it."""
    if process.poll() is None:
        process.terminate()
        process.send_signal(signal.SIGCONT)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if process.stdout:
        process.stdout.close()


class Notifications:
    """What the notification service was asked to show."""

    def __init__(self, bus):
        there = bus.get_object("org.freedesktop.Notifications", "/org/freedesktop/Notifications")
        self._test = dbus.Interface(there, "test.Notifications")

    def all(self):
        """Every notification that was ever shown, in order; one that was replaced counts again."""
        seen = json.loads(self._test.List())
        return [{"id": int(number), **shown} for number, times in seen.items() for shown in times]

    def open(self):
        """Those on the screen."""
        ids = json.loads(self._test.Open())
        return [shown for shown in self.all() if shown["id"] in ids]

    def wait(self, how_many=1):
        """The last of so many."""
        seen = eventually(lambda: len(self.all()) >= how_many and self.all(), f"{how_many} notifications")
        assert len(seen) == how_many, seen
        return seen[-1]

    def press(self, notification, action):
        assert action in notification["actions"], notification
        # Nobody reads and presses faster; before, the one who showed it may not listen yet.
        time.sleep(0.2)
        self._test.Press(dbus.UInt32(notification["id"]), action)

    def expire(self, notification):
        self._test.Expire(dbus.UInt32(notification["id"]))


class Tray:
    """The application's icon in the tray, over D-Bus."""

    def __init__(self, bus):
        self._bus = bus
        self._name, path = eventually(self._registered, "a tray icon")
        item = bus.get_object(self._name, path)
        self._item = dbus.Interface(item, dbus.PROPERTIES_IFACE)
        menu = self._item.Get("org.kde.StatusNotifierItem", "Menu")
        self._menu = dbus.Interface(bus.get_object(self._name, menu), "com.canonical.dbusmenu")

    def _registered(self):
        watcher = self._bus.get_object("org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher")
        items = watcher.Get(
            "org.kde.StatusNotifierWatcher", "RegisteredStatusNotifierItems", dbus_interface=dbus.PROPERTIES_IFACE
        )
        name, slash, path = str(items[-1]).partition("/")
        return name, slash + path

    def icon(self):
        """What the icon's file is called; it changes with the state."""
        return str(self._item.Get("org.kde.StatusNotifierItem", "IconName"))

    def entries(self):
        """The menu: label, whether it can be chosen, and its number. Separators are left out."""
        self._menu.AboutToShow(0)
        _, (_, _, children) = self._menu.GetLayout(0, -1, [])
        return [
            # An underscore would mark the key of an entry; two of them are one that is seen.
            (str(of["label"]).replace("__", "_"), bool(of.get("enabled", True)), int(number))
            for number, of, _ in children
            if "label" in of and of.get("visible", True)
        ]

    def labels(self):
        return [label for label, _, _ in self.entries()]

    def click(self, beginning):
        """Clicks the entry that begins so, once it is there."""
        number = eventually(
            lambda: [number for label, enabled, number in self.entries() if label.startswith(beginning) and enabled],
            f"the menu entry {beginning}",
        )[0]
        self._menu.Event(number, "clicked", dbus.String("", variant_level=1), dbus.UInt32(0))


class App:
    """A running Bowerbird."""

    def __init__(self, desktop, *arguments, env=None, before=None):
        """`before` is called in the new process, before the program is in it."""
        self.desktop = desktop
        self.log = desktop.root / f"app-{time.monotonic_ns()}.log"
        with self.log.open("wb") as log:
            self.process = desktop.start(
                [binary(), *arguments], stdout=log, stderr=log, env=desktop.env | (env or {}), preexec_fn=before
            )

    def wait_until_ready(self):
        eventually(lambda: self.ended() or self.status().get("address"), "an address")
        assert not self.ended(), self.log.read_text()
        return self

    def ended(self):
        return self.process.poll() is not None

    def status(self):
        return json.loads(command(self.desktop, "--status", "--json").stdout)

    def saved(self):
        return self.status()["assets"]

    def quit(self):
        quitted = command(self.desktop, "--quit")
        assert quitted.returncode == 0, quitted
        assert self.process.wait(PATIENCE) == 0, self.log.read_text()

    def request(self, path, body=None):
        """What the connector answers, as JSON or else as text."""
        request = urllib.request.Request(
            self.status()["address"] + path,
            data=None if body is None else json.dumps(body).encode(),
            headers={"content-type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            text = answer.read().decode()
        try:
            return json.loads(text)
        except json.JSONDecodeError:
            return text

    def connect(self, name="VS_CODE"):
        """Connects as an editor does, and returns its id."""
        application = {"name": name, "version": "1.0.0", "platform": "LINUX"}
        return self.request("/connect", {"application": application})["application"]["id"]

    def create(self, content, **said):
        """Creates an asset as a client does: a text, or a file of bytes with a name. Returns it."""
        name, raw = content if isinstance(content, tuple) else (None, content)
        fragment = {"string": {"raw": raw}}
        file = {"bytes": {"raw": list(raw)}, "metadata": {"name": name}} if name else None
        format = {"file": file} if file else {"fragment": fragment}
        application = {"id": self.connect(), "name": "VS_CODE", "version": "1.0.0", "platform": "LINUX"}
        seed = {"application": application | {"onboarded": False, "privacy": "OPEN"}, "format": format} | said
        return self.request("/assets/create", {"type": "SEEDED_ASSET", "asset": seed})

    def update(self, asset, **said):
        """Changes what is said about an asset as a client does: it sends all of it."""
        return self.request("/asset/update", self.request(f"/asset/{asset['id']}") | said)

    def children(self):
        """The processes that it has started and that run still."""
        threads = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return [number for thread in threads for number in thread.read_text().split()]

    def windows(self):
        found = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--class", "bowerbird"],
            env=self.desktop.env,
            capture_output=True,
            text=True,
        )
        return found.stdout.split()

    def close_window(self):
        """Closes the window as its frame's button does."""
        for window in self.windows():
            subprocess.run(["wmctrl", "-i", "-c", window], env=self.desktop.env, check=True)
        eventually(lambda: not self.windows(), "no window")


def seed(text):
    """What an editor sends about a text."""
    return {"asset": {"format": {"fragment": {"string": {"raw": text}}}}}


def binary():
    return os.environ.get("BOWERBIRD") or shutil.which("bowerbird") or "bowerbird"


def command(desktop, *arguments, env=None):
    """Runs Bowerbird for an answer."""
    return subprocess.run(
        [binary(), *arguments], env=env or desktop.env, capture_output=True, text=True, timeout=PATIENCE * 2
    )


def interrupt(app, number=signal.SIGTERM):
    app.process.send_signal(number)
    return app.process.wait(PATIENCE)
