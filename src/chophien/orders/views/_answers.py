"""What is known of a buyer before anything is typed."""

from django.http import HttpRequest

from chophien.lib.phone import format_phone
from chophien.orders.selectors.buyers import last_group_of
from chophien.orders.views import _buyer
from chophien.places.models import TODAY


def known_answers(request: HttpRequest) -> dict[str, str]:
    """The person's name and phone, and where they had goods sent last; of a guest the province chosen here."""
    answers = {"province_code": _buyer.place_of(request)}
    person = _buyer.person_of(request)
    if person is None:
        return answers
    answers |= {"contact_name": person.name, "contact_phone": format_phone(person.phone)}
    last = last_group_of(person)
    if last is not None and last.place_vintage == TODAY:
        answers |= {"contact_name": last.contact_name, "contact_phone": format_phone(last.contact_phone)}
        answers |= {name: getattr(last, name) for name in ("province_code", "commune_code", "hamlet", "landmark")}
    return answers
