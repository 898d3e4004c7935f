"""How long somebody slow at typing needs for a form, computed from what they did in it.

The keystroke-level model of Card, Moran and Newell, "The keystroke-level model for user performance time with
interactive systems", Communications of the ACM 23(7), 1980, pages 396-410. A tap on a phone counts as one of their
movements to a target, which a thumb does not need longer for. What the model does not know, because nobody speaks in
it, stands under ours.
"""

import unicodedata
from dataclasses import dataclass

from playwright.sync_api import Page

KEY = 1.20
"""Seconds for a key by the slowest typist of the paper: one who does not know the keyboard."""
POINT = 1.10
"""Seconds to get to a place on the screen and touch it."""
THINK = 1.35
"""Seconds to think of the next step."""

SYLLABLES_A_SECOND = 2.5
"""Ours: everything on the screen is read, at about half the pace at which Vietnamese is read aloud."""
ASK = 10.0
"""Ours, seconds: asking the household for one answer and hearing it."""
PHOTO = 40.0
"""Ours, seconds: putting a thing or a paper in place and taking its picture."""
SENDING = 10.0
"""Ours, seconds: one screen going and the next coming; a photo of 300 KB at 400 kbit/s takes six of them."""

ANSWERS = """(form) => [...form.elements].filter((one) => one.name && one.type !== "hidden" && one.type !== "submit")
  .filter((one) => one.checkVisibility()).map((one) => ({
    name: one.name,
    kind: one.type,
    text: ["file", "radio", "checkbox"].includes(one.type) ? "" : one.value,
    given: one.type === "file" ? one.files.length > 0
      : ["radio", "checkbox"].includes(one.type) ? one.checked && !one.defaultChecked
      : one.type.startsWith("select") ? !one.selectedOptions[0].defaultSelected && one.selectedIndex > 0
      : one.value !== one.defaultValue,
  }))"""


@dataclass(frozen=True)
class Screen:
    """One screen as it was filled in: what there is to read, all its fields, and those that were answered, each with what was typed."""

    address: str
    syllables: float
    fields: frozenset[str]
    answers: tuple[tuple[str, str], ...]

    @property
    def seconds(self) -> float:
        """Reading it, answering it, and the button below."""
        return self.syllables / SYLLABLES_A_SECOND + sum(map(_answered, self.answers)) + THINK + POINT + SENDING


def filled(page: Page, form: str) -> Screen:
    """The screen that is open, just before its button is pressed."""
    found = page.locator(form).evaluate(ANSWERS)
    return Screen(
        address=page.url.partition("?")[0],
        syllables=_to_read(page),
        fields=frozenset(one["name"] for one in found),
        answers=tuple((one["kind"], one["text"]) for one in found if one["given"]),
    )


def _to_read(page: Page) -> float:
    """Syllables on the screen, each written apart in Vietnamese; a list is read until the wanted line, half of it."""
    lists = " ".join(page.locator("main select:visible").all_inner_texts())
    return len(page.locator("main").inner_text().split()) - len(lists.split()) / 2


def keys(text: str) -> int:
    """Keys that Telex asks for: one for each letter, one more for each mark, two for đ."""
    apart = unicodedata.normalize("NFD", text)
    return len(apart) + sum(letter in "đĐ" for letter in apart)


def _answered(answer: tuple[str, str]) -> float:
    kind, text = answer
    reached = THINK + POINT
    if kind == "file":
        return reached + PHOTO
    if kind.startswith("select"):
        return reached + THINK + POINT + ASK
    return reached + keys(text) * KEY + ASK
