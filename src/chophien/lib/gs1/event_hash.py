"""The hash that identifies an EPCIS event by what it says: CBV 2.0, section 8.9.2.

An event becomes one text, the pre-hash string: its fields in the order of the standard's table, names and values joined
by ``=``, lists sorted, times in UTC with milliseconds, numbers without needless zeros, every identifier as a Digital
Link, every standard word as its web address. Two writings of the same event give the same text and so the same hash.

Left out are the event's own identifier, `recordTime` and `errorDeclaration`: an event that is declared wrong keeps the
hash of the event it speaks of (EPCIS 2.0 section 7.4.1.4). Long numbers keep every digit.

The reference implementation of the standard's authors (RalphTro/epcis-event-hash-generator) differs from the standard's
text in three places, and so do the hashes it published: see `REFERENCE`. Whoever receives an identifier can ask
`is_id_of`, which knows both.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from chophien.lib.gs1.epcis_context import (
    BIZ_STEP,
    BIZ_TRANSACTION,
    COMPONENT,
    DISPOSITION,
    MEASUREMENT,
    SOURCE_DEST,
    STANDARD,
    Context,
    Json,
)
from chophien.lib.gs1.event_values import canonical_text, utc_milliseconds

VERSION = "CBV2.0"
STANDARD_WAY, REFERENCE = "standard", "reference"
"""`REFERENCE` writes as the reference implementation does: business transactions, destinations and sources follow after
sensors instead of before them, sorted in among the extensions; a field of a sensor report that the table lacks follows
at the very end; numbers are rounded to what a machine's fraction holds."""
ALGORITHMS = {"sha-256": "sha256", "sha-384": "sha384", "sha-512": "sha512", "sha3-256": "sha3_256"}
"""Names of the registry of RFC 6920 and of Python's library."""

_LEFT_OUT = frozenset({"type", "isA", "@context", "eventID", "recordTime", "errorDeclaration"})
_TIMES = frozenset({"eventTime", "time", "startTime", "endTime"})
_QUANTITY = ("epcClass", "quantity", "uom")
_METADATA = (
    "time",
    "startTime",
    "endTime",
    "deviceID",
    "deviceMetadata",
    "rawData",
    "dataProcessingMethod",
    "bizRules",
)
_REPORT = (
    "type",
    "exception",
    "deviceID",
    "deviceMetadata",
    "rawData",
    "dataProcessingMethod",
    "time",
    "microorganism",
    "chemicalSubstance",
    "value",
    "component",
    "stringValue",
    "booleanValue",
    "hexBinaryValue",
    "uriValue",
    "minValue",
    "maxValue",
    "meanValue",
    "sDev",
    "percRank",
    "percValue",
    "uom",
    "coordinateReferenceSystem",
)
_SENSOR = ("sensorMetadata", "sensorReport")
_WORDS = {
    "bizStep": BIZ_STEP,
    "disposition": DISPOSITION,
    "set": DISPOSITION,
    "unset": DISPOSITION,
    "type": MEASUREMENT,
    "exception": MEASUREMENT,
    "component": COMPONENT,
}
_NI = re.compile(r"ni:///([a-z0-9-]+);[0-9a-f]{32,128}\?ver=CBV2\.0")


@dataclass(frozen=True)
class _Way:
    """How one event is written: what its prefixes mean, and after whom."""

    context: Context
    reference: bool

    def text(self, value: Json) -> str:
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, str):
            return canonical_text(value, rounded=self.reference)
        return canonical_text(repr(value), rounded=self.reference) if isinstance(value, int | float) else ""

    def word(self, value: Json, words: str) -> str:
        """A word of a vocabulary as its web address: bare, with a prefix, as an old URN, or whole (rules 14 to 16)."""
        stripped = str(value).strip()
        if stripped and ":" not in stripped:
            return words + stripped
        return canonical_text(self.context.expanded(stripped))


_Writer: TypeAlias = Callable[[str, Json, _Way], str]


def event_id(
    event: Mapping[str, Json],
    context: Context = STANDARD,
    *,
    ignore: Iterable[str] = (),
    algorithm: str = "sha-256",
    way: str = STANDARD_WAY,
) -> str:
    """The identifier of an event by its contents, ``ni:///sha-256;…?ver=CBV2.0`` (rules 22 to 24, RFC 6920).

    The other arguments are those of `prehash`.

    :raises KeyError: for an algorithm that is not among `ALGORITHMS`
    """
    text = prehash(event, context, ignore=ignore, way=way).encode()
    return f"ni:///{algorithm};{hashlib.new(ALGORITHMS[algorithm], text).hexdigest()}?ver={VERSION}"


def is_id_of(
    identifier: str, event: Mapping[str, Json], context: Context = STANDARD, *, ignore: Iterable[str] = ()
) -> bool:
    """Whether an identifier is the event's hash, by the standard's text or by the reference implementation.

    An identifier that is no such hash, a UUID for instance, is not. `ignore` is that of `prehash`.
    """
    shape = _NI.fullmatch(identifier)
    if shape is None or shape[1] not in ALGORITHMS:
        return False
    left_out = frozenset(ignore)
    return any(
        event_id(event, context, ignore=left_out, algorithm=shape[1], way=way) == identifier
        for way in (STANDARD_WAY, REFERENCE)
    )


def prehash(
    event: Mapping[str, Json], context: Context = STANDARD, *, ignore: Iterable[str] = (), way: str = STANDARD_WAY
) -> str:
    """The text of an event that is hashed (rules 1 to 21).

    `event` is an event as JSON-LD holds it, or as `epcis_xml` reads it; `context` tells its prefixes. `ignore` are
    names of extensions in the form ``{namespace}local`` that do not count.
    """
    if "@context" in event:
        context = context.extended(event["@context"])
    manner, left_out = _Way(context, reference=way == REFERENCE), frozenset(ignore)
    text, rest = "eventType=" + str(event.get("type", event.get("isA", ""))), []
    for name, write in _ORDER:
        value = event.get(name)
        if value is None:
            continue
        line = write(name, value, manner)
        if manner.reference and name in _AMONG_EXTENSIONS:
            rest.append(line)
        else:
            text += line
    rest += [
        line
        for name, value in event.items()
        if name not in _LEFT_OUT and name not in _NAMES and context.clark(name) not in left_out
        for line in _extension(name, value, manner)
    ]
    if manner.reference:
        rest.append(_left_over(event.get("sensorElementList"), manner))
    return text + "".join(sorted(rest))


def _plain(name: str, value: Json, way: _Way) -> str:
    if name in _TIMES:
        return f"{name}={utc_milliseconds(str(value))}"
    text = way.word(value, _WORDS[name]) if name in _WORDS else way.text(value)
    return f"{name}={text}" if text else ""


def _offset(name: str, value: Json, _way: _Way) -> str:
    return f"{name}={str(value).strip()}"


def _each(name: str, value: Json, way: _Way) -> str:
    """A field that may come once or in a list, each under its name."""
    return "".join(sorted(_plain(name, item, way) for item in _listed(value)))


def _epcs(name: str, value: Json, way: _Way) -> str:
    return _list(name, ["epc=" + text for item in _listed(value) if (text := way.text(item))])


def _quantities(name: str, value: Json, way: _Way) -> str:
    return _list(name, ["quantityElement" + _fields(item, _QUANTITY, way) for item in _listed(value)])


def _place(name: str, value: Json, way: _Way) -> str:
    text = _fields(value, ("id",), way)
    return name + text if text else ""


def _persistent(name: str, value: Json, way: _Way) -> str:
    if not isinstance(value, dict):
        return ""
    inner = "".join(_each(part, value[part], way) for part in ("set", "unset") if part in value)
    return name + inner if inner else ""


def _transactions(name: str, value: Json, way: _Way) -> str:
    return _typed(name, value, "bizTransaction", BIZ_TRANSACTION, way)


def _parties(name: str, value: Json, way: _Way) -> str:
    return _typed(name, value, name.removesuffix("List"), SOURCE_DEST, way)


def _typed(name: str, value: Json, field: str, words: str, way: _Way) -> str:
    """A list of identifiers with a type each, the type before its identifier."""
    return _list(
        name,
        [
            (f"type={way.word(item['type'], words)}" if item.get("type") else "")
            + f"{field}={way.text(item.get(field))}"
            for item in _listed(value)
            if isinstance(item, dict)
        ],
    )


def _sensors(name: str, value: Json, way: _Way) -> str:
    return _list(name, ["sensorElement" + _sensor(item, way) for item in _listed(value) if isinstance(item, dict)])


def _sensor(element: dict[str, Json], way: _Way) -> str:
    text = ""
    metadata = element.get("sensorMetadata")
    if isinstance(metadata, dict) and metadata:
        text += "sensorMetadata" + _fields(metadata, _METADATA, way)
    reports = _listed(element.get("sensorReport"))
    text += "".join(sorted("sensorReport" + _fields(report, _REPORT, way) for report in reports))
    return text + _others(element, _SENSOR, way)


def _left_over(sensors: Json, way: _Way) -> str:
    """What the reference implementation finds left of sensor reports when their known fields are written."""
    text = ""
    for sensor in _listed(sensors):
        reports = _listed(sensor.get("sensorReport")) if isinstance(sensor, dict) else []
        left = [
            "sensorReport" + "".join(lines)
            for report in reports
            if isinstance(report, dict)
            and (lines := sorted(_plain(name, report[name], way) for name in report if _is_unknown(name, _REPORT)))
        ]
        text += "sensorElement" + "".join(sorted(left)) if left else ""
    return "sensorElementList" + text if text else ""


def _is_unknown(name: str, names: tuple[str, ...]) -> bool:
    return name not in names and ":" not in name and not name.startswith("{")


def _fields(value: Json, names: tuple[str, ...], way: _Way) -> str:
    """The standard's fields of one object in their order, then its extensions (rule 21)."""
    if not isinstance(value, dict):
        return ""
    known = [_plain(name, value[name], way) for name in names if value.get(name) is not None]
    return "".join(known) + (_others(value, names, way) if len(known) < len(value) else "")


def _others(value: dict[str, Json], names: tuple[str, ...], way: _Way) -> str:
    lines = [
        line
        for name, inner in value.items()
        if name not in names and not (way.reference and names is _REPORT and _is_unknown(name, names))
        for line in _extension(name, inner, way)
    ]
    return "".join(sorted(lines))


def _extension(name: str, value: Json, way: _Way) -> list[str]:
    """An extension and everything in it: names with their whole namespace, siblings sorted (rules 19 and 20)."""
    if value is None:
        return []
    if isinstance(value, list):
        return [line for item in value for line in _extension(name, item, way)]
    written = way.context.clark(name)
    if isinstance(value, dict):
        return [written + _others(value, (), way)]
    text = way.text(value)
    return [f"{written}={text}" if text else written]


def _list(name: str, items: list[str]) -> str:
    """A list under its own name, once, its items sorted by their letters (rule 11); nothing for an empty one."""
    return name + "".join(sorted(items)) if items else ""


def _listed(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [] if value is None else [value]


_ORDER: tuple[tuple[str, _Writer], ...] = (
    ("eventTime", _plain),
    ("eventTimeZoneOffset", _offset),
    ("certificationInfo", _each),
    ("epcList", _epcs),
    ("parentID", _plain),
    ("inputEPCList", _epcs),
    ("childEPCs", _epcs),
    ("quantityList", _quantities),
    ("childQuantityList", _quantities),
    ("inputQuantityList", _quantities),
    ("outputEPCList", _epcs),
    ("outputQuantityList", _quantities),
    ("action", _plain),
    ("transformationID", _plain),
    ("bizStep", _plain),
    ("disposition", _plain),
    ("persistentDisposition", _persistent),
    ("readPoint", _place),
    ("bizLocation", _place),
    ("bizTransactionList", _transactions),
    ("sourceList", _parties),
    ("destinationList", _parties),
    ("sensorElementList", _sensors),
)
"""The order of fields (the table of section 8.9.2); `ilmd` and extensions follow, sorted."""
_NAMES = frozenset(name for name, _write in _ORDER)
_AMONG_EXTENSIONS = frozenset({"bizTransactionList", "sourceList", "destinationList"})
