"""Every form of the site sent empty, twice, and with hostile words: a sentence comes back, never an accident.

Forms are read from the pages themselves, as a browser does, so that everything around the hostile word is right and the
word gets as far as it can. What a request leaves in the database is taken back before the next one.
"""

from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from chophien.orders.tests.pages import forms_of
from tests.doors.addresses import addresses
from tests.doors.anybody import ANYBODY
from tests.doors.doors import opener
from tests.doors.hostile import FILES, TEXTS, names_in_bodies
from tests.doors.told_faults import lost_faults
from tests.doors.visitors import taken_back

pytestmark = pytest.mark.django_db

BROKEN, NOT_THIS_WAY, REFUSED = 500, 405, {409, 422}
EVERY = 12
"""Of all hostile words each field gets every twelfth; which ones goes round from field to field."""
FILES_EACH = 2
"""Of the files that are none each address gets two, in turn."""
FORM = "application/x-www-form-urlencoded"


def sent(client, path, body, **how):
    with taken_back():
        return client.generic("POST", path, body, **how) if isinstance(body, bytes) else client.post(path, body)


def takes_posts(world):
    """Every address that takes a POST, with somebody for whom it is open."""
    if "takes_posts" not in world.kept:
        asked = [(address, world.path(address), opener(address.name)) for address in addresses()]
        world.kept["takes_posts"] = [
            (address, path, reader)
            for address, path, reader in asked
            if sent(world.client(reader), path, {}).status_code != NOT_THIS_WAY
        ]
    return [(address, path, world.client(reader)) for address, path, reader in world.kept["takes_posts"]]


def is_fine(response):
    if response.status_code >= BROKEN:
        return False
    body = b"" if response.streaming else response.content
    return b"<script>alert" not in body or "html" not in response.get("Content-Type", "")


def pages_with_forms(world):
    """Each form that stands on some page, once: its action, its fields as they stand, who may send it."""
    if "forms" not in world.kept:
        world.kept["forms"] = list(_forms(world))
    return world.kept["forms"]


def _forms(world):
    seen = set()
    pages = [(opener(address.name), world.path(address)) for address in addresses()]
    for reader, path in [*pages, *world.more]:
        response = world.client(reader).get(path)
        if response.status_code != 200 or "html" not in response.get("Content-Type", ""):
            continue
        for form in forms_of(response):
            action = form["action"] or path
            kind = (action.partition("?")[0], tuple(sorted(form["fields"])))
            if kind not in seen and form.get("method") != "get":
                seen.add(kind)
                yield action, {name: value or "" for name, value in form["fields"].items()}, reader


def hostile_body(names, deal):
    """All the names with hostile words, dealt from this word on, as a browser sends a form without files."""
    words = {name: TEXTS[(deal + number) % len(TEXTS)][:400] for number, name in enumerate(names)}
    sendable = {name: word.encode("utf-8", "surrogatepass") for name, word in words.items() if word != "\ud800"}
    return urlencode(sendable).encode()


def test_every_name_hostile_at_once(world):
    names, found = names_in_bodies(), []
    bodies = [hostile_body(names, deal) for deal in range(len(TEXTS))]

    for place, (address, path, client) in enumerate(takes_posts(world)):
        for deal in range(place % EVERY, len(TEXTS), EVERY):
            response = sent(client, path, bodies[deal], content_type=FORM)
            if not is_fine(response):
                found.append((response.status_code, address.name, deal))

    assert not found, "\n".join(map(str, found))


def test_every_field_of_every_form_hostile_by_itself(world):
    found = []
    forms = pages_with_forms(world)
    assert len(forms) > 30

    for place, (action, fields, reader) in enumerate(forms):
        client = world.client(reader)
        for number, name in enumerate(fields):
            for deal in range((place + number) % EVERY, len(TEXTS), EVERY):
                word = TEXTS[deal].encode("utf-8", "surrogatepass")
                response = sent(client, action, {**fields, name: word})
                if not is_fine(response):
                    found.append((response.status_code, action, name, TEXTS[deal][:30]))

    assert not found, "\n".join(map(str, found))


def test_every_form_as_it_stands_empty_and_with_every_answer_twice(world):
    found = []

    for action, fields, reader in pages_with_forms(world):
        client = world.client(reader)
        bodies = {
            "as it stands": fields,
            "empty": dict.fromkeys(fields, ""),
            "nothing": {},
            "doubled": {name: [value, f"{value}x"] for name, value in fields.items()},
            "list": {f"{name}[]": value for name, value in fields.items()},
        }
        for how, body in bodies.items():
            response = sent(client, action, body)
            if not is_fine(response):
                found.append((response.status_code, action, how))
            if response.status_code in REFUSED and not response.streaming:
                lost = lost_faults(response.content.decode())
                found.extend((action, how, fault) for fault in lost)

    assert not found, "\n".join(map(str, found))


def test_files_that_are_none(world):
    names, found = names_in_bodies(), []

    kinds = [*FILES, *FILES]

    for place, (address, path, client) in enumerate(takes_posts(world)):
        first = FILES_EACH * place % len(FILES)
        for what in ["garbage"] if address.name in ANYBODY else kinds[first : first + FILES_EACH]:
            data = FILES[what]
            body = {name: SimpleUploadedFile(f"{name}.jpg", data, "image/jpeg") for name in names}
            response = sent(client, path, {**body, "kind": "certificate", "next": "/"})
            if not is_fine(response):
                found.append((response.status_code, address.name, what))

    assert not found, "\n".join(map(str, found))


NO_FORMS = (
    (b'{"phone": "0912345678"}', "application/json"),
    (b"\xff\xfe=%ff&a=%00&%80=1", FORM),
    (b"&".join(b"a%d=1" % number for number in range(600)), FORM),
    (b"--x\r\nContent-Disposition: form-data; name=", "multipart/form-data; boundary=x"),
    (b"phone=1", "multipart/form-data"),
    (b"phone=1", "multipart/form-data; boundary=" + "x" * 500),
    (b"phone=1", "nonsense"),
    (b"phone=%C3%28&name=%ED%A0%80", FORM),
    (b"phone=0912345678", FORM + "; charset=utf-16"),
    (b"phone=0912345678", FORM + "; charset=nonsense"),
)


def test_bodies_that_are_no_form(world):
    found = []

    for address, path, client in takes_posts(world):
        for body, content_type in NO_FORMS:
            response = sent(client, path, body, content_type=content_type)
            if not is_fine(response):
                found.append((response.status_code, address.name, content_type))

    assert not found, "\n".join(map(str, found))
