"""Following shops, liking goods, and being told once what was waited for."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.catalog.models import Listing
from chophien.follows.errors import TooManyFollowed
from chophien.follows.models import Alert, Favourite, Follow
from chophien.follows.selectors import alerts_due, follows_with_news, follows_with_offers, how_many
from chophien.follows.states import AlertKind
from chophien.lib.dates import local_date
from chophien.lib.errors import Sentence
from chophien.lib.money import format_vnd
from chophien.messages.actions.telling import tell
from chophien.rules import selectors as rules
from chophien.sellers.models import Seller

AT_ONCE = 500
MOMENTS = ("since", "told_at", "offers_looked_at")
SHOPS_NAMED = 3
KINDS: Mapping[AlertKind, tuple[str, Sentence]] = {
    AlertKind.SEASON: ("season.coming", _("“%(title)s” is in season now.")),
    AlertKind.STOCK: ("follow.news", _("“%(title)s” can be bought again.")),
    AlertKind.PRICE: ("follow.news", _("“%(title)s” costs %(price)s now.")),
}


@transaction.atomic
def follow_shop(*, seller: Seller, person: Person, at: datetime) -> Follow:
    """Follow a shop from now on; doing it again changes nothing.

    :raises TooManyFollowed: if the person follows and likes as much as `follows.most` allows
    """
    found = Follow.objects.filter(person=person, seller=seller).first()
    if found is not None:
        return found
    _require_room(person, at=at)
    follow, _is_new = Follow.objects.get_or_create(person=person, seller=seller, defaults=dict.fromkeys(MOMENTS, at))
    return follow


@transaction.atomic
def like_goods(*, listing: Listing, person: Person, at: datetime) -> Favourite:
    """Keep goods among one's favourites; doing it again changes nothing.

    :raises TooManyFollowed: as `follow_shop`
    """
    found = Favourite.objects.filter(person=person, listing=listing).first()
    if found is not None:
        return found
    _require_room(person, at=at)
    favourite, _is_new = Favourite.objects.get_or_create(person=person, listing=listing, defaults={"since": at})
    return favourite


@transaction.atomic
def ask_to_be_told(*, listing: Listing, kind: AlertKind, price_vnd: int, person: Person, at: datetime) -> Alert:
    """Be told once when goods are in season, there again, or cheaper than `price_vnd`; asking again changes nothing."""
    facts = {"price_vnd": price_vnd, "asked_at": at}
    alert, _is_new = Alert.objects.get_or_create(
        person=person, listing=listing, kind=kind, told_at__isnull=True, defaults=facts
    )
    return alert


@transaction.atomic
def unfollow_shop(*, seller: Seller, person: Person) -> None:
    """Follow a shop no longer."""
    Follow.objects.filter(person=person, seller=seller).delete()


@transaction.atomic
def unlike_goods(*, listing: Listing, person: Person) -> None:
    """Take goods out of one's favourites."""
    Favourite.objects.filter(person=person, listing=listing).delete()


@transaction.atomic
def forget_alert(*, listing: Listing, kind: AlertKind, person: Person) -> None:
    """Do not wait for it any more."""
    Alert.objects.filter(person=person, listing=listing, kind=kind, told_at__isnull=True).delete()


@transaction.atomic
def tell_what_came_true(*, at: datetime) -> int:
    """Tell some hundred people what they waited for, each wish once. Says how many were told."""
    due = list(alerts_due(at).select_for_update(of=("self",), skip_locked=True)[:AT_ONCE])
    for alert in due:
        listing = alert.listing
        message, text = KINDS[AlertKind(alert.kind)]
        version = listing.live
        tell(
            kind=message,
            person_code=alert.person.code,
            text=text,
            facts={
                "title": version.title[:80] if version else listing.code,
                "price": format_vnd(listing.search_entry.price_vnd),
            },
            link=f"/hang/{listing.slug}-{listing.code}/",
            about=listing.code,
            at=at,
        )
    Alert.objects.filter(pk__in=[alert.pk for alert in due]).update(told_at=at)
    return len(due)


@transaction.atomic
def tell_followers(*, at: datetime) -> int:
    """Tell followers that a shop put up new goods, at most once a day. Says how many were told."""
    waiting = list(follows_with_news(at).select_for_update(of=("self",), skip_locked=True)[:AT_ONCE])
    for follow in waiting:
        tell(
            kind="follow.news",
            person_code=follow.person.code,
            text=_("%(shop)s has new goods."),
            facts={"shop": follow.seller.name[:80]},
            link=f"/gian-hang/{follow.seller.slug}/",
            about=follow.seller.code,
            at=at,
        )
    Follow.objects.filter(pk__in=[follow.pk for follow in waiting]).update(told_at=at)
    return len(waiting)


@transaction.atomic
def tell_of_offers(*, at: datetime) -> int:
    """Tell some hundred followers that shops have new vouchers, sets or things to buy together: one message for all
    shops of one person, and only for who agreed to advertisements. Says how many follows were gone through.

    Offers that somebody does not want to hear of are not told later either.
    """
    waiting = list(follows_with_offers(at).select_for_update(of=("self",), skip_locked=True)[:AT_ONCE])
    shops: dict[str, list[str]] = {}
    for follow in waiting:
        shops.setdefault(follow.person.code, []).append(follow.seller.name[:80])
    for person_code, names in shops.items():
        tell(
            kind="promotion.news",
            person_code=person_code,
            text=_("New offers of shops you follow: %(shops)s. You can turn this news off under “What I follow”."),
            facts={"shops": _named(names)},
            link="/khuyen-mai/",
            about=f"offers-{local_date(at):%Y-%m-%d}",
            at=at,
        )
    Follow.objects.filter(pk__in=[follow.pk for follow in waiting]).update(offers_looked_at=at)
    return len(waiting)


def _named(shops: Sequence[str]) -> str:
    """The first shops by name; there are more where dots end it."""
    return ", ".join(shops[:SHOPS_NAMED]) + (" …" if len(shops) > SHOPS_NAMED else "")


def _require_room(person: Person, *, at: datetime) -> None:
    most = rules.whole("follows.most", at=at)
    if how_many(person) >= most:
        raise TooManyFollowed(facts={"most": most})
