"""The helper's desk and the office's side of the programme, for the table of doors."""

from datetime import datetime
from typing import Any

from chophien.accounts.models import Person
from chophien.lib.actor import SYSTEM
from chophien.lib.dates import local_date
from chophien.programmes.actions.tasks import make_task
from chophien.programmes.actions.teams import add_member, register_team
from chophien.programmes.models import MentorPair
from chophien.programmes.states import TaskKind
from chophien.sellers.models import Seller
from chophien.sellers.tests.factories import a_seller

HELPERS_DESK = "helperdesk:home helperdesk:visits helperdesk:results helperdesk:open"
HELPED_HOUSEHOLD = """
    helperdesk:household helperdesk:note-visit helperdesk:task helperdesk:task-step helperdesk:consent
    helperdesk:first-goods
    """
OFFICE_LISTS = """
    officedesk:teams officedesk:tasks officedesk:never-sold officedesk:results officedesk:results-file
    officedesk:visits officedesk:leads
    """
OFFICE_ITEMS = """
    officedesk:team officedesk:close-team officedesk:remove-member officedesk:new-task officedesk:task
    officedesk:end-pair
    """


def programmed(seller: Seller, helper: Person, *, at: datetime) -> dict[str, dict[str, Any]]:
    """A team with its member, a task for the household, and a mentor pair that waits for its yes."""
    team = register_team(commune=seller.commune, name="Tổ Đồng Văn", actor=SYSTEM, at=at)
    add_member(team=team, phone=helper.phone, name="", villages=["Phìn Hồ"], actor=SYSTEM, at=at)
    said = {"kind": TaskKind.VISIT, "note": "Hỏi thăm vụ chè", "due_on": local_date(at), "actor": SYSTEM, "at": at}
    task = make_task(seller=seller, helper=helper, **said)
    pair = MentorPair.objects.create(
        code="CD-1", lead=a_seller(name="Nhà Vừ"), follower=seller, proposed_by="system", proposed_at=at
    )
    return {
        "helperdesk:": {"code": seller.code},
        "helperdesk:task": {"code": task.code},
        "helperdesk:task-step": {"code": task.code, "step": "nhan"},
        "helperdesk:pair-step": {"code": pair.code, "step": "dong-y"},
        "officedesk:team": {"code": team.code},
        "officedesk:close-team": {"code": team.code},
        "officedesk:remove-member": {"code": team.code, "person_code": helper.code},
        "officedesk:new-task": {"code": seller.code},
        "officedesk:task": {"code": task.code},
        "officedesk:end-pair": {"code": pair.code},
    }
