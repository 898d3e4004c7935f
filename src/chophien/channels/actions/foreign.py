"""Another site's table on its way into a shop: sent in, its columns named, its doubles decided, brought in."""

import csv
import io
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from django.db import transaction

from chophien.audit.actions import record
from chophien.channels import policies
from chophien.channels.actions.imports import NAME_MOST, start_import
from chophien.channels.errors import ColumnsNotNamed, RowsUndecided, TooManyRows, UnreadableFile
from chophien.channels.imports.foreign import BARCODE, NEEDED, WANTED, guess_columns, our_rows, tidy_headings
from chophien.channels.imports.rows import COLUMNS, as_written, lines_of
from chophien.channels.models import ForeignRow, ForeignTable, GoodsImport
from chophien.channels.selectors.foreign import categories_by_slug, known_goods, lock_table, rows_in_order
from chophien.channels.states import TABLE_FLOW, Decision, FaultyRows, TableStatus
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.text import clean_line
from chophien.rules.selectors import whole
from chophien.sellers.models import Seller
from chophien.uploads.actions.papers import read_table, take_table

FILE_KIND = "foreign_goods"
PREFIX, SYMBOLS = "BN", 8
WHEN_SILENT = {"unit": "piece", "stock": "0"}


@transaction.atomic
def take_foreign_table(*, seller: Seller, file: BinaryIO, file_name: str, actor: Actor, at: datetime) -> ForeignTable:
    """Keep another site's table and guess which of its columns is which.

    :raises NotPermitted: if `actor` does not manage the shop
    :raises FileRefused: if it is empty or too large
    :raises UnreadableFile: if it is no table
    """
    policies.can_connect(actor, seller, at=at).require()
    kept = take_table(file=file, kind=FILE_KIND, owner_code=seller.code, name=file_name, actor=actor, at=at)
    with TemporaryDirectory() as folder:
        headings = tidy_headings(next(lines_of(_unpacked(kept.code, folder)), []))
    if not any(not heading.startswith("#") for heading in headings):
        raise UnreadableFile
    table = ForeignTable.objects.create(
        code=new_code(PREFIX, SYMBOLS),
        seller=seller,
        file_name=clean_line(file_name)[-NAME_MOST:],
        file_code=kept.code,
        headings=headings,
        columns=guess_columns(headings),
        instead=WHEN_SILENT,
        sent_by=actor.code,
        sent_at=at,
    )
    record("channels.table_taken", actor=actor, subject_code=table.code, at=at)
    return table


@transaction.atomic
def name_columns(
    *, table: ForeignTable, columns: Mapping[str, str], instead: Mapping[str, str], actor: Actor, at: datetime
) -> ForeignTable:
    """Say which of their columns is which of ours, and what stands where theirs says nothing; find the doubles.

    :raises NotPermitted: if `actor` does not manage the shop
    :raises StepNotAllowed: if it was brought in already
    :raises ColumnsNotNamed: if name or price of the goods are in no column
    :raises TooManyRows: beyond `channels.foreign_rows_most`
    """
    held = lock_table(table.pk)
    policies.can_connect(actor, held.seller, at=at).require()
    held.status = TableStatus(TABLE_FLOW.next("map", held.status))
    named = {column: columns[column] for column in WANTED if columns.get(column) in held.headings}
    if not all(column in named for column in NEEDED):
        raise ColumnsNotNamed
    held.columns = named
    held.instead = {column: clean_line(instead.get(column, ""))[:140] for column in WANTED if instead.get(column)}
    held.save(update_fields=["status", "columns", "instead"])
    _write_rows(held, at=at)
    return held


@transaction.atomic
def decide_rows(*, table: ForeignTable, decisions: Mapping[int, str], actor: Actor, at: datetime) -> int:
    """Say of rows, by their number, whether they are goods of the shop, new ones, or left out. Returns how many.

    :raises NotPermitted: if `actor` does not manage the shop
    """
    held = lock_table(table.pk)
    policies.can_connect(actor, held.seller, at=at).require()
    changed = []
    for row in held.rows.filter(number__in=decisions.keys()):
        said = decisions[row.number]
        if said not in Decision.values or (said == Decision.MERGE and row.listing_id is None):
            continue
        row.decision = said
        changed.append(row)
    ForeignRow.objects.bulk_update(changed, ["decision"], batch_size=500)
    return len(changed)


@transaction.atomic
def bring_in(*, table: ForeignTable, dry_run: bool, actor: Actor, at: datetime) -> GoodsImport:
    """Hand the decided rows to the import of goods, which checks and writes them as it does any table's.

    :raises NotPermitted: if `actor` does not manage the shop
    :raises RowsUndecided: while a row that seems to be there already waits for somebody's word
    :raises StepNotAllowed: if it was brought in already
    """
    held = lock_table(table.pk)
    policies.can_connect(actor, held.seller, at=at).require()
    status = TABLE_FLOW.next("bring_in", held.status)
    if held.rows.filter(decision="").exists():
        raise RowsUndecided
    goods_import = start_import(
        file=io.BytesIO(_as_our_table(held)),
        file_name=held.file_name,
        seller_code=held.seller.code,
        publish=False,
        dry_run=dry_run,
        faulty_rows=FaultyRows.SKIP,
        actor=actor,
        at=at,
    )
    held.goods_import = goods_import
    if not dry_run:
        held.status = TableStatus(status)
        record("channels.table_brought_in", actor=actor, subject_code=held.code, at=at)
    held.save(update_fields=["goods_import", "status"])
    return goods_import


def _write_rows(table: ForeignTable, *, at: datetime) -> None:
    """The rows anew, each with what it seems to be. Decisions that were taken before stay, row by row."""
    before = dict(table.rows.exclude(decision="").values_list("number", "decision"))
    known = known_goods(table.seller)
    most = whole("channels.foreign_rows_most", at=at)
    fresh: list[ForeignRow] = []
    with TemporaryDirectory() as folder:
        lines = lines_of(_unpacked(table.file_code, folder))
        next(lines, None)
        rows = our_rows(
            lines,
            headings=table.headings,
            columns=table.columns,
            instead=table.instead,
            categories=categories_by_slug(),
        )
        for number, cells in rows:
            if len(fresh) >= most:
                raise TooManyRows(facts={"most": most})
            listing_id, why = known.match(cells)
            said = before.get(number, "") if listing_id else Decision.NEW.value
            barcode = cells.pop(BARCODE)[:40]
            fresh.append(
                ForeignRow(
                    table=table,
                    number=number,
                    cells=cells,
                    barcode=barcode,
                    listing_id=listing_id,
                    same_by=why,
                    decision=said,
                )
            )
    table.rows.all().delete()
    ForeignRow.objects.bulk_create(fresh, batch_size=500)


def _as_our_table(table: ForeignTable) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    taken: set[str] = set()
    for row in rows_in_order(table):
        if row.decision == Decision.SKIP:
            continue
        cells = {**row.cells, "sku": _sku(row, taken), "seller_code": table.seller.code}
        taken.add(cells["sku"])
        writer.writerow([as_written(str(cells.get(column, ""))) for column in COLUMNS])
    return out.getvalue().encode()


def _sku(row: ForeignRow, taken: set[str]) -> str:
    """The name under which the import finds the goods again: those merged by theirs, new ones by one of their own."""
    if row.decision == Decision.MERGE and row.listing is not None:
        return row.listing.sku or row.listing.code
    told = str(row.cells.get("sku", "")).strip()[:50]
    collides = row.same_by == "sku" or told in taken
    return f"{told or row.table.code}-{row.number}" if collides or not told else told


def _unpacked(file_code: str, folder: str) -> Path:
    path = Path(folder) / "table"
    path.write_bytes(read_table(code=file_code, kind=FILE_KIND))
    return path
