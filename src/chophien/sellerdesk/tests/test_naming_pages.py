"""Pages on which a household's yes to its name is shown: the desk's, the witness's, the household's own, the office's."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import PersonFactory, holder_of
from chophien.growing.actions.households import HouseholdText, add_household
from chophien.growing.tests.factories import NOON, agreed_on_paper, an_area
from chophien.lib.actor import SYSTEM
from chophien.lots.tests.factories import a_grower
from chophien.messages.models import OutgoingSms
from chophien.sellerdesk.tests.factories import a_shop, signed_in, text_of
from chophien.sellers.tests.factories import helper_in, manager_of
from chophien.uploads.tests.factories import PDF

pytestmark = pytest.mark.django_db
WITNESS = "/lam-chung/"


@pytest.fixture
def land():
    seller, manager = a_shop()
    area, grower = an_area(seller), a_grower(seller, phone="0912345699")
    text = HouseholdText(grower.name, "Bản Bẹ", grower.code)
    household = add_household(area=area, text=text, actor=SYSTEM, at=NOON)
    return area, household, grower, manager


def page_of(area, household):
    return f"/ban-hang/vung-trong/{area.code}/ho/{household.code}/"


def standing(household):
    household.refresh_from_db()
    return household.naming, household.naming_way


def test_a_paper_names_and_the_page_tells_what_was_said_until_now(land):
    area, household, _grower, manager = land
    desk, here = signed_in(manager), page_of(area, household)
    paper = SimpleUploadedFile("giay.pdf", PDF, "application/pdf")

    pressed = desk.post(here, {"naming": "agreed"})
    kept = desk.post(here, {"naming": "agreed", "way": "paper", "said_on": "1/11/2026", "paper": paper})

    assert (pressed.status_code, kept.status_code, standing(household)) == (422, 302, ("agreed", "paper"))
    assert "01/11/2026" in text_of(desk.get(here)) or "1/11/2026" in text_of(desk.get(here))
    assert desk.post(here, {"naming": "unnamed"}).status_code == 302
    assert standing(household) == ("unnamed", "")


def test_a_witness_says_it_on_a_page_of_her_own(land):
    area, household, _grower, manager = land
    witness = helper_in(area.commune.code, name="Anh Páo")
    desk, here = signed_in(manager), page_of(area, household)
    nobody = signed_in(PersonFactory())
    assert nobody.get(WITNESS).status_code == 404

    said = {"naming": "agreed", "way": "witness", "said_on": "1/11/2026"}
    assert desk.post(here, {**said, "witness": manager.code}).status_code == 422
    assert desk.post(here, {**said, "witness": witness.code}).status_code == 302

    hers = signed_in(witness)
    answer = re.search(r'action="(/lam-chung/[^"]+/nghe/)"', hers.get(WITNESS).content.decode()).group(1)
    assert "Anh Páo" in text_of(desk.get(here))
    assert (nobody.post(answer).status_code, standing(household)) == (404, ("not_asked", ""))
    assert hers.post(answer.replace("nghe", "bay")).status_code == 404
    assert (hers.post(answer).status_code, standing(household)) == (302, ("agreed", "witness"))
    assert hers.post(answer).status_code == 409
    assert (hers.post(answer.replace("nghe", "thoi")).status_code, standing(household)) == (302, ("unnamed", ""))


def test_the_household_reads_a_code_out_or_presses_itself_and_its_own_no_stays(land):
    area, household, grower, manager = land
    desk, here, own = signed_in(manager), page_of(area, household), signed_in(grower.person)

    assert desk.post(here, {"buoc": "gui-ma"}).status_code == 302
    text = OutgoingSms.objects.latest("pk").text
    assert len(text) <= 160
    own.post(f"/ban-hang/phan-cua-toi/{grower.code}/khong-neu-ten/")
    assert standing(household) == ("unnamed", "own")
    assert "Chỉ hộ mới đổi được" in text_of(desk.get(here))
    own.post(f"/ban-hang/phan-cua-toi/{grower.code}/neu-ten/")
    assert standing(household) == ("agreed", "own")


def test_the_office_sees_the_paper_for_a_purpose_and_takes_the_name_out_when_the_household_asks(land):
    area, household, _grower, manager = land
    agreed_on_paper(household, actor=manager)
    officer = signed_in(holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, area.commune.code))
    here = f"/dieu-hanh/vung-trong/{area.code}/"
    path = f"{here}ho/{household.code}/"

    page = officer.get(here)
    without, opened = officer.post(f"{path}giay/"), officer.post(f"{path}giay/", {"purpose": "Hộ hỏi lại"})

    assert household.owner_name in text_of(page)
    assert (without.status_code, opened.content) == (409, PDF)
    assert signed_in(manager_of(area.seller)).post(f"{path}giay/", {"purpose": "Xem"}).status_code == 404
    assert (officer.post(f"{path}thoi/").status_code, standing(household)) == (302, ("unnamed", ""))
    assert officer.post(f"{path}giay/", {"purpose": "Hộ hỏi lại"}).status_code == 404
