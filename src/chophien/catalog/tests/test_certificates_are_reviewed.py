from datetime import UTC, date, datetime

import pytest

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import holder_of, operator
from chophien.catalog.actions.certificates import (
    CertificateText,
    add_certificate,
    refuse_certificate,
    verify_certificate,
    withdraw_certificate,
)
from chophien.catalog.errors import ReasonMissing
from chophien.catalog.selectors import certificates_of, certificates_to_verify, valid_certificates
from chophien.catalog.tests.factories import a_listing
from chophien.lib.errors import NotPermitted
from chophien.messages.models import Notice

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


def a_certificate(**facts):
    listing = a_listing()
    manager = holder_of(Role.SELLER_MANAGER, Scope.SELLER, listing.seller.code)
    text = CertificateText(
        kind="ocop", number="12/QĐ-UBND", issuer="UBND tỉnh", valid_from=None, valid_to=date(2028, 1, 1), stars=4
    )
    certificate = add_certificate(seller=listing.seller, text=text, listings=[listing], actor=manager, at=NOON)
    return listing, manager, certificate


def waiting_for(person):
    return [one.code for one in certificates_to_verify(person, at=NOON)]


def test_a_certificate_waits_until_an_operator_has_verified_it():
    listing, _manager, certificate = a_certificate()
    boss = operator()
    assert waiting_for(boss) == [certificate.code]

    verify_certificate(certificate=certificate, actor=boss, at=NOON)

    assert waiting_for(boss) == []
    assert [one.code for one in valid_certificates(listing, on=NOON.date())] == [certificate.code]


def test_a_refused_certificate_waits_no_more_shows_nowhere_and_its_people_read_why():
    listing, manager, certificate = a_certificate()
    boss = operator()

    refuse_certificate(certificate=certificate, reason="Ảnh mờ, không đọc được số", actor=boss, at=NOON)

    assert waiting_for(boss) == []
    assert valid_certificates(listing, on=NOON.date()) == []
    [kept] = certificates_of(listing.seller)
    assert (kept.withdrawn_at, kept.withdrawn_reason) == (NOON, "Ảnh mờ, không đọc được số")
    assert Notice.objects.filter(person_code=manager.code, about=certificate.code).count() == 1


def test_a_certificate_that_its_shop_took_back_waits_for_nobody():
    _listing, manager, certificate = a_certificate()

    withdraw_certificate(certificate=certificate, actor=manager, at=NOON)

    assert waiting_for(operator()) == []


def test_a_refusal_needs_a_reason_and_an_operator_of_the_place():
    _listing, manager, certificate = a_certificate()
    elsewhere = holder_of(Role.OPERATOR, Scope.PROVINCE, "20")

    with pytest.raises(ReasonMissing):
        refuse_certificate(certificate=certificate, reason=" . ", actor=operator(), at=NOON)
    for stranger in (manager, elsewhere, holder_of(Role.PROVINCE_OFFICER, Scope.PROVINCE, "08")):
        with pytest.raises(NotPermitted):
            refuse_certificate(certificate=certificate, reason="Ảnh mờ quá", actor=stranger, at=NOON)
    certificate.refresh_from_db()
    assert certificate.withdrawn_at is None
    assert waiting_for(elsewhere) == []
