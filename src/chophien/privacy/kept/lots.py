"""What a cooperative's books keep of the person as one of its households."""

from datetime import datetime

from django.db.models import Q

from chophien.accounts.models import Person
from chophien.lots.actions.growers import forget_phone_said
from chophien.lots.models import Contribution, Grower, GrowerPayment, LotShare
from chophien.privacy.kept.base import Rows
from chophien.scans.actions.naming import take_names_back
from chophien.traceability.models import NamingWish


def brought_together(person: Person) -> Rows:
    """The households that the person is, what they brought to lots, their parts of sales, what they were paid, and what
    they said about being named.
    """
    growers = Grower.objects.filter(Q(person=person) | Q(phone_said=person.mobile) & ~Q(phone_said="")).order_by("pk")
    brought = Contribution.objects.filter(grower__person=person).order_by("pk")
    shares = LotShare.objects.filter(grower__person=person).order_by("pk")
    wishes = NamingWish.objects.filter(grower__person=person).order_by("pk")
    payments = GrowerPayment.objects.filter(grower__person=person).order_by("pk")
    return [
        *growers.values("code", "seller__name", "name", "hamlet", "pay_way", "account_tail", "joined_at"),
        *brought.values("lot__code", "grade__name", "grams", "rejected_g", "area_code", "recorded_at", "status"),
        *shares.values("earning__lot__code", "earning__order_code", "amount_vnd", "earning__at"),
        *wishes.values("grower__code", "name", "may_be_named", "at"),
        *payments.values("code", "amount_vnd", "way", "paid_on", "status", "receipt", "witness_name"),
    ]


def forget_names(person: Person, *, at: datetime) -> int:
    """The books stay, with the names that stand in them. Nobody else reads these names from now on. A number that a
    shop wrote down for a household which the person never said to be is taken out of its books.
    """
    return take_names_back(person=person, at=at) + forget_phone_said(person=person, at=at)
