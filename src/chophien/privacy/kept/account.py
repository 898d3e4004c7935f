"""The account itself: who, which keys open it, what it follows and is told."""

from datetime import datetime

from chophien.accounts.models import ApiKey, Grant, Passkey, Person, SignInCard, SignInCode, SignInGuard
from chophien.accounts.states import KeyOwner
from chophien.follows.models import Alert, Favourite, Follow
from chophien.lib.codes import new_token
from chophien.messages.models import AnnouncementRead, Message, Notice, PushDevice, QuietHours, Wish
from chophien.orders.models import Cart
from chophien.privacy.kept.base import Rows
from chophien.privacy.models import ConsentPin
from chophien.seasons.models import Reminder


def account(person: Person) -> Rows:
    """Who the person is here, and the keys that open the account; no secret among them."""
    facts = {
        "code": person.code,
        "phone": person.phone,
        "name": person.name,
        "language": person.language,
        "joined_at": person.joined_at,
        "has_password": person.has_usable_password(),
    }
    keys = Passkey.objects.filter(person=person).values("name", "added_at", "last_used_at")
    cards = SignInCard.objects.filter(person=person).values("code", "opens", "issued_by")
    api = ApiKey.objects.filter(made_by=person.code).values("name", "scopes", "made_at", "revoked_at")
    return [facts, *keys, *cards, *api]


def forget_account(person: Person, *, at: datetime) -> int:
    """The number, the name and every key go; a code is left, which contracts and the trail name."""
    SignInCode.objects.filter(phone=person.phone).delete()
    SignInGuard.objects.filter(phone=person.phone).delete()
    ConsentPin.objects.filter(person=person).delete()
    Passkey.objects.filter(person=person).delete()
    SignInCard.objects.filter(person=person).delete()
    keys = ApiKey.objects.filter(owner_kind=KeyOwner.PERSON, owner_code=person.code, revoked_at__isnull=True)
    keys.update(revoked_at=at)
    person.phone, person.name, person.is_active = person.code, "", False
    person.sessions_mark = new_token()
    person.set_unusable_password()
    person.save(update_fields=["phone", "name", "is_active", "sessions_mark", "password"])
    return 1


def roles(person: Person) -> Rows:
    rows = Grant.objects.filter(person=person).order_by("pk")
    return list(rows.values("role", "scope_kind", "scope_code", "given_at", "ends_at"))


def end_roles(person: Person, *, at: datetime) -> int:
    return Grant.objects.filter(person=person, ends_at__isnull=True).update(ends_at=at)


def wishes(person: Person) -> Rows:
    """What the person follows, likes and waits for."""
    return [
        *Follow.objects.filter(person=person).values("seller__code"),
        *Favourite.objects.filter(person=person).values("listing__code"),
        *Alert.objects.filter(person=person).values("listing__code", "kind"),
        *Reminder.objects.filter(person_code=person.code).values("listing__code", "phone", "asked_at"),
        *Cart.objects.filter(person=person).values("changed_at", "lines__variant__code", "lines__quantity"),
    ]


def forget_wishes(person: Person, *, at: datetime) -> int:
    del at
    doomed = (
        Follow.objects.filter(person=person),
        Favourite.objects.filter(person=person),
        Alert.objects.filter(person=person),
        Reminder.objects.filter(person_code=person.code),
        Cart.objects.filter(person=person),
    )
    return sum(rows.delete()[0] for rows in doomed)


def news(person: Person) -> Rows:
    """What the market told the person, and how the person wants to be told."""
    return [
        *Notice.objects.filter(person_code=person.code).order_by("pk").values("text", "link", "written_at"),
        *Message.objects.filter(person_code=person.code).order_by("pk").values("kind", "phone", "text"),
        *Wish.objects.filter(person_code=person.code).values("kind"),
        *QuietHours.objects.filter(person_code=person.code).values(),
        *AnnouncementRead.objects.filter(person_code=person.code).values("announcement__code", "read_at"),
        *({"push_device": one.pk} for one in PushDevice.objects.filter(person_code=person.code)),
    ]


def forget_news(person: Person, *, at: datetime) -> int:
    del at
    doomed = (
        Notice.objects.filter(person_code=person.code),
        Wish.objects.filter(person_code=person.code),
        QuietHours.objects.filter(person_code=person.code),
        PushDevice.objects.filter(person_code=person.code),
        AnnouncementRead.objects.filter(person_code=person.code),
    )
    return sum(rows.delete()[0] for rows in doomed)
