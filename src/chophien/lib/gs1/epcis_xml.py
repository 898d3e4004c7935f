"""Events of an EPCIS document in XML, read just far enough to hash them like their JSON-LD (EPCIS 2.0 section 9).

The market captures JSON-LD. Partners who still hold XML can prove with this that both sides hold the same events, and
most of the published hashes are of XML documents. Nothing here says that a document is valid.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError
from chophien.lib.gs1.epcis_context import Json

MAX_BYTES = 10_000_000
EVENTS = ("ObjectEvent", "AggregationEvent", "TransactionEvent", "TransformationEvent", "AssociationEvent")

_OF_SCHEMAS = "{http://www.w3.org/2001/XMLSchema-instance}"
_WRAPPERS = ("extension", "baseExtension")
_PLACES = ("readPoint", "bizLocation")
_EPCS = ("epcList", "childEPCs", "inputEPCList", "outputEPCList")
_QUANTITIES = ("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList")
_TYPED = ("bizTransactionList", "sourceList", "destinationList")


class BadXml(DomainError):
    """No document of EPCIS in XML, or one made to do harm."""

    code = "bad_epcis_xml"
    message = _("This file is not an EPCIS document that can be read.")


def read_xml(document: bytes, *, max_bytes: int = MAX_BYTES) -> tuple[list[dict[str, Json]], frozenset[str]]:
    """The events of a document, each as JSON-LD would hold it, and the names of extensions it says not to count.

    Names of extensions are written ``{namespace}local``. Entities and outside references are refused.

    :raises BadXml: if it is larger than `max_bytes`, no XML, or has none of the events of EPCIS
    """
    if len(document) > max_bytes:
        raise BadXml
    try:
        root = fromstring(document)
        events = [_event(element) for element in root.iter() if element.tag in EVENTS]
    except (ParseError, DefusedXmlException, ValueError, RecursionError) as refusal:
        raise BadXml from refusal
    if not events:
        raise BadXml
    ignored = {child.tag for element in root.iter() if _local(element.tag) == "ignoreFields" for child in element}
    return events, frozenset(ignored)


def _event(element: Element) -> dict[str, Json]:
    event: dict[str, Json] = {"type": element.tag}
    for child in _unwrapped(element):
        name = child.tag
        if name in _PLACES:
            event[name] = _object(child)
        elif name in _EPCS:
            event[name] = [_words(epc) for epc in child]
        elif name in _QUANTITIES:
            event[name] = [_object(quantity) for quantity in child]
        elif name in _TYPED:
            event[name] = [{**item.attrib, item.tag: _words(item)} for item in child]
        elif name == "sensorElementList":
            event[name] = [_sensor(sensor) for sensor in child]
        elif name == "persistentDisposition":
            event[name] = {part: [_words(word) for word in child.iter(part)] for part in ("set", "unset")}
        else:
            _add(event, name, _value(child))
    return event


def _unwrapped(element: Element) -> Iterator[Element]:
    """An element's children, those of the wrappers of EPCIS 1 as if there were no wrapper."""
    for child in element:
        if child.tag in _WRAPPERS:
            yield from _unwrapped(child)
        else:
            yield child


def _sensor(element: Element) -> dict[str, Json]:
    sensor: dict[str, Json] = {}
    reports: list[Json] = []
    for child in element:
        if child.tag == "sensorReport":
            reports.append(_object(child))
        elif child.tag == "sensorMetadata":
            sensor[child.tag] = _object(child)
        else:
            _add(sensor, child.tag, _value(child))
    sensor["sensorReport"] = reports
    return sensor


def _object(element: Element) -> dict[str, Json]:
    found: dict[str, Json] = _attributes(element)
    for child in _unwrapped(element):
        _add(found, child.tag, _value(child))
    return found


def _value(element: Element) -> Json:
    return _object(element) if len(element) or _attributes(element) else _words(element)


def _attributes(element: Element) -> dict[str, Json]:
    """What stands in an element's own tag, but for what is said to programs that check schemas."""
    return {name: value for name, value in element.attrib.items() if not name.startswith(_OF_SCHEMAS)}


def _add(found: dict[str, Json], name: str, value: Json) -> None:
    """Put a value under a name that may come more than once."""
    if name not in found:
        found[name] = value
    else:
        before = found[name]
        found[name] = [*before, value] if isinstance(before, list) else [before, value]


def _words(element: Element) -> str:
    return (element.text or "").strip()


def _local(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
