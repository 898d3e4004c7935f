"""Reads pages as somebody without scripts does: the words that show, and the forms as a browser sends them."""

from html import unescape
from html.parser import HTMLParser

from django.test import Client

from chophien.accounts.models import Person

SILENT = {"script", "style", "title", "symbol", "svg"}
VOID = {"input", "img", "br", "hr", "meta", "link", "source"}


class _Words(HTMLParser):
    def __init__(self):
        super().__init__()
        self.words, self.silent, self.main = [], 0, False

    def handle_starttag(self, tag, attrs):
        self.main = self.main or tag == "main"
        self.silent += tag in SILENT

    def handle_endtag(self, tag):
        self.silent -= tag in SILENT
        self.main = self.main and tag != "main"

    def handle_data(self, data):
        if self.main and not self.silent:
            self.words.append(data)


class _Forms(HTMLParser):
    """Every form by its action: the fields with what they would send, and the buttons with their words."""

    def __init__(self):
        super().__init__()
        self.forms, self.form, self.select, self.button, self.area = [], None, None, None, None

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.form = {"action": given.get("action", ""), "fields": {}, "buttons": []}
            self.forms.append(self.form)
        if self.form is None:
            return
        name = given.get("name")
        if tag == "input" and name and given.get("type") not in {"submit", "file"}:
            if given.get("type") in {"checkbox", "radio"}:
                if "checked" in given:
                    self.form["fields"][name] = given.get("value", "on")
            else:
                self.form["fields"][name] = given.get("value", "")
        if tag == "select":
            self.select = name
            self.form["fields"][name] = None
        if tag == "option" and self.select and (self.form["fields"][self.select] is None or "selected" in given):
            self.form["fields"][self.select] = given.get("value", "")
        if tag == "textarea":
            self.area = name
            self.form["fields"][name] = ""
        if tag == "button":
            self.button = {"name": name, "value": given.get("value", ""), "words": ""}
            self.form["buttons"].append(self.button)

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        self.select = None if tag == "select" else self.select
        self.button = None if tag == "button" else self.button
        self.area = None if tag == "textarea" else self.area

    def handle_data(self, data):
        if self.button is not None:
            self.button["words"] = " ".join(f"{self.button['words']} {data}".split())
        if self.area is not None:
            self.form["fields"][self.area] += data.lstrip("\n")


def text_of(response) -> str:
    """The words of the main part as they show, spaces made single and breakable."""
    reader = _Words()
    reader.feed(response.content.decode())
    return " ".join(" ".join(reader.words).replace("\u00a0", " ").split())


def source_of(response) -> str:
    return unescape(response.content.decode()).replace("\u00a0", " ")


def forms_of(response) -> list[dict]:
    reader = _Forms()
    reader.feed(response.content.decode())
    return reader.forms


def form_of(response, action: str) -> dict:
    """The form that is sent to this address."""
    [found] = [form for form in forms_of(response) if form["action"] == action]
    return found


def answers_of(response, action: str) -> dict[str, str]:
    """What a browser would send of this form as it stands."""
    return {name: value or "" for name, value in form_of(response, action)["fields"].items()}


def buttons_of(response) -> list[str]:
    """The words on the buttons of the main part, in their order."""
    named = [button for form in forms_of(response) for button in form["buttons"] if button["name"] != "lang"]
    return [button["words"] for button in named if button["words"]]


def as_person(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client
