"""What households said about being named, who can be their witness, and what a witness was asked."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet

from chophien.accounts.models import Person
from chophien.accounts.selectors import people_with_role_at
from chophien.accounts.states import SELLER_ROLES, Scope
from chophien.growing.models import AreaHousehold, GrowingArea, HouseholdWord, NamingCode, WitnessAsk
from chophien.growing.policies import WITNESSES
from chophien.growing.states import OWN_WAYS, HeardStatus, Naming, NamingWay
from chophien.uploads.models import PrivateFile
from chophien.uploads.selectors import private_file

WITNESSES_MOST, ASKS_MOST = 100, 200


def words_of(household: AreaHousehold) -> list[HouseholdWord]:
    """All that a household ever said about its name, the newest first."""
    return list(HouseholdWord.objects.filter(household=household).order_by("-at", "-pk"))


def has_said_no_itself(household: AreaHousehold) -> bool:
    """Whether the last thing that a household said itself, of whatever land of the shop it stands on, is no."""
    same = HouseholdWord.objects.filter(household=household)
    if household.grower_code:
        same = HouseholdWord.objects.filter(
            household__grower_code=household.grower_code, household__area__seller=household.area.seller_id
        )
    own = same.filter(way__in=OWN_WAYS).order_by("-at", "-pk").first()
    return own is not None and own.naming == Naming.UNNAMED


def private_paper_of(household: AreaHousehold) -> PrivateFile | None:
    """The sealed paper by which the household's yes is shown, or None."""
    word = household.word
    if word is None or word.naming != Naming.AGREED or word.way != NamingWay.PAPER:
        return None
    return private_file(word.file_code, owner_code=household.code)


def witnesses_for(area: GrowingArea, *, at: datetime) -> list[Person]:
    """Who can say that a household of an area agreed: officers and the digital team of its commune who do not work for
    the shop, by name. Two statements.
    """
    here = people_with_role_at(roles=WITNESSES, scope=Scope.COMMUNE, scope_code=area.commune.code, at=at)
    staff = people_with_role_at(roles=SELLER_ROLES, scope=Scope.SELLER, scope_code=area.seller.code, at=at)
    rows = here.exclude(pk__in=staff.values("pk")).exclude(name="")
    return list(rows.order_by("name", "pk")[:WITNESSES_MOST])


def open_ask_of(household: AreaHousehold) -> WitnessAsk | None:
    """The witness who was asked about a household and has not answered."""
    rows = WitnessAsk.objects.filter(household=household, status=HeardStatus.ASKED)
    return rows.select_related("witness").first()


def asks_of(witness: Person) -> QuerySet[WitnessAsk]:
    """What somebody was asked as a witness, the newest first, with the household and its shop."""
    related = ("household__area__seller__commune__province", "household__area__commune__province", "household__word")
    rows = WitnessAsk.objects.filter(witness=witness).exclude(status=HeardStatus.DROPPED)
    return rows.select_related(*related).order_by("-asked_at", "-pk")


def named_on(areas: Collection[GrowingArea]) -> list[AreaHousehold]:
    """The households of these areas that agreed to be named, with the word that shows it, by the name that they agreed
    to. Who is read by that name: `scans.selectors.naming.read_on`. One statement.
    """
    rows = AreaHousehold.objects.filter(area__in=areas, until__isnull=True, naming=Naming.AGREED)
    return list(rows.select_related("word", "area__seller", "area__commune__province").order_by("owner_name", "pk"))


def codes_since(person: Person, since: datetime) -> int:
    """How many codes about its name a household's phone got since then."""
    return NamingCode.objects.filter(person=person, sent_at__gt=since).count()
