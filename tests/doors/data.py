"""What people ask about their data, what the office keeps of it and of support, for the table of doors."""

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from chophien.accounts.models import Person
from chophien.jobs.testing import run_jobs
from chophien.lib.dates import local_date
from chophien.privacy.actions.holds import hold, note_breach
from chophien.privacy.actions.purposes import load_purposes
from chophien.privacy.actions.requests import ask
from chophien.privacy.actions.told import agree_by_voice
from chophien.reports.actions.making import ask_for_report
from chophien.reports.kinds.reports import BY_KEY
from chophien.sellers.models import Seller
from chophien.sellers.tests.test_support import decided
from chophien.uploads.tests.sounds import webm


def about_data(people: dict[str, Person], seller: str, *, at: datetime) -> dict[str, dict[str, Any]]:
    """What stands at each address."""
    buyer, operator = people["buyer"], people["operator"]
    request = ask(person=buyer, kind="export", words="", actor=buyer, at=at)
    held = hold(subject_code=people["rival"].code, reason="Vụ việc đang được xem xét", actor=operator, at=at)
    breach = note_breach(
        title="Mất điện thoại",
        story="Máy của cán bộ bị mất.",
        people=3,
        must_notify=False,
        found_at=at,
        actor=operator,
        at=at,
    )
    today = local_date(at)
    report = ask_for_report(
        kind=BY_KEY["sales"],
        since=today - timedelta(days=30),
        until=today - timedelta(days=1),
        scope_kind="nation",
        scope_code="",
        file_format="csv",
        person=operator,
        at=at,
    )
    shops = ask_for_report(
        kind=BY_KEY["shop_month"],
        since=today.replace(day=1),
        until=today,
        scope_kind="seller",
        scope_code=seller,
        file_format="csv",
        person=people["manager"],
        at=at,
    )
    run_jobs(until=at)
    load_purposes()
    supported = Seller.objects.get(code=seller)
    decision = decided(supported, operator, at=at, issued_on=today, since=today, until=today + timedelta(days=9))
    said = {"agreed": ["market_news"], "file": BytesIO(webm(2)), "actor": people["helper"], "at": at}
    (step,) = agree_by_voice(seller=supported, **said)
    return {
        "sellerdesk:report-file": {"code": shops.code},
        "privacy:household-consent": {"seller_code": seller},
        "privacy:household-evidence": {"seller_code": seller, "step": step.pk},
        **{
            f"officedesk:{name}": {"code": seller, "decision": decision.code}
            for name in ("support-shop", "look-at-support", "support-paper", "end-support")
        },
        "privacy:": {"code": request.code},
        "privacy:household": {"seller_code": seller},
        "officedesk:data-request": {"code": request.code},
        "officedesk:lift-hold": {"code": held.code},
        "officedesk:breach-step": {"code": breach.code, "step": "dong"},
        "officedesk:report": {"code": report.code},
        "officedesk:report-file": {"code": report.code},
    }
