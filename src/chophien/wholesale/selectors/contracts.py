"""Reads about contracts: who sees them, what their prices are, and how their deliveries stand."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Prefetch, Q, QuerySet

from chophien.accounts.models import Person
from chophien.payments.states import PaymentMethod
from chophien.sellers.selectors.helping import sellers_answered_by
from chophien.sellers.selectors.shops import sellers_managed_by
from chophien.wholesale.models import Contract, Delivery, DeliveryPart, IndexRow, Signature
from chophien.wholesale.pricing import Formula, Part, Penalties, Reckoning, reckon
from chophien.wholesale.states import DepositLate, DepositUse, Party


@dataclass(frozen=True)
class DeliveryView:
    """One line of the calendar: its price on its day (none while no figure of the index is known) and how it stands."""

    delivery: Delivery
    price_vnd: int | None
    reckoning: Reckoning | None
    parts: Sequence[DeliveryPart]

    @property
    def set_off_vnd(self) -> int:
        """What of the deposit was taken off what was sent, in đồng."""
        return sum(part.set_off_vnd for part in self.parts)


def contracts_visible_to(person: Person, *, at: datetime) -> QuerySet[Contract]:
    """The contracts of a buyer, and those of the shops that somebody manages or answers for."""
    shops = Q(seller__in=sellers_answered_by(person, at=at)) | Q(seller__in=sellers_managed_by(person, at=at))
    rows = Contract.objects.filter(Q(buyer=person) | shops)
    return rows.select_related("buyer", "seller__commune__province", "variant", "commune__province", "quote__request")


def contract_seen_by(person: Person, code: str, *, at: datetime) -> Contract | None:
    """One of them with its calendar, index and signatures. Five statements."""
    deliveries = Prefetch("deliveries", Delivery.objects.prefetch_related("parts").order_by("number"))
    signed = Prefetch("signatures", Signature.objects.filter(confirmed_at__isnull=False).select_related("person"))
    rows = contracts_visible_to(person, at=at).prefetch_related(deliveries, "index_rows", signed)
    return rows.filter(code=code).first()


def lock_contract(pk: int) -> Contract:
    """Fetch the contract and hold its row until the transaction ends."""
    rows = Contract.objects.select_for_update(of=("self",))
    beside = ("buyer", "seller__commune__province", "variant", "commune__province", "quote")
    return rows.select_related(*beside).get(pk=pk)


def formula_of(contract: Contract) -> Formula:
    return Formula(contract.base_vnd, contract.base_index, contract.share_percent, contract.floor_vnd, contract.cap_vnd)


def rates_of(contract: Contract) -> Penalties:
    return Penalties(contract.late_permyriad, contract.short_percent, contract.most_percent)


def index_on(rows: Sequence[IndexRow], day: date) -> Decimal | None:
    """How the index stood: the newest figure of that day or before."""
    known = [row for row in rows if row.on <= day]
    return max(known, key=lambda row: row.on).value if known else None


def price_on(contract: Contract, day: date, *, rows: Sequence[IndexRow]) -> int | None:
    """What a unit costs on a day; none while a price that follows an index has no figure for it."""
    formula, index = formula_of(contract), index_on(rows, day)
    return None if formula.follows_index and index is None else formula.price_at(index)


def calendar_of(contract: Contract, *, on: date) -> list[DeliveryView]:
    """How every delivery stands on a day. The contract comes with its calendar and index."""
    rows = list(contract.index_rows.all())
    return [_view(contract, one, rows, on=on) for one in contract.deliveries.all()]


def _view(contract: Contract, one: Delivery, rows: Sequence[IndexRow], *, on: date) -> DeliveryView:
    parts = parts_that_count(one)
    price = price_on(contract, one.due_on, rows=rows)
    if price is None:
        return DeliveryView(one, None, None, parts)
    standing = reckon(
        quantity=one.quantity,
        due_on=one.due_on,
        price_vnd=price,
        parts=[Part(part.on, part.quantity) for part in parts],
        rates=rates_of(contract),
        on=on,
        is_closed=one.closed_on is not None,
    )
    return DeliveryView(one, price, standing, parts)


def parts_that_count(one: Delivery) -> list[DeliveryPart]:
    """What was sent of a delivery and not called off."""
    return [part for part in one.parts.all() if part.failed_at is None]


def terms_digest(contract: Contract) -> str:
    """Tells one wording of a contract from another: what both sides confirm. 64 hexadecimal digits."""
    facts = {
        "goods": [contract.variant_id, contract.goods, contract.unit],
        "price": [
            contract.base_vnd,
            contract.index_name,
            f"{contract.base_index or 0:.3f}",
            contract.share_percent,
            contract.floor_vnd,
            contract.cap_vnd,
        ],
        "deposit": [contract.deposit_vnd, str(contract.deposit_on or "")],
        **_of_money(contract),
        "penalties": [contract.late_permyriad, contract.short_percent, contract.most_percent],
        "place": [contract.contact_name, contract.contact_phone, contract.commune_id, contract.hamlet],
        "terms": contract.terms,
        "calendar": [
            [one.number, str(one.due_on), f"{one.quantity:.3f}"]
            for one in Delivery.objects.filter(contract=contract).order_by("number")
        ],
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode("utf-8", "surrogatepass")).hexdigest()


def _of_money(contract: Contract) -> dict[str, list[str]]:
    """How it is paid, where that was chosen: contracts from before there was a choice keep their digest."""
    said = [str(contract.payment), str(contract.deposit_use), str(contract.deposit_late)]
    plain = [PaymentMethod.COD.value, DepositUse.SET_OFF.value, DepositLate.WARN.value]
    return {} if said == plain else {"paid": said}


def signed_by(contract: Contract, *, digest: str) -> dict[Party, Signature]:
    """Which sides have confirmed exactly these terms, with the evidence."""
    rows = Signature.objects.filter(contract=contract, terms_digest=digest, confirmed_at__isnull=False)
    return {Party(row.party): row for row in rows.select_related("person", "regulation").order_by("pk")}


def buyers_yes(contract: Contract) -> Signature | None:
    """The buyer's newest yes that covers the market's regulations; none where they were not asked for."""
    rows = Signature.objects.filter(contract=contract, party=Party.BUYER, confirmed_at__isnull=False)
    return rows.filter(regulation__isnull=False).select_related("regulation").order_by("-pk").first()
