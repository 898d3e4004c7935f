"""Why a file is not taken, in words for the person who sent it."""

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError


class FileRefused(DomainError):
    """The file that was sent cannot be used."""

    code = "file_refused"
    message = _("This file cannot be used. Choose another one.")


class FileEmpty(FileRefused):
    code = "file_empty"
    message = _("This file is empty. Choose it again.")


class FileTooLarge(FileRefused):
    code = "file_too_large"
    message = _("This file is larger than 10 MB. Choose a smaller one.")


class NotAPhoto(FileRefused):
    code = "not_a_photo"
    message = _("This is not a photo. Send a JPEG, PNG, WebP or HEIC photo, as phones make them.")


class NotAPaper(FileRefused):
    code = "not_a_paper"
    message = _("Send a photo of the paper (JPEG, PNG, WebP, HEIC) or a PDF file.")


class FileBroken(FileRefused):
    code = "file_broken"
    message = _("This file is broken or did not arrive completely. Send it again, or choose another one.")


class PhotoMoves(FileRefused):
    code = "photo_moves"
    message = _("This is a moving picture. Choose a photo that stands still.")


class PhotoTooManyPixels(FileRefused):
    code = "photo_too_many_pixels"
    message = _("This photo has too many dots to be opened. Take it again with a lower resolution.")


class PhotoTooSmall(FileRefused):
    code = "photo_too_small"
    message = _("This photo is too small: each side needs at least 160 dots.")


class PhotoTooNarrow(FileRefused):
    code = "photo_too_narrow"
    message = _("This photo is too long and narrow. Choose one of ordinary shape.")


class NotARecording(FileRefused):
    code = "not_a_recording"
    message = _("This is no voice recording that the market can play. Send an Opus recording (.webm, .ogg or .opus).")


class RecordingTooShort(FileRefused):
    code = "recording_too_short"
    message = _("Nothing can be heard: the recording is shorter than one second. Record it again.")


class RecordingTooLong(FileRefused):
    code = "recording_too_long"
    message = _("The recording is longer than %(most)s seconds. Record it again, shorter.")

    def __init__(self, seconds: int) -> None:
        super().__init__(facts={"most": seconds})


class RecordingTooLarge(FileRefused):
    code = "recording_too_large"
    message = _("The recording is larger than %(most)s KB. Record it again, shorter.")

    def __init__(self, kilobytes: int) -> None:
        super().__init__(facts={"most": kilobytes})
