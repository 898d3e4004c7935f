"""The office says of which class goods are; from then on they are taxed so."""

from datetime import timedelta

import pytest

from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.catalog.tests.factories import a_category, a_listing
from chophien.lib.errors import NotPermitted
from chophien.tax.actions.classifying import classify
from chophien.tax.errors import NoSuchClass, ReasonMissing
from chophien.tax.selectors.classes import goods_to_classify, unclassified_categories
from chophien.tax.states import Why
from chophien.tax.tests.factories import NOON, a_household, a_line, a_sale

pytestmark = pytest.mark.django_db
SLUG = "xay-thue"


def said(actor=None, **changes):
    facts = {"category_slug": SLUG, "tax_class": "transport_or_production", "reason": "Công văn 1", **changes}
    return classify(actor=actor or operator(), at=changes.pop("at", NOON), **{k: facts[k] for k in facts if k != "at"})


def test_s09_goods_sold_or_offered_of_an_unknown_class_wait_for_the_office():
    category = a_category(SLUG, name_vi="Xay thuê")
    a_listing(category=a_category("may-thue", name_vi="May thuê"))
    a_listing(category=a_category("che"))
    a_sale(a_household(), a_line(category=SLUG))

    waiting = list(unclassified_categories(at=NOON).values())

    assert [(one.slug, one.name, one.order) for one in waiting] == [
        (SLUG, category.name_vi, "CP-1"),
        ("may-thue", "May thuê", ""),
    ]


def test_s09_once_classified_the_goods_are_taxed_so_from_that_day_on():
    seller = a_household()
    a_sale(seller, a_line(category=SLUG))

    said()
    after = a_sale(seller, a_line(category=SLUG), order="CP-2")
    day_before = a_sale(seller, a_line(category=SLUG), order="CP-3", at=NOON - timedelta(days=1))

    assert (after.vat_vnd, after.pit_vnd, after.why) == (30_000, 15_000, Why.WITHHELD)
    assert day_before.vat_vnd == 50_000
    assert [row.subject_code for row in goods_to_classify()] == ["CP-3"]


def test_a_later_word_counts_instead_of_an_earlier_one_and_of_the_table():
    a_category("che")
    said(category_slug="che", tax_class="service")
    said(category_slug="che", tax_class="other")

    assert a_sale(a_household()).vat_vnd == 20_000


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"category_slug": "khong-co"}, NoSuchClass),
        ({"tax_class": "raw_own_produce"}, NoSuchClass),
        ({"tax_class": "unknown"}, NoSuchClass),
        ({"reason": " "}, ReasonMissing),
    ],
)
def test_what_cannot_be_decided_is_refused(changes, refusal):
    a_category(SLUG)

    with pytest.raises(refusal):
        said(**changes)


def test_only_operators_of_the_country_classify():
    a_category(SLUG)

    with pytest.raises(NotPermitted):
        said(PersonFactory())
