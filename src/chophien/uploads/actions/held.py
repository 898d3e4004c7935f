"""A photo that was chosen on a page that asks something first: it need not be chosen again.

Its bytes lie sealed where the photo's will, with no row: a day later `uploads.clean_orphans` deletes what was not used.
"""

from hashlib import sha256
from io import BytesIO

from django.core import signing

from chophien.uploads import files, images
from chophien.uploads.actions.sent import SentFile, bytes_of, content_code

SALT = "chophien.uploads.held."


def hold_photo(*, file: SentFile, owner_code: str) -> str:
    """Put a photo aside for its owner and say by which signed name a hidden field of the page brings it back.

    :raises FileRefused: as `uploads.actions.photos.take_photo`
    """
    data = bytes_of(file)
    images.check_photo(data)
    code = content_code(owner_code, sha256(data).hexdigest())
    files.write_private(files.private_path(files.ORIGINALS, code), data)
    return _signer(owner_code).sign(code)


def held_photo(*, name: str, owner_code: str) -> BytesIO | None:
    """The photo that was put aside for this owner under the signed name; none if it is gone, or nobody signed that."""
    try:
        code = _signer(owner_code).unsign(name)
        return BytesIO(files.read_private(files.private_path(files.ORIGINALS, code)))
    except (signing.BadSignature, FileNotFoundError):
        return None


def _signer(owner_code: str) -> signing.Signer:
    return signing.Signer(salt=SALT + owner_code)
