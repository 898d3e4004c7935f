"""Bringing goods in by the file."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from django.db import transaction

from chophien.audit.actions import record
from chophien.catalog.models import Category
from chophien.channels import policies
from chophien.channels.imports.checking import Fault, GoodsRow, Known, RowChecker
from chophien.channels.imports.photos import NO_PHOTOS, Photos
from chophien.channels.imports.rows import RawRow, read_rows
from chophien.channels.imports.writing import batches, write_batch
from chophien.channels.models import GoodsImport, ImportFault
from chophien.channels.selectors.imports import lock_import
from chophien.channels.states import IMPORT_FLOW, Beside, FaultyRows, ImportStatus
from chophien.jobs.queue import enqueue
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.dates import local_date
from chophien.lib.text import clean_line
from chophien.places.models import TODAY, Commune
from chophien.sellers.models import Seller
from chophien.uploads.actions.papers import take_table
from chophien.uploads.actions.photos import take_photo

IMPORT_PREFIX = "NK"
FILE_KIND = "goods_import"
NAME_MOST = 120
COUNTS = ("created", "changed", "unchanged")
Progress = Callable[[int, int], None]


@transaction.atomic
def start_import(
    *,
    file: BinaryIO,
    file_name: str,
    seller_code: str,
    publish: bool,
    dry_run: bool,
    faulty_rows: FaultyRows,
    actor: Actor,
    at: datetime,
    photos: Mapping[str, BinaryIO] | None = None,
) -> GoodsImport:
    """Keep the file with its pictures and let a job read it. `seller_code` empty: goods of any shop (operators only).

    :raises NotPermitted: if `actor` may not import for that shop, or not publish
    :raises FileRefused: if the file is empty or too large, or a picture is none
    """
    policies.can_import_goods(actor, seller_code=seller_code, publish=publish, at=at).require()

    owner = seller_code or actor.code
    kept = take_table(file=file, kind=FILE_KIND, owner_code=owner, name=file_name, actor=actor, at=at)
    taken = {
        name: take_photo(file=photo, owner_code=owner, actor=actor, at=at).code
        for name, photo in (photos or {}).items()
    }
    goods_import = open_import(
        file_name=file_name,
        file_code=kept.code,
        seller_code=seller_code,
        publish=publish,
        dry_run=dry_run,
        faulty_rows=faulty_rows,
        actor=actor,
        at=at,
        photos=taken,
    )
    enqueue("channels.run_import", code=goods_import.code)
    return goods_import


@transaction.atomic
def import_for_real(*, goods_import: GoodsImport, actor: Actor, at: datetime) -> GoodsImport:
    """Bring in the file of a dry run, as it was tried.

    :raises NotPermitted: if `actor` may not import for that shop, or not publish
    """
    real = open_import(
        file_name=goods_import.file_name,
        file_code=goods_import.file_code,
        seller_code=goods_import.seller_code,
        publish=goods_import.publish,
        dry_run=False,
        faulty_rows=FaultyRows(goods_import.faulty_rows),
        actor=actor,
        at=at,
        photos=goods_import.photos,
    )
    enqueue("channels.run_import", code=real.code)
    return real


def open_import(
    *,
    file_name: str,
    file_code: str,
    seller_code: str,
    publish: bool,
    dry_run: bool,
    faulty_rows: FaultyRows,
    actor: Actor,
    at: datetime,
    photos: Mapping[str, str] | None = None,
) -> GoodsImport:
    """Write down that a file is about to be imported. `photos` are the codes of its pictures by their names.

    :raises NotPermitted: if `actor` may not import for that shop, or not publish
    """
    policies.can_import_goods(actor, seller_code=seller_code, publish=publish, at=at).require()
    goods_import = GoodsImport.objects.create(
        code=new_code(IMPORT_PREFIX, 8),
        file_name=clean_line(file_name)[-NAME_MOST:],
        file_code=file_code,
        started_by=actor.code,
        seller_code=seller_code,
        publish=publish,
        dry_run=dry_run,
        faulty_rows=faulty_rows,
        photos=dict(photos or {}),
        started_at=at,
    )
    facts = {"publish": publish, "dry_run": dry_run}
    record("channels.import_started", actor=actor, subject_code=goods_import.code, at=at, facts=facts)
    return goods_import


def run_import(
    *,
    goods_import: GoodsImport,
    path: Path,
    actor: Actor,
    at: datetime,
    photos: Photos = NO_PHOTOS,
    beside: Mapping[str, Beside] | None = None,
    progress: Progress | None = None,
) -> GoodsImport:
    """Read, check and write the file; go on where an interrupted run stopped.

    Good rows are written a thousand at a time, or all in one transaction when it is all or none. A dry run writes
    everything and takes it back, so that its counts are true. The same file again changes nothing. `beside` is
    what is known of new goods, by sku, that the file has no columns for.

    :raises UnreadableFile, ColumnsMissing, TooManyRows: if the file as a whole cannot be read; nothing is written
    :raises NotPermitted: if `actor` may no longer do what was asked for
    """
    _move(goods_import, "begin")
    may = policies.can_import_goods(actor, seller_code=goods_import.seller_code, publish=goods_import.publish, at=at)
    may.require()
    goods, faults, total = _checked(list(read_rows(path)), goods_import.seller_code, photos, on=local_date(at))
    _keep_faults(goods_import, faults, total=total)
    all_or_none = goods_import.faulty_rows == FaultyRows.REFUSE_ALL
    if faults and all_or_none:
        return _close(goods_import, "refuse", actor=actor, at=at)

    left = [row for row in goods if row.number > goods_import.last_row]
    late: list[Fault] = []

    def write_all() -> None:
        for batch in batches(left):
            with transaction.atomic():
                late.extend(_write(goods_import, batch, photos, beside or {}, actor=actor, at=at))
            if progress:
                progress(goods_import.rows_done, len(goods))

    if goods_import.dry_run or all_or_none:
        with transaction.atomic():
            write_all()
            transaction.set_rollback(goods_import.dry_run or bool(late))
    else:
        write_all()
    _add_faults(goods_import, late)
    if late and all_or_none:
        return _close(_emptied(goods_import), "refuse", actor=actor, at=at)
    return _close(goods_import, "finish", actor=actor, at=at)


def refuse_import(*, goods_import: GoodsImport, sentence: str, actor: Actor, at: datetime) -> GoodsImport:
    """End an import whose file cannot be read at all, with the sentence that says why."""
    _move(goods_import, "begin")
    _keep_faults(goods_import, [Fault(row=1, column="", sentence=sentence)], total=0)
    return _close(goods_import, "refuse", actor=actor, at=at)


def _checked(
    raws: list[RawRow], only_seller: str, photos: Photos, *, on: date
) -> tuple[list[GoodsRow], list[Fault], int]:
    communes = Commune.objects.filter(vintage=TODAY).select_related("province")
    known = Known(
        categories={category.slug: category for category in Category.objects.all()},
        communes={commune.code: commune for commune in communes},
        sellers={seller.code: seller for seller in Seller.objects.only("pk", "code")},
        only_seller=only_seller,
        photos=photos,
        on=on,
    )
    goods: list[GoodsRow] = []
    faults: list[Fault] = []
    for raw in raws:
        checker = RowChecker(raw, known)
        row = checker.goods()
        faults.extend(checker.faults)
        if row is not None:
            goods.append(row)
    return goods, faults, len(raws)


def _write(
    goods_import: GoodsImport,
    batch: Sequence[GoodsRow],
    photos: Photos,
    beside: Mapping[str, Beside],
    *,
    actor: Actor,
    at: datetime,
) -> list[Fault]:
    """Write some rows and how far the import has come; return the pictures that could not be used."""
    report = write_batch(
        batch,
        publish=goods_import.publish,
        photos=photos,
        beside=beside,
        subject_code=goods_import.code,
        actor=actor,
        at=at,
    )
    goods_import.rows_done += len(batch)
    goods_import.last_row = batch[-1].number
    for name in COUNTS:
        setattr(goods_import, name, getattr(goods_import, name) + report.outcomes[name])
    goods_import.save(update_fields=["rows_done", "last_row", *COUNTS])
    return report.faults


def _emptied(goods_import: GoodsImport) -> GoodsImport:
    """The import as it stands when everything that was written has been taken back."""
    goods_import.rows_done = goods_import.last_row = 0
    for name in COUNTS:
        setattr(goods_import, name, 0)
    return goods_import


@transaction.atomic
def _move(goods_import: GoodsImport, step: str) -> None:
    held = lock_import(goods_import.pk)
    goods_import.status = ImportStatus(IMPORT_FLOW.next(step, held.status))
    goods_import.save(update_fields=["status"])


@transaction.atomic
def _keep_faults(goods_import: GoodsImport, faults: Sequence[Fault], *, total: int) -> None:
    goods_import.faults.all().delete()
    goods_import.rows_total = total
    goods_import.faulty = 0
    goods_import.save(update_fields=["rows_total"])
    _add_faults(goods_import, faults)


@transaction.atomic
def _add_faults(goods_import: GoodsImport, faults: Sequence[Fault]) -> None:
    ImportFault.objects.bulk_create(
        [
            ImportFault(goods_import=goods_import, row=one.row, column=one.column, sentence=one.sentence[:300])
            for one in faults
        ],
        batch_size=1000,
    )
    goods_import.faulty += len({one.row for one in faults})
    goods_import.save(update_fields=["faulty"])


@transaction.atomic
def _close(goods_import: GoodsImport, step: str, *, actor: Actor, at: datetime) -> GoodsImport:
    goods_import.status = ImportStatus(IMPORT_FLOW.next(step, goods_import.status))
    goods_import.finished_at = at
    goods_import.save()
    facts = {name: getattr(goods_import, name) for name in (*COUNTS, "faulty")}
    record(f"channels.import_{step}", actor=actor, subject_code=goods_import.code, at=at, facts=facts)
    return goods_import
