"""Fields for sending photos and papers. What is in the file is looked at by the action that takes it."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from chophien.uploads.errors import FileEmpty, FileTooLarge
from chophien.uploads.states import MAX_BYTES

PHOTO_TYPES = "image/jpeg,image/png,image/webp,image/heic,image/heif"
PAPER_TYPES = f"{PHOTO_TYPES},application/pdf"


class _SentFileField(forms.FileField):
    accept = ""
    default_error_messages = {
        "required": _("Choose a file first."),
        "missing": _("Choose a file first."),
        "invalid": _("The file did not arrive. Choose it again."),
        "empty": FileEmpty.message,
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs["accept"] = self.accept

    def clean(self, data: Any, initial: Any = None) -> Any:
        sent = super().clean(data, initial)
        if isinstance(sent, UploadedFile) and (sent.size or 0) > MAX_BYTES:
            raise forms.ValidationError(FileTooLarge.message, code=FileTooLarge.code)
        return sent


class PhotoField(_SentFileField):
    """A photo of at most 10 MB; phones with scripts make it small before it travels."""

    accept = PHOTO_TYPES

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.FileInput(attrs={"data-shrink": True}))
        super().__init__(**kwargs)


class ManyFiles(forms.FileInput):
    """An input that takes several files at once; its value is a list."""

    allow_multiple_selected = True


class PhotosField(PhotoField):
    """Several photos at once, each of at most 10 MB; cleaned to a list."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        kwargs.setdefault("widget", ManyFiles(attrs={"data-shrink": True}))
        super().__init__(**kwargs)
        self.most = most

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[bytes]]":
        sent = list(data or [])
        if not sent:
            super().clean(None, initial)
            return []
        if len(sent) > self.most:
            raise forms.ValidationError(
                _("At most %(most)s photos are possible at once.") % {"most": self.most}, code="too_many"
            )
        return [super(PhotosField, self).clean(one, initial) for one in sent]


class PaperField(_SentFileField):
    """A photo of a paper, sent as it is, or a PDF, at most 10 MB."""

    accept = PAPER_TYPES

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.FileInput())
        super().__init__(**kwargs)


SOUND_TYPES = "audio/webm,audio/ogg,.webm,.ogg,.opus,.oga"


class RecordingField(_SentFileField):
    """A voice recording. With a script one is made on the page; without, a file is chosen."""

    accept = SOUND_TYPES

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.FileInput())
        super().__init__(**kwargs)
