"""Whose act it was and whose hand, where a helper quoted or sent goods in a household's name."""

from collections.abc import Iterable, Mapping, Sequence

from chophien.sellers.selectors.helping import names_of_doers
from chophien.wholesale.models import Quote
from chophien.wholesale.selectors.contracts import DeliveryView


def quoted_by(quotes: Iterable[Quote]) -> Mapping[int, str]:
    """Both names for each quote that a helper gave. Two statements, none where nobody helped."""
    given = {one.pk: (one.made_by, one.on_behalf_of) for one in quotes}
    helped = names_of_doers(set(given.values()))
    return {pk: helped[act] for pk, act in given.items() if act in helped}


def sent_by(calendar: Iterable[DeliveryView]) -> Mapping[int, Sequence[str]]:
    """Both names for each delivery of which a helper sent something, once. Two statements, none where nobody helped."""
    acts = {view.delivery.pk: [(part.sent_by, part.on_behalf_of) for part in view.parts] for view in calendar}
    helped = names_of_doers({act for sent in acts.values() for act in sent})
    return {pk: list(dict.fromkeys(helped[act] for act in sent if act in helped)) for pk, sent in acts.items()}
