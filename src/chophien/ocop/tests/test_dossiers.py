"""A product on its way to its stars: the shop's sheet, the commune, the province, the certificate and its end."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import PersonFactory, holder_of
from chophien.catalog.errors import ReasonMissing
from chophien.catalog.models import Certificate
from chophien.catalog.selectors import valid_certificates
from chophien.catalog.tests.factories import a_listing
from chophien.lib.errors import Invalid, NotPermitted, StepNotAllowed
from chophien.messages.models import Notice
from chophien.ocop.actions.filling import add_evidence, answer, open_dossier, send, withdraw
from chophien.ocop.actions.grading import decide, forward, give_back, judge, send_up
from chophien.ocop.criteria import product_types
from chophien.ocop.errors import (
    DecisionBeforeRules,
    DecisionIncomplete,
    DossierOpen,
    NoSuchAnswer,
    SheetIncomplete,
    StarsNotTheirs,
)
from chophien.ocop.models import DossierStep, Evidence, Mark
from chophien.ocop.selectors.sheets import (
    dossiers_judged_by,
    sheet,
    sheet_of,
    stars_ending,
    stars_not_on_sale,
)
from chophien.ocop.states import DossierStatus
from chophien.rules.models import LegalParameter
from chophien.rules.selectors import forget
from chophien.sellers.tests.factories import a_mandate, helper_in, manager_of
from chophien.uploads.tests.factories import jpeg

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)
HONEY = "mat-ong-cac-san-pham-tu-mat-ong-mat-khac"


class World:
    """A shop with honey, its people, and the officers of its commune and province."""

    def __init__(self):
        self.listing = a_listing()
        self.seller = self.listing.seller
        home = self.seller.commune
        self.manager = manager_of(self.seller)
        self.commune = holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, home.code)
        self.province = holder_of(Role.PROVINCE_OFFICER, Scope.PROVINCE, home.province.code)

    def opened(self):
        return open_dossier(listing=self.listing, product_type=HONEY, actor=self.manager, at=NOON)

    def filled(self, place=-1):
        """A dossier every question of which has its first or last answer."""
        dossier = self.opened()
        answers = {one.key: place % len(one.answers) for one in sheet_of(dossier)}
        return answer(dossier=dossier, answers=answers, actor=self.manager, at=NOON)

    def at_commune(self):
        return send(dossier=self.filled(), actor=self.manager, at=NOON)

    def at_province(self):
        return forward(dossier=self.at_commune(), actor=self.commune, at=NOON)


@pytest.fixture
def world():
    return World()


def test_s13_a_shop_fills_in_the_sheet_and_sees_its_probable_stars(world):
    dossier = world.opened()

    before = sheet(dossier)
    answer(dossier=dossier, answers={"1.1": 2, "2.1": 3}, actor=world.manager, at=NOON)
    after = sheet(dossier)

    assert (dossier.version, before.is_estimate) == ("26-2026", True)
    assert (before.scores["self"].total, before.scores["self"].answered) == (0, 0)
    assert (str(after.scores["self"].total), after.scores["self"].answered) == ("6.9", 2)
    assert sheet(world_filled(dossier, world)).scores["self"].stars >= 4


def world_filled(dossier, world):
    best = {
        one.key: max(range(len(one.answers)), key=lambda n, one=one: one.answers[n][1]) for one in sheet_of(dossier)
    }
    return answer(dossier=dossier, answers=best, actor=world.manager, at=NOON)


def test_an_unfinished_sheet_stays_and_an_answer_that_is_none_changes_nothing(world):
    dossier = world.opened()
    answer(dossier=dossier, answers={"1.1": 0}, actor=world.manager, at=NOON)

    with pytest.raises(SheetIncomplete) as refused:
        send(dossier=dossier, actor=world.manager, at=NOON)
    for wrong in ({"1.1": 9}, {"1.1": -1}, {"99": 0}, {"1.1": 1, "x": 0}):
        with pytest.raises(NoSuchAnswer):
            answer(dossier=dossier, answers=wrong, actor=world.manager, at=NOON)

    assert refused.value.facts == {"left": 30}
    assert Mark.objects.get().answer == 0


def test_s13_the_commune_judges_its_criteria_and_forwards_the_province_gives_stars(world):
    dossier = world.at_commune()
    judge(dossier=dossier, answers={"1.1": 0}, notes={"1.1": "Mua ngoài"}, actor=world.commune, at=NOON)
    with pytest.raises(NoSuchAnswer):
        judge(dossier=dossier, answers={"4.1": 0}, actor=world.commune, at=NOON)
    forward(dossier=dossier, actor=world.commune, at=NOON)
    judge(dossier=dossier, answers={"4.1": 0}, actor=world.province, at=NOON)

    found = sheet(dossier)
    done = decide(
        dossier=dossier, stars=4, number="12/QĐ-UBND", decided_on=date(2026, 11, 20), actor=world.province, at=NOON
    )

    points = [found.scores[level].total for level in ("self", "commune", "province")]
    assert points[0] > points[1] > points[2]
    assert (done.status, done.stars) == (DossierStatus.DECIDED, 4)
    [badge] = valid_certificates(world.listing, on=date(2029, 11, 19))
    assert (badge.stars, badge.number, badge.valid_from, badge.valid_to, badge.criteria_version) == (
        4,
        "12/QĐ-UBND",
        date(2026, 11, 20),
        date(2029, 11, 19),
        "26-2026",
    )
    assert valid_certificates(world.listing, on=date(2029, 11, 20)) == []
    steps = DossierStep.objects.filter(dossier=dossier).order_by("pk").values_list("step", flat=True)
    assert list(steps) == ["open", "send", "forward", "decide"]
    assert Notice.objects.filter(person_code=world.manager.code, about=dossier.code).count() == 1


def test_s13_a_candidate_for_five_stars_goes_up_and_only_the_centre_gives_them(world):
    dossier = world.at_province()
    facts = {"number": "1/QĐ-BNNMT", "decided_on": date(2026, 11, 20), "actor": world.province, "at": NOON}

    with pytest.raises(StarsNotTheirs):
        decide(dossier=dossier, stars=5, **facts)
    send_up(dossier=dossier, actor=world.province, at=NOON)
    decide(dossier=dossier, stars=5, **facts)

    assert Certificate.objects.get().stars == 5


@pytest.mark.parametrize(("stars", "badges"), [(0, 0), (1, 0), (2, 0), (3, 1), (4, 1)])
def test_certificates_begin_at_three_stars(world, stars, badges):
    decide(
        dossier=world.at_province(),
        stars=stars,
        number="2/QĐ",
        decided_on=date(2026, 11, 20),
        actor=world.province,
        at=NOON,
    )

    assert Certificate.objects.count() == badges


def test_how_many_stars_a_province_gives_is_the_rule_of_the_day_of_its_decision(world):
    LegalParameter.objects.filter(key="ocop.province_most_stars", effective_to=None).update(
        effective_to=date(2026, 11, 20)
    )
    LegalParameter.objects.create(
        key="ocop.province_most_stars", value=3, unit="star", effective_from=date(2026, 11, 21), source="x"
    )
    forget()
    facts = {"dossier": world.at_province(), "stars": 4, "number": "3/QĐ", "actor": world.province, "at": NOON}

    with pytest.raises(StarsNotTheirs):
        decide(decided_on=date(2026, 11, 21), **facts)

    assert decide(decided_on=date(2026, 11, 20), **facts).stars == 4


def test_a_decision_without_a_number_or_of_tomorrow_is_none(world):
    dossier = world.at_province()

    for number, day in (("", date(2026, 11, 20)), ("3/QĐ", date(2026, 11, 25))):
        with pytest.raises(DecisionIncomplete):
            decide(dossier=dossier, stars=3, number=number, decided_on=day, actor=world.province, at=NOON)

    assert not Certificate.objects.exists()


def test_what_comes_back_says_why_and_can_be_sent_again(world):
    dossier = world.at_commune()
    with pytest.raises(ReasonMissing):
        give_back(dossier=dossier, reason=" ", actor=world.commune, at=NOON)

    give_back(dossier=dossier, reason="Thiếu hợp đồng mua nguyên liệu", actor=world.commune, at=NOON)
    again = send(dossier=dossier, actor=world.manager, at=NOON)

    assert again.status == DossierStatus.COMMUNE
    assert "Thiếu hợp đồng" in Notice.objects.get(person_code=world.manager.code, about=dossier.code).text


def test_nobody_judges_out_of_turn_or_outside_their_place(world):
    dossier = world.at_commune()
    elsewhere = holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, "00001")

    for person in (world.province, elsewhere, world.manager, PersonFactory()):
        with pytest.raises(NotPermitted):
            judge(dossier=dossier, answers={"1.1": 0}, actor=person, at=NOON)
    with pytest.raises(StepNotAllowed):
        answer(dossier=dossier, answers={"1.1": 0}, actor=world.manager, at=NOON)
    with pytest.raises(StepNotAllowed):
        decide(dossier=dossier, stars=3, number="4/QĐ", decided_on=date(2026, 11, 1), actor=world.province, at=NOON)
    with pytest.raises(NotPermitted):
        withdraw(dossier=dossier, actor=PersonFactory(), at=NOON)
    assert [one.pk for one in dossiers_judged_by(world.commune, at=NOON)] == [dossier.pk]
    assert not dossiers_judged_by(elsewhere, at=NOON).exists()


def test_goods_have_one_open_dossier_and_a_new_one_after_it_was_taken_back(world):
    dossier = world.opened()
    with pytest.raises(DossierOpen):
        world.opened()

    withdraw(dossier=dossier, actor=world.manager, at=NOON)

    assert world.opened().pk != dossier.pk
    with pytest.raises(Invalid):
        open_dossier(listing=a_listing(seller=world.seller), product_type="may-bay", actor=world.manager, at=NOON)


def test_a_paper_put_to_a_question_twice_is_there_once_and_a_helper_puts_it_in_the_households_name(world):
    dossier = world.opened()
    helper = helper_in(name="anh Páo")
    a_mandate(seller=world.seller, helper=helper)
    facts = {"dossier": dossier, "question": "1.1", "name": "Hợp đồng", "actor": helper, "at": NOON}

    for _ in range(2):
        paper = SimpleUploadedFile("hd.jpg", BytesIO(jpeg(400, 300)).read(), content_type="image/jpeg")
        add_evidence(file=paper, **facts)

    assert Evidence.objects.get().name == "Hợp đồng"
    with pytest.raises(NoSuchAnswer):
        add_evidence(file=paper, **{**facts, "question": "77"})


def test_s13_officers_see_which_stars_end_within_six_months_and_which_are_not_on_sale(world):
    facts = {"number": "5/QĐ", "decided_on": date(2023, 12, 1), "actor": world.province, "at": NOON}
    decide(dossier=world.at_province(), stars=3, **facts)
    [badge] = Certificate.objects.all()

    assert badge.valid_to == date(2026, 11, 30)
    assert stars_ending(world.province, on=NOON.date(), at=NOON) == [badge]
    assert stars_ending(world.province, on=date(2026, 5, 1), at=NOON) == []
    assert stars_not_on_sale(world.commune, on=NOON.date(), at=NOON) == []
    world.listing.status = "paused"
    world.listing.save(update_fields=["status"])
    assert stars_not_on_sale(world.commune, on=NOON.date(), at=NOON) == [badge]


def test_every_kind_of_product_has_a_name():
    assert len(product_types()) == 22


def test_a_decision_of_a_day_of_which_no_rule_is_known_is_refused_in_words(world):
    dossier = world.at_province()

    with pytest.raises(DecisionBeforeRules):
        decide(dossier=dossier, stars=3, number="1/QĐ", decided_on=date(2018, 6, 1), actor=world.province, at=NOON)
