"""The form by which a shop hands in a certificate."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chophien.catalog.actions.certificates import CertificateText
from chophien.catalog.states import CertificateKind
from chophien.uploads.forms import PaperField
from chophien.web.forms import DAY_FORMATS, PlainForm


class CertificateForm(PlainForm):
    """A paper that vouches for goods."""

    kind = forms.ChoiceField(label=_("Which certificate?"), choices=CertificateKind.choices, widget=forms.RadioSelect)
    stars = forms.TypedChoiceField(
        label=_("OCOP stars"),
        choices=[("", pgettext_lazy("stars", "None")), *((str(n), "★" * n) for n in (3, 4, 5))],
        coerce=int,
        empty_value=None,
        required=False,
    )
    number = forms.CharField(label=_("Number of the certificate or decision"), max_length=80)
    issuer = forms.CharField(label=_("Issued by"), max_length=160, required=False)
    valid_from = forms.DateField(label=_("Valid from"), required=False, input_formats=DAY_FORMATS)
    valid_to = forms.DateField(label=_("Valid until"), required=False, input_formats=DAY_FORMATS)
    goods = forms.MultipleChoiceField(label=_("For which goods?"), widget=forms.CheckboxSelectMultiple, required=False)
    covers_all_goods = forms.BooleanField(label=_("For all goods of the shop"), required=False)
    areas = forms.MultipleChoiceField(
        label=_("Only what grew here"), widget=forms.CheckboxSelectMultiple, required=False
    )
    file = PaperField(label=_("Photo or PDF of the certificate"), required=False)

    def __init__(
        self,
        *args: Any,
        goods: Sequence[tuple[str, str]],
        areas: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in (("goods", goods), ("areas", areas)):
            field = self.fields[name]
            if isinstance(field, forms.MultipleChoiceField):
                field.choices = list(offered)
        for name in ("valid_from", "valid_to"):
            self.fields[name].widget.attrs.update({"placeholder": "31/12/2028", "inputmode": "text", "maxlength": "12"})
            self.fields[name].error_messages["invalid"] = _("Write a day as day/month/year, such as 31/12/2028.")

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        ocop = said.get("kind") == CertificateKind.OCOP
        if ocop and not said.get("stars"):
            self.add_error("stars", _("Choose how many stars."))
        if not ocop:
            said["stars"] = None
        if said.get("valid_from") and said.get("valid_to") and said["valid_to"] < said["valid_from"]:
            self.add_error("valid_to", _("It ends before it begins."))
        if not said.get("covers_all_goods") and not said.get("goods"):
            self.add_error("goods", _("Choose the goods that it covers."))
        return said

    def text(self, *, file_code: str) -> CertificateText:
        """The answers of a valid form."""
        said = self.cleaned_data
        return CertificateText(
            kind=said["kind"],
            number=said["number"],
            issuer=said["issuer"],
            valid_from=said["valid_from"],
            valid_to=said["valid_to"],
            stars=said["stars"],
            covers_all_goods=said["covers_all_goods"],
            file_code=file_code,
        )
