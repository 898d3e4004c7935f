"""What pages of other apps share: sending a file in, the files that can be had, counting who comes from elsewhere."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from openpyxl import Workbook

from chophien.channels.actions.feeds import count_visit
from chophien.channels.actions.imports import start_import
from chophien.channels.forms import ImportForm
from chophien.channels.imports.rows import COLUMNS, as_written
from chophien.channels.models import GoodsImport
from chophien.channels.selectors.imports import all_faults, exported_goods
from chophien.channels.states import FaultyRows
from chophien.lib.actor import Actor
from chophien.lib.errors import DomainError

ORIGIN = "kenh"
"""Where in an address stands which site's link somebody followed."""
BYTE_ORDER_MARK = "\ufeff"
"""Excel takes a CSV for UTF-8 only when it begins with this."""
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def send_in(form: ImportForm, *, seller_code: str, actor: Actor, at: datetime) -> GoodsImport | None:
    """Start the import that a sent form asks for; none when the form has to be corrected, which it then says.

    :raises NotPermitted: as `channels.actions.imports.start_import`
    """
    if not form.is_valid():
        return None
    said = form.cleaned_data
    try:
        return start_import(
            file=said["file"],
            file_name=said["file"].name,
            seller_code=seller_code,
            publish=bool(said.get("publish")),
            dry_run=said["dry_run"],
            faulty_rows=FaultyRows(said["faulty_rows"]),
            photos=form.pictures,
            actor=actor,
            at=at,
        )
    except DomainError as refusal:
        if refusal.code == "not_permitted":
            raise
        form.add_error("file", str(refusal))
        return None


def faults_file(goods_import: GoodsImport) -> StreamingHttpResponse:
    """All faults as a CSV: row, column, sentence."""
    heading = [_("row"), _("column"), _("what is wrong")]
    rows = ([str(one.row), one.column, as_written(one.sentence)] for one in all_faults(goods_import))
    return _csv(heading, rows, name=f"loi-{goods_import.code}.csv")


def export_file(seller_code: str = "") -> StreamingHttpResponse:
    """The goods on sale in the import's own columns; brought in again they change nothing."""
    rows = (list(row.values()) for row in exported_goods(seller_code))
    return _csv(COLUMNS, rows, name=f"hang-{seller_code or 'tat-ca'}.csv")


def template_file(kind: str, *, seller_code: str) -> HttpResponse:
    """An empty table with the headings and one row as an example, as ``csv`` or ``xlsx``."""
    example = _example(seller_code)
    if kind == "xlsx":
        book = Workbook(write_only=True)
        sheet = book.create_sheet("hang")
        sheet.append(list(COLUMNS))
        sheet.append(example)
        out = io.BytesIO()
        book.save(out)
        response = HttpResponse(out.getvalue(), content_type=XLSX_TYPE)
    else:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([COLUMNS, example])
        response = HttpResponse(BYTE_ORDER_MARK + text.getvalue(), content_type=CSV_TYPE)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"mau.{kind}") or ""
    return response


def _example(seller_code: str) -> list[str]:
    row = {
        "sku": "CHE-001",
        "title": "Chè Shan tuyết cổ thụ",
        "description": "Chè búp hái tay, sao trong ngày.",
        "category": "che",
        "price_vnd": "185000",
        "unit": "hộp",
        "pack": "100 g",
        "weight_g": "180",
        "stock": "20",
        "seller_code": seller_code,
        "season_from": "1/3",
        "season_to": "30/11",
    }
    return [row.get(column, "") for column in COLUMNS]


def _csv(heading: Iterable[str], rows: Iterable[list[str]], *, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(_lines(heading, rows), content_type=CSV_TYPE)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    response["Cache-Control"] = "private, no-store"
    return response


def _lines(heading: Iterable[str], rows: Iterable[list[str]]) -> Iterator[str]:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(heading)
    yield BYTE_ORDER_MARK + out.getvalue()
    for row in rows:
        out.seek(0)
        out.truncate()
        writer.writerow(row)
        yield out.getvalue()


def counted(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Count who comes by another site's link (`kenh` in the address), then send them to the page without it.

    The page itself stays the same for everybody, so that it may be kept for guests.
    """

    @wraps(view)
    def answer(request: HttpRequest, /, *args: object, **kwargs: object) -> HttpResponse:
        origin = request.GET.get(ORIGIN)
        if origin is None:
            return view(request, *args, **kwargs)
        if request.method == "GET":
            count_visit(origin=origin, at=timezone.now())
        rest = request.GET.copy()
        del rest[ORIGIN]
        query = rest.urlencode()
        return HttpResponseRedirect(f"{request.path}?{query}" if query else request.path)

    return answer
