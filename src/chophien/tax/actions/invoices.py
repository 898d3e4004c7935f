"""Invoice data of a sale: kept when it is completed, replaced when money goes back, made into an invoice on demand."""

from datetime import datetime

from django.db import transaction

from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.text import clean_line
from chophien.sellers.models import Seller
from chophien.sellers.selectors.taxpayers import taxpayer_of
from chophien.tax.errors import InvoiceDiffers, NoInvoice, ReasonMissing
from chophien.tax.models import InvoiceData, IssuedInvoice
from chophien.tax.selectors.invoices import invoice_of
from chophien.tax.selectors.invoicing import ISSUERS, InvoiceFacts, digest_of
from chophien.uploads.actions.papers import keep_made_file, open_made_file
from chophien.uploads.actions.sent import OpenedFile
from chophien.uploads.selectors import private_file

REASON_MOST = 300
ISSUER = "file"


@transaction.atomic
def keep_invoice(*, facts: InvoiceFacts, actor: Actor, at: datetime) -> InvoiceData:
    """Keep the invoice data of a sale, once; the same again are those of then. The caller holds the sale.

    :raises InvoiceDiffers: if the sale has other data: those are replaced
    """
    facts.check()
    said = facts.as_json()
    known = invoice_of(facts.subject_code)
    if known is not None:
        if known.digest != digest_of(said):
            raise InvoiceDiffers
        return known
    return _write(facts, None, "", actor=actor, at=at)


@transaction.atomic
def replace_invoice(*, facts: InvoiceFacts, reason: str, actor: Actor, at: datetime) -> InvoiceData:
    """Write new data that name the old and say why; the same facts again change nothing. The caller holds the sale.

    :raises NoInvoice: if there are none to replace
    :raises ReasonMissing: without a reason
    """
    facts.check()
    known = invoice_of(facts.subject_code)
    if known is None:
        raise NoInvoice
    if known.digest == digest_of(facts.as_json()):
        return known
    reason = clean_line(reason)[:REASON_MOST]
    if not reason:
        raise ReasonMissing
    return _write(facts, known, reason, actor=actor, at=at)


@transaction.atomic
def issued_file(*, subject_code: str, seller: Seller, actor: Actor, at: datetime) -> OpenedFile:
    """The invoice of a sale as a file for its seller, made by the issuer when it is asked for first.

    The caller has made sure that `actor` may see the seller's orders and that this is one.

    :raises NoInvoice: if there are no data yet
    """
    data = invoice_of(subject_code)
    if data is None or data.seller_code != seller.code:
        raise NoInvoice
    data = InvoiceData.objects.select_for_update().get(pk=data.pk)
    issued = IssuedInvoice.objects.filter(data=data).first() or _issue(data, seller, actor=actor, at=at)
    kept = private_file(issued.file_code, owner_code=data.code)
    if kept is None:
        raise NoInvoice
    return open_made_file(made=kept, actor=actor, at=at)


def _write(
    facts: InvoiceFacts, replaces: InvoiceData | None, reason: str, *, actor: Actor, at: datetime
) -> InvoiceData:
    said = facts.as_json()
    data = InvoiceData.objects.create(
        code=new_code("HD", 9),
        subject_code=facts.subject_code,
        number=replaces.number + 1 if replaces else 1,
        replaces=replaces,
        reason=reason,
        seller_code=facts.seller_code,
        person_code=facts.buyer_code,
        facts=said,
        digest=digest_of(said),
        total_vnd=facts.total_vnd,
        made_by=actor.code,
        made_at=at,
    )
    if replaces:
        figures = {"number": data.number, "total": data.total_vnd}
        record("tax.invoice_replaced", actor=actor, subject_code=facts.subject_code, at=at, facts=figures)
    return data


def _issue(data: InvoiceData, seller: Seller, *, actor: Actor, at: datetime) -> IssuedInvoice:
    issuer = ISSUERS[ISSUER]
    made = issuer.issue(data, taxpayer_of(seller))
    kept = keep_made_file(
        data=made.data,
        kind="made_invoice",
        owner_code=data.code,
        name=made.name,
        content_type=made.content_type,
        actor=actor,
        at=at,
    )
    issued = IssuedInvoice.objects.create(
        data=data, issuer=issuer.key, number=made.number, file_code=kept.code, issued_at=at
    )
    record("tax.invoice_issued", actor=actor, subject_code=data.subject_code, at=at, facts={"number": made.number})
    return issued
