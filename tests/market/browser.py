"""Debian's Chromium as the tests start it, and the two screens that pages are made for."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, ViewportSize, sync_playwright

PHONE = ViewportSize(width=360, height=800)
NARROWEST = ViewportSize(width=320, height=640)
DESKTOP = ViewportSize(width=1280, height=900)
FLAGS = [
    "--use-fake-device-for-media-stream",  # a microphone that beeps, for whoever is allowed to use it
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str | None:
    """The browser's program; none where it is not installed."""
    names = (os.environ.get("CHROMIUM") or "chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if (found := shutil.which(name))), None)


@contextmanager
def launched() -> Iterator[Browser]:
    """A running Chromium without a screen."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()
