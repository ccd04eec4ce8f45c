"""From a copy to a notification, and from its buttons to what they do."""

import time

from concealed import Owner
from desktop import App, Tray, eventually, interrupt, seed
from samples import CLONE, FUNCTION, OTHER, SECRET

# Long enough for a notification that must not come: those that come take a tenth of it.
SILENCE = 1.5


def test_save_then_reuse(desktop, notifications, app):
    desktop.copy(FUNCTION)
    shown = notifications.wait()
    assert shown["summary"] == "Keep this?" and "parse_header" in shown["body"], shown
    assert "7 lines of Python" in shown["body"], shown
    assert shown["actions"] == ["default", "save", "dismiss", "never"]
    assert shown["labels"] == ["Show", "Save", "Not now", "Never for this"]
    notifications.press(shown, "save")
    eventually(lambda: app.saved() == 1, "it is saved")
    eventually(lambda: not notifications.open(), "the notification is closed")

    desktop.copy(CLONE)
    shown = notifications.wait(2)
    assert shown["summary"] == "You have this already"
    assert "parse_header, saved just now: same code," in shown["body"], shown
    assert shown["actions"] == ["default", "reuse", "save-new", "dismiss"]
    notifications.press(shown, "reuse")
    eventually(lambda: desktop.clipboard() == FUNCTION, "the saved text is on the clipboard")
    time.sleep(SILENCE)
    assert len(notifications.all()) == 2, "its own write is no copy"
    assert not notifications.open()
    eventually(lambda: app.saved() == 1, "it is counted once")


def test_save_as_new_dismiss_and_never(desktop, notifications, app):
    desktop.copy(FUNCTION)
    notifications.press(notifications.wait(), "save")
    eventually(lambda: app.saved() == 1, "it is saved")
    desktop.copy(CLONE)
    notifications.press(notifications.wait(2), "save-new")
    eventually(lambda: app.saved() == 2, "the clone is saved too")
    desktop.copy(OTHER)
    notifications.press(notifications.wait(3), "dismiss")
    eventually(lambda: not notifications.open(), "it is closed")
    desktop.copy("x")
    time.sleep(3.2)  # The same text again within 3 s would be the same copy.
    desktop.copy(OTHER)
    time.sleep(SILENCE)
    assert len(notifications.all()) == 3, "not now means not at once"
    third = OTHER.replace("median", "middle").replace("values", "numbers")
    desktop.copy(third)
    notifications.press(notifications.wait(4), "never")
    eventually(lambda: not notifications.open(), "it is closed")
    desktop.copy("y")
    time.sleep(3.2)
    desktop.copy(third)
    time.sleep(SILENCE)
    assert len(notifications.all()) == 4, "never means never"
    eventually(lambda: app.saved() == 2, "both are counted")


def test_clicking_the_body_opens_the_window_there(desktop, notifications, app):
    desktop.copy(FUNCTION)
    assert not app.windows()
    notifications.press(notifications.wait(), "default")
    eventually(app.windows, "a window")
    assert app.saved() == 0


def test_silence(desktop, notifications, app):
    for text in ["word", "https://example.org/a/b?c=d", SECRET, "   \n", "12"]:
        desktop.copy(text)
        time.sleep(0.3)
    time.sleep(SILENCE)
    assert notifications.all() == []
    assert b"ghp_" not in everything_in(desktop.root / "home"), "of a secret nothing is kept"


def test_concealed_content_is_not_read(desktop, notifications, app):
    with Owner(desktop.env["DISPLAY"], FUNCTION) as owner:
        time.sleep(SILENCE)
        assert "TARGETS" in owner.asked, "it was looked at"
        assert "UTF8_STRING" not in owner.asked, "and not read"
    assert notifications.all() == []


def test_editor_and_clipboard_are_one_copy(desktop, notifications, app):
    editor = app.connect()
    desktop.copy(FUNCTION)
    app.request(f"/{editor}/suggestion", seed(FUNCTION))
    notifications.wait()
    time.sleep(SILENCE)
    assert len(notifications.all()) == 1


def test_an_editors_copy_is_told_with_its_name(desktop, notifications, app):
    editor = app.connect()
    app.request(f"/{editor}/suggestion", seed(FUNCTION))
    assert "from VS Code" in notifications.wait()["body"]


def test_a_save_in_the_editor_closes_the_notification(desktop, notifications, app):
    editor = app.connect()
    desktop.copy(FUNCTION)
    notifications.wait()
    app.request(f"/{editor}/reaction", {"save": True, "seed": seed(FUNCTION)})
    eventually(lambda: not notifications.open(), "it is closed")


def test_one_at_a_time(desktop, notifications, app):
    desktop.copy(FUNCTION)
    first = notifications.wait()
    desktop.copy(OTHER)
    second = notifications.wait(2)
    assert second["id"] == first["id"], "the newer one takes its place"
    assert len({shown["id"] for shown in notifications.open()}) == 1
    notifications.press(second, "save")
    eventually(lambda: app.saved() == 1, "it is saved")


def test_the_same_text_over_and_over_is_one_question(desktop, notifications, app):
    editor = app.connect()
    app.request(f"/{editor}/reaction", {"save": True, "seed": seed(FUNCTION)})

    def over_and_over():
        for _ in range(10):
            desktop.copy(FUNCTION)
            app.request(f"/{editor}/suggestion", seed(FUNCTION))
            desktop.copy("x")
            time.sleep(0.1)

    over_and_over()
    shown = notifications.wait()
    time.sleep(SILENCE)
    assert len(notifications.all()) == 1, "it is on the screen already"
    assert notifications.open() == [shown]
    notifications.press(shown, "dismiss")
    eventually(lambda: not notifications.open(), "it is closed")
    over_and_over()
    time.sleep(SILENCE)
    assert len(notifications.all()) == 1, "it was dismissed"
    desktop.copy(OTHER)
    assert "median" in notifications.wait(2)["body"], "another text is told"


def test_languages_and_titles_are_for_people(desktop, notifications, app):
    desktop.copy("CC = gcc\nall: main.o\n\t$(CC) -o main main.o\n\nmain.o: main.c\n\t$(CC) -c main.c\n")
    assert "lines of Makefile" in notifications.wait()["body"]
    desktop.copy("server:\n  host: example.org\n  ports:\n    - 80\n    - 443\n  workers: 8\n")
    assert notifications.wait(2)["body"].startswith("server: 6 lines of YAML")


def test_a_long_body_is_cut(desktop, notifications, app):
    desktop.copy("def " + "x" * 5000 + "(a, b):\n" + "    a = b + a * 2\n" * 40 + "    return a\n")
    assert len(notifications.wait()["body"]) <= 400


MARKUP = "SELECT '<b>bold</b>' AS x, id, name FROM users WHERE age > 30 AND city = 'Ulm' ORDER BY name;"


def test_markup_in_a_body_is_text(desktop):
    notifications = desktop.notifications("--markup")
    App(desktop, "--hidden").wait_until_ready()
    desktop.copy(MARKUP)
    assert "&lt;b&gt;bold" in notifications.wait()["body"]


def test_a_body_is_not_escaped_for_a_service_that_reads_no_markup(desktop, notifications, app):
    desktop.copy(MARKUP)
    assert "<b>bold" in notifications.wait()["body"]


def test_a_body_and_the_menu_hide_nothing(desktop, notifications, app):
    desktop.copy("def \u202eevil\u202c\u2066name(a, b):\n    c = a + b\n    d = a * b\n    return c - d\n")
    body = notifications.wait()["body"]
    tray = Tray(desktop.bus)
    offered = eventually(lambda: [label for label in tray.labels() if label.startswith("Save")], "the menu has it")[0]
    for text in [body, offered]:
        assert "evil" in text and "name" in text
        assert not {"\u202e", "\u202c", "\u2066"} & set(text), ascii(text)


def test_a_press_told_to_the_sender_alone(desktop):
    """After a token and with news of others around it, as GNOME does."""
    notifications = desktop.notifications("--to-sender")
    app = App(desktop, "--hidden").wait_until_ready()
    for number, text in enumerate([FUNCTION, OTHER], start=1):
        desktop.copy(text)
        notifications.press(notifications.wait(number), "save")
        eventually(lambda: app.saved() == number, "it is saved")


def test_a_press_in_the_moment_of_showing(desktop):
    desktop.notifications("--eager")
    app = App(desktop, "--hidden").wait_until_ready()
    for number, text in enumerate([FUNCTION, OTHER], start=1):
        desktop.copy(text)
        eventually(lambda: app.saved() == number, "it is saved")


def test_a_press_on_the_one_before_is_no_answer_to_the_one_that_replaces_it(desktop):
    notifications = desktop.notifications("--late")
    app = App(desktop, "--hidden").wait_until_ready()
    desktop.copy(FUNCTION)
    notifications.wait()
    desktop.copy(OTHER)
    shown = notifications.wait(2)
    assert shown["replaces"], shown
    time.sleep(SILENCE)
    assert app.saved() == 0
    notifications.press(shown, "save")
    eventually(lambda: app.saved() == 1, "it is asked still")


def test_a_service_that_came_later_counts_from_one_again(desktop, notifications, app):
    desktop.copy(FUNCTION)
    ours = notifications.wait()
    desktop.end_service("notification_daemon.py")
    again = desktop.notifications()
    theirs = desktop.notify("Mail", "save")
    assert theirs == ours["id"], "the number is given again"
    again.press({"id": theirs, "actions": ["save"]}, "save")
    time.sleep(SILENCE)
    assert app.saved() == 0, "what another program showed is not ours"
    desktop.copy(OTHER)
    shown = eventually(lambda: [n for n in again.all() if n["app"] == "Bowerbird"], "ours is shown")[-1]
    assert shown["id"] != theirs, "nor is it replaced"


def test_a_button_of_one_that_has_ended_does_nothing(desktop, notifications, app):
    desktop.copy(FUNCTION)
    shown = notifications.wait()
    app.quit()
    again = App(desktop, "--hidden").wait_until_ready()
    notifications.press(shown, "save")
    time.sleep(SILENCE)
    assert again.saved() == 0


def test_expired_it_waits_in_the_tray(desktop, notifications, app):
    desktop.copy(FUNCTION)
    notifications.expire(notifications.wait())
    Tray(desktop.bus).click("Save parse_header")
    eventually(lambda: app.saved() == 1, "it is saved")


def test_no_buttons(desktop):
    notifications = desktop.notifications("--no-actions")
    desktop.tray_watcher()
    app = App(desktop, "--hidden").wait_until_ready()
    desktop.copy(FUNCTION)
    assert notifications.wait()["actions"] == []
    Tray(desktop.bus).click("Save parse_header")
    eventually(lambda: app.saved() == 1, "it is saved")


def test_no_notification_service(desktop):
    desktop.tray_watcher()
    app = App(desktop, "--hidden").wait_until_ready()
    desktop.copy(FUNCTION)
    Tray(desktop.bus).click("Save parse_header")
    eventually(lambda: app.saved() == 1, "it is saved")
    # One that comes later is used.
    notifications = desktop.notifications()
    desktop.copy(CLONE)
    notifications.press(notifications.wait(), "reuse")
    eventually(lambda: desktop.clipboard() == FUNCTION, "the saved text is on the clipboard")


def test_the_service_dies_with_a_notification_up(desktop, notifications, app):
    desktop.copy(FUNCTION)
    notifications.wait()
    desktop.end_service("notification_daemon.py")
    tray = Tray(desktop.bus)
    tray.click("Save parse_header")
    eventually(lambda: app.saved() == 1, "it is saved")
    again = desktop.notifications()
    desktop.copy(CLONE)
    again.press(again.wait(), "reuse")
    eventually(lambda: desktop.clipboard() == FUNCTION, "the saved text is on the clipboard")


def test_the_service_hangs(desktop, notifications, app):
    desktop.stop_service("notification_daemon.py")
    for name in ["median", "middle", "centre"]:
        desktop.copy(OTHER.replace("median", name).replace("values", name + "s"))
        time.sleep(0.3)
    Tray(desktop.bus).click("Save centre")
    eventually(lambda: app.saved() == 1, "it is saved")
    assert interrupt(app) == 0, "and it ends in time"


def test_one_at_a_time_after_the_service_hung(desktop, notifications, app):
    desktop.copy(FUNCTION)
    notifications.wait()
    desktop.stop_service("notification_daemon.py")
    desktop.copy(OTHER)
    time.sleep(6)  # Longer than an answer is waited for.
    desktop.resume_service("notification_daemon.py")
    desktop.copy(OTHER.replace("median", "middle").replace("values", "numbers"))
    eventually(lambda: [shown for shown in notifications.open() if "middle" in shown["body"]], "the newest")
    eventually(lambda: len({shown["id"] for shown in notifications.open()}) == 1, "it alone")
    notifications.press(notifications.open()[-1], "save")
    eventually(lambda: app.saved() == 1, "its buttons are alive")


def test_the_end_closes_what_nobody_would_hear(desktop, notifications, app):
    desktop.copy(FUNCTION)
    notifications.wait()
    app.quit()
    assert not notifications.open()


def test_paused_nothing_is_read(desktop, notifications, app):
    tray = Tray(desktop.bus)
    tray.click("Pause until resumed")
    eventually(lambda: app.status()["clipboard"] == "paused", "it is paused")
    desktop.copy(FUNCTION)
    time.sleep(SILENCE)
    assert notifications.all() == []
    tray.click("Resume")
    eventually(lambda: app.status()["clipboard"] == "watching", "it watches again")
    desktop.copy(OTHER)
    assert "median" in notifications.wait()["body"]


def everything_in(folder):
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
