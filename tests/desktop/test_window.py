"""The window, in the real webview."""

import socket
import subprocess
import time

import pytest
from desktop import PYTHON, Tray, command, eventually, seed
from samples import CLONE, FUNCTION, LOGO, OTHER
from window import Keys, Window

# Long enough for a notification that must not come.
SILENCE = 1.5

WIZARD_SAMPLE = "function chunk(list, size)"


@pytest.fixture
def window(desktop, notifications):
    """The window of a Bowerbird whose wizard is done."""
    desktop.tray_watcher()
    with Window(desktop) as window:
        window.find("button", "Skip setup").click()
        window.find("heading", "Suggestions")
        yield window


def save(window, text, name):
    """Copies a text and saves it in the window."""
    window.desktop.copy(text)
    window.wait_for_text(name)
    window.find("button", "Save").click()
    window.wait_for_text("Saved")


def test_the_wizard_from_first_start_to_its_end(desktop, notifications):
    with Window(desktop) as window:
        window.find("heading", "Code you copy, kept for you")
        window.find("button", "Next").click()
        window.find("heading", "What to watch")
        assert window.find("switch", "Watch the clipboard").get_attribute("aria-checked") == "true"
        login = window.find("switch", "Start when I log in")
        assert login.get_attribute("aria-checked") == "false", "off until the user says so"
        login.click()
        autostart = desktop.root / "home/.config/autostart"
        eventually(lambda: list(autostart.glob("*.desktop")), "an autostart entry")
        assert "--hidden" in next(autostart.glob("*.desktop")).read_text()
        login.click()
        eventually(lambda: not list(autostart.glob("*.desktop")), "no autostart entry")
        window.find("button", "Next").click()
        window.find("heading", "Connect an editor")
        window.wait_for_text(window.status()["address"])
        window.connect("SUBLIME")
        window.wait_for_text("Sublime Text")
        window.quit_session()
    # It can be left at any step, and is resumed there.
    with Window(desktop) as window:
        window.find("heading", "Connect an editor")
        window.find("button", "Next").click()
        window.find("heading", "Try it")
        window.find("button", "Copy").click()
        shown = notifications.wait()
        assert "chunk" in shown["body"]
        notifications.press(shown, "save")
        eventually(lambda: window.saved() == 1, "the sample is saved")
        eventually(lambda: window.shown("button", "Copy"), "the second copy")[0].click()
        notifications.press(notifications.wait(2), "reuse")
        eventually(lambda: desktop.clipboard().startswith(WIZARD_SAMPLE), "the saved one is on the clipboard")
        window.find("button", "Finish").click()
        window.find("heading", "Suggestions")
        window.quit_session()
    with Window(desktop) as window:
        window.find("heading", "Suggestions")


def test_save_and_reuse(desktop, notifications, window):
    desktop.copy(FUNCTION)
    window.wait_for_text("Keep this?")
    window.find("button", "Save").click()
    eventually(lambda: window.saved() == 1, "it is saved")
    eventually(lambda: not notifications.open(), "the notification is closed as well")
    desktop.copy(CLONE)
    window.wait_for_text("You have this already")
    window.wait_for_text("same code, 4 names and one value differ")
    window.find("button", "Reuse").click()
    eventually(lambda: desktop.clipboard() == FUNCTION, "the saved text is on the clipboard")


def test_what_happens_elsewhere_shows_at_once(desktop, notifications, window):
    desktop.copy(FUNCTION)
    window.wait_for_text("Keep this?")
    notifications.press(notifications.wait(), "save")
    window.wait_for_text("saved · Clipboard")
    editor = window.connect()
    window.find("link", "Applications").click()
    window.wait_for_text("VS Code")
    window.find("link", "Library").click()
    window.wait_for_text("parse_header")
    window.request(f"/{editor}/reaction", {"save": True, "seed": seed(OTHER)})
    window.wait_for_text("median")


def test_search_edit_delete_and_undo(desktop, notifications, window):
    save(window, FUNCTION, "parse_header")
    save(window, OTHER, "median")
    eventually(lambda: window.saved() == 2, "both are saved")
    window.find("link", "Library").click()
    window.wait_for_text("median")
    window.press("/")
    window.press("partition")
    eventually(lambda: "median" not in window.text(), "what does not match is gone")
    window.wait_for_text("parse_header")
    eventually(lambda: window.driver.find_elements("css selector", "pre .keyword"), "colours in the code")
    window.press(Keys.ARROW_DOWN)
    window.find("button", "Edit").click()
    title = window.find("textbox", "Title")
    title.clear()
    title.send_keys("Read a header", Keys.ENTER)
    window.wait_for_text("Read a header")
    window.find("button", "Tags").click()
    window.find("textbox", "Add a tag").send_keys("http", Keys.ENTER)
    window.find("button", "Save tags").click()
    eventually(lambda: window.shown("textbox", "Add a tag") == [], "the tags are saved")
    window.wait_for_text("http")
    window.find("button", "Copy").click()
    eventually(lambda: desktop.clipboard() == FUNCTION, "the snippet is on the clipboard")

    window.find("button", "Delete").click()
    eventually(lambda: window.saved() == 1, "it is deleted")
    window.find("button", "Undo").click()
    eventually(lambda: window.saved() == 2, "it is back")
    window.wait_for_text("Read a header")
    window.wait_for_text("http")


def test_what_is_copied_in_bowerbirds_own_window_asks_nothing(desktop, notifications, window):
    window.create(OTHER)
    window.find("link", "Library").click()
    window.find("heading", "median")
    window.driver.find_element("css selector", "pre").click()
    window.press_together(Keys.CONTROL, "a")
    window.press_together(Keys.CONTROL, "c")
    eventually(lambda: desktop.clipboard() == OTHER, "the code, as it is kept, is on the clipboard")
    time.sleep(SILENCE)
    assert notifications.open() == []


def test_a_delete_is_undone_when_its_message_is_gone_and_by_the_next_window(desktop, notifications, window):
    window.create(FUNCTION)
    window.create(OTHER)
    window.find("link", "Library").click()
    window.find("heading", "median")
    window.find("listbox").click()
    window.press(Keys.DELETE, Keys.DELETE)
    eventually(lambda: window.saved() == 0, "both are deleted")
    focused = "return document.activeElement.textContent.trim()"
    eventually(lambda: "Try it" in window.driver.execute_script(focused), "the focus is on the button")
    eventually(lambda: not window.shown("button", "Undo"), "the messages are gone", 30)
    window.press_together(Keys.CONTROL, "z")
    eventually(lambda: window.saved() == 1, "the last one is back")
    window.driver.refresh()
    window.find("heading", "Suggestions")
    window.press_together(Keys.CONTROL, "z")
    eventually(lambda: window.saved() == 2, "the one before is back")


def test_what_a_client_hides_goes_from_the_library_and_comes_back(desktop, notifications, window):
    window.create(FUNCTION)
    hidden = window.create("pseudo_thing = helper(3)")
    window.request("/tags/create", {"text": "hidden tag", "asset": hidden["id"]})
    window.find("link", "Library").click()
    window.wait_for_text("pseudo_thing")
    window.update(hidden, pseudo=True)
    eventually(lambda: "pseudo_thing" not in window.text(), "it is gone from the list")
    window.wait_for_text("parse_header")
    assert "hidden tag" not in window.text()
    window.press("/")
    window.press("pseudo_thing")
    window.find("heading", "Nothing matches")
    window.find("button", "Clear the search").click()
    window.update(hidden, pseudo=False)
    window.wait_for_text("pseudo_thing")
    eventually(lambda: window.saved() == 2, "both are counted")


def test_bytes_are_said_to_be_bytes_and_nothing_is_copied(desktop, notifications, window):
    window.create(("logo.png", LOGO))
    window.find("link", "Library").click()
    window.find("heading", "logo.png")
    window.wait_for_text("It holds 14 bytes that are no text.")
    assert "iVBOR" not in window.text()
    assert window.shown("button", "Copy") == []
    desktop.copy("something else")
    window.find("listbox").click()
    window.press(Keys.ENTER)
    window.wait_for_text("That holds bytes that are no text, so nothing was copied.")
    assert desktop.clipboard() == "something else"


def test_tags_of_a_client_stay_and_lock_nothing(desktop, notifications, window):
    asset = window.create(FUNCTION)

    def tag(text):
        window.request("/tags/create", {"text": text, "asset": asset["id"]})

    def tags():
        return {tag["text"] for tag in window.request(f"/asset/{asset['id']}")["tags"]["iterable"]}

    odd = {"x" * 300, "line\nbreak", " padded  twice "}
    for text in odd:
        tag(text)
    window.find("link", "Library").click()
    window.find("heading", "parse_header")
    window.find("button", "Tags").click()
    field = window.find("textbox", "Add a tag")
    tag("from the editor")
    window.wait_for_text("from the editor")
    field.send_keys("mine", Keys.ENTER)
    window.find("button", "Save tags").click()
    eventually(lambda: tags() == odd | {"from the editor", "mine"}, "all of them")
    eventually(lambda: window.shown("textbox", "Add a tag") == [], "the tags are saved")


def test_a_notification_of_what_was_deleted_meanwhile_asks_anew_and_a_late_press_is_told(desktop, notifications, window):
    save(window, FUNCTION, "parse_header")
    desktop.copy(CLONE)
    assert notifications.wait(2)["summary"] == "You have this already"
    window.find("link", "Library").click()
    window.find("button", "Delete").click()
    eventually(lambda: window.saved() == 0, "it is deleted")
    anew = notifications.wait(3)
    assert anew["summary"] == "Keep this?", anew
    assert {shown["id"] for shown in notifications.open()} == {anew["id"]}, "in the place of the one before"
    # A press on the button that was there a moment ago.
    notifications.press(anew | {"actions": ["reuse"]}, "reuse")
    failed = notifications.wait(4)
    assert failed["summary"] == "That did not work", failed
    assert "deleted" in failed["body"], failed


def test_what_was_deleted_is_no_longer_offered(desktop, notifications, window):
    save(window, FUNCTION, "parse_header")
    desktop.copy(CLONE)
    tray = Tray(desktop.bus)
    eventually(lambda: tray.labels()[0].startswith("Reuse parse_header"), "the reuse in the menu")
    window.find("link", "Suggestions").click()
    window.find("button", "Reuse")
    window.find("link", "Library").click()
    window.find("button", "Delete").click()
    eventually(lambda: tray.labels()[0].startswith("Save read_field"), "it is new again")
    window.find("link", "Suggestions").click()
    window.find("button", "Save").click()
    eventually(lambda: window.saved() == 1, "the copy is saved")


def test_everything_deleted_can_be_undone(desktop, notifications, window):
    editor = window.connect()
    texts = [FUNCTION.replace("parse_header", f"parse_{n}").replace("value", f"value_{n}") for n in range(7)]
    for text in texts:
        window.request(f"/{editor}/reaction", {"save": True, "seed": seed(text)})
    eventually(lambda: window.saved() == len(texts), "all are saved")
    window.find("link", "Library").click()
    for left in reversed(range(len(texts))):
        window.find("button", "Delete").click()
        eventually(lambda left=left: window.saved() == left, "one less")
    for back in range(1, len(texts) + 1):
        window.press_together(Keys.CONTROL, "z")
        eventually(lambda back=back: window.saved() == back, f"{back} are back")


def test_a_small_window_shows_every_button(desktop, notifications):
    settings = desktop.root / "home/.local/share/bowerbird/settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text("{")
    taken = socket.create_server(("127.0.0.1", 0))
    port = str(taken.getsockname()[1])
    with taken, Window(desktop, "--port", port) as window:
        for _ in range(3):
            window.find("button", "Next").click()
        # There is a lot to tell, too.
        command(desktop, "--port", port, "--no-tray")
        for told in ["Your settings could not be read", "Editors can't connect", "Bowerbird runs already"]:
            window.wait_for_text(told)
        window.driver.set_window_size(640, 480)
        eventually(lambda: window.driver.execute_script("return innerHeight") <= 480, "a small window")
        for name in ["Later", "Back", "Finish"]:
            bottom = window.find("button", name).rect
            assert bottom["y"] + bottom["height"] <= 480, (name, bottom)
        window.find("button", "Finish").click()
        taken.close()
        eventually(lambda: window.status()["address"], "an address")
        window.connect("AZURE_DATA_STUDIO")
        window.find("link", "Applications").click()
        window.wait_for_text("Azure Data Studio")
        cut = "return [...document.querySelectorAll('main strong')].filter((one) => { const { right } = one.getBoundingClientRect();"
        cut += "return right > one.parentElement.getBoundingClientRect().right }).map((one) => one.textContent)"
        assert window.driver.execute_script(cut) == [], "names are shown in full"
        application = eventually(
            lambda: [one for one in window.request("/applications")["iterable"] if one["name"] == "OS_SERVER"],
            "Bowerbird's own entry",
        )[0]
        assert application["onboarded"]


def test_a_long_title_and_many_tags_cover_nothing(desktop, notifications, window):
    lines = "".join(f"    total += weights[{n}] * values[{n}]  # {'term ' * 8}\n" for n in range(200))
    save(window, f"def weigh(weights, values):\n    total = 0\n{lines}    return total\n", "weigh")
    window.find("link", "Library").click()
    window.find("button", "Edit").click()
    title = window.find("textbox", "Title")
    title.clear()
    title.send_keys("weighs all the values that there are " * 5, Keys.ENTER)
    window.find("button", "Tags").click()
    tags = window.find("textbox", "Add a tag")
    for n in range(14):
        tags.send_keys(f"a tag of some length {n}", Keys.ENTER)
    window.find("button", "Save tags").click()
    eventually(lambda: window.shown("textbox", "Add a tag") == [], "the tags are saved")
    title, code = window.driver.execute_script(
        "const shown = [...document.querySelectorAll('.preview .title *')].map((one) => one.getBoundingClientRect().bottom);"
        "return [Math.max(...shown), document.querySelector('.preview pre').getBoundingClientRect().top]"
    )
    assert title <= code, "the code is below"


def test_settings_are_kept_across_restarts(desktop, notifications, window):
    window.find("link", "Settings").click()
    window.find("switch", "Watch the clipboard").click()
    eventually(lambda: window.status()["clipboard"] == "off", "it watches no more")
    window.find("switch", "Show notifications").click()
    window.wait_for_text("Off. Suggestions wait")
    window.quit_session()
    with Window(desktop) as again:
        assert again.status()["clipboard"] == "off"
        again.find("link", "Settings").click()
        assert again.find("switch", "Show notifications").get_attribute("aria-checked") == "false"
        desktop.copy(FUNCTION)
        again.find("switch", "Watch the clipboard").click()
        eventually(lambda: again.status()["clipboard"] == "watching", "it watches again")
        desktop.copy(OTHER)
        again.find("link", "Suggestions").click()
        again.wait_for_text("median")
        again.find("link", "Settings").click()
        again.find("switch", "Show notifications").click()
        again.wait_for_text("Shown by")
        time.sleep(SILENCE)
        assert notifications.all() == [], "nor is it asked afterwards"


def test_what_was_learned_is_shown_and_forgotten(desktop, notifications, window):
    def learned():
        window.find("link", "Settings").click()
        window.wait_for_text("Forget what was learned")
        rows = window.driver.find_elements("css selector", "dl > div")
        return {row.find_element("css selector", "dt").text: row.find_element("css selector", "dd").text for row in rows}

    save(window, FUNCTION, "parse_header")
    desktop.copy(CLONE)
    window.wait_for_text("You have this already")
    window.find("button", "Reuse").click()
    eventually(lambda: desktop.clipboard() == FUNCTION, "the saved text is on the clipboard")
    desktop.copy(OTHER)
    window.wait_for_text("median")
    window.find("button", "Never for this").click()
    eventually(lambda: learned() == {"Declined": "1", "Reused": "1", "Put aside": "0", "Copied again": "0"}, "both are counted")
    window.quit_session()
    with Window(desktop) as again:
        window = again
        assert learned() == {"Declined": "1", "Reused": "1", "Put aside": "0", "Copied again": "0"}, "it outlives a restart"
        window.find("button", "Forget what was learned…").click()
        window.wait_for_text("Your snippets stay.")
        # The one in the dialog is the last.
        eventually(lambda: len(window.shown("button", "Forget")) == 2, "it asks first")
        window.shown("button", "Forget")[-1].click()
        eventually(lambda: learned() == {"Declined": "0", "Reused": "0", "Put aside": "0", "Copied again": "0"}, "all of it is forgotten")
        assert window.saved() == 1, "the library stays"
        window.find("link", "Suggestions").click()
        desktop.copy(OTHER)
        window.wait_for_text("Keep this?")


def test_it_starts_at_login_as_it_was_started(desktop, notifications):
    data = desktop.root / 'a "data" $directory'
    with Window(desktop, "--data-dir", str(data)) as window:
        window.find("button", "Skip setup").click()
        window.find("link", "Settings").click()
        window.find("switch", "Start when I log in").click()
        autostart = desktop.root / "home/.config/autostart"
        entry = eventually(lambda: list(autostart.glob("*.desktop")), "an autostart entry")[0]
        window.quit_session("--data-dir", str(data))
    # As a session starts it: by the library that desktops use.
    start = "import sys; from gi.repository import Gio; Gio.DesktopAppInfo.new_from_filename(sys.argv[1]).launch()"
    subprocess.run([PYTHON, "-c", start, entry], env=desktop.env, check=True, timeout=30)
    status = ["--status", "--data-dir", str(data)]
    eventually(lambda: command(desktop, *status).returncode == 0, "it runs again")
    assert command(desktop, "--quit", "--data-dir", str(data)).returncode == 0


def test_settings_say_whether_there_is_a_tray(desktop, notifications, window):
    none = "This desktop has no tray"
    window.find("link", "Settings").click()
    window.find("switch", "Start when I log in")
    assert none not in window.text()
    desktop.end_service("status_notifier_watcher.py")
    window.wait_for_text(none)
    desktop.tray_watcher()
    eventually(lambda: none not in window.text(), "a tray again")


def test_a_second_start_says_what_it_did_not_hear(desktop, notifications, window):
    assert command(desktop, "--port=4000", "--no-tray").returncode == 0
    window.wait_for_text("--port 4000 and --no-tray changed nothing")


def test_a_notification_opens_its_suggestion(desktop, notifications, window):
    desktop.copy(FUNCTION)
    window.find("link", "Settings").click()
    notifications.press(notifications.wait(), "default")
    window.find("heading", "Suggestions")
    window.wait_for_text("Keep this?")


def test_no_markup_of_a_copied_text_is_alive(desktop, notifications, window):
    text = '<img src=x onerror="document.title=1"><script>document.title=2</script>\n<p class="a">Hello</p>\n' * 3
    editor = window.connect()
    window.request(f"/{editor}/reaction", {"save": True, "seed": seed(text)})
    window.find("link", "Library").click()
    window.wait_for_text("onerror")
    assert window.driver.title == "Bowerbird"
    assert not window.driver.find_elements("css selector", "img[src=x]")


def test_the_page_can_reach_nothing_but_its_host(window):
    address = window.status()["address"]
    tried = window.driver.execute_async_script(
        "const [address, done] = arguments;"
        "fetch(address + '/applications').then(() => done('reached'), () => done('refused'));",
        address,
    )
    assert tried == "refused"
    styled = window.driver.execute_script(
        "const made = document.createElement('p');"
        "document.body.append(made);"
        "made.setAttribute('style', 'position: fixed');"
        "return getComputedStyle(made).position"
    )
    assert styled == "static", "no inline style"
    denied = window.driver.execute_async_script(
        "const [done] = arguments;"
        "window.__TAURI_INTERNALS__.invoke('plugin:autostart|enable').then(() => done('allowed'), () => done('denied'));"
    )
    assert denied == "denied"


def test_every_file_of_the_window_comes_with_its_policy(window):
    evaluate = "try { return eval('1') } catch { return 'refused' }"
    script = window.driver.execute_script("return document.querySelector('script[src]').src")
    window.driver.get(script)
    assert window.driver.execute_script(evaluate) == "refused", "as a worker would be held to it"


def test_nothing_copied_is_left_in_the_webviews_files(desktop, notifications, window):
    save(window, FUNCTION, "parse_header")
    window.find("link", "Library").click()
    window.wait_for_text("partition")
    window.quit_session()
    held = subprocess.run(
        ["grep", "-rl", "partition", desktop.root / "home"], capture_output=True, text=True
    ).stdout.split()
    assert all("/bowerbird/store/" in path or "/bowerbird/backups/" in path for path in held), held


def test_keyboard_alone(desktop, notifications, window):
    save(window, FUNCTION, "parse_header")
    window.press_together(Keys.CONTROL, "k")
    window.find("dialog")
    window.press("lib", Keys.ENTER)
    window.wait_for_text("partition")
    desktop.copy("something else")
    window.press(Keys.ENTER)
    eventually(lambda: desktop.clipboard() == FUNCTION, "Enter copies")
    assert command(desktop, "--status").returncode == 0


def test_the_focus_stays_where_something_was_changed(desktop, notifications, window):
    def focused():
        return window.driver.switch_to.active_element.accessible_name

    def press(role, name, *keys):
        window.driver.execute_script("arguments[0].focus()", window.find(role, name))
        window.press(*keys)

    window.find("link", "Settings").click()
    press("switch", "Show notifications", Keys.SPACE)
    window.wait_for_text("Off. Suggestions wait")
    assert focused() == "Show notifications"
    window.press(Keys.SPACE)
    window.wait_for_text("Shown by")
    chosen = "return document.querySelector('input[type=radio]:checked')"
    window.driver.execute_script(f"({chosen[7:]}).focus()")
    for offering in ["often", "normally", "rarely"]:
        window.press(Keys.ARROW_DOWN if offering == "often" else Keys.ARROW_UP)
        eventually(lambda: window.driver.execute_script(chosen + ".value") == offering, offering)
        settings = desktop.root / "home/.local/share/bowerbird/settings.json"
        eventually(lambda: f'"offering": "{offering}"' in settings.read_text(), f"{offering} is kept")
    press("button", "Pause until resumed", Keys.ENTER)
    eventually(lambda: window.status()["clipboard"] == "paused", "it is paused")
    eventually(lambda: focused() == "Resume watching", "what ends the pause has the focus")
    window.press(Keys.ENTER)
    eventually(lambda: window.status()["clipboard"] == "watching", "it watches again")
    window.find("link", "Suggestions").click()
    desktop.copy(FUNCTION)
    window.wait_for_text("Keep this?")
    press("button", "Save", Keys.ENTER)
    window.wait_for_text("Saved")
    eventually(lambda: focused() == "Answers", "what became of it has the focus")
