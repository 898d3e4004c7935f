"""A buyer and a shop write to each other; either may tell the market."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.audit.actions import record, record_look
from chophien.catalog.models import Listing
from chophien.conversations import policies
from chophien.conversations.errors import NothingSaid, OwnShop, WhyMissing
from chophien.conversations.masking import mask
from chophien.conversations.models import Conversation, ConversationReport, Message
from chophien.conversations.selectors.talks import PHOTO_KIND, VOICE_KIND, lock_talk, talk_about_order, with_everything
from chophien.conversations.states import PREFIX, Party
from chophien.jobs.queue import enqueue
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.held import Held
from chophien.lib.text import clean_line, clean_text
from chophien.messages.actions.telling import read_about, tell
from chophien.orders.models import Order
from chophien.orders.selectors.orders import lock_order
from chophien.sellers.actions.staff import tell_staff
from chophien.sellers.selectors.helping import principal_of
from chophien.switches.selectors import require_on
from chophien.switches.states import Feature
from chophien.uploads.actions.papers import take_private_file
from chophien.uploads.actions.recordings import take_recording
from chophien.uploads.actions.sent import SentFile

SYMBOLS = 12
TEXT_MOST, WHY_MOST, SHORT = 1000, 300, 120
PRESSED_TWICE = timedelta(seconds=30)
"""Within this the same words are a thumb that pressed again, not somebody who says it again."""


@dataclass(frozen=True)
class Words:
    """What somebody sends: a text, a photo, a voice, or several of them."""

    text: str = ""
    photo: SentFile | None = None
    voice: SentFile | None = None


@transaction.atomic
def open_about_order(*, order: Order, actor: Actor, at: datetime) -> Conversation:
    """The conversation about an order, begun by either side; the one there is, if it has begun.

    :raises NotPermitted: if `actor` is neither the buyer nor answers for the shop
    """
    order = lock_order(order.pk)
    found = talk_about_order(order)
    talk = found or Conversation(
        code=new_code(PREFIX, SYMBOLS),
        seller=order.seller,
        person=order.group.person,
        order=order,
        buyer_name=order.group.contact_name,
        about=order.code,
        opened_at=at,
        last_at=at,
    )
    policies.can_write(actor, talk, at=at).require()
    if found is None:
        talk.save()
    return talk


@transaction.atomic
def open_about_goods(*, listing: Listing, title: str, person: Person, at: datetime) -> Conversation:
    """The conversation of a signed-in person with the shop about goods; the one there is, if it has begun.

    :raises NotOffered: if nobody can begin to write at the moment
    :raises OwnShop: if the person answers buyers for that shop
    """
    if policies.can_answer(person, listing.seller, at=at):
        raise OwnShop
    if not Conversation.objects.filter(person=person, listing=listing).exists():
        require_on(Feature.TALKS, at=at)
    facts = {
        "code": new_code(PREFIX, SYMBOLS),
        "seller": listing.seller,
        "buyer_name": person.name or str(_("A buyer")),
        "about": title,
        "opened_at": at,
        "last_at": at,
    }
    talk, _is_new = Conversation.objects.get_or_create(person=person, listing=listing, defaults=facts)
    return talk


@transaction.atomic
def write_message(*, conversation: Conversation, words: Words, actor: Actor, at: datetime) -> Message:
    """Write to the other side. Phones and ways to other channels are taken out of the text.

    The same words once more within `PRESSED_TWICE` are the message that is there.

    :raises NotPermitted: if `actor` is on neither side
    :raises NothingSaid: if there is neither text nor photo nor voice
    :raises FileRefused: if the photo or the voice cannot be used; nothing is kept then
    """
    talk = lock_talk(conversation.pk)
    party = policies.party_of(actor, talk, at=at)
    policies.can_write(actor, talk, at=at).require()
    masked = mask(clean_text(words.text)[:TEXT_MOST])
    if not masked.text.strip() and words.photo is None and words.voice is None:
        raise NothingSaid
    if (there := _pressed_twice(talk, masked.text, words, actor=actor, at=at)) is not None:
        return there
    is_shop = party == Party.SELLER
    behalf = principal_of(actor, talk.seller, at=at) if is_shop else ""
    photo_code, voice_code = _kept(talk, words, actor=actor, behalf=behalf, at=at)
    message = Message.objects.create(
        conversation=talk,
        party=party or Party.BUYER,
        actor_code=actor.code,
        on_behalf_of=behalf,
        text=masked.text,
        masked=masked.changed,
        photo_code=photo_code,
        voice_code=voice_code,
        at=at,
    )
    other = "buyer_unread" if is_shop else "seller_unread"
    mine = "seller_unread" if is_shop else "buyer_unread"
    Conversation.objects.filter(pk=talk.pk).update(
        last_at=at, last_text=" ".join(masked.text.split())[:SHORT], **{other: F(other) + 1, mine: 0}
    )
    record(
        "conversations.written",
        actor=actor,
        subject_code=talk.code,
        at=at,
        on_behalf_of=message.on_behalf_of,
        facts={"masked": masked.changed},
    )
    if getattr(talk, other) == 0:
        enqueue("conversations.tell", conversation_id=talk.pk, party=message.party)
    return message


@transaction.atomic
def read_by(*, conversation: Conversation, party: Party, person: Person | None, at: datetime) -> None:
    """One side has the conversation before it: nothing in it is unread for them, nor what `person` was told of it."""
    mine = "seller_unread" if party == Party.SELLER else "buyer_unread"
    Conversation.objects.filter(pk=conversation.pk, **{f"{mine}__gt": 0}).update(**{mine: 0})
    if person is not None:
        read_about(person_code=person.code, about=conversation.code, at=at)


@transaction.atomic
def report_talk(*, conversation: Conversation, why: str, actor: Actor, at: datetime) -> ConversationReport:
    """Tell the market that the other side does something wrong: from now on an operator may look.

    :raises NotPermitted: if `actor` is on neither side
    :raises WhyMissing: without words
    """
    talk = lock_talk(conversation.pk)
    party = policies.party_of(actor, talk, at=at)
    policies.can_write(actor, talk, at=at).require()
    reason = clean_line(why)[:WHY_MOST]
    if party is None or not any(letter.isalnum() for letter in reason):
        raise WhyMissing
    report = ConversationReport.objects.create(conversation=talk, party=party, actor_code=actor.code, why=reason, at=at)
    talk.reported_at, talk.needs_look = at, True
    talk.save(update_fields=["reported_at", "needs_look"])
    behalf = principal_of(actor, talk.seller, at=at) if party == Party.SELLER else ""
    record("conversations.reported", actor=actor, subject_code=talk.code, on_behalf_of=behalf, at=at)
    return report


@transaction.atomic
def look_at(*, conversation: Conversation, purpose: str, actor: Actor, at: datetime) -> Conversation:
    """Somebody of the market reads a reported conversation, for a stated purpose. The look is written down first.

    :raises NotPermitted: if nobody reported it, or `actor` is no operator of the area
    :raises PurposeMissing: if no purpose is stated
    """
    talk = lock_talk(conversation.pk)
    policies.can_look(actor, talk, at=at).require()
    record_look("conversations.messages", actor=actor, subject_code=talk.code, purpose=purpose, at=at)
    return talk


@transaction.atomic
def settle_report(*, conversation: Conversation, actor: Actor, at: datetime) -> Conversation:
    """The report is dealt with.

    :raises NotPermitted: as `look_at`
    """
    talk = lock_talk(conversation.pk)
    policies.can_look(actor, talk, at=at).require()
    talk.needs_look = False
    talk.save(update_fields=["needs_look"])
    record("conversations.report_settled", actor=actor, subject_code=talk.code, at=at)
    return talk


@transaction.atomic
def forget_old_talks(*, before: datetime, held: Held) -> tuple[int, int]:
    """Delete conversations in which nothing was said since `before`; say how many went and how many a hold kept.

    A hold keeps what its subject wrote or was written. Those that were reported and wait for a look stay.
    Photos and voices go with the files that belong to nothing.
    """
    old = Conversation.objects.filter(last_at__lt=before, needs_look=False)
    wrote = Message.objects.filter(conversation=OuterRef("pk"), actor_code__in=held.subjects)
    is_held = Q(seller__code__in=held.subjects) | Q(person__code__in=held.subjects) | Exists(wrote)
    doomed = list(old.exclude(is_held).values_list("pk", flat=True))
    Conversation.objects.filter(pk__in=doomed).delete()
    return len(doomed), old.count()


@transaction.atomic
def tell_unread(*, conversation_id: int, party: Party, at: datetime) -> None:
    """Tell the other side that something new waits; once for everything that is unread."""
    talk = with_everything(Conversation.objects.all()).get(pk=conversation_id)
    if party == Party.BUYER and talk.seller_unread:
        tell_staff(
            seller=talk.seller,
            text=_("%(name)s wrote to you about %(about)s."),
            facts={"name": talk.buyer_name, "about": talk.about[:80]},
            link=f"/ban-hang/tro-chuyen/{talk.code}/",
            about=talk.code,
            at=at,
        )
    elif party == Party.SELLER and talk.buyer_unread and talk.person is not None:
        tell(
            kind="talk.message",
            person_code=talk.person.code,
            text=_("%(shop)s wrote to you about %(about)s."),
            facts={"shop": talk.seller.name[:60], "about": talk.about[:80]},
            link=f"/tro-chuyen/{talk.code}/",
            about=talk.code,
            at=at,
        )


def _pressed_twice(talk: Conversation, text: str, words: Words, *, actor: Actor, at: datetime) -> Message | None:
    """The last message, if it came from `actor` a moment ago and said just the same."""
    last = talk.messages.order_by("-pk").first()
    if last is None or words.photo is not None or words.voice is not None:
        return None
    said = (last.actor_code, last.text, last.photo_code, last.voice_code)
    return last if said == (actor.code, text, "", "") and last.at > at - PRESSED_TWICE else None


def _kept(talk: Conversation, words: Words, *, actor: Actor, behalf: str, at: datetime) -> tuple[str, str]:
    """Keep the photo and the voice of a message, sealed; the codes of both, empty where there is none."""
    photo, voice = "", ""
    if words.photo is not None:
        kept = take_private_file(
            file=words.photo,
            kind=PHOTO_KIND,
            owner_code=talk.code,
            actor=actor,
            at=at,
            name="anh",
            on_behalf_of=behalf,
        )
        photo = kept.code
    if words.voice is not None:
        told = take_recording(
            file=words.voice, kind=VOICE_KIND, owner_code=talk.code, actor=actor, on_behalf_of=behalf, at=at
        )
        voice = told.code
    return photo, voice
