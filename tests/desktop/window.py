"""The window of a running Bowerbird, through WebKit's driver."""

import socket
import subprocess
import time

from desktop import PATIENCE, App, binary, command, end, eventually
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException, WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.common.options import ArgOptions
from selenium.webdriver.remote.client_config import ClientConfig


class _Options(ArgOptions):
    @property
    def default_capabilities(self):
        return {}


class Window(App):
    """A Bowerbird that the driver started, with its window. Use it in a `with`."""

    def __init__(self, desktop, *arguments, env=None):
        self.desktop = desktop
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.log = desktop.root / "driver.log"
        with self.log.open("ab") as log:
            self.process = desktop.start(
                ["WebKitWebDriver", f"--port={port}"],
                stdout=log,
                stderr=log,
                env=desktop.env | {"TAURI_WEBVIEW_AUTOMATION": "true"} | (env or {}),
            )
        options = _Options()
        options.set_capability("webkitgtk:browserOptions", {"binary": binary(), "args": ["--show", *arguments]})
        eventually(lambda: _listens(port), "a driver")
        address = f"http://127.0.0.1:{port}"
        config = ClientConfig(remote_server_addr=address, timeout=120)
        self.driver = webdriver.Remote(address, options=options, client_config=config)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.quit_session()

    def quit_session(self, *arguments):
        """Ends the driver's session and Bowerbird, which more arguments may name."""
        if self.process.poll() is None:
            command(self.desktop, "--quit", *arguments)
            try:
                self.driver.quit()
            except WebDriverException:
                pass  # What it drove has ended, which is as good.
            end(self.process)

    def find(self, role, name="", patience=PATIENCE):
        """The element that is shown and has this role and a name that begins so."""
        return eventually(lambda: self.shown(role, name), f"{role} {name!r} in the window", patience)[0]

    def shown(self, role, name=""):
        try:
            return [
                element
                for element in self.driver.find_elements(By.CSS_SELECTOR, ROLES[role])
                if element.is_displayed() and (element.accessible_name or element.text).strip().startswith(name)
            ]
        except (StaleElementReferenceException, WebDriverException):
            return []

    def text(self):
        # Not what the driver calls text: it leaves out the rows of a virtual list.
        return self.driver.execute_script("return document.body.textContent")

    def wait_for_text(self, text):
        eventually(lambda: text in self.text(), f"{text!r} in the window")

    def press(self, *keys):
        webdriver.ActionChains(self.driver).send_keys(*keys).perform()

    def press_together(self, modifier, key):
        webdriver.ActionChains(self.driver).key_down(modifier).send_keys(key).key_up(modifier).perform()

    def choose_file(self, title, path):
        """Types a file's name into the toolkit's dialog of this title, as a person does."""

        def there():
            search = ["xdotool", "search", "--onlyvisible", "--name", title]
            return subprocess.run(search, env=self.desktop.env, capture_output=True, text=True).stdout.split()

        def xdotool(*arguments):
            subprocess.run(["xdotool", *arguments], env=self.desktop.env, check=True)

        dialog = eventually(there, f"the dialog {title}")[-1]
        xdotool("windowactivate", "--sync", dialog)
        # In a dialog to open files, a slash is what makes place for a name.
        xdotool("key", "ctrl+a") if title.startswith("Save") else xdotool("key", "slash")
        time.sleep(0.3)
        xdotool("key", "ctrl+a", "type", "--delay", "5", str(path))
        time.sleep(0.3)
        xdotool("key", "Return")
        eventually(lambda: not there(), "the dialog is gone")

    def screenshot(self, path):
        # Of the window, not by the driver: that waits for a frame of the graphics card, without which this is drawn.
        command = ["import", "-window", self.windows()[0], str(path)]
        subprocess.run(command, env=self.desktop.env, check=True)


ROLES = {
    "button": "button, [role=button]",
    "heading": "h1, h2, h3",
    "link": "a[href]",
    "textbox": "input:not([type=checkbox]):not([type=radio]), textarea, [role=searchbox]",
    "option": "[role=option], option",
    "switch": "[role=switch], input[type=checkbox]",
    "dialog": "dialog, [role=dialog]",
    "listbox": "[role=listbox]",
}


def _listens(port):
    with socket.create_connection(("127.0.0.1", port)):
        return True


__all__ = ["Keys", "Window"]
