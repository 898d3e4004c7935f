"""One typed line is understood: what, where, when, with which certificate, of which size."""

from decimal import Decimal

import pytest

from chophien.atlas.asking import Question, read_question
from chophien.atlas.states import Layer
from chophien.atlas.tests.world import DONG_VAN, MEO_VAC
from chophien.atlas.understanding import understand
from chophien.catalog.tests.factories import a_category

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def categories():
    for slug, name in (("che", "Chè"), ("mat-ong", "Mật ong"), ("ca-phe", "Cà phê")):
        a_category(slug, name_vi=name)


TEA = Question(layer=Layer.AREAS, category="che", certificate="vietgap", least_ha=Decimal(5), month=3)
SAID = {
    "mật ong ở Mèo Vạc tháng 11": Question(category="mat-ong", communes=(MEO_VAC,), month=11),
    "mat ong o meo vac thang 11": Question(category="mat-ong", communes=(MEO_VAC,), month=11),
    "mật ong Mèo Vạc": Question(category="mat-ong", communes=(MEO_VAC,)),
    "chè, VietGAP, ≥ 5 ha, thu tháng 3": TEA,
    "che vietgap tren 5ha thu hoach thang 3": TEA,
    "trà, Viet Gap, từ 5 hecta trở lên, thu hoạch tháng 3": TEA,
    "chè, 2,5 - 10 ha": Question(layer=Layer.AREAS, category="che", least_ha=Decimal("2.5"), most_ha=Decimal(10)),
    "chè dưới 1 ha": Question(layer=Layer.AREAS, category="che", most_ha=Decimal(1)),
    "cà phê hữu cơ": Question(category="ca-phe", certificate="organic"),
    "ocop 4 sao, Đồng Văn, Tuyên Quang": Question(stars=4, communes=(DONG_VAN,)),
    "tỉnh Lạng Sơn": Question(province="20"),
    "ở Hà Giang": Question(province="08"),
    "khăn thổ cẩm tại Đồng Văn, Hà Giang": Question(words="khăn thổ cẩm", communes=(DONG_VAN,)),
    "tháng 13": Question(),
    "": Question(),
}


@pytest.mark.parametrize("line", SAID)
def test_a_line_is_understood(line):
    assert understand(line, before=Question()) == SAID[line]


def test_a_district_of_yesterday_is_all_its_communes_of_today():
    found = understand("huyện Mèo Vạc", before=Question())

    assert MEO_VAC in found.communes
    assert len(found.communes) > 1


def test_what_the_line_does_not_say_stays_as_it_was():
    before = Question(month=4, province="20")

    assert understand("mật ong", before=before) == Question(month=4, province="20", category="mat-ong")


@pytest.mark.parametrize("asked", SAID.values())
def test_the_address_says_the_same(asked):
    assert read_question(dict(asked.parameters())) == asked


def test_nonsense_in_the_address_is_left_out():
    given = {"lop": "x", "tinh": "8", "xa": "1,00721,'", "nhom": "khong-co", "thang": "0", "sao": "9", "tu-ha": "-1"}

    assert read_question(given) == Question(communes=(DONG_VAN,))
