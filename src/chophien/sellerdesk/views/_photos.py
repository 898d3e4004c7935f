"""The photo of a form that may come back with a question: it is chosen once (`photo`, then `photo_held`)."""

from chophien.lib.errors import Invalid
from chophien.uploads.actions.held import held_photo, hold_photo
from chophien.uploads.actions.sent import SentFile
from chophien.uploads.errors import FileRefused
from chophien.uploads.forms import PhotoField
from chophien.web.forms import PlainForm


def chosen(form: PlainForm, *, owner_code: str) -> SentFile | None:
    """The photo that goes with a form: the one chosen now, else the one that was put aside before; none if none was.

    :raises Invalid: if what was put aside is there no more
    """
    photo: SentFile | None = form.cleaned_data.get("photo") or None
    before = form.cleaned_data.get("photo_held", "")
    if photo is None and before:
        photo = held_photo(name=before, owner_code=owner_code)
        if photo is None:
            raise Invalid({"photo": [PhotoField.default_error_messages["invalid"]]})
    return photo


def held(form: PlainForm | None, *, owner_code: str) -> str:
    """The name under which the photo of a page that comes back is put aside; empty if none can be used."""
    if form is None:
        return ""
    photo, before = form.cleaned_data.get("photo"), form.cleaned_data.get("photo_held", "")
    if not photo:
        return before if before and held_photo(name=before, owner_code=owner_code) else ""
    photo.seek(0)
    try:
        return hold_photo(file=photo, owner_code=owner_code)
    except FileRefused:
        return ""
