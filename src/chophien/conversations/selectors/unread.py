"""What waits to be read, counted with the row of the person whom a session belongs to (`web.unread`)."""

from datetime import datetime

from django.db.models import IntegerField
from django.db.models.expressions import Combinable, RawSQL

from chophien.accounts.states import Role
from chophien.conversations import statements
from chophien.conversations.states import PREFIX
from chophien.lib.dates import local_date

ANSWERING = [Role.SELLER_MANAGER.value, Role.SELLER_PACKER.value]


def news(_at: datetime) -> Combinable:
    """Somebody's notices that they have not opened; those of letters aside, which are counted as letters."""
    return _number(statements.NEWS, f"{PREFIX}-%")


def letters(_at: datetime) -> Combinable:
    """What shops wrote to somebody as a buyer."""
    return _number(statements.LETTERS)


def shop_letters(at: datetime) -> Combinable:
    """What buyers wrote to the shops that somebody answers for, by a role there or by a household's mandate."""
    return _number(statements.SHOP_LETTERS, ANSWERING, at, at, at, at, at, local_date(at))


def _number(statement: str, *values: object) -> Combinable:
    return RawSQL(statement, values, output_field=IntegerField())  # noqa: S611 -- made of the constants of `statements`
