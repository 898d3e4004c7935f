"""Goods that may not be sold are refused with the reason; conditional goods wait for a paper; harmless words pass."""

from datetime import date, timedelta
from io import BytesIO

import pytest

from chophien.accounts.tests.factories import operator
from chophien.audit.models import Entry
from chophien.catalog.actions.deciding import approve_version
from chophien.catalog.actions.demands import carry_out_demand, record_demand
from chophien.catalog.actions.listings import start_listing, submit_version
from chophien.catalog.actions.papers import accept_paper, hand_in_paper, refuse_paper
from chophien.catalog.actions.words import act_on_finding, clear_finding, scan_if_changed
from chophien.catalog.errors import DemandIncomplete, GoodsForbidden, PaperNotAsked, PapersMissing, ReasonMissing
from chophien.catalog.models import ListingVersion, WordFinding
from chophien.catalog.quality import screening, word_list
from chophien.catalog.quality.moderation import papers_asked
from chophien.catalog.quality.screening import hits_in, screen
from chophien.catalog.quality.word_list import word_groups, words_in_force
from chophien.catalog.tests.factories import a_category, a_listing, a_text
from chophien.lib.actor import SYSTEM, GuestActor
from chophien.lib.errors import NotPermitted, StepNotAllowed
from chophien.rules.actions import load_rules
from chophien.sellers.tests.factories import a_seller
from chophien.uploads.tests.factories import NOON, jpeg

DAY = date(2026, 11, 24)
STRANGER = GuestActor("ND-AI")


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("Rượu ngô Bắc Hà", ["alcohol"]),
        ("RUOU NGO BAC HA", ["alcohol"]),
        ("rươu ngô", ["alcohol"]),
        ("r.ư.ợ.u ngô", ["alcohol"]),
        ("Ru\u031bo\u031b\u0323u ngô", ["alcohol"]),
        ("Men rượu lá", []),
        ("Trượu, rượuu, ruouu", []),
        ("Hươu, rươi, rướn", []),
        ("Cao hổ cốt", ["wildlife"]),
        ("cao ho cot", ["wildlife"]),
        ("Cao hồ, cao hố", []),
        ("Mật gấu ngâm", ["wildlife"]),
        ("Trà lá mật gấu", ["wild_mentioned"]),
        ("Áo in mặt gâu", []),
        ("Thuốc trừ sâu", ["pesticides"]),
        ("thuoc tru sau", ["pesticides"]),
        ("Không phun thuốc trừ sâu", []),
        ("Rau không dùng bất kỳ thuốc trừ sâu nào", []),
        ("Chè sạch. Bán kèm thuốc trừ sâu", ["pesticides"]),
        ("thuộc trữ sầu", []),
        ("Thuốc lá tắm người Dao đỏ", []),
        ("Quế thuốc lá", []),
        ("Thuốc lá cuốn", ["tobacco"]),
        ("Nhà anh Túc trồng", []),
        ("Hồng chữa bệnh mất ngủ", ["medicine_claim"]),
        ("Chữa trị bệnh gan", ["medicine_claim"]),
        ("Chữa bệnh, chữa khỏi", ["medicine_claim", "medicine_claim"]),
        ("Nó trị ho", ["medicine_claim"]),
        ("Không chỉ trị ho mà còn ngon", ["medicine_claim"]),
        ("Không phẩm màu. Trị ho", ["medicine_claim"]),
        ("Không phẩm màu\nTrị ho", ["medicine_claim"]),
        ("Không phẩm màu, không chữa bệnh", []),
        ("Khong tri ho, chưa trị mụn", []),
        ("Măng chua, bia hơi", ["alcohol"]),
        ("Min, mịn, mìn", ["weapons"]),
        ("Thịt thú rừng tươi", ["wildlife"]),
        ("Lợn thịt, rừng thông", []),
        ("", []),
        ("." * 2000, []),
        ("\u200b\x00🍵 中文", []),
    ],
)
def test_words_are_found_whole_without_marks_and_without_false_hits(text, groups):
    assert [hit.word.group.code for hit in hits_in(text, "title", on=DAY)] == groups


def test_a_hit_knows_where_it_stands():
    text = "Gà ri, RƯỢU ngô."

    [hit] = hits_in(text, "title", on=DAY)

    assert text[hit.start : hit.end] == "RƯỢU"


def test_every_group_says_why_and_by_which_law_and_which_paper():
    for group in word_groups().values():
        assert group.reason, group.code
        assert group.source, group.code
        assert bool(group.paper) == (group.severity == "ask_document"), group.code


def test_a_long_harmless_text_is_harmless():
    text = "chè búp hái tay " * 400

    assert hits_in(text, "description", on=DAY) == ()


def version(title: str, description: str = "Nhà tôi làm ra trong ngày, bán hết mới thôi.", **facts: object):
    return ListingVersion(title=title, description=description, attributes={}, offers=[], **facts)


def test_a_version_is_gone_through_in_every_field():
    told = screen(version("Chè", special="Chữa bệnh mất ngủ", origin="Bản Lao"), at=DAY)

    assert [(one.field, [text for text, hit in one.pieces if hit]) for one in told] == [("special", ["Chữa bệnh"])]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("title", "description"),
    [
        ("Cao hổ cốt gia truyền", "Nấu bảy ngày bảy đêm theo lối xưa."),
        ("Chè xanh", "Chè xanh kèm gói thuốc trừ sâu cho ruộng."),
        ("Hạt cần sa", "Hạt giống tốt, nảy mầm nhanh lắm."),
    ],
    ids=["wildlife", "pesticide", "narcotic"],
)
def test_s03_prohibited_goods_are_refused_at_once_with_the_reason(title, description):
    text = a_text(title=title, description=description)
    listing = start_listing(seller=a_seller(), text=text, actor=SYSTEM, at=NOON)

    with pytest.raises(GoodsForbidden) as told:
        submit_version(listing=listing, actor=SYSTEM, at=NOON)

    assert "“" in str(told.value)
    assert "%" not in str(told.value)
    listing.refresh_from_db()
    assert listing.working.status == "draft"


def sent_in(**words: object):
    """Goods that were sent in and wait."""
    listing = start_listing(seller=a_seller(), text=a_text(**words), actor=SYSTEM, at=NOON)
    submit_version(listing=listing, actor=SYSTEM, at=NOON)
    listing.refresh_from_db()
    return listing


def alcohol():
    """Alcohol by its category alone."""
    category = a_category("ruou", name_vi="Rượu", parent=a_category("do-uong-co-con", name_vi="Đồ uống có cồn"))
    words = "Nấu từ ngô và men hai mươi loại lá."
    return sent_in(title="Men lá Bằng Phúc", description=words, category=category)


CONDITIONAL = {
    "alcohol": ("rượu", alcohol),
    "medicine_claim": (
        "nội dung quảng cáo",
        lambda: sent_in(title="Cao atiso Sa Pa", description="Uống mỗi ngày một thìa, chữa mất ngủ rất hay."),
    ),
    "supplement": (
        "bản công bố",
        lambda: sent_in(title="Viên nghệ mật ong", description="Thực phẩm bảo vệ sức khỏe làm ở xã."),
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("group", CONDITIONAL)
def test_s03_conditional_goods_wait_for_an_accepted_paper(group):
    named, goods = CONDITIONAL[group]
    listing, officer = goods(), operator()

    with pytest.raises(PapersMissing, match=named):
        approve_version(listing=listing, actor=officer, at=NOON)
    paper = hand_in_paper(listing=listing, group=group, file=BytesIO(jpeg()), actor=SYSTEM, at=NOON)
    with pytest.raises(PapersMissing):
        approve_version(listing=listing, actor=officer, at=NOON)
    accept_paper(paper=paper, actor=officer, at=NOON)
    approve_version(listing=listing, actor=officer, at=NOON)

    listing.refresh_from_db()
    assert listing.status == "published"
    assert {one.status for one in WordFinding.objects.all()} == {"harmless"}


@pytest.mark.django_db
def test_a_refused_paper_says_why_and_a_new_one_counts():
    listing, officer = alcohol(), operator()
    first = hand_in_paper(listing=listing, group="alcohol", file=BytesIO(jpeg()), actor=SYSTEM, at=NOON)

    with pytest.raises(ReasonMissing):
        refuse_paper(paper=first, reason=" ", actor=officer, at=NOON)
    refuse_paper(paper=first, reason="Giấy phép đã hết hạn.", actor=officer, at=NOON)
    with pytest.raises(StepNotAllowed):
        accept_paper(paper=first, actor=officer, at=NOON)
    second = hand_in_paper(listing=listing, group="alcohol", file=BytesIO(jpeg(640, 480)), actor=SYSTEM, at=NOON)
    accept_paper(paper=second, actor=officer, at=NOON)

    [asked] = papers_asked(listing, listing.working, at=NOON)
    assert (asked.is_accepted, asked.paper) == (True, second)


@pytest.mark.django_db
def test_papers_are_taken_only_from_the_shop_for_what_asks_and_decided_only_by_operators():
    listing = alcohol()
    with pytest.raises(PaperNotAsked):
        hand_in_paper(listing=listing, group="supplement", file=BytesIO(jpeg()), actor=SYSTEM, at=NOON)
    with pytest.raises(NotPermitted):
        hand_in_paper(listing=listing, group="alcohol", file=BytesIO(jpeg()), actor=STRANGER, at=NOON)
    paper = hand_in_paper(listing=listing, group="alcohol", file=BytesIO(jpeg()), actor=SYSTEM, at=NOON)
    with pytest.raises(NotPermitted):
        accept_paper(paper=paper, actor=STRANGER, at=NOON)


@pytest.fixture
def another_word(monkeypatch):
    """The list as it is after a word was added: 'ban lao' is forbidden from now on."""

    def add(term: str = "bản lao", *, severity: str = "wildlife") -> None:
        known = words_in_force(at=DAY)
        group = word_groups()[severity]
        new = word_list.ListedWord(f"test.{term}", group, term, "any", (), "", date(2026, 1, 1), None)
        monkeypatch.setattr(word_list, "word_list", lambda: (*known, new))
        word_list._in_force.cache_clear()
        screening._terms.cache_clear()

    yield add
    monkeypatch.undo()
    word_list._in_force.cache_clear()
    screening._terms.cache_clear()


@pytest.mark.django_db
def test_a_changed_list_is_held_against_everything_on_sale_once(another_word):
    goods = a_listing(origin="Bản Lao, nhóm hộ chị Lý")
    first = scan_if_changed(at=NOON)
    again = scan_if_changed(at=NOON)
    another_word()

    scan = scan_if_changed(at=NOON)

    assert (first.listings, first.found, again) == (1, 0, None)
    assert (scan.listings, scan.found, scan_if_changed(at=NOON)) == (1, 1, None)
    [finding] = WordFinding.objects.all()
    assert (finding.listing, finding.word, finding.severity, finding.status) == (
        goods, "test.bản lao", "forbid", "open",
    )  # fmt: skip


@pytest.mark.django_db
def test_an_operator_lets_a_word_pass_or_takes_the_goods_down(another_word):
    first, second = a_listing(origin="Bản Lao"), a_listing(origin="ban lao")
    another_word()
    scan_if_changed(at=NOON)
    officer = operator()
    harmless, bad = WordFinding.objects.order_by("pk")

    with pytest.raises(NotPermitted):
        clear_finding(finding=harmless, actor=STRANGER, at=NOON)
    clear_finding(finding=harmless, actor=officer, at=NOON)
    act_on_finding(finding=bad, reason="Hàng cấm bán.", actor=officer, at=NOON)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == ("published", "taken_down")
    assert sorted(WordFinding.objects.values_list("status", flat=True)) == ["acted_on", "harmless"]


@pytest.mark.django_db
@pytest.mark.parametrize("goods", [1, 3])
def test_a_pass_takes_the_same_statements_for_any_number_of_goods(goods, django_assert_num_queries):
    for _number in range(goods):
        a_listing()

    with django_assert_num_queries(14):
        scan_if_changed(at=NOON)


@pytest.mark.django_db
def test_goods_are_taken_down_in_time_when_an_authority_asks():
    load_rules()
    goods, officer = a_listing(), operator()
    asked = {"listing": goods, "authority": "Chi cục Quản lý thị trường", "reference": "12/QLTT", "actor": officer}

    demand = record_demand(**asked, reason="Hàng không rõ nguồn gốc", received_at=NOON - timedelta(hours=3), at=NOON)
    carry_out_demand(demand=demand, actor=officer, at=NOON)

    goods.refresh_from_db()
    demand.refresh_from_db()
    assert (goods.status, demand.status, demand.due_at) == ("taken_down", "done", NOON + timedelta(hours=21))
    noted = Entry.objects.get(what="catalog.demand_carried_out")
    assert noted.facts == {"demand": demand.code, "in_time": True}
    with pytest.raises(StepNotAllowed):
        carry_out_demand(demand=demand, actor=officer, at=NOON)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [{"authority": ""}, {"reference": " "}, {"reason": ""}, {"received_at": NOON + timedelta(minutes=1)}],
    ids=["nobody", "no number", "no reason", "tomorrow"],
)
def test_a_demand_says_who_asks_why_and_when(wrong):
    load_rules()
    said = {"authority": "Công an xã", "reference": "1/CV", "reason": "Hàng giả", "received_at": NOON}

    with pytest.raises(DemandIncomplete):
        record_demand(listing=a_listing(), actor=operator(), at=NOON, **{**said, **wrong})


@pytest.mark.django_db
def test_nobody_but_an_operator_carries_out_a_demand():
    load_rules()
    said = {"authority": "Công an xã", "reference": "1/CV", "reason": "Hàng giả", "received_at": NOON}

    with pytest.raises(NotPermitted):
        record_demand(listing=a_listing(), actor=STRANGER, at=NOON, **said)
