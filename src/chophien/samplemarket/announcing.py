"""What the demonstration market announces: one illustration, on the desks of all who have to do with its province."""

from datetime import datetime, timedelta

from chophien.lib.actor import Actor
from chophien.messages.actions.announcing import announce
from chophien.messages.models import Announcement
from chophien.messages.states import Audience

TEXT = "Thông báo minh họa của chợ mẫu: văn phòng chợ nhắn tin ở đây, ai đọc rồi thì bấm Đã đọc là hết."
PROVINCE, DAYS = "08", 90


def announce_in_the_sample(*, loader: Actor, at: datetime) -> None:
    """Announce it, unless it was before. It is on no guest's page, and nobody gets an SMS about it."""
    if Announcement.objects.filter(text=TEXT).exists():
        return
    announce(
        text=TEXT,
        audience=Audience.EVERYBODY,
        province_code=PROVINCE,
        starts_at=at,
        ends_at=at + timedelta(days=DAYS),
        actor=loader,
        at=at,
    )
