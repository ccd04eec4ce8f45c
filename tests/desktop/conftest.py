"""What every test starts from."""

import pytest
from desktop import App, Desktop


@pytest.fixture
def desktop():
    with Desktop() as desktop:
        yield desktop


@pytest.fixture
def notifications(desktop):
    return desktop.notifications()


@pytest.fixture
def app(desktop, notifications):
    """A Bowerbird in the tray, with nothing kept yet, on a desktop that shows notifications."""
    desktop.tray_watcher()
    return App(desktop, "--hidden").wait_until_ready()
