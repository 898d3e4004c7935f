"""What an operator types to announce a fee, and to take one back."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chophien.catalog.selectors import CategoryNode
from chophien.officedesk.forms import day_input
from chophien.regulations.actions.announcing import REASON_MOST, SOURCE_MOST, NewFee
from chophien.regulations.models import FIRST_PLACE
from chophien.regulations.states import SELLER_KINDS, PaidService
from chophien.web.forms import DAY_FORMATS, PlainForm, QuantityField, VndField

HUNDREDTHS = 100


class FeeForm(PlainForm):
    """For what, whose, how much, and from which day on."""

    service = forms.ChoiceField(label=_("What is the fee for?"), choices=PaidService.choices)
    seller_kind = forms.ChoiceField(
        label=_("Whose fee is it?"), choices=[("", _("All shops")), *SELLER_KINDS.items()], required=False
    )
    category_slug = forms.ChoiceField(label=_("For which goods?"), required=False)
    basis_points = QuantityField(
        label=_("Per cent of the goods"), min_value=0, max_value=Decimal(100), help_text=_("0 if nothing is asked.")
    )
    flat_vnd = VndField(label=_("And a fixed amount for each order"), required=False)
    least_vnd = VndField(label=_("At least, for each order"), required=False)
    most_vnd = VndField(label=_("At most, for each order"), required=False)
    effective_from = forms.DateField(
        label=pgettext_lazy("fee", "From which day on"), input_formats=DAY_FORMATS, widget=day_input()
    )
    place = forms.IntegerField(
        label=_("Place in the list"),
        required=False,
        min_value=0,
        max_value=999,
        help_text=_("Where several fees fit, the lowest number counts. Leave it empty if you do not need it."),
    )
    source = forms.CharField(
        label=_("By which decision?"), max_length=SOURCE_MOST, help_text=_("Everybody reads it on the list of fees.")
    )

    def __init__(self, *args: Any, branches: Iterable[CategoryNode], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names: dict[str, str] = {}
        for node in branches:
            self._name(node)
        field = self.fields["category_slug"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("All goods")), *self.names.items()]

    def _name(self, node: CategoryNode) -> None:
        self.names[node.slug] = node.name_vi
        for child in node.children:
            self._name(child)

    def clean_basis_points(self) -> int:
        points: Decimal = self.cleaned_data["basis_points"] * HUNDREDTHS
        if points != int(points):
            raise ValidationError(_("At most two digits after the comma."), code="too_fine")
        return int(points)

    def fee(self) -> NewFee:
        """What was typed, once the form is valid."""
        said = self.cleaned_data
        return NewFee(
            service=said["service"],
            seller_kind=said["seller_kind"],
            category_slug=said["category_slug"],
            category_name=self.names.get(said["category_slug"], ""),
            basis_points=said["basis_points"],
            flat_vnd=said["flat_vnd"] or 0,
            least_vnd=said["least_vnd"] or 0,
            most_vnd=said["most_vnd"],
            effective_from=said["effective_from"],
            place=FIRST_PLACE if said["place"] is None else said["place"],
            source=said["source"],
        )


class WithdrawalForm(PlainForm):
    """Why an announced fee is taken back."""

    reason = forms.CharField(label=_("Why is it taken back?"), max_length=REASON_MOST)
