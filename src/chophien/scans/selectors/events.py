"""The steps of a lot as an EPCIS 2.0 document for everybody.

It is made of what `history_of` lets everybody know: no household, no order, no exact place, the steps of a day put
together, none of an order. Of a chain with more than `STEPS_MOST` of them those of the lot itself and of the lots one
step back are told; their own addresses lead further. Whoever may see more asks `/epcis/v2` with a key.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.conf import settings

from chophien.lib.dates import VIETNAM
from chophien.lib.gs1.epcis_context import Json
from chophien.lib.gs1.event_hash import event_id
from chophien.rules import selectors as rules
from chophien.scans.selectors.found import Found
from chophien.scans.selectors.told import MADE_ANEW, PACKING, told_of_steps
from chophien.traceability.selectors.chain import History, Quantity, Step, history_of
from chophien.traceability.selectors.codes import gtin_of_bulk, link_of_goods

CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
STEPS_MOST, LOTS_MOST = 400, 10
MADE = "creating_class_instance"
"""The step by which lots become lots; CBV has no word of its own for it."""
GONE = frozenset({"destroying", "decommissioning", "removing"})
BEGUN = frozenset({"commissioning", "creating_class_instance"})


def events_of(found: Found, *, at: datetime) -> dict[str, Json]:
    """The EPCIS document of a lot; of a key in the events of lots, what those of the first `LOTS_MOST` lots say.

    :raises LookupError: if no lot was found
    """
    if found.seen is not None:
        lots = [Found(one.gtin, one.variant, one.lot) for one in found.seen.lots[:LOTS_MOST]]
    else:
        lots = [found]
    events = {str(one["eventID"]): one for lot in lots for one in _events_of(lot, at=at)}
    return {
        "@context": [CONTEXT],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": _written(at),
        "epcisBody": {"eventList": list(events.values())},
    }


def _events_of(found: Found, *, at: datetime) -> list[dict[str, Json]]:
    if found.lot is None:
        raise LookupError("only a lot has events")
    history = history_of(found.lot)
    steps = told_of_steps(history, least=rules.whole("scans.households_least", at=at)).steps
    if len(steps) > STEPS_MOST:
        near = {found.lot.code, *(one.lot.code for one in history.sources if one.level == 1)}
        steps = [one for one in steps if one.lot_code in near][-STEPS_MOST:]
    return [_event(one, history, found) for one in steps]


def _event(step: Step, history: History, found: Found) -> dict[str, Json]:
    shops = {history.lot.code: history.lot.seller_id, **{one.lot.code: one.lot.seller_id for one in history.sources}}

    def elements(way: str) -> list[Json]:
        kept = [one for one in step.quantities if one.way == way and one.lot_code in shops]
        return [_element(one, _link(one, step, shops, found)) for one in kept]

    event: dict[str, Json] = {"eventTime": _written(step.at), "eventTimeZoneOffset": "+07:00"}
    used, made = elements("in"), elements("out")
    if used and made:
        event |= {"type": "TransformationEvent", "inputQuantityList": used, "outputQuantityList": made}
    else:  # of a step whose other goods are another's, what is left is an event of these goods alone
        begun, gone = bool(made) or step.biz_step in BEGUN, bool(used) or step.biz_step in GONE
        action = "ADD" if begun else "DELETE" if gone else "OBSERVE"
        event |= {"type": "ObjectEvent", "action": action, "quantityList": made or used or elements("")}
    event["bizStep"] = MADE if step.biz_step == MADE_ANEW else step.biz_step
    if step.place_code:
        event["readPoint"] = {"id": f"{settings.SITE}/noi/xa/{step.place_code}"}
    event["eventID"] = event_id(event)
    return event


def _link(quantity: Quantity, step: Step, shops: Mapping[str, int], found: Found) -> str:
    """The address of the goods: those for sale by their own number, everything before by that of the shop in bulk."""
    is_for_sale = step.biz_step == PACKING and quantity.way != "in"
    if is_for_sale and found.variant is not None:
        return link_of_goods(found.gtin, quantity.lot_code)
    return link_of_goods(gtin_of_bulk(shops[quantity.lot_code]), quantity.lot_code)


def _element(quantity: Quantity, link: str) -> Json:
    written: dict[str, Json] = {"epcClass": link}
    if quantity.amount is not None:
        written["quantity"] = _number(quantity.amount)
        if quantity.unit == "kg":
            written["uom"] = "KGM"
    return written


def _number(amount: Decimal) -> int | float:
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _written(at: datetime) -> str:
    return at.astimezone(VIETNAM).isoformat(timespec="milliseconds")
