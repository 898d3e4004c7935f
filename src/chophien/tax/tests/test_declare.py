"""A producer signs that goods are own produce: for whom, for what, from when, and how it ends."""

from datetime import timedelta

import pytest

from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.catalog.tests.factories import a_category, a_listing
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import NotPermitted
from chophien.lib.names import BadName
from chophien.messages.models import Notice
from chophien.sellers.tests.factories import a_mandate, a_seller, helper_in, manager_of
from chophien.tax.actions.declaring import end, sign
from chophien.tax.errors import DeclarationOver, NotAgreed, NothingToDeclare, NotRawProduce, ReasonMissing
from chophien.tax.models import Withholding
from chophien.tax.selectors.declaring import declarables
from chophien.tax.states import Why
from chophien.tax.tests.factories import NOON, a_household, a_line, a_sale

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller():
    return a_household()


@pytest.fixture
def plums(seller):
    return a_listing(seller=seller, title="Mận hậu", category=a_category("trai-cay", name_vi="Trái cây tươi"))


def signed(seller, person, key="category:trai-cay", at=NOON, **facts):
    said = {"signed_name": "Vàng Thị Lan", "agreed": True, **facts}
    return sign(seller=seller, key=key, actor=person, at=at, **said)


def test_a_shop_can_declare_kinds_of_goods_and_goods_that_may_be_own_produce(seller, plums):
    a_listing(seller=seller, category=a_category("che"))

    assert [one.key for one in declarables(seller)] == ["category:trai-cay", f"listing:{plums.code}"]


def test_s09_from_signed_own_produce_nothing_is_withheld_and_the_row_names_the_word(seller, plums):
    declaration = signed(seller, manager_of(seller))

    withheld = a_sale(seller, a_line(category="trai-cay", key="a"), a_line(category="che", key="b"))

    assert (withheld.vat_vnd, withheld.pit_vnd) == (10_000, 5_000)
    row = Withholding.objects.get(line_key="a")
    assert (row.why, row.declaration, row.vat_vnd, row.base_vnd) == (Why.OWN_PRODUCE, declaration, 0, 1_000_000)
    assert "sạch" in declaration.statement
    assert declarables(seller)[0].key == f"listing:{plums.code}"


def test_a_declaration_for_some_goods_covers_those_only(seller, plums):
    signed(seller, manager_of(seller), key=f"listing:{plums.code}")

    withheld = a_sale(
        seller, a_line(category="trai-cay", key="a", listing=plums.code), a_line(category="trai-cay", key="b")
    )

    assert [line.why for line in withheld.lines] == [Why.OWN_PRODUCE, Why.WITHHELD]


def test_it_counts_from_its_day_until_it_is_taken_back(seller, plums):
    person = manager_of(seller)
    declaration = signed(seller, person)
    yesterday, tomorrow = NOON - timedelta(days=1), NOON + timedelta(days=1)

    before = a_sale(seller, a_line(category="trai-cay"), order="CP-1", at=yesterday)
    end(declaration=declaration, seller=seller, actor=person, at=tomorrow)
    during = a_sale(seller, a_line(category="trai-cay"), order="CP-2")
    after = a_sale(seller, a_line(category="trai-cay"), order="CP-3", at=tomorrow)

    assert [one.why for one in (before, during, after)] == [Why.WITHHELD, Why.OWN_PRODUCE, Why.WITHHELD]
    with pytest.raises(DeclarationOver):
        end(declaration=declaration, seller=seller, actor=person, at=tomorrow)
    assert signed(seller, person, at=tomorrow).code != declaration.code


def test_only_the_managers_sign_never_a_helper_an_operator_or_a_machine(seller, plums):
    helper = helper_in()
    a_mandate(seller=seller, helper=helper)

    for actor in (helper, operator(), PersonFactory(), SYSTEM):
        with pytest.raises(NotPermitted):
            signed(seller, actor)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"agreed": False}, NotAgreed),
        ({"signed_name": " "}, BadName),
        ({"key": "category:che"}, NotRawProduce),
        ({"key": "listing:SP-OF-ANOTHER"}, NotRawProduce),
    ],
)
def test_what_cannot_be_signed_is_refused(seller, plums, said, refusal):
    with pytest.raises(refusal):
        signed(seller, manager_of(seller), **said)


def test_a_cooperative_has_nothing_to_sign():
    seller = a_seller()

    with pytest.raises(NothingToDeclare):
        signed(seller, manager_of(seller))


def test_the_market_ends_it_for_a_reason_that_the_shop_reads(seller, plums):
    person = manager_of(seller)
    declaration = signed(seller, person)

    with pytest.raises(ReasonMissing):
        end(declaration=declaration, seller=seller, actor=operator(), at=NOON)
    end(declaration=declaration, seller=seller, actor=operator(), at=NOON, reason="Hàng mua lại")

    assert "Hàng mua lại" in Notice.objects.get(person_code=person.code).text
