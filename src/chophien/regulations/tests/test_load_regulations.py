import datetime as dt
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from chophien.regulations.actions.fees import load_fees
from chophien.regulations.actions.publishing import DATA, load_regulations
from chophien.regulations.errors import BadRegulation, RegulationMissing
from chophien.regulations.models import RegulationVersion
from chophien.regulations.selectors.documents import (
    Content,
    contents_asked_for,
    missing_contents,
    missing_items,
    regulation_in_force,
    regulations_in_force,
    versions_of,
)
from chophien.regulations.states import DOCUMENTS

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 21, 5, 0, tzinfo=dt.UTC)


def written(folder: Path, name: str, *, version: str, published: str, effective: str, body: str = "Một câu.") -> None:
    head = f"title: Thử\nversion: {version}\npublished: {published}\neffective: {effective}\n---\n"
    (folder / f"{name}.vi.md").write_text(head + body, encoding="utf-8")
    (folder / f"{name}.en.md").write_text(f"title: Try\nversion: {version}\n---\nOne sentence.", encoding="utf-8")


def test_s21_every_document_the_law_asks_for_is_in_force():
    assert missing_items(at=NOON) == []


def test_every_document_has_both_languages_and_says_that_counsel_must_confirm_it():
    published = {one.key: one for one in RegulationVersion.objects.all()}

    assert sorted(published) == sorted(document.key for document in DOCUMENTS)
    for one in published.values():
        assert "chợ trình diễn" in one.body.splitlines()[-1], one.key
        assert "demonstration market" in one.body_en.splitlines()[-1], one.key
        assert "{" not in one.body + one.body_en, one.key


def test_before_the_law_was_in_force_nothing_was():
    assert missing_items(at=dt.date(2026, 6, 30)) == [one.key for one in DOCUMENTS if one.is_mandatory]


def test_s21_every_document_says_all_that_the_law_asks_it_to_say():
    asked = {one.key for one in contents_asked_for()}

    assert missing_contents(at=NOON) == []
    assert {one.key for one in DOCUMENTS if one.is_mandatory} - asked == {"regulations"}


def test_s21_what_a_document_does_not_say_and_a_service_without_a_fee_are_named(capsys):
    body = regulation_in_force("privacy", at=NOON).body.replace("## h. ", "## ")
    facts = {"title": "Dữ liệu", "published_at": NOON, "effective_from": dt.date(2026, 11, 21)}
    RegulationVersion.objects.create(key="privacy", version="thu", body=body, **facts)

    with pytest.raises(SystemExit):
        call_command("check_regulations")

    told = capsys.readouterr().out.splitlines()
    assert told[0] == "privacy: does not say consent ('## h. ')"
    assert told[1:] == [
        f"fees: what “{one}” costs is not public" for one in ("open_shop", "list_goods", "sell", "be_paid")
    ]


@pytest.mark.parametrize(
    ("words", "body", "is_said"),
    [
        ("## Người mua", "Mở đầu.\n\n## Người mua\n\nĐược xem hàng.\n\n## Người bán\n\nGiao đúng hẹn.", True),
        ("## Người mua", "## Người mua và người nhận\n- Được xem hàng.", True),
        ("## Người mua", "## Người mua\n\n## Người bán\n\nGiao đúng hẹn.", False),
        ("## Người mua", "## Người mua\n## Người bán\n\nGiao đúng hẹn.", False),
        ("## Người mua", "## Người mua\n\n### Khi nhận hàng\n\n## Người bán\n\nGiao đúng hẹn.", False),
        ("## Người mua", "## Người mua", False),
        ("## Người mua", "## Người mua\n\nĐây là văn bản của một chợ trình diễn. Phải xem lại.", False),
        ("## Người mua", "Xem mục ## Người mua\n\nĐược xem hàng.", False),
        ("**Nơi giao.**", "- **Nơi giao.** Cả nước.", True),
        ("**Nơi giao.**", "**Nơi giao.**\n\nCả nước.", False),
        ("trả tiền", "Có hai cách trả tiền", True),
        ("trả tiền", "Có hai cách", False),
    ],
)
def test_s21_a_heading_without_text_below_it_says_nothing(words, body, is_said):
    assert Content("rights", words, "about", "về", "luật").is_said_in(body) == is_said


def test_the_command_says_that_nothing_is_missing(capsys):
    load_fees()

    call_command("check_regulations")

    assert capsys.readouterr().out == "Every document of Nghị định 248/2026/NĐ-CP, điều 4–16 is in force.\n"


def test_figures_in_the_text_are_the_rules_of_the_day_it_begins():
    complaints = regulation_in_force("complaints", at=NOON)

    assert "đáp lời đầu tiên trong 24 giờ" in complaints.body
    assert "Hàng chưa tới: 3 ngày." in complaints.body
    assert "Từ ngày 01/01/2027, người bán phải được xác thực điện tử." in regulation_in_force("rights", at=NOON).body


def test_loading_again_publishes_nothing():
    before = list(RegulationVersion.objects.order_by("pk").values_list())

    assert load_regulations() == []
    assert list(RegulationVersion.objects.order_by("pk").values_list()) == before


def test_a_new_version_counts_from_its_day_and_the_old_one_stays(tmp_path):
    written(tmp_path, "returns", version="2026-12", published="2026-11-20", effective="2026-12-01", body="Mới hơn.")

    assert load_regulations(tmp_path) == ["returns 2026-12"]
    assert regulation_in_force("returns", at=dt.date(2026, 11, 30)).version == "2026-07"
    assert regulation_in_force("returns", at=dt.date(2026, 12, 1)).version == "2026-12"
    assert [one.version for one in versions_of("returns")] == ["2026-12", "2026-07"]


def test_a_published_version_cannot_get_another_text(tmp_path):
    written(tmp_path, "returns", version="2026-07", published="2026-07-01", effective="2026-07-01", body="Khác.")

    with pytest.raises(BadRegulation) as refusal:
        load_regulations(tmp_path)

    assert refusal.value.faults == [
        "returns.vi.md: version 2026-07 is published already; give the new text a new version"
    ]


def test_a_change_of_fees_is_announced_twenty_days_before(tmp_path):
    written(tmp_path, "prices", version="2026-12", published="2026-11-21", effective="2026-12-10")

    with pytest.raises(BadRegulation) as refusal:
        load_regulations(tmp_path)

    assert refusal.value.faults == ["prices: version 2026-12 is to be published 20 days before it counts"]
    assert regulation_in_force("prices", at=dt.date(2026, 12, 31)).version == "2026-07"


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("nonsense", "nonsense.vi.md: 'nonsense' is no document of this market"),
        ("delivery", "delivery.vi.md: no rule 'orders.no_such_figure' is in force on 2026-12-01"),
    ],
)
def test_a_faulty_file_publishes_nothing(tmp_path, name, fault):
    written(tmp_path, "returns", version="2026-12", published="2026-11-20", effective="2026-12-01")
    written(
        tmp_path,
        name,
        version="2026-12",
        published="2026-11-20",
        effective="2026-12-01",
        body="{orders.no_such_figure}",
    )

    with pytest.raises(BadRegulation) as refusal:
        load_regulations(tmp_path)

    assert refusal.value.faults == [fault]
    assert not RegulationVersion.objects.filter(key="returns", version="2026-12").exists()


def test_the_database_refuses_to_change_a_published_version():
    with pytest.raises(IntegrityError, match="rows of regulations_regulationversion"), transaction.atomic():
        RegulationVersion.objects.filter(key="returns").update(body="Khác.")


def test_a_document_that_was_never_published_is_missing():
    with pytest.raises(RegulationMissing):
        regulation_in_force("nonsense", at=NOON)


def test_all_documents_are_listed_with_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        listed = [(one.document.key, one.version.version) for one in regulations_in_force(at=NOON)]

    assert listed == [(document.key, "2026-07") for document in DOCUMENTS]


def test_every_file_is_a_document_of_the_list():
    names = {path.name.split(".")[0].partition("@")[0] for path in DATA.glob("*.md")}

    assert names == {document.key for document in DOCUMENTS}
