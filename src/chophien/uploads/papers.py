"""Papers as they come: photos of them, or PDF files, by their content."""

from chophien.uploads.errors import FileBroken, NotAPaper
from chophien.uploads.images import check_photo, kind_of
from chophien.uploads.states import FileKind

PDF_END = b"%%EOF"
PDF_END_WITHIN = 2_048


def check_paper(data: bytes) -> FileKind:
    """What the paper is.

    :raises FileRefused: if it is neither a whole photo nor a whole PDF, with the sentence that says so
    """
    kind = kind_of(data)
    if kind is None:
        raise NotAPaper
    if kind != FileKind.PDF:
        return check_photo(data)
    if PDF_END not in data[-PDF_END_WITHIN:]:
        raise FileBroken
    return kind
