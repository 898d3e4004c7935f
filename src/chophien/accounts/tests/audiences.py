"""Everybody who may knock at a page, and how each is answered."""

from collections.abc import Mapping

from django.db import transaction
from django.test import Client

from chophien.accounts.models import Person
from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import GrantFactory, PersonFactory, holder_of
from chophien.places.tests.factories import a_commune, a_province

IN, SIGN_IN, REFUSED, NOTHING = "in", "sign in", "refused", "nothing there"


def everybody(seller_code: str, *, commune: str = "00721", province: str = "08") -> dict[str, Person | None]:
    """One person of every audience of a shop that lies there, and the same offices elsewhere. None: not signed in."""
    a_commune("06463")
    a_province("20")
    people: dict[str, Person | None] = {"stranger": None, "buyer": PersonFactory()}
    for role in (Role.SELLER_MANAGER, Role.SELLER_ACCOUNTANT, Role.SELLER_PACKER):
        name = role.removeprefix("seller_")
        people[name] = holder_of(role, Scope.SELLER, seller_code)
        people[f"{name} elsewhere"] = holder_of(role, Scope.SELLER, "another-shop")
    people["former manager"] = GrantFactory(
        person=PersonFactory(),
        role=Role.SELLER_MANAGER,
        scope_kind=Scope.SELLER,
        scope_code=seller_code,
        ends_at="2026-02-01T00:00:00Z",
    ).person
    people["helper"] = holder_of(Role.HELPER, Scope.COMMUNE, commune)
    for name, code_here, code_there, role, scope in (
        ("commune officer", commune, "06463", Role.COMMUNE_OFFICER, Scope.COMMUNE),
        ("province officer", province, "20", Role.PROVINCE_OFFICER, Scope.PROVINCE),
        ("province operator", province, "20", Role.OPERATOR, Scope.PROVINCE),
    ):
        people[name] = holder_of(role, scope, code_here)
        people[f"{name} elsewhere"] = holder_of(role, scope, code_there)
    people["operator"] = holder_of(Role.OPERATOR, Scope.NATION, "")
    return people


def answers(
    people: Mapping[str, Person | None], path: str, *, method: str = "get", data: Mapping[str, object] | None = None
) -> dict[str, str]:
    """How each is answered at this path. What a request changes is taken back before the next one."""
    return {name: _answer(person, path, method, dict(data or {})) for name, person in people.items()}


def let_in(people: Mapping[str, Person | None], path: str, **request: object) -> set[str]:
    """Who gets in. Strangers are asked to sign in; for everybody else there is nothing there."""
    found = answers(people, path, **request)
    assert found["stranger"] == SIGN_IN, path
    assert set(found.values()) <= {IN, SIGN_IN, NOTHING}, (path, found)
    return {name for name, answer in found.items() if answer == IN}


def _answer(person: Person | None, path: str, method: str, data: dict[str, object]) -> str:
    client = Client()
    with transaction.atomic():
        if person is not None:
            client.force_login(person)
        response = getattr(client, method)(path, data)
        if hasattr(response, "streaming_content"):
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    if response.status_code == 404:
        return NOTHING
    if response.status_code in {403, 409}:
        return REFUSED
    if response.status_code in {302, 303} and response["Location"].startswith("/dang-nhap/"):
        return SIGN_IN
    assert response.status_code in {200, 204, 302, 303, 422}, (path, response.status_code)
    return IN
