"""Form fields for what sellers write: weights, days of the year."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError
from chophien.lib.quantity import UnitKind, parse_measure, parse_quantity
from chophien.web.forms import VndField

MOST_WEIGHT_G = 2_000_000
NO_WEIGHT = _("Write a weight in grams, such as 350, or in kilograms, such as 1,5 kg.")


class WeightField(VndField):
    """A weight as people write it (``350``, ``350 g``, ``1,5 kg``), cleaned to whole grams; None when empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=MOST_WEIGHT_G, **kwargs)
        self.widget.attrs.update({"inputmode": "text", "maxlength": "20"})

    def read(self, text: str) -> int:
        try:
            grams = self._grams(text)
        except DomainError:
            raise ValidationError(NO_WEIGHT, code="bad_weight") from None
        if not 0 < grams <= MOST_WEIGHT_G:
            raise ValidationError(NO_WEIGHT, code="bad_weight")
        return grams

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, int) else value

    def _grams(self, text: str) -> int:
        if text.isascii() and text.replace(".", "").isdigit():
            return int(text.replace(".", "")[:9])
        if not text[-1:].isalpha():
            return int(parse_quantity(text))
        amount, unit = parse_measure(text)
        if unit.kind != UnitKind.WEIGHT:
            raise DomainError(NO_WEIGHT)
        return int((amount * unit.base).to_integral_value())


class MonthDayField(forms.CharField):
    """A day of the year as people write it (``15/9``); shown so when it is kept as ``09-15``."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.update({"autocomplete": "off", "maxlength": "40", "placeholder": "15/9"})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) == 5 and value[2] == "-":
            return f"{int(value[3:])}/{int(value[:2])}"
        return value
