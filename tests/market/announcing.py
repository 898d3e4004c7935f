"""What the office has announced and turned off in the market that pages are looked at in."""

from datetime import datetime, timedelta

from chophien.accounts.models import Person
from chophien.lib.dates import local_date
from chophien.messages.states import Audience
from chophien.officedesk.actions.announcing import Words, announce_to
from chophien.switches.actions import switch
from chophien.switches.states import Feature


def announced_to_sellers(operator: Person, *, at: datetime) -> str:
    """The code of something that sellers of a province are told; and a part of the market that rests elsewhere."""
    made = announce_to(
        words=Words(
            text="Bưu điện huyện nghỉ ngày 2 tháng 12, hàng tươi xin gửi trước ngày 1.",
            audience=Audience.SELLERS,
            starts_at=at - timedelta(days=1),
            ends_at=at + timedelta(days=300),
            province_code="08",
            is_sent=True,
        ),
        actor=operator,
        at=at,
    )
    switch(
        feature=Feature.PREORDERS,
        is_on=False,
        province_code="25",
        starts_on=local_date(at) + timedelta(days=30),
        reason="Chờ đường vào bản thông xe lại",
        actor=operator,
        at=at,
    )
    return made.code
