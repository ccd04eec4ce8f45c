"""Takes the README's screenshots of the real application, light and dark: `python screenshots.py FOLDER`.

The notification is drawn by xfce4-notifyd, which has real buttons.
"""

import glob
import subprocess
import sys
import time
from pathlib import Path

from desktop import Desktop, end, eventually
from samples import CLONE, FUNCTION, OTHER
from window import Window

NOTIFYD = "/usr/lib/*/xfce4/notifyd/xfce4-notifyd"
SHELL = "git log --since='2 weeks ago' --pretty=format:'%h %an %s' --no-merges | sort -k2 | less -S\n"
QUERY = """SELECT u.id, u.name, count(o.id) AS orders
FROM users u LEFT JOIN orders o ON o.user_id = u.id
WHERE u.created_at > now() - interval '30 days'
GROUP BY u.id, u.name ORDER BY orders DESC LIMIT 20;
"""
STYLE = """.card {
  display: grid;
  grid-template-columns: auto 1fr;
  gap: 0.75rem;
  border-radius: 8px;
}
"""


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for look, theme in [("light", "Adwaita"), ("dark", "Adwaita:dark")]:
        with Desktop() as desktop:
            desktop.env["GTK_THEME"] = theme
            desktop.tray_watcher()
            notifyd = desktop.start([glob.glob(NOTIFYD)[0]])
            eventually(lambda: desktop.bus.get_object("org.freedesktop.Notifications", "/org/freedesktop/Notifications"), "notifyd")
            with Window(desktop) as window:
                take(window, notifyd, folder, look)


def take(window, notifyd, folder, look):
    desktop = window.desktop
    window.find("heading", "Code you copy, kept for you")
    window.screenshot(folder / f"wizard-{look}.png")
    window.find("button", "Skip setup").click()
    for text in [SHELL, STYLE, QUERY, OTHER, FUNCTION]:
        desktop.copy(text)
        window.wait_for_text("Keep this?")
        window.find("button", "Save").click()
        time.sleep(0.5)
    desktop.copy(CLONE)
    window.wait_for_text("You have this already")
    time.sleep(1.5)
    screen(desktop, folder / f"notification-{look}.png")
    # It covers a corner of the window.
    end(notifyd)
    time.sleep(1)
    window.screenshot(folder / f"suggestion-{look}.png")
    window.find("link", "Library").click()
    window.wait_for_text("7 lines")
    time.sleep(1)
    window.screenshot(folder / f"library-{look}.png")


def screen(desktop, path):
    """The corner of the screen where notifications are."""
    subprocess.run(
        ["import", "-window", "root", "-crop", "500x170+940+10", "+repage", str(path)], env=desktop.env, check=True
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
