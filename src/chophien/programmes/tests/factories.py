"""Teams, households that are helped and what they sold, for tests."""

from datetime import datetime, timedelta

from chophien.accounts.models import Person
from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import PersonFactory, holder_of
from chophien.catalog.tests.factories import an_offer
from chophien.lib.actor import SYSTEM
from chophien.lib.dates import local_date
from chophien.orders.actions.answers import confirm_order
from chophien.orders.actions.sending import hand_over_order, pack_order, receive_order
from chophien.orders.models import Order
from chophien.orders.tests.factories import NOON, a_checkout, fresh
from chophien.places.tests.factories import a_commune
from chophien.programmes.actions.teams import add_member, register_team
from chophien.programmes.actions.visits import VisitText, note_visit
from chophien.programmes.models import HouseholdVisit, Team
from chophien.sellers.models import Seller
from chophien.sellers.states import SellerKind
from chophien.sellers.tests.factories import a_mandate, a_seller, helper_in
from chophien.supply.tests.factories import a_variant

HERE, ELSEWHERE = "00721", "06463"


def an_officer(commune: str = HERE) -> Person:
    a_commune(commune)
    return holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, commune, name="Anh Tuấn")


def a_province_officer(province: str = "08") -> Person:
    return holder_of(Role.PROVINCE_OFFICER, Scope.PROVINCE, province, name="Chị Hạnh")


def a_household(**facts: object) -> Seller:
    """An open shop of one person in a hamlet."""
    facts.setdefault("kind", SellerKind.INDIVIDUAL)
    facts.setdefault("hamlet", "Sủng Là")
    return a_seller(**facts)


def a_helped(helper: Person | None = None, *, at: datetime = NOON, **facts: object) -> tuple[Seller, Person]:
    """A household and its helper, who may do everything for it."""
    helper = helper or helper_in()
    seller = a_household(**facts)
    a_mandate(seller=seller, helper=helper, at=at)
    return seller, helper


def a_team(*, commune: str = HERE, name: str = "Tổ công nghệ số Sủng Là", at: datetime = NOON) -> Team:
    return register_team(commune=a_commune(commune), name=name, actor=an_officer(commune), at=at)


def a_member(team: Team, *, villages: tuple[str, ...] = ("Sủng Là",), at: datetime = NOON) -> Person:
    person = PersonFactory(name="Vàng Mí Sính")
    add_member(team=team, phone=person.phone, name="", villages=villages, actor=an_officer(), at=at)
    return person


def a_sale(
    seller: Seller, *, at: datetime = NOON, quantity: int = 1, late_days: int = 0, price_vnd: int = 185_000
) -> Order:
    """An order that came to its buyer, on the last promised day, or so many days after it."""
    variant = a_variant(seller=seller, available=quantity, offers=[an_offer(price_vnd=price_vnd)])
    order = fresh(a_checkout((variant, quantity), at=at).orders[0])
    confirm_order(order=order, actor=SYSTEM, at=at)
    pack_order(order=order, actor=SYSTEM, at=at)
    hand_over_order(order=order, actor=SYSTEM, at=at, tracking_code="EB1VN")
    days = (fresh(order).promised_to - local_date(at)).days if late_days else 0
    receive_order(order=order, actor=SYSTEM, at=at + timedelta(days=days + late_days))
    return fresh(order)


def a_visit(seller: Seller, helper: Person, *, at: datetime = NOON, key: str = "k", **text: object) -> HouseholdVisit:
    said = {"visited_on": local_date(at), "place": "Sủng Là", "met": "Bà Sùng", "done": "Chụp lại ảnh", **text}
    return note_visit(seller=seller, text=VisitText(**said), key=key, actor=helper, at=at)
