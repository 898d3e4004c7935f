"""What comes with a file of goods that is sent in by a page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chophien.channels.states import FaultyRows
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
