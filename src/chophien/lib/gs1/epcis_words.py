"""The words of the Core Business Vocabulary, in each form that they come in (CBV 2.0 section 7, EPCIS 2.0 section 10).

``shipping``, ``cbv:BizStep-shipping``, ``https://ref.gs1.org/cbv/BizStep-shipping`` and
``urn:epcglobal:cbv:bizstep:shipping`` are one word. Which words there are says GS1's JSON schema.
"""

import json
from functools import lru_cache
from pathlib import Path

from chophien.lib.gs1.epcis_context import (
    BIZ_STEP,
    BIZ_TRANSACTION,
    COMPONENT,
    DISPOSITION,
    ERROR_REASON,
    MEASUREMENT,
    SOURCE_DEST,
    STANDARD,
    URN_WORDS,
    Context,
)

SCHEMA = Path(__file__).parent / "data" / "epcis-json-schema.json"
KINDS = {
    "bizStep": BIZ_STEP,
    "disposition": DISPOSITION,
    "bizTransaction-type": BIZ_TRANSACTION,
    "source-dest-type": SOURCE_DEST,
    "error-reason": ERROR_REASON,
    "component": COMPONENT,
    "measurementType": MEASUREMENT,
    "sensorAlertType": MEASUREMENT,
}
"""The kinds of words by the schema's names, and how their addresses begin."""

_CLAIMED = ("urn:epcglobal:cbv:", *(address for _urn, address in URN_WORDS))


@lru_cache
def standard_words(kind: str) -> frozenset[str]:
    """The bare words of one kind.

    :raises KeyError: for a kind that is not among `KINDS`
    """
    definitions = json.loads(SCHEMA.read_text("utf-8"))["definitions"]
    return frozenset(word for form in definitions[kind]["anyOf"] for word in form.get("enum", ()))


def full_word(kind: str, text: str, context: Context = STANDARD) -> str:
    """A word as its address, in whichever form it came; a word of the sender's own as it is.

    :raises KeyError: for a kind that is not among `KINDS`
    """
    stripped = text.strip()
    if stripped and ":" not in stripped:
        return KINDS[kind] + stripped
    expanded = context.expanded(stripped)
    for urn, address in URN_WORDS:
        if expanded.startswith(urn):
            return address + expanded.removeprefix(urn)
    return expanded


def bare_word(kind: str, text: str, context: Context = STANDARD) -> str:
    """A word as JSON-LD writes it: bare where it is one of the standard's, else its address.

    :raises KeyError: for a kind that is not among `KINDS`
    """
    full = full_word(kind, text, context)
    bare = full.removeprefix(KINDS[kind])
    return bare if bare in standard_words(kind) else full


def is_word(kind: str, text: str, context: Context = STANDARD) -> bool:
    """Whether a word is one of the standard's, or an address that the standard does not claim for itself.

    :raises KeyError: for a kind that is not among `KINDS`
    """
    full = full_word(kind, text, context)
    claimed = full.startswith((KINDS[kind], *_CLAIMED))
    return not claimed or full.removeprefix(KINDS[kind]) in standard_words(kind)
