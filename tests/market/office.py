"""What waits and is kept at the office's desk in the market that journeys and pictures start from."""

from datetime import datetime

from chophien.accounts.models import Person
from chophien.officedesk.actions.filters import keep_filter
from chophien.smsdesk.actions import take_sms


def kept_and_unread(operator: Person, *, at: datetime) -> dict[str, str]:
    """A filter of the goods under a name, and an SMS of a stranger that waits for somebody to read it."""
    for name, query in (("Chè đang bán", "q=che&loai=published"), ("Mật ong", "q=mat+ong")):
        keep_filter(shelf="goods", query=query, name=name, opens=False, is_shared=False, actor=operator, at=at)
    sms = take_sms(message_id="filling", phone="+84987000112", text="cho hoi mua che o dau", at=at)
    return {"sms": sms.code}
