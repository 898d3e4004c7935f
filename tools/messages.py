"""Keeps the one Vietnamese catalogue: extract, merge, fill in, compile, check.

python tools/messages.py update            extract from the code and merge (nothing is lost, nothing is fuzzy)
python tools/messages.py set FILE.json     the same, then fill in {"msgid": "msgstr" or ["form", ...]};
                                           a pgettext message is written "its context|context|msgid"
python tools/messages.py missing           print the msgids that have no Vietnamese yet
python tools/messages.py check             fail when the catalogue is stale, incomplete or has wrong placeholders
"""

import fcntl
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "chophien"
PO = SOURCE / "locale" / "vi" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
METHODS = [
    ("**/tests/**", "ignore"),
    ("**/migrations/**", "ignore"),
    ("**.py", "python"),
    ("**/jinja2/**.html", "jinja2"),
    ("**/jinja2/**.txt", "jinja2"),
    ("**/jinja2/**.typ", "jinja2"),
]
JINJA = {"extensions": "jinja2.ext.do", "silent": "false", "newstyle_gettext": "true", "trimmed": "true"}
OPTIONS = {pattern: JINJA for pattern, kind in METHODS if kind == "jinja2"}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "N_": None,
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|{(\w+)}")


def extracted() -> Catalog:
    template = Catalog(domain="django", charset="utf-8", fuzzy=False)
    for name, line, message, comments, context in extract_from_dir(
        str(SOURCE), METHODS, OPTIONS, KEYWORDS, comment_tags=("Translators:",)
    ):
        template.add(message, None, [(f"src/chophien/{name}", line)], auto_comments=comments, context=context)
    return template


def stored() -> Catalog:
    if not PO.exists():
        return Catalog(locale="vi", domain="django", project="chophien", fuzzy=False)
    with PO.open("rb") as source:
        return read_po(source, locale="vi", domain="django")


def merged() -> Catalog:
    catalogue = stored()
    catalogue.update(extracted(), no_fuzzy_matching=True, keep_user_comments=True)
    return catalogue


def write(catalogue: Catalog) -> None:
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as target:
        write_po(
            target,
            catalogue,
            width=110,
            sort_output=True,
            omit_header=False,
            ignore_obsolete=False,
            include_lineno=False,
        )
    with MO.open("wb") as target:
        write_mo(target, catalogue)


def fill(catalogue: Catalog, texts: dict[str, str | list[str]]) -> list[str]:
    unknown = []
    for msgid, translation in texts.items():
        context, _mark, plain = msgid.rpartition("|context|")
        message = catalogue.get(plain, context or None)
        obsolete = catalogue.obsolete.get((plain, context) if context else plain)
        if message is None and obsolete is None:
            unknown.append(msgid)
            continue
        for found in (message, obsolete):
            if found is not None:
                plural = isinstance(found.id, (list, tuple))
                forms = translation if isinstance(translation, list) else [translation]
                found.string = tuple(forms[:1]) if plural else forms[0]
    return unknown


def untranslated(catalogue: Catalog) -> Iterator[str]:
    for message in catalogue:
        forms = message.string if isinstance(message.string, (list, tuple)) else [message.string]
        if message.id and not all(forms):
            yield message.id if isinstance(message.id, str) else message.id[0]


def wrong_placeholders(catalogue: Catalog) -> Iterator[str]:
    for message in catalogue:
        if not message.id:
            continue
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        forms = message.string if isinstance(message.string, (list, tuple)) else [message.string]
        allowed = {hit for one in ids for hit in PLACEHOLDER.findall(one)}
        if any(set(PLACEHOLDER.findall(form)) - allowed for form in forms if form):
            yield ids[0]


def check() -> list[str]:
    fresh, kept = merged(), stored()
    known = {(m.id if isinstance(m.id, str) else m.id[0], m.context) for m in kept if m.id}
    wanted = {(m.id if isinstance(m.id, str) else m.id[0], m.context) for m in fresh if m.id}
    faults = [f"not in the catalogue (run `make messages`): {msgid}" for msgid, _ in sorted(wanted - known, key=str)]
    faults += [f"no Vietnamese: {msgid}" for msgid in untranslated(fresh)]
    faults += [f"placeholders differ: {msgid}" for msgid in wrong_placeholders(fresh)]
    if not MO.exists():
        faults.append("django.mo is missing: run `make messages`")
    return faults


def main(command: str, *arguments: str) -> int:
    if command == "check":
        faults = check()
        print("\n".join(faults) or "translations complete")
        return 1 if faults else 0
    if command == "missing":
        print(json.dumps(list(untranslated(merged())), ensure_ascii=False, indent=1))
        return 0
    lock = ROOT / "var" / "messages.lock"
    lock.parent.mkdir(exist_ok=True)
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        catalogue = merged()
        unknown = fill(catalogue, json.loads(Path(arguments[0]).read_text("utf-8"))) if command == "set" else []
        write(catalogue)
    for msgid in unknown:
        print(f"not in the code, left out: {msgid}")
    print(f"{len(list(untranslated(catalogue)))} still without Vietnamese")
    return 1 if unknown else 0


if __name__ == "__main__":
    sys.exit(main(*(sys.argv[1:] or ["update"])))
