"""The farm diary: written once, corrected by new lines, pesticides only off the list, harvests warned of."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.growing.actions.diary import OLDEST, Line, strike_entry, write_entry
from chophien.growing.actions.inputs import ListFacts, bring_list
from chophien.growing.actions.mapping import take_area_step
from chophien.growing.actions.reference import load_forbidden
from chophien.growing.errors import (
    CorrectedAlready,
    HarvestIsMuch,
    InputForbidden,
    InputNotListed,
    IsPesticide,
    LandGivenUp,
    NoInputList,
    WrittenOtherwise,
)
from chophien.growing.models import DiaryEntry, InputList, ListedInput
from chophien.growing.selectors.areas import season_of
from chophien.growing.selectors.diary import diary_of, harvested, must_wait, too_early, used_before, whole_diary
from chophien.growing.selectors.inputs import names_like, no_pesticide, permitted
from chophien.growing.states import Detail, EntryKind
from chophien.growing.tests.factories import LAT, LON, NOON, a_season, a_square, an_area
from chophien.lib.actor import SYSTEM
from chophien.lib.dates import local_date
from chophien.lib.errors import Invalid, NotPermitted
from chophien.rules.models import LegalParameter
from chophien.rules.selectors import forget
from chophien.sellers.tests.factories import a_mandate, a_seller, helper_in, manager_of, packer_of

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 10)
LISTED = "Tên thương phẩm;Hoạt chất;Số đăng ký;Cây trồng;Cách ly\nThuốc thử A 10EC;Chất thử;1/TEST;chè;7\nThuốc thử A 10EC;Chất thử;2/TEST;cam, quýt;14\nThuốc thử B;Chất cũ 50%;3/TEST;;\n"
BANNED = "Hoạt chất\nChất cũ\n"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def area():
    return an_area(a_seller())


@pytest.fixture
def lists():
    return a_list(LISTED), a_list(BANNED, title="Quyết định 2/QĐ", is_ban=True, counts_from=date(2026, 11, 15))


def a_list(table, *, title="Thông tư 1/TT", counts_from=date(2026, 1, 1), is_ban=False, actor=SYSTEM):
    facts = ListFacts(title, date(2025, 12, 1), counts_from, "congbao.example", is_ban)
    return bring_list(facts=facts, table=table.encode(), actor=actor, at=NOON)


def a_line(key="1", kind=EntryKind.CARE, detail=Detail.WEED, **facts):
    return Line(**{"client_id": key, "kind": kind, "detail": detail, "on": DAY, "recorded_at": NOON, **facts})


def sprayed(key="phun", name="thuốc thử a 10ec", **facts):
    return a_line(key, EntryKind.INPUT, Detail.PESTICIDE, input_name=name, **facts)


def picked(key="hai", **facts):
    return a_line(key, EntryKind.HARVEST, Detail.NONE, **{"harvest_g": 12_000, **facts})


def wrote(area, line, *, actor=SYSTEM, at=NOON, instead_of=None):
    return write_entry(area=area, line=line, actor=actor, at=at, instead_of=instead_of)


def test_s15_a_harvest_too_soon_after_spraying_is_kept_and_told(area, lists):
    wrote(area, sprayed())
    early, late = (
        wrote(area, picked(on=DAY + timedelta(days=6))),
        wrote(area, picked("mai", on=DAY + timedelta(days=7))),
    )

    [(code, waiting)] = too_early(area).items()

    assert (code, waiting.until, waiting.entry.input_name) == (early.code, DAY + timedelta(days=7), "thuốc thử a 10ec")
    assert must_wait(area, on=DAY + timedelta(days=6)).until == DAY + timedelta(days=7)
    assert must_wait(area, on=DAY + timedelta(days=7)) is None
    assert [told.too_early is not None for told in whole_diary(area, most=9)] == [False, True, False]
    assert late.kind == "harvest"


def test_the_label_may_ask_for_more_days_than_the_list_and_never_for_fewer(area, lists):
    assert wrote(area, sprayed("1", wait_days=3)).wait_days == 7
    assert wrote(area, sprayed("2", wait_days=10)).wait_days == 10
    with pytest.raises(Invalid) as refused:
        wrote(area, sprayed("3", "Thuốc thử B"))
    assert list(refused.value.field_errors) == ["wait_days"]


def test_s15_what_is_not_on_the_list_is_refused_with_what_is_spelt_alike(area, lists):
    with pytest.raises(InputNotListed) as refused:
        wrote(area, sprayed(name="Thuốc thử A 10E"))

    assert str(refused.value).startswith(
        "“Thuốc thử A 10E” is not on the list of permitted pesticides (Thông tư 1/TT)."
    )
    assert refused.value.likely[0] == "Thuốc thử A 10EC"
    assert names_like("thuoc thu", day=DAY) == ["Thuốc thử A 10EC", "Thuốc thử B"]
    assert DiaryEntry.objects.count() == 0


def test_what_was_forbidden_is_refused_from_its_day_on(area, lists):
    assert wrote(area, sprayed("1", "Thuốc thử B", wait_days=5)).listed.registration == "3/TEST"
    for name in ("Thuốc thử B", "chất cũ 20 EC"):
        with pytest.raises(InputForbidden) as refused:
            wrote(area, sprayed("2", name, on=date(2026, 11, 15), wait_days=5))
    assert str(refused.value) == "“chất cũ 20 EC” has Chất cũ in it, which may not be used: Quyết định 2/QĐ."


def test_s15_what_comes_with_the_market_is_refused_by_its_substance_from_its_own_day_and_told_by_which_paper():
    assert load_forbidden(at=NOON) == 54
    InputList.objects.filter(title__contains="3435").update(counts_from=date(2019, 8, 28))
    ListedInput.objects.filter(active="Paraquat").delete()
    assert (load_forbidden(at=NOON), load_forbidden(at=NOON)) == (1, 0)

    days = dict(InputList.objects.filter(is_ban=True).values_list("title", "counts_from"))
    annex, taken_off = "Thông tư 10/2020/TT-BNNPTNT, phụ lục II", "Quyết định 278/QĐ-BNN-BVTV"
    assert (len(days), days[annex]) == (6, date(2020, 10, 25))
    assert days["Quyết định 3435/QĐ-BNN-BVTV"] == date(2019, 10, 28)
    for name, active, title in (
        ("DDT 50WP", "DDT", annex),
        ("Lindafor (lindane)", "Lindane", annex),
        ("parathion ethyl", "Parathion Ethyl", annex),
        ("2.4.5-T", "2,4,5-T", annex),
        ("Gramoxone (paraquat) 200SL", "Paraquat", taken_off),
        ("Anco 2,4D 600", "2,4D", taken_off),
        ("Cadmium", "Cadmium", annex),
        ("Thuốc có arsenic 5%", "Arsenic", annex),
        ("Lead", "Lead", annex),
        ("Lead (Pb) 2%", "Lead (Pb)", annex),
        ("Thiophanate methyl 70WP", "Thiophanate-methyl", "Quyết định 03/QĐ-BNN-BVTV"),
    ):
        with pytest.raises(InputForbidden) as refused:
            permitted(name, crop="che", day=DAY)
        assert (refused.value.facts["active"], refused.value.facts["title"]) == (active, title)
    with pytest.raises(NoInputList):
        permitted("DDT 50WP", crop="che", day=date(2020, 10, 24))
    for harmless in ("Phân bón lá có selenium", "New Lead 10", "Leadership"):
        no_pesticide(harmless, day=DAY)
    listed = InputList.objects.create(
        title="Thử", code="TH-1", issued_on=DAY, counts_from=DAY, is_ban=False, entered_by="x", at=NOON
    )
    row = {"listed": listed, "name": "New Lead 10", "folded_name": "new lead 10", "active": "Lead"}
    ListedInput.objects.create(**row, folded_active="lead")
    with pytest.raises(InputForbidden):
        permitted("New Lead 10", crop="che", day=DAY)


def test_a_pesticide_is_found_whatever_it_is_written_as(area, lists):
    care = a_line("cham", EntryKind.INPUT, Detail.FERTILISER, input_name="Thuốc thử A 10EC")
    with pytest.raises(IsPesticide):
        wrote(area, care)
    with pytest.raises(InputForbidden):
        wrote(area, replace(care, input_name="phân bón Chất cũ 5%", on=date(2026, 11, 16)))
    with pytest.raises(InputForbidden):
        wrote(area, a_line("diet", EntryKind.CARE, Detail.OTHER, input_name="Thuốc thử B", on=date(2026, 11, 16)))

    assert wrote(area, replace(care, input_name="phân chuồng")).input_name == "phân chuồng"


def test_without_a_list_no_pesticide_is_taken_and_manure_is(area):
    with pytest.raises(NoInputList):
        wrote(area, sprayed())

    kept = wrote(area, a_line("bon", EntryKind.INPUT, Detail.FERTILISER, input_name="Phân chuồng ủ hoai"))

    assert (kept.wait_days, used_before(area, detail=Detail.FERTILISER)) == (None, ["Phân chuồng ủ hoai"])


def test_a_line_counts_once_and_is_corrected_by_another_that_stands_for_it(area):
    first = wrote(area, picked(), at=NOON)
    assert wrote(area, picked()) == first
    with pytest.raises(WrittenOtherwise):
        wrote(area, picked(harvest_g=1))

    second = wrote(area, picked("sua", harvest_g=9_000), instead_of=first)
    with pytest.raises(CorrectedAlready):
        wrote(area, picked("nua"), instead_of=DiaryEntry.objects.get(pk=first.pk))
    struck = strike_entry(
        entry=wrote(area, a_line("nham")), client_id="bo", note="Ghi nhầm ruộng", actor=SYSTEM, at=NOON
    )

    season = a_season(area, date(2026, 11, 1), date(2026, 11, 30))
    assert list(diary_of(area, since=DAY, until=DAY)) == [second]
    assert (harvested([season]), season_of(area, DAY), season_of(area, date(2026, 12, 1))) == (
        {season.pk: 9_000},
        season,
        None,
    )
    assert (struck.is_struck, len(whole_diary(area, most=9))) == (True, 4)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        DiaryEntry.objects.update(note="")


def test_s15_a_harvest_beyond_what_such_land_brings_is_asked_about_and_kept_once_it_is_said_to_be_right(area):
    assert area.hectares < 5
    with pytest.raises(HarvestIsMuch, match=r"50\.000\.000\skg were harvested here within a year; 4,532 ha"):
        wrote(area, picked(harvest_g=50_000_000_000))
    first = wrote(area, picked(harvest_g=100_000_000))
    with pytest.raises(HarvestIsMuch):
        wrote(area, picked("nua", harvest_g=100_000_000))
    next_year = wrote(area, picked("sang-nam", harvest_g=100_000_000, on=DAY), instead_of=first)

    sure = wrote(area, picked("dung", harvest_g=100_000_000, is_sure=True))

    assert [(one.is_sure, one.harvest_g) for one in (first, next_year, sure)] == [
        (False, 100_000_000),
        (False, 100_000_000),
        (True, 100_000_000),
    ]
    assert not wrote(an_area(area.seller, land=a_square(LON + 0.01)), picked("it", is_sure=True)).is_sure
    point = an_area(area.seller, land={"type": "Point", "coordinates": [LON + 0.02, LAT]})
    with pytest.raises(HarvestIsMuch, match="only a point"):
        wrote(point, picked("diem", harvest_g=50_000_000_000))


def test_s15_a_harvest_as_old_as_the_diary_takes_is_kept_and_asked_about_as_any_other(area):
    oldest = local_date(NOON - OLDEST)
    with pytest.raises(HarvestIsMuch):
        wrote(area, picked("nhieu", harvest_g=50_000_000_000, on=oldest))
    assert wrote(area, picked("cu", harvest_g=5_000, on=oldest)).on == oldest

    LegalParameter.objects.filter(key="growing.harvest_kg_per_hectare").update(effective_from=date(2026, 1, 1))
    forget()

    assert wrote(area, picked("nua", harvest_g=50_000_000_000, on=oldest)).is_sure is False


def test_nothing_is_done_on_land_from_the_day_on_which_it_was_given_up(area):
    given_up = take_area_step(area=area, step="give_up", actor=SYSTEM, at=NOON)

    with pytest.raises(LandGivenUp, match="given up on 24/11/2026"):
        wrote(given_up, a_line(on=date(2026, 11, 24)))
    assert wrote(given_up, a_line("truoc", on=date(2026, 11, 23))).on == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"on": date(2026, 11, 25)}, "on"),
        ({"on": date(2020, 1, 1)}, "on"),
        ({"recorded_at": NOON + timedelta(hours=1)}, "recorded_at"),
        ({"detail": Detail.SEED}, "detail"),
        ({"kind": "dance"}, "kind"),
        ({"harvest_g": 5}, "kg"),
        ({"wait_days": 400}, "wait_days"),
        ({"kind": EntryKind.HARVEST, "detail": Detail.NONE}, "kg"),
        ({"kind": EntryKind.INPUT, "detail": Detail.FERTILISER}, "input_name"),
    ],
)
def test_what_cannot_be_is_told_by_field(area, changes, field):
    with pytest.raises(Invalid) as refused:
        wrote(area, replace(a_line(), **changes))

    assert list(refused.value.field_errors) == [field]


def test_the_shops_people_write_and_a_helper_in_its_name(area):
    helper = helper_in(area.seller.commune.code)
    for stranger in (PersonFactory(), manager_of(a_seller()), helper):
        with pytest.raises(NotPermitted):
            wrote(area, a_line(), actor=stranger)

    assert wrote(area, a_line("1"), actor=packer_of(area.seller)).on_behalf_of == ""
    a_mandate(seller=area.seller, helper=helper, at=NOON - timedelta(hours=1))
    assert wrote(area, a_line("2"), actor=helper).on_behalf_of == area.seller.code


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("Tên;Giá\nA;1\n", "The table needs the columns"),
        ("Tên thương phẩm;Hoạt chất;Cách ly\nA;B;7\nC;;9\nD;E;lâu\n", "Row 3: name"),
        ("Tên thương phẩm;Hoạt chất\n", "There is no line"),
        ("", "The table needs the columns"),
        ("\0\1", "We cannot read this file"),
    ],
)
def test_a_list_with_a_wrong_line_is_not_kept(table, sentence):
    with pytest.raises(Invalid) as refused:
        a_list(table)

    assert refused.value.field_errors["table"][0].startswith(sentence)
    assert InputList.objects.count() == 0


def test_only_operators_of_the_whole_market_bring_lists(area):
    with pytest.raises(NotPermitted):
        a_list(LISTED, actor=manager_of(area.seller))
    assert a_list(LISTED, actor=operator()) == a_list(LISTED, actor=operator())
