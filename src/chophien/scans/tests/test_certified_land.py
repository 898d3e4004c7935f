"""A badge for certain land stands behind a code only if all that is in the pack grew there."""

from datetime import date
from decimal import Decimal

import pytest

from chophien.catalog.actions.certificates import (
    CertificateText,
    add_certificate,
    verify_certificate,
    withdraw_certificate,
)
from chophien.growing.tests.factories import an_area
from chophien.lib.actor import SYSTEM
from chophien.lots.actions.making import Packing, pack_lot
from chophien.lots.tests.factories import a_cooperative, a_grower, a_lot, brings, goods_of
from chophien.scans.tests.factories import NOON
from chophien.traceability.selectors.codes import gtin_of

pytestmark = pytest.mark.django_db
PAPER = CertificateText(kind="vietgap", number="VG-9", issuer="", valid_from=date(2026, 1, 1), valid_to=None)


@pytest.mark.parametrize(("brought_from", "shows"), [(("own", "own"), True), (("own", ""), False), (("", ""), False)])
def test_s12_a_certificate_for_an_area_shows_only_on_what_grew_there(client, brought_from, shows):
    seller = a_cooperative()
    area = an_area(seller)
    lot = a_lot(seller)
    for number, where in enumerate(brought_from):
        said = area.code if where else ""
        brings(lot, a_grower(seller, f"Hộ {number}"), "10", area_code=said)
    tea = goods_of(seller)
    pack_lot(lot=lot, packing=Packing(tea, Decimal(10), 100), actor=SYSTEM, at=NOON)
    made = add_certificate(seller=seller, text=PAPER, listings=[tea.listing], areas=[area], actor=SYSTEM, at=NOON)
    verify_certificate(certificate=made, actor=SYSTEM, at=NOON)

    page = client.get(f"/01/{gtin_of(tea)}/10/{lot.code}").content.decode()

    assert ("VG-9" in page) is shows

    withdraw_certificate(certificate=made, actor=SYSTEM, at=NOON)
    assert "VG-9" not in client.get(f"/01/{gtin_of(tea)}/10/{lot.code}").content.decode()
