"""What the names in an EPCIS document stand for, without asking anybody on the network.

EPCIS 2.0 section 10 lets a document name further vocabularies in its `@context`. The standard's own context is known
here by its words; prefixes and terms written into the document are read; an address of any other context is never
fetched, so that a name of it stays unknown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

CBV = "https://ref.gs1.org/cbv/"
GS1 = "https://gs1.org/voc/"
BUILT_IN = MappingProxyType(
    {
        "epcis": "https://ref.gs1.org/epcis/",
        "cbv": CBV,
        "cbvmda": "urn:epcglobal:cbv:mda:",
        "gs1": GS1,
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "dcterms": "http://purl.org/dc/terms/",
    }
)
"""The prefixes of the standard's context, protected: a document cannot give them another meaning."""
STANDARD_CONTEXT = "epcis-context.jsonld"
"""How the address of the standard's own context ends, at whichever of GS1's places and in whichever release."""

BIZ_STEP = CBV + "BizStep-"
DISPOSITION = CBV + "Disp-"
BIZ_TRANSACTION = CBV + "BTT-"
SOURCE_DEST = CBV + "SDT-"
COMPONENT = CBV + "Comp-"
ERROR_REASON = CBV + "ER-"
MEASUREMENT = GS1
URN_WORDS = (
    ("urn:epcglobal:cbv:bizstep:", BIZ_STEP),
    ("urn:epcglobal:cbv:disp:", DISPOSITION),
    ("urn:epcglobal:cbv:btt:", BIZ_TRANSACTION),
    ("urn:epcglobal:cbv:sdt:", SOURCE_DEST),
    ("urn:epcglobal:cbv:er:", ERROR_REASON),
    ("urn:epcglobal:cbv:comp:", COMPONENT),
)
"""The beginnings of CBV 1 names and of the web names that mean the same (CBV 2.0 section 7)."""

MOST_NAMES = 500
_FULL = ("http://", "https://", "urn:")


@dataclass(frozen=True)
class Context:
    """The prefixes and the terms in force at one place of a document; `standard` says that EPCIS' own is among them."""

    prefixes: Mapping[str, str] = field(default_factory=lambda: BUILT_IN)
    terms: Mapping[str, str] = field(default_factory=dict)
    standard: bool = False

    def knows(self, name: str) -> bool:
        """Whether it can be said what an extension's name stands for."""
        prefix, colon, _local = name.partition(":")
        return name.startswith(("@", "{", *_FULL)) or name in self.terms or (bool(colon) and prefix in self.prefixes)

    def expanded(self, name: str) -> str:
        """The full address of a name with a prefix, e.g. ``gs1:Temperature``; any other name as it is."""
        prefix, colon, local = name.partition(":")
        if colon and not local.startswith("//") and prefix in self.prefixes:
            return self.prefixes[prefix] + local
        return self.terms.get(name, name)

    def clark(self, name: str) -> str:
        """A name as the event hash writes it: ``{namespace}local``. Names of the standard stay bare."""
        if name.startswith("{"):
            return name
        prefix, colon, local = name.partition(":")
        if colon and prefix in self.prefixes:
            return f"{{{self.prefixes[prefix]}}}{local}"
        full = self.terms.get(name, name)
        if not full.startswith(_FULL):
            return name
        end = max(full.rfind("/"), full.rfind("#"), full.rfind(":") if full.startswith("urn:") else -1) + 1
        return f"{{{full[:end]}}}{full[end:]}"

    def extended(self, written: Json) -> "Context":
        """The context with what a further `@context` adds to it. Addresses are looked at, never fetched.

        :raises ValueError: if there are more than `MOST_NAMES` names then
        """
        if written is None:
            return self
        prefixes, terms, standard = dict(self.prefixes), dict(self.terms), self.standard
        for entry in written if isinstance(written, list) else [written]:
            if isinstance(entry, str):
                standard = standard or entry.endswith(STANDARD_CONTEXT)
            elif isinstance(entry, dict):
                for name, meaning in entry.items():
                    address = meaning.get("@id") if isinstance(meaning, dict) else meaning
                    if not isinstance(address, str) or name.startswith("@") or name in BUILT_IN:
                        continue
                    (terms if address[-1:] not in ("/", "#", ":") and ":" not in name else prefixes)[name] = address
                    if isinstance(meaning, str):
                        prefixes[name] = address
        if len(prefixes) + len(terms) > MOST_NAMES:
            raise ValueError(f"a context of more than {MOST_NAMES} names")
        return Context(MappingProxyType(prefixes), terms, standard)


STANDARD = Context(standard=True)
"""Nothing but the standard's own names."""
