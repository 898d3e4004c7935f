"""What comes with a file of goods that is sent in by a page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chophien.channels.selectors.feeds import Area, area_of
from chophien.channels.states import AreaKind, FaultyRows
from chophien.places.selectors import communes_of, provinces_today
from chophien.uploads.forms import PHOTO_TYPES, ManyFiles, PhotosField
from chophien.web.forms import PlainForm

PICTURES_MOST = 200


class ImportForm(PlainForm):
    """A table of goods with its pictures, and what is to be done with it."""

    file = forms.FileField(
        label=_("The table (CSV or XLSX)"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,text/csv"}),
        error_messages={
            "required": _("Choose a file first."),
            "missing": _("Choose a file first."),
            "invalid": _("The file did not arrive. Choose it again."),
            "empty": _("This file is empty. Choose it again."),
        },
    )
    photos = PhotosField(
        label=_("Pictures that the table names"),
        most=PICTURES_MOST,
        required=False,
        widget=ManyFiles(attrs={"data-shrink": True, "accept": PHOTO_TYPES}),
    )
    dry_run = forms.BooleanField(label=_("Only try: tell me what would change, change nothing"), required=False)
    faulty_rows = forms.ChoiceField(
        label=_("If some rows are faulty"), choices=FaultyRows.choices, widget=forms.RadioSelect
    )

    @property
    def pictures(self) -> dict[str, Any]:
        """The pictures by the names they were sent under; the last of several with one name counts."""
        return {one.name: one for one in self.cleaned_data["photos"]}


class OfficeImportForm(ImportForm):
    """The same by an operator, for goods of any shop."""

    publish = forms.BooleanField(label=_("Put the goods on sale without review"), required=False)


class EmbedForm(PlainForm):
    """Whose goods another site wants to show. Each answer makes the next question; a shop's code may come along."""

    tinh = forms.ChoiceField(label=_("Province"), required=False)
    xa = forms.ChoiceField(label=_("Commune"), required=False)
    so = forms.ChoiceField(label=_("How many goods"), required=False, choices=[(n, n) for n in ("3", "6", "12")])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed("tinh").choices = [("", _("Choose")), *((one.code, one.full_name) for one in provinces_today())]
        chosen = str(self.data.get("tinh", ""))
        communes = communes_of(chosen) if chosen.isascii() and chosen.isdigit() else []
        self.typed("xa").choices = [("", _("The whole province")), *((one.code, one.full_name) for one in communes)]

    def typed(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- both are, above
        return field

    def count(self) -> int:
        """How many goods the frame shows."""
        return int(self._said("so") or 6)

    def area(self) -> Area | None:
        """What was chosen, as narrow as it was; none before that."""
        shop = str(self.data.get("gian", ""))
        if shop:
            return area_of(AreaKind.SELLER, shop)
        if self._said("xa"):
            return area_of(AreaKind.COMMUNE, self._said("xa"))
        return area_of(AreaKind.PROVINCE, self._said("tinh")) if self._said("tinh") else None

    def _said(self, name: str) -> str:
        self.is_valid()  # reads what was chosen; what makes no sense is left out
        return str(self.cleaned_data.get(name, ""))
