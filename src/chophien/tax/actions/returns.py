"""The monthly return: made from the rows of a month, fetched as files, filed with the tax office by a person."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import override

from chophien.audit.actions import record, record_look
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.dates import local_date
from chophien.lib.errors import NotFound
from chophien.lib.text import clean_line
from chophien.tax import policies
from chophien.tax.errors import FiledAlready, MonthNotOver, ReceiptMissing
from chophien.tax.filing import KINDS, file_name, files_of
from chophien.tax.models import MonthlyReturn
from chophien.tax.selectors.returns import carried_into, due_of, month_sheet, returns_to_file
from chophien.uploads.actions.papers import keep_made_file, open_made_file
from chophien.uploads.actions.sent import OpenedFile
from chophien.uploads.selectors import private_file

RECEIPT_MOST = 80


@transaction.atomic
def make_return(*, month: date, actor: Actor, at: datetime) -> MonthlyReturn:
    """Make the return of a month that is over, with its five files. Made again before it is filed it replaces the old.

    Of each tax, what was given back beyond what was withheld in months before is set off first, and what is left is
    carried on.

    :raises NotPermitted: if `actor` does not look after the market's tax
    :raises MonthNotOver: if the month still runs
    :raises FiledAlready: if the tax office has it
    """
    policies.can_look_after_tax(actor, at=at).require()
    month = month.replace(day=1)
    if month >= local_date(at).replace(day=1):
        raise MonthNotOver
    before = list(MonthlyReturn.objects.select_for_update().filter(month=month).order_by("-number"))
    if any(one.filed_at for one in before):
        raise FiledAlready
    sheet = month_sheet(month)
    carried_vat, carried_pit = carried_into(month)
    made = MonthlyReturn(
        code=new_code("TK", 8),
        month=month,
        number=before[0].number + 1 if before else 1,
        sellers=len(sheet.seller_codes),
        nameless=sheet.nameless,
        base_vnd=sheet.sums.base_vnd,
        vat_vnd=sheet.sums.vat_vnd,
        pit_vnd=sheet.sums.pit_vnd,
        carried_vat_vnd=carried_vat,
        carried_pit_vnd=carried_pit,
        due_at=due_of(month),
        made_by=actor.code,
        made_at=at,
    )
    with override("vi"):
        files = files_of(sheet, made)
    for kind, data in files.items():
        kept = keep_made_file(
            data=data,
            kind="made_tax_return",
            owner_code=made.code,
            name=file_name(kind, made),
            content_type=KINDS[kind][2],
            actor=actor,
            at=at,
        )
        made.files[kind] = kept.code
    made.save()
    facts = {"month": f"{month:%Y-%m}", "vat": made.vat_vnd, "pit": made.pit_vnd, "sellers": made.sellers}
    record("tax.return_made", actor=actor, subject_code=made.code, at=at, facts=facts)
    return made


def make_anew(*, actor: Actor, at: datetime) -> list[MonthlyReturn]:
    """Make those anew that wait to be filed and say another sum of months before than these have left by now.

    The first month first, as each leaves something to the next.

    :raises NotPermitted: if `actor` does not look after the market's tax
    """
    policies.can_look_after_tax(actor, at=at).require()
    return [
        make_return(month=one.month, actor=actor, at=at)
        for one in returns_to_file().order_by("month")
        if (one.carried_vat_vnd, one.carried_pit_vnd) != carried_into(one.month)
    ]


def fetch_file(*, made: MonthlyReturn, kind: str, actor: Actor, at: datetime) -> OpenedFile:
    """One of the files of a return. Lists name people with their numbers: that somebody fetched one is written down.

    :raises NotPermitted: if `actor` does not look after the market's tax
    :raises NotFound: if there is no such file
    """
    policies.can_look_after_tax(actor, at=at).require()
    kept = private_file(made.files.get(kind, ""), owner_code=made.code) if made.files.get(kind) else None
    if kept is None:
        raise NotFound
    if kind.startswith("list"):
        purpose = f"Tờ khai thuế tháng {made.month:%m/%Y}"
        record_look("tax.list", actor=actor, subject_code=made.code, purpose=purpose, at=at)
    return open_made_file(made=kept, actor=actor, at=at)


@transaction.atomic
def file_return(*, made: MonthlyReturn, receipt: str, actor: Actor, at: datetime) -> MonthlyReturn:
    """The tax office has the return: write down the number that it gave. Only the newest of a month is filed.

    :raises NotPermitted: if `actor` does not look after the market's tax
    :raises FiledAlready: if it, or another of its month, is filed
    :raises ReceiptMissing: without a number
    """
    policies.can_look_after_tax(actor, at=at).require()
    newest = MonthlyReturn.objects.select_for_update().filter(month=made.month).order_by("-number")[0]
    if newest.pk != made.pk or newest.filed_at is not None:
        raise FiledAlready
    newest.receipt = clean_line(receipt)[:RECEIPT_MOST]
    if not newest.receipt:
        raise ReceiptMissing
    newest.filed_by, newest.filed_at = actor.code, at
    newest.save(update_fields=["receipt", "filed_by", "filed_at"])
    record("tax.return_filed", actor=actor, subject_code=newest.code, at=at, facts={"receipt": newest.receipt})
    return newest
