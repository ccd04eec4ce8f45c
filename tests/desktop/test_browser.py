"""A web page on the same machine, in a real Chromium: it gets nothing, until the user allows it."""

from browser import Page
from desktop import eventually, seed
from samples import FUNCTION, OTHER
from window import Window

KEPT_FROM = {"refused", "nothing", ""}


def test_a_page_gets_nothing_until_it_is_allowed(desktop, notifications):
    desktop.tray_watcher()
    with Window(desktop) as window, Page(desktop) as page:
        window.find("button", "Skip setup").click()
        editor = window.connect()
        window.request(f"/{editor}/reaction", {"save": True, "seed": seed(FUNCTION)})
        eventually(lambda: window.saved() == 1, "a snippet")
        known = window.request("/applications")
        target = {"base": window.status()["address"], "editor": editor, "text": OTHER}

        seen = page.visit(**target, name="OBSIDIAN")
        blind = {what: got for what, got in seen.items() if "beacon" not in what}
        assert len(blind) > 15, "it tried"
        assert all(got in KEPT_FROM for got in blind.values()), blind
        assert window.request("/applications") == known, "it changed nothing"
        assert window.saved() == 1, "it saved nothing"

        window.find("link", "Settings").click()
        window.wait_for_text(f"{page.origin} tried to connect")
        assert len(window.shown("button", "Allow http")) == 1, "it is told once"
        window.find("button", f"Allow {page.origin}").click()
        window.find("button", f"Remove {page.origin}")

        seen = page.visit(**target, name="JETBRAINS")
        assert "VS_CODE" in seen["read"] and "VS_CODE" in seen["read by XHR"], seen
        assert '"reuse"' in seen["ask by JSON"], seen
        assert "JETBRAINS" in seen["connect"], seen
        assert len(seen["save"]) == 36, seen
        eventually(lambda: window.saved() == 2, "it saved")
        for what in ["image", "script", "socket", "events", "read blindly", f"post blindly to /{editor}/reaction"]:
            assert seen[what] in KEPT_FROM, f"{what}: not even now"

        window.find("button", f"Remove {page.origin}").click()
        window.wait_for_text("Web pages are refused")
        eventually(lambda: window.shown("button", f"Remove {page.origin}") == [], "it is off the list")
        seen = page.visit(**target, name="VIM")
        assert all(seen[what] in KEPT_FROM for what in ["read", "ask by JSON", "connect", "save"]), seen
        eventually(lambda: window.saved() == 2, "it is counted")
