"""The file of everything holds where one's shop grows its goods, and which rules one agreed to."""

from datetime import UTC, datetime

import pytest

from chophien.growing.tests.factories import a_square, an_area
from chophien.privacy.kept.land import growing_areas
from chophien.privacy.kept.tracks import consents
from chophien.regulations.actions.agreeing import agree_by_opening_an_account
from chophien.sellers.tests.factories import a_seller, manager_of

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)


def test_s36_a_manager_gets_every_border_of_the_shop_and_nobody_else_does():
    seller = a_seller()
    area = an_area(seller)

    [row] = growing_areas(manager_of(seller))

    assert (row["area__code"], row["land"], row["is_current"]) == (area.code, a_square(), True)
    assert growing_areas(manager_of(a_seller())) == []


def test_s36_what_was_agreed_to_by_opening_an_account_is_in_the_file():
    person = manager_of(a_seller())
    agree_by_opening_an_account(person=person, at=NOON)

    mine = [row for row in consents(person) if row.get("how") == "account"]

    assert [(row["version__key"], row["seller_code"]) for row in mine] == [("regulations", ""), ("privacy", "")]
