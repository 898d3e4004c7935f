"""Going through a checklist: what is there stays, what is not becomes a task with a day, and the shop hears of it."""

from datetime import UTC, date, datetime

import pytest

from chophien.accounts.tests.factories import PersonFactory
from chophien.catalog.states import CertificateKind
from chophien.lib.errors import Invalid, NotPermitted
from chophien.messages.models import Notice
from chophien.readiness.actions.checking import Said, check
from chophien.readiness.errors import NoChecklist
from chophien.readiness.models import Checklist, Point
from chophien.readiness.points import kinds, questions
from chophien.readiness.selectors.lists import readiness
from chophien.sellers.tests.factories import a_mandate, a_seller, helper_in, manager_of

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)
TODAY = date(2026, 11, 24)


@pytest.fixture
def seller():
    return a_seller(name="HTX Bản Bẹ")


def test_s12_an_adviser_goes_through_the_list_and_what_is_missing_is_a_task_with_a_day(seller):
    manager, adviser = manager_of(seller), helper_in(name="anh Páo")
    a_mandate(seller=seller, helper=adviser)
    said = {
        "dat": Said("there"),
        "mau": Said("to_do", "Gửi mẫu đất", date(2026, 12, 20)),
        "kho": Said("to_do", "Đóng tủ khóa", date(2026, 12, 1)),
        "rac": Said("not_needed"),
    }

    made = check(seller=seller, kind="vietgap", said=said, actor=adviser, at=NOON)
    found = readiness(seller, "vietgap", on=TODAY)

    assert (made.begun_by, made.on_behalf_of) == (adviser.code, seller.code)
    assert (found.done, len(found.lines)) == (2, 12)
    assert [line.point.task for line in found.tasks] == ["Đóng tủ khóa", "Gửi mẫu đất"]
    notice = Notice.objects.get(person_code=manager.code, about=made.code)
    assert notice.text == "Còn 2 việc phải làm để được giấy chứng nhận. Hãy xem hạn của từng việc."


def test_what_was_said_later_counts_and_nothing_is_told_twice(seller):
    manager = manager_of(seller)
    task = {"mau": Said("to_do", "Gửi mẫu đất", date(2026, 12, 20))}

    for said in (task, task, {"mau": Said("there", "quên xóa", date(2026, 12, 20))}):
        check(seller=seller, kind="vietgap", said=said, actor=manager, at=NOON)

    point = Point.objects.get()
    assert (point.status, point.task, point.due_on) == ("there", "", None)
    assert Notice.objects.filter(person_code=manager.code).count() == 1
    assert Checklist.objects.count() == 1


@pytest.mark.parametrize(
    "said",
    [
        {"khong-co": Said("there")},
        {"dat": Said("maybe")},
        {"dat": Said("there"), "mau": Said("to_do", "", date(2026, 11, 23))},
    ],
)
def test_points_that_are_none_and_days_that_are_over_change_nothing(seller, said):
    with pytest.raises(Invalid):
        check(seller=seller, kind="vietgap", said=said, actor=manager_of(seller), at=NOON)

    assert not Point.objects.exists()


def test_only_people_of_the_shop_check_and_only_what_has_a_list(seller):
    with pytest.raises(NotPermitted):
        check(seller=seller, kind="vietgap", said={}, actor=PersonFactory(), at=NOON)
    with pytest.raises(NoChecklist):
        check(seller=seller, kind="ocop", said={}, actor=manager_of(seller), at=NOON)


def test_every_list_is_of_a_kind_of_certificate_and_names_its_standard():
    assert set(kinds()) <= set(CertificateKind.values)
    for kind in kinds():
        asked = questions(kind, on=TODAY)
        assert len({one.key for one in asked}) == len(asked) >= 7
        assert all(one.source and one.question_en for one in asked)
    assert questions("vietgap", on=date(2017, 12, 31)) == []
