"""Which shops have agreed that something is done with what is known about them."""

from collections.abc import Iterable
from datetime import datetime

from chophien.lib.consent import agreed_among
from chophien.sellers.models import Seller
from chophien.sellers.selectors.shops import first_managers
from chophien.sellers.states import OF_ONE_HOUSEHOLD


def shops_agreeing(sellers: Iterable[Seller], *, purpose: str, at: datetime) -> set[str]:
    """The codes of those of these shops of which it may be done: of households, where who speaks for them agreed to
    that purpose; of cooperatives and enterprises always, which are no persons. One statement, and the register's.
    """
    kinds = {one.code: one.kind for one in sellers}
    households = [code for code, kind in kinds.items() if kind in OF_ONE_HOUSEHOLD]
    speakers = first_managers(households, at=at)
    names = {code: speakers[code].code if code in speakers else "" for code in households}
    agreed = agreed_among(set(names.values()), purpose=purpose, at=at)
    return {code for code in kinds if code not in names or names[code] in agreed}
