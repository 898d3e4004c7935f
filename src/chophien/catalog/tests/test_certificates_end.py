"""A certificate counts for what grew on its areas, and its shop hears in time that it ends."""

from datetime import UTC, date, datetime, timedelta

import pytest

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import holder_of
from chophien.catalog.actions.certificates import CertificateText, add_certificate, verify_certificate
from chophien.catalog.actions.reminding import remind_of_ends
from chophien.catalog.errors import CertificateIncomplete
from chophien.catalog.models import Certificate, SearchEntry
from chophien.catalog.search.rebuild import start_day
from chophien.catalog.selectors import certificates_for_areas, land_of, valid_certificates
from chophien.catalog.tests.factories import a_listing
from chophien.catalog.tests.search_worlds import found, goods
from chophien.growing.tests.factories import a_square, an_area
from chophien.lib.actor import SYSTEM
from chophien.messages.models import Notice

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
END = date(2027, 3, 1)
TEXT = CertificateText(kind="vietgap", number="VietGAP-01", issuer="", valid_from=None, valid_to=END)


def verified(listing, areas=(), text=TEXT):
    made = add_certificate(seller=listing.seller, text=text, listings=[listing], areas=areas, actor=SYSTEM, at=NOON)
    return verify_certificate(certificate=made, actor=SYSTEM, at=NOON)


def days_before(days):
    return datetime(END.year, END.month, END.day, 1, tzinfo=UTC) - timedelta(days=days)


def test_s12_a_certificate_for_an_area_counts_only_for_goods_all_of_which_grew_there():
    listing = a_listing()
    upper = an_area(listing.seller)
    lower = an_area(listing.seller, land=a_square(lat=23.3), name="Nương dưới")
    anywhere, there = verified(listing), verified(listing, [upper])

    def counted(*codes):
        return {one.pk for one in valid_certificates(listing, on=NOON.date(), grown_on=codes)}

    assert counted(upper.code) == {anywhere.pk, there.pk}
    assert counted(upper.code, lower.code) == counted(lower.code) == counted() == {anywhere.pk}
    assert valid_certificates(listing, on=NOON.date()) == [anywhere]
    [told] = certificates_for_areas(listing, on=NOON.date())
    assert (told, land_of(told)) == (there, [f"Xã Đồng Văn ({upper.code})"])


def test_s12_in_search_a_certificate_for_an_area_is_no_badge_no_filter_and_no_rank_and_an_old_row_is_mended_at_night():
    old, new, plain = (goods("Chè Shan tuyết", available=False, at=NOON) for _ in range(3))
    verified(old).areas.add(an_area(old.seller))  # its row was written when such a paper still was a badge
    verified(new, [an_area(new.seller, land=a_square(lat=23.3))])
    before = {hit.code: hit.certificates for hit in found("che", at=NOON).hits}

    start_day(at=NOON)

    after = found("che", at=NOON).hits
    assert before == {old.code: ("vietgap",), new.code: (), plain.code: ()}
    assert {hit.code: hit.certificates for hit in after} == {old.code: (), new.code: (), plain.code: ()}
    assert not found("che", at=NOON, cert="vietgap").hits
    assert SearchEntry.objects.values("rank").distinct().count() == 1


def test_land_of_another_shop_makes_no_certificate():
    listing, other = a_listing(), a_listing()

    with pytest.raises(CertificateIncomplete):
        verified(listing, [an_area(other.seller)])

    assert not Certificate.objects.exists()


def test_s12_the_shop_is_told_60_30_and_7_days_before_and_once_each():
    listing = a_listing()
    holder_of(Role.SELLER_MANAGER, Scope.SELLER, listing.seller.code)
    paper = verified(listing)

    told = {days: remind_of_ends(at=days_before(days)) for days in (61, 60, 59, 31, 30, 29, 8, 7, 6, 0, -1)}
    again = remind_of_ends(at=days_before(0))

    assert told == {61: 0, 60: 1, 59: 0, 31: 0, 30: 1, 29: 0, 8: 0, 7: 1, 6: 0, 0: 0, -1: 0}
    assert again == 0
    texts = [one.text for one in Notice.objects.filter(about=paper.code).order_by("pk")]
    assert [text.split(", ")[1] for text in texts] == [f"còn {days} ngày. Sang ngày sau" for days in (60, 30, 7)]
    assert "VietGAP-01 hết hạn ngày 01/03/2027" in texts[0]


def test_a_market_that_slept_tells_of_the_nearest_day_only():
    listing = a_listing()
    verified(listing)

    assert (remind_of_ends(at=days_before(5)), remind_of_ends(at=days_before(4))) == (1, 0)


def test_a_paper_nobody_has_compared_and_one_without_an_end_are_not_told_of():
    listing = a_listing()
    add_certificate(seller=listing.seller, text=TEXT, listings=[listing], actor=SYSTEM, at=NOON)
    verified(listing, text=CertificateText(kind="organic", number="HC-1", issuer="", valid_from=None, valid_to=None))

    assert remind_of_ends(at=days_before(5)) == 0
