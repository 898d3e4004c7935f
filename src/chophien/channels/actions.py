"""Bringing goods in by the file."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.db import transaction

from chophien.audit.actions import record
from chophien.catalog.models import Category
from chophien.channels import policies
from chophien.channels.imports.checking import Fault, GoodsRow, Known, RowChecker
from chophien.channels.imports.rows import RawRow, read_rows
from chophien.channels.imports.writing import batches, write_batch
from chophien.channels.models import GoodsImport, ImportFault
from chophien.channels.selectors import lock_import
from chophien.channels.states import IMPORT_FLOW, FaultyRows, ImportStatus
from chophien.jobs.queue import enqueue
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.places.models import TODAY, Commune
from chophien.sellers.models import Seller
from chophien.uploads.actions import take_table

IMPORT_PREFIX = "NK"
FILE_KIND = "goods_import"
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
) -> GoodsImport:
    """Keep the file and let a job read it. `seller_code` empty: goods of any shop (operators only).

    :raises NotPermitted: if `actor` may not import for that shop, or not publish
    """
    policies.can_import_goods(actor, seller_code=seller_code, publish=publish, at=at).require()

    owner = seller_code or actor.code
    kept = take_table(file=file, kind=FILE_KIND, owner_code=owner, name=file_name, actor=actor, at=at)
    goods_import = open_import(
        file_name=file_name,
        file_code=kept.code,
        seller_code=seller_code,
        publish=publish,
        dry_run=dry_run,
        faulty_rows=faulty_rows,
        actor=actor,
        at=at,
    )
    enqueue("channels.run_import", code=goods_import.code)
    return goods_import


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
) -> GoodsImport:
    """Write down that a file is about to be imported."""
    policies.can_import_goods(actor, seller_code=seller_code, publish=publish, at=at).require()
    goods_import = GoodsImport.objects.create(
        code=new_code(IMPORT_PREFIX, 8),
        file_name=file_name[:120],
        file_code=file_code,
        started_by=actor.code,
        seller_code=seller_code,
        publish=publish,
        dry_run=dry_run,
        faulty_rows=faulty_rows,
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
    photo_folder: Path | None = None,
    progress: Progress | None = None,
) -> GoodsImport:
    """Read, check and write the file; go on where an interrupted run stopped.

    Good rows are written a thousand at a time, or all in one transaction when it is all or none. A dry run writes
    everything and takes it back, so that its counts are true. The same file again changes nothing.

    :raises UnreadableFile, ColumnsMissing, TooManyRows: if the file as a whole cannot be read; nothing is written
    """
    _move(goods_import, "begin")
    goods, faults, total = _checked(list(read_rows(path)), goods_import.seller_code, photo_folder)
    _keep_faults(goods_import, faults, total=total)
    if faults and goods_import.faulty_rows == FaultyRows.REFUSE_ALL:
        return _close(goods_import, "refuse", actor=actor, at=at)

    def write_all() -> None:
        for batch in batches(goods[goods_import.rows_done :]):
            with transaction.atomic():
                _write(goods_import, batch, photo_folder, actor=actor, at=at)
            if progress:
                progress(goods_import.rows_done, len(goods))

    if goods_import.dry_run or goods_import.faulty_rows == FaultyRows.REFUSE_ALL:
        with transaction.atomic():
            write_all()
            transaction.set_rollback(goods_import.dry_run)
    else:
        write_all()
    return _close(goods_import, "finish", actor=actor, at=at)


def refuse_import(*, goods_import: GoodsImport, sentence: str, actor: Actor, at: datetime) -> GoodsImport:
    """End an import whose file cannot be read at all, with the sentence that says why."""
    _move(goods_import, "begin")
    _keep_faults(goods_import, [Fault(row=1, column="", sentence=sentence)], total=0)
    return _close(goods_import, "refuse", actor=actor, at=at)


def _checked(
    raws: list[RawRow], only_seller: str, photo_folder: Path | None
) -> tuple[list[GoodsRow], list[Fault], int]:
    communes = Commune.objects.filter(vintage=TODAY).select_related("province")
    known = Known(
        categories={category.slug: category for category in Category.objects.all()},
        communes={commune.code: commune for commune in communes},
        sellers={seller.code: seller for seller in Seller.objects.only("pk", "code")},
        only_seller=only_seller,
        photo_folder=photo_folder,
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
    batch: "list[GoodsRow] | tuple[GoodsRow, ...]",
    folder: Path | None,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    outcomes = write_batch(
        batch,
        publish=goods_import.publish,
        folder=folder,
        subject_code=goods_import.code,
        actor=actor,
        at=at,
    )
    goods_import.rows_done += len(batch)
    goods_import.created += outcomes["created"]
    goods_import.changed += outcomes["changed"]
    goods_import.unchanged += outcomes["unchanged"]
    goods_import.save(update_fields=["rows_done", "created", "changed", "unchanged"])


@transaction.atomic
def _move(goods_import: GoodsImport, step: str) -> None:
    held = lock_import(goods_import.pk)
    goods_import.status = ImportStatus(IMPORT_FLOW.next(step, held.status))
    goods_import.save(update_fields=["status"])


@transaction.atomic
def _keep_faults(goods_import: GoodsImport, faults: list[Fault], *, total: int) -> None:
    goods_import.faults.all().delete()
    ImportFault.objects.bulk_create(
        [
            ImportFault(goods_import=goods_import, row=one.row, column=one.column, sentence=one.sentence[:300])
            for one in faults
        ],
        batch_size=1000,
    )
    goods_import.rows_total = total
    goods_import.faulty = len({one.row for one in faults})
    goods_import.save(update_fields=["rows_total", "faulty"])


@transaction.atomic
def _close(goods_import: GoodsImport, step: str, *, actor: Actor, at: datetime) -> GoodsImport:
    goods_import.status = ImportStatus(IMPORT_FLOW.next(step, goods_import.status))
    goods_import.finished_at = at
    goods_import.save()
    counts = ("created", "changed", "unchanged", "faulty")
    facts = {name: getattr(goods_import, name) for name in counts}
    record(f"channels.import_{step}", actor=actor, subject_code=goods_import.code, at=at, facts=facts)
    return goods_import
