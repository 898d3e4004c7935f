"""The buyer's yes to the market's regulations, on which later deliveries rest."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import Invalid, Sentence
from chophien.orders.actions.placing import Agreed
from chophien.orders.actions.writing import agreed_now
from chophien.wholesale.models import Contract, StandingOrder
from chophien.wholesale.selectors.contracts import buyers_yes

TICK: Sentence = _("To order, agree to the market's regulations by ticking the box.")


def agree_to_regulations(*, consent: bool, seen: str, at: datetime) -> Agreed:
    """What the buyer agrees to by the ticked box: the version in force, if it is the one that was seen.

    :raises Invalid: if the box is not ticked
    :raises RegulationsChanged: if other regulations are in force than the buyer saw
    """
    if consent is not True:
        raise Invalid({"consent": [TICK]})
    return agreed_now(seen, at=at)


def agreed_in_contract(contract: Contract) -> Agreed | None:
    """What the buyer agreed to with the yes to the contract; none for contracts from before that was asked."""
    yes = buyers_yes(contract)
    if yes is None or yes.regulation is None or yes.confirmed_at is None:
        return None
    return Agreed(yes.regulation, yes.confirmed_at)


def agreed_in_standing(standing: StandingOrder) -> Agreed | None:
    """What the buyer agreed to when it was set up, or since; none while nobody asked."""
    if standing.regulation is None or standing.consent_at is None:
        return None
    return Agreed(standing.regulation, standing.consent_at)
