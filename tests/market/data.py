"""What people asked about their data, and a report, in the market that journeys and pictures start from."""

from datetime import datetime, timedelta

from chophien.accounts.models import Person
from chophien.lib.dates import local_date
from chophien.privacy.actions.requests import ask
from chophien.reports.actions.making import ask_for_report
from chophien.reports.selectors import BY_KEY


def asked_about_data(buyer: Person, operator: Person, *, at: datetime) -> dict[str, str]:
    """Codes of a request to correct something, and of a report on the month before."""
    request = ask(person=buyer, kind="correct", words="Tên của tôi viết sai dấu.", actor=buyer, at=at)
    today = local_date(at)
    report = ask_for_report(
        kind=BY_KEY["sales"],
        since=today - timedelta(days=30),
        until=today - timedelta(days=1),
        scope_kind="nation",
        scope_code="",
        file_format="xlsx",
        person=operator,
        at=at,
    )
    return {"request": request.code, "report": report.code}
