"""Who comes to the doors, and what they carry: a session in a browser, one that a card began, or a program's key."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.test import Client
from django.test.client import ClientHandler

from chophien.accounts.actions.keys import make_api_key, revoke_api_key
from chophien.accounts.models import Person, SignInCard
from chophien.accounts.states import KeyOwner, Role, Scope
from chophien.accounts.tests.factories import PersonFactory, holder_of, operator
from chophien.accounts.views.card_sessions import CARD, SEEN
from chophien.channels.actions.shops import make_shop_key
from chophien.channels.states import KeyScope
from chophien.lib.actor import SYSTEM
from chophien.places.models import TODAY, Commune
from chophien.rules.models import LegalParameter
from chophien.rules.selectors import forget
from chophien.sellers.models import Seller
from chophien.sellers.tests.factories import a_seller, helper_in, manager_of, packer_of

LONG = "2100-01-01T00:00:00+00:00"
"""They have signed in just now, and pressed something just now, for as long as the tests take."""
_ANSWERING = ClientHandler(enforce_csrf_checks=False)


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever is done in here leaves nothing in the database, so that one accident does not hide the next."""
    block = transaction.atomic()
    block._from_testcase = (
        True  # as in Django's own tests: what insists on a transaction of its own gets a part of this
    )
    with block:
        yield
        transaction.set_rollback(True)


@dataclass(frozen=True)
class Browser:
    """What a browser or a program brings along."""

    cookies: dict[str, str] = field(default_factory=dict)
    key: str = ""

    def opened(self) -> Client:
        """It, before it has asked for anything. All of them are answered by the same chain of middleware."""
        client = Client(raise_request_exception=False, headers={"Authorization": self.key} if self.key else {})
        client.handler = _ANSWERING
        for name, value in self.cookies.items():
            client.cookies[name] = value
        return client


def a_browser(person: Person, *, by_card: bool) -> Browser:
    """One in which this person has just signed in."""
    client = Client()
    client.force_login(person)
    session = client.session
    session["sign_in_phone"] = person.phone
    session["signed_in_at"] = LONG  # the ways to sign in are changed only soon after
    if by_card:
        session[CARD], session[SEEN] = person.cards.get().code, LONG
    session.save()
    return Browser({name: cookie.value for name, cookie in client.cookies.items()})


def who_come(seller: Seller, *, at: datetime) -> dict[str, Person]:
    """Everybody who comes to the doors of this shop and of the market, by what they are (`tests.doors.doors.PEOPLE`)."""
    other = a_seller(name="HTX Mật ong Mèo Vạc")
    commune = seller.commune
    next_commune = Commune.objects.filter(vintage=TODAY, province=commune.province).exclude(pk=commune.pk)[0].code
    carded = manager_of(seller, name="Vừ Thị Mỷ")
    SignInCard.objects.create(
        code="TH-DOOR", person=carded, opens=seller.code, token_digest="-", pin="!", issued_by="system", issued_at=at
    )
    return {
        "buyer": PersonFactory(name="Sùng A Páo"),
        "stranger": PersonFactory(name="Nguyễn Văn Bình"),
        "packer": packer_of(seller),
        "accountant": holder_of(Role.SELLER_ACCOUNTANT, Scope.SELLER, seller.code),
        "manager": manager_of(seller),
        "carded": carded,
        "rival": manager_of(other),
        "rival_packer": packer_of(other),
        "rival_accountant": holder_of(Role.SELLER_ACCOUNTANT, Scope.SELLER, other.code),
        "newcomer": PersonFactory(name="Lan"),
        "founder": PersonFactory(name="Hoa"),
        "officer": holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, commune.code),
        "next_officer": holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, next_commune),
        "provincial": holder_of(Role.PROVINCE_OFFICER, Scope.PROVINCE, "08"),
        "next_provincial": holder_of(Role.PROVINCE_OFFICER, Scope.PROVINCE, "01"),
        "operator": operator(),
        "afar": holder_of(Role.OPERATOR, Scope.PROVINCE, "01"),
        "helper": helper_in(commune.code, name="Giàng A Páo"),
        "unasked": helper_in(commune.code, name="Vàng A Lử"),
    }


def programs(seller: Seller, people: dict[str, Person], *, at: datetime) -> dict[str, str]:
    """What programs send along, by what is right or wrong with it (`tests.doors.keys`)."""
    manager, rival = people["manager"], people["rival"]

    def key_of(actor: Person, shop: Seller, *scopes: str, expires_at: datetime | None = None) -> str:
        return make_shop_key(
            seller=shop, name="Kho", scopes=scopes, actor=actor, at=at - timedelta(days=2), expires_at=expires_at
        ).text

    LegalParameter.objects.filter(key="api.keys_most").update(value=100)  # one key for each scope, and some more
    forget()
    every = KeyScope.values
    revoked = make_shop_key(seller=seller, name="Cũ", scopes=every, actor=manager, at=at)
    revoke_api_key(key=revoked.key, actor=manager, at=at)
    whose = {"owner_kind": KeyOwner.PERSON, "owner_code": people["buyer"].code}
    personal = make_api_key(name="Riêng", scopes=every, actor=people["buyer"], at=at, **whose)
    gone = manager_of(seller)
    leaver = key_of(gone, seller, *every)
    gone.grants.update(ends_at=at)
    shut_out = manager_of(seller)
    of_shut_out = key_of(shut_out, seller, *every)
    Person.objects.filter(pk=shut_out.pk).update(is_active=False)
    theirs = Seller.objects.get(code=rival.grants.get().scope_code)
    of_nobody = make_api_key(
        name="Chợ", scopes=every, owner_kind=KeyOwner.ORGANISATION, owner_code="Bưu điện", actor=SYSTEM, at=at
    )
    bearer = {
        "program": key_of(manager, seller, *every),
        **{f"only {scope}": key_of(manager, seller, scope) for scope in every},
        "expired": key_of(manager, seller, *every, expires_at=at - timedelta(days=1)),
        "revoked": revoked.text,
        "invented": "cp_00000000_" + "x" * 40,
        "a person's": personal.text,
        "an organisation's": of_nobody.text,
        "a leaver's": leaver,
        "of who is shut out": of_shut_out,
        "another shop's": key_of(rival, theirs, *every),
    }
    bearer["cut short"] = bearer["program"][:-1]
    by_bearer = {name: f"Bearer {text}" for name, text in bearer.items()}
    return {**by_bearer, "another scheme": f"Basic {bearer['program']}"}
