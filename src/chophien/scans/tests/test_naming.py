"""A household is named behind a code by its own word alone, and by no old word once it has taken it back."""

from datetime import timedelta

import pytest

from chophien.growing.models import AreaHousehold
from chophien.growing.states import Naming, NamingWay
from chophien.growing.tests.factories import an_area
from chophien.lib.errors import NotPermitted
from chophien.lots.tests.factories import a_cooperative, a_grower
from chophien.scans.actions.naming import say_naming
from chophien.scans.selectors.naming import named_among
from chophien.scans.tests.factories import NOON
from chophien.sellers.tests.factories import manager_of

pytestmark = pytest.mark.django_db


def test_a_household_says_itself_whether_it_is_named_and_the_last_word_counts():
    seller = a_cooperative()
    grower = a_grower(seller, phone="0912345678")

    assert named_among([grower]) == set()
    say_naming(grower=grower, may_be_named=True, actor=grower.person, at=NOON)
    assert named_among([grower]) == {grower.pk}
    say_naming(grower=grower, may_be_named=False, actor=grower.person, at=NOON + timedelta(hours=1))
    assert named_among([grower]) == set()
    with pytest.raises(NotPermitted):
        say_naming(grower=grower, may_be_named=True, actor=manager_of(seller), at=NOON)


def test_what_it_said_on_paper_for_its_land_counts_and_any_no_wins():
    seller = a_cooperative()
    grower = a_grower(seller, phone="0912345679")
    household = AreaHousehold.objects.create(
        code="HD-1",
        area=an_area(seller),
        owner_name=grower.name,
        grower_code=grower.code,
        naming=Naming.AGREED,
        naming_way=NamingWay.PAPER,
        said_on=NOON.date(),
        since=NOON.date(),
        added_by="x",
        added_at=NOON,
    )

    assert named_among([grower]) == {grower.pk}
    say_naming(grower=grower, may_be_named=False, actor=grower.person, at=NOON)
    assert named_among([grower]) == set()
    say_naming(grower=grower, may_be_named=True, actor=grower.person, at=NOON + timedelta(hours=1))
    AreaHousehold.objects.filter(pk=household.pk).update(naming=Naming.UNNAMED)
    assert named_among([grower]) == set()
