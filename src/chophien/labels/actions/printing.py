"""Writing what stands on labels alone, and printing labels: never before everything is there that the law wants."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from chophien.audit.actions import record
from chophien.catalog.models import Variant
from chophien.labels import policies
from chophien.labels.drawing import LabelText, Run, label_svg, labels_pdf
from chophien.labels.errors import LabelIncomplete, NotThisPack, TooManyLabels
from chophien.labels.models import LabelPrint, ProductLabel
from chophien.labels.selectors.days import shelf_days
from chophien.labels.selectors.drafts import Dates, Draft, asked_of, draft_of
from chophien.labels.selectors.sheets import BOX, Sheet, sheets
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.dates import format_date, local_date
from chophien.lib.errors import Invalid, Sentence
from chophien.lib.text import clean_line
from chophien.lots.actions.days import follow_shelf_life, hold_pack, keep_last_day, put_days_right
from chophien.lots.models import Pack
from chophien.rules import selectors as rules
from chophien.sellers.selectors.helping import principal_of

PREFIX, SYMBOLS = "NH", 8
TEXT_MOST = 300
NOT_TYPED = frozenset({"name", "pack", "responsible", "made_on", "lot"})
UNITS_IN_BOX_MOST = 10_000


@dataclass(frozen=True)
class Order:
    """What is to be printed: how many labels of which lot's pack, or with which days, on which paper.

    `skip` places of the first sheet were used before. `in_box` is how many units are in a box, for labels of boxes.
    `past_is_right` says that a last day that is over already is meant so.
    """

    sheet: str
    count: int
    pack: Pack | None = None
    dates: Dates | None = None
    skip: int = 0
    in_box: int | None = None
    past_is_right: bool = False


@dataclass(frozen=True)
class Printed:
    """A file of labels and the record of it."""

    pdf: bytes
    entry: LabelPrint


@transaction.atomic
def write_label(*, variant: Variant, texts: Mapping[str, str], actor: Actor, at: datetime) -> ProductLabel:
    """Write down what stands on the label and not on the goods' own page: by the key of each thing the law asks for.

    What is left empty falls back to what the goods' page says. How long the goods keep by it is the last day of packs
    that were told none (`lots.actions.days.follow_shelf_life`).

    :raises NotPermitted: if `actor` may not
    :raises Invalid: if a text is too long, or says something that nobody asked for
    """
    seller = variant.listing.seller
    policies.can_print(actor, seller, at=at).require()
    asked = {rule.key for rule in asked_of(variant, on=local_date(at))} - NOT_TYPED
    wrong: dict[str, list[Sentence]] = {}
    kept = {}
    for key, text in texts.items():
        words = clean_line(text)
        if key not in asked:
            wrong[key] = [_("This does not stand on the label of these goods.")]
        elif len(words) > TEXT_MOST:
            wrong[key] = [_("At most 300 letters: a label is small.")]
        elif words:
            kept[key] = words
    if wrong:
        raise Invalid(wrong)
    helped = principal_of(actor, seller, at=at)
    said = {"texts": kept, "written_by": actor.code, "on_behalf_of": helped, "written_at": at}
    label, _made = ProductLabel.objects.update_or_create(variant=variant, defaults=said)
    variant.label = label
    follow_shelf_life(variant=variant, days=shelf_days(variant, variant.listing.live), actor=actor, at=at)
    record(
        "labels.written",
        actor=actor,
        subject_code=variant.listing.code,
        on_behalf_of=helped,
        facts={"variant": variant.code, "count": len(kept)},
        at=at,
    )
    return label


@transaction.atomic
def print_labels(*, variant: Variant, order: Order, actor: Actor, at: datetime) -> Printed:
    """Print labels. What stood on them is kept: whoever finds one can be told when and by whom it was printed. The last
    day on labels of a pack becomes the pack's own: changed on the label later, it stays for what is printed. Where the
    days kept of a pack cannot be, those of the order put them right.

    :raises NotPermitted: if `actor` may not
    :raises Invalid: if the paper is none of ours, or more places of its first sheet were used than it has; if
        the last day is before the day on which it was made; if it would become a pack's own, is past, and nobody said
        that this is right; if something of the pack is out with another one
    :raises NotThisPack: if the pack is of other goods
    :raises TooManyLabels: beyond `labels.print_most`
    :raises LabelIncomplete: naming what the law wants and nobody has said
    :raises LabelTooSmall, CodeTooLarge: if it does not fit on this paper
    """
    seller = variant.listing.seller
    policies.can_print(actor, seller, at=at).require()
    sheet = sheet_of(order.sheet)
    if not 0 <= order.skip < sheet.cells:
        raise Invalid({"skip": [_too_many_used(sheet)]})
    if order.pack is not None and order.pack.variant_id != variant.pk:
        raise NotThisPack
    most = rules.whole("labels.print_most", at=at)
    if not 1 <= order.count <= most:
        raise TooManyLabels(facts={"most": most})
    pack = order.pack
    stays = pack is not None and (pack.ends_too_early or not pack.has_its_own_day)
    if pack is not None and stays:
        pack, typed = hold_pack(pack), order.dates or Dates()
        put_days_right(pack=pack, made_on=typed.made_on, best_before=typed.best_before, actor=actor, at=at)
    draft = draft_of(variant, pack=pack, dates=order.dates, on=local_date(at))
    require_complete(draft)
    _require_days(draft, order, stays=stays, today=local_date(at))
    if pack is not None and draft.best_before is not None:
        keep_last_day(pack=pack, best_before=draft.best_before, actor=actor, at=at)
    text = text_of(draft, sheet, in_box=order.in_box)
    pdf = labels_pdf(sheet, [Run(text, order.count)], skip=order.skip)
    entry = LabelPrint.objects.create(
        code=new_code(PREFIX, SYMBOLS),
        seller=seller,
        variant=variant,
        pack=pack,
        sheet=sheet.key,
        count=order.count,
        skipped=order.skip,
        lines=[[line.key, line.words] for line in draft.lines],
        link=draft.link,
        printed_by=actor.code,
        on_behalf_of=principal_of(actor, seller, at=at),
        printed_at=at,
    )
    record(
        "labels.printed",
        actor=actor,
        subject_code=variant.listing.code,
        on_behalf_of=entry.on_behalf_of,
        facts={"variant": variant.code, "count": entry.count},
        at=at,
    )
    return Printed(pdf, entry)


def preview(draft: Draft, sheet: Sheet, *, in_box: int | None = None) -> bytes:
    """One label as SVG, whatever it still lacks: what is missing stands on it as dots.

    :raises LabelTooSmall, CodeTooLarge: if it does not fit on this paper
    """
    return label_svg(sheet, text_of(draft, sheet, in_box=in_box))


def require_complete(draft: Draft) -> None:
    """:raises LabelIncomplete: naming everything that is missing"""
    if lacking := draft.missing:
        raise LabelIncomplete(facts={"fields": ", ".join(line.rule.label for line in lacking)})


def sheet_of(key: str) -> Sheet:
    """:raises Invalid: if the paper is none of ours"""
    found = sheets().get(key)
    if found is None:
        raise Invalid({"sheet": [_("Choose a paper.")]})
    return found


def _require_days(draft: Draft, order: Order, *, stays: bool, today: date) -> None:
    last = draft.best_before
    if last is None:
        return
    if draft.made_on is not None and last < draft.made_on:
        raise Invalid({"best_before": [_("It ends before it begins.")]})
    if stays and last < today and not order.past_is_right:
        said = _(
            "%(day)s is past already, and it stays with this pack for good. Correct it; if it is right, tick here."
        )
        raise Invalid({"past_is_right": [said % {"day": format_date(last)}]})


def _too_many_used(sheet: Sheet) -> Sentence:
    if sheet.cells == 1:
        return _("A roll has no places that were used before: leave it empty.")
    return _("This paper has %(all)s places: at most %(most)s of them are used already.") % {
        "all": sheet.cells,
        "most": sheet.cells - 1,
    }


def text_of(draft: Draft, sheet: Sheet, *, in_box: int | None = None) -> LabelText:
    """What is drawn: the name on top, then every thing with its name as labels have it."""
    lines = [(_cap(line.rule.label_vi), line.words or "…") for line in draft.lines if line.key != "name"]
    if sheet.kind == BOX and in_box:
        with override("vi"):
            lines.insert(0, (gettext("In the box"), str(in_box)))
    return LabelText(draft.title, lines, draft.link)


def _cap(word: str) -> str:
    return word[:1].upper() + word[1:]
