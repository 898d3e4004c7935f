"""The whole pack in one ZIP: the list as a PDF, and beside it the papers themselves where the shop gives copies."""

import io
import zipfile
from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext as _

from chophien.accounts.models import Person
from chophien.lib.dates import local_date
from chophien.lib.text import slugify_vi
from chophien.sellers.models import Seller
from chophien.uploads.actions.papers import open_private_file
from chophien.uploads.states import FileKind
from chophien.wholesale.pack import pack_name, pack_pdf
from chophien.wholesale.selectors.packs import copies_held
from chophien.wholesale.states import PackPart

MOST_BYTES = 40 * 1024 * 1024
"""Copies at most, together: what is beyond stays out, so that one download cannot fill the server's memory."""
NAME_MOST = 60
ENDINGS = {FileKind.PDF: "pdf", FileKind.JPEG: "jpg", FileKind.PNG: "png", FileKind.WEBP: "webp"}


def pack_zip(seller: Seller, *, papers: Collection[PackPart], actor: Person, at: datetime) -> bytes:
    """The pack with its copies. That each paper was read, by whom and what for, is written down first."""
    out, left = io.BytesIO(), MOST_BYTES
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        packed.writestr(pack_name(seller), pack_pdf(seller, papers=papers, at=at))
        copies = copies_held(seller, on=local_date(at)) if PackPart.COPIES in papers else []
        for number, copy in enumerate(copies, start=1):
            left -= copy.file.size
            if left < 0:
                break
            opened = open_private_file(paper=copy.file, actor=actor, purpose=_("Document pack for a buyer"), at=at)
            ending = ENDINGS.get(FileKind(opened.content_type), "bin")
            packed.writestr(f"{number:02}-{slugify_vi(copy.about)[:NAME_MOST]}.{ending}", opened.data)
    return out.getvalue()
