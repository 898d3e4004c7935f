"""Growing areas: what is grown where, by whom, under which code. Where exactly, stands in a table of its own."""

from django.db import models
from django.db.models import Q

from chophien.accounts.models import Person
from chophien.growing.states import (
    AreaStatus,
    CodeScheme,
    CodeStatus,
    Detail,
    DrawnBy,
    EntryKind,
    HeardStatus,
    LandStatus,
    Naming,
    NamingWay,
    Standard,
)
from chophien.places.models import Commune
from chophien.sellers.models import Seller


class GrowingArea(models.Model):
    """A piece of land on which households grow one crop. Nothing here says where exactly it lies; its name and variety
    are free words, which may name a person, and stay with the shop and the officers.
    """

    code = models.CharField(max_length=16, unique=True)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="growing_areas")
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, related_name="growing_areas")
    name = models.CharField(max_length=120)
    crop = models.CharField(max_length=60, help_text="what is grown, by its category's slug")
    variety = models.CharField(max_length=80, blank=True, help_text="free words: for the shop and officers alone")
    standard = models.CharField(max_length=12, choices=Standard, blank=True)
    status = models.CharField(max_length=10, choices=AreaStatus, default=AreaStatus.ACTIVE)
    hectares = models.DecimalField(max_digits=10, decimal_places=4, null=True, help_text="empty: only a point is known")
    cell_lon = models.FloatField(help_text="middle of the cell of a kilometre that it lies in")
    cell_lat = models.FloatField()
    households_said = models.PositiveSmallIntegerField(null=True, help_text="how many grow on it, where none is listed")
    given_up_on = models.DateField(null=True, help_text="the day from which nothing is grown on it")
    added_by = models.CharField(max_length=60)
    on_behalf_of = models.CharField(max_length=60, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["seller", "code"], name="growing_area_seller"),
            models.Index(fields=["cell_lon", "cell_lat"], name="growing_area_cell"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=AreaStatus.values), name="growing_area_status_known"),
            models.CheckConstraint(condition=Q(standard__in=Standard.values), name="growing_area_standard_known"),
            models.CheckConstraint(
                condition=Q(hectares__isnull=True) | Q(hectares__gt=0), name="growing_area_has_some_land"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class AreaShape(models.Model):
    """Where exactly an area lies: for its owner, for officers and for buyers who were let (`growing.selectors.exact`).

    A new border is a new row; the earlier ones stay, so that what was harvested then is traced to where it was then.
    The database lets nobody change or delete one: only that it is no longer the current one can be said, once.
    """

    area = models.ForeignKey(GrowingArea, on_delete=models.CASCADE, related_name="shapes")
    land = models.JSONField(help_text="GeoJSON: Point, Polygon or MultiPolygon, WGS 84")
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    drawn_by = models.CharField(max_length=8, choices=DrawnBy)
    accuracy_m = models.FloatField(null=True, help_text="the worst of the places that were kept of a walk")
    client_id = models.CharField(max_length=60, unique=True, help_text="drawn by the phone, so that it counts once")
    recorded_at = models.DateTimeField(help_text="by the clock of the phone")
    received_at = models.DateTimeField()
    entered_by = models.CharField(max_length=60)
    is_current = models.BooleanField(default=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["west", "east", "south", "north"], condition=Q(is_current=True), name="growing_shape_box"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["area"], condition=Q(is_current=True), name="growing_shape_one_current"),
            models.CheckConstraint(condition=Q(drawn_by__in=DrawnBy.values), name="growing_shape_drawn_known"),
            models.CheckConstraint(
                condition=Q(west__lte=models.F("east"), south__lte=models.F("north")), name="growing_shape_box_in_order"
            ),
        ]


class AreaCode(models.Model):
    """A code that an authority gave to an area, as it was printed."""

    area = models.ForeignKey(GrowingArea, on_delete=models.PROTECT, related_name="codes")
    scheme = models.CharField(max_length=10, choices=CodeScheme)
    value = models.CharField(max_length=60, help_text="verbatim")
    market = models.CharField(max_length=60, blank=True, help_text="the country that it opens, for export")
    status = models.CharField(max_length=10, choices=CodeStatus, default=CodeStatus.GRANTED)
    granted_on = models.DateField()
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scheme", "value", "market"], name="growing_code_once"),
            models.CheckConstraint(condition=Q(scheme__in=CodeScheme.values), name="growing_code_scheme_known"),
            models.CheckConstraint(condition=Q(status__in=CodeStatus.values), name="growing_code_status_known"),
            models.CheckConstraint(
                condition=Q(status=CodeStatus.MERGED) | Q(merged_into__isnull=True), name="growing_code_merged_into"
            ),
        ]

    def __str__(self) -> str:
        return self.value


class AreaCodeStep(models.Model):
    """One step of a code: when it counted from, by which paper, who wrote it down. Never changed."""

    code = models.ForeignKey(AreaCode, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=10)
    from_status = models.CharField(max_length=10, blank=True)
    to_status = models.CharField(max_length=10)
    on = models.DateField(help_text="the day from which it counts")
    paper = models.CharField(max_length=200, blank=True, help_text="the decision's number, or the reason")
    actor_code = models.CharField(max_length=60)
    at = models.DateTimeField()


class AreaHousehold(models.Model):
    """A household that grows on an area. Others read its name only while it agrees; else it is one of so many.

    How it stands (`naming` and what follows it) is that of `word`, the last thing that it said and could be shown.
    """

    code = models.CharField(max_length=16, unique=True)
    area = models.ForeignKey(GrowingArea, on_delete=models.CASCADE, related_name="households")
    owner_name = models.CharField(max_length=100, help_text="as its people say it")
    hamlet = models.CharField(max_length=120, blank=True)
    grower_code = models.CharField(max_length=16, blank=True, help_text="of the household in the shop's lots")
    naming = models.CharField(max_length=10, choices=Naming, default=Naming.NOT_ASKED)
    naming_way = models.CharField(max_length=8, choices=NamingWay, blank=True)
    witness_name = models.CharField(max_length=100, blank=True)
    said_on = models.DateField(null=True)
    word = models.ForeignKey(
        "HouseholdWord", null=True, on_delete=models.PROTECT, related_name="+", help_text="what shows how it stands"
    )
    since = models.DateField()
    until = models.DateField(null=True)
    added_by = models.CharField(max_length=60)
    on_behalf_of = models.CharField(max_length=60, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(naming__in=Naming.values), name="growing_household_naming_known"),
            models.CheckConstraint(
                condition=~Q(naming=Naming.AGREED) | (~Q(naming_way="") & Q(said_on__isnull=False)),
                name="growing_household_agreed_somehow",
            ),
            models.CheckConstraint(
                condition=~Q(naming=Naming.AGREED) | Q(word__isnull=False), name="growing_household_yes_is_shown"
            ),
            models.UniqueConstraint(
                fields=["area", "grower_code"],
                condition=~Q(grower_code="") & Q(until__isnull=True),
                name="growing_household_grower_once",
            ),
        ]


class HouseholdWord(models.Model):
    """What a household said about being named, and what shows that it did. Never changed: the last one counts.

    A yes is shown by a signed paper (`file_code`), by somebody of the authority or the commune's digital team who heard
    it and said so on a page of their own (`witness`), by the code on its phone, or by the household's own page. What
    was written down before such proof was asked for is kept with `is_shown` false, and counts for nothing.
    """

    household = models.ForeignKey(AreaHousehold, on_delete=models.PROTECT, related_name="words")
    naming = models.CharField(max_length=10, choices=Naming)
    way = models.CharField(max_length=8, choices=NamingWay, blank=True)
    said_on = models.DateField()
    is_shown = models.BooleanField(default=True)
    file_code = models.CharField(max_length=24, blank=True, help_text="the signed paper, sealed")
    witness = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    witness_name = models.CharField(max_length=100, blank=True, help_text="as it was then")
    taken_by = models.CharField(max_length=60, blank=True, help_text="who wrote it down")
    on_behalf_of = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["household", "-at"], name="growing_word_last")]
        constraints = [
            models.CheckConstraint(condition=Q(naming__in=Naming.values), name="growing_word_naming_known"),
            models.CheckConstraint(condition=Q(way__in=NamingWay.values), name="growing_word_way_known"),
            models.CheckConstraint(
                condition=~Q(naming=Naming.AGREED)
                | Q(is_shown=False)
                | Q(way__in=[NamingWay.CODE, NamingWay.OWN])
                | (Q(way=NamingWay.PAPER) & ~Q(file_code=""))
                | Q(way=NamingWay.WITNESS, witness__isnull=False),
                name="growing_word_yes_is_shown",
            ),
        ]


class WitnessAsk(models.Model):
    """Somebody of the authority or the digital team is asked whether they heard a household say yes to its name."""

    code = models.CharField(max_length=16, unique=True)
    household = models.ForeignKey(AreaHousehold, on_delete=models.CASCADE, related_name="witness_asks")
    witness = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="witness_asks")
    said_on = models.DateField(help_text="the day on which the household said it")
    status = models.CharField(max_length=8, choices=HeardStatus, default=HeardStatus.ASKED)
    asked_by = models.CharField(max_length=60)
    on_behalf_of = models.CharField(max_length=60, blank=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["witness", "-asked_at"], name="growing_witness_asked")]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=HeardStatus.values), name="growing_heard_status_known"),
            models.UniqueConstraint(
                fields=["household"], condition=Q(status=HeardStatus.ASKED), name="growing_witness_one_open"
            ),
        ]


class NamingCode(models.Model):
    """A code that was sent to a household's own phone: reading it out says yes to its name. Digest only."""

    household = models.ForeignKey(AreaHousehold, on_delete=models.CASCADE, related_name="codes")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", help_text="whose phone got it")
    digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)


class AreaSeason(models.Model):
    """One season of one crop on an area: from the first work to the last harvest, and what is hoped for."""

    code = models.CharField(max_length=16, unique=True)
    area = models.ForeignKey(GrowingArea, on_delete=models.CASCADE, related_name="seasons")
    crop = models.CharField(max_length=60, help_text="by its category's slug")
    year = models.PositiveSmallIntegerField(help_text="of the harvest")
    starts_on = models.DateField()
    ends_on = models.DateField()
    expected_g = models.BigIntegerField(null=True)
    added_by = models.CharField(max_length=60)
    on_behalf_of = models.CharField(max_length=60, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "crop", "starts_on"], name="growing_season_once"),
            models.CheckConstraint(condition=Q(starts_on__lte=models.F("ends_on")), name="growing_season_in_order"),
            models.CheckConstraint(
                condition=Q(expected_g__isnull=True) | Q(expected_g__gt=0), name="growing_season_hopes_for_some"
            ),
        ]


class InputList(models.Model):
    """One list of an authority: what may be used on fields from a day on, or what may not."""

    code = models.CharField(max_length=16, unique=True)
    title = models.CharField(max_length=120, help_text="the circular or decision, with its number")
    issued_on = models.DateField()
    counts_from = models.DateField()
    is_ban = models.BooleanField(help_text="names what may not be used; else what may, instead of every earlier list")
    source = models.CharField(max_length=300, help_text="where it can be read")
    entered_by = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["title", "is_ban"], name="growing_list_once"),
        ]


class ListedInput(models.Model):
    """One line of such a list: a product for one crop, or an active substance that nobody may use."""

    listed = models.ForeignKey(InputList, on_delete=models.CASCADE, related_name="inputs")
    name = models.CharField(max_length=120, blank=True, help_text="of the product, as it is sold")
    folded_name = models.CharField(max_length=120, blank=True)
    active = models.CharField(max_length=200, help_text="the active substance")
    folded_active = models.CharField(max_length=200)
    registration = models.CharField(max_length=60, blank=True)
    crop = models.CharField(max_length=120, blank=True, help_text="as the list says it; empty: any")
    wait_days = models.PositiveSmallIntegerField(null=True, help_text="from the last use to the harvest")

    class Meta:
        indexes = [models.Index(fields=["folded_name"], name="growing_input_name")]


class DiaryEntry(models.Model):
    """One line of the farm diary. Never changed: what was wrong is followed by a line that stands instead of it."""

    code = models.CharField(max_length=16, unique=True)
    client_id = models.CharField(
        max_length=60, unique=True, help_text="drawn by the page or phone, so that it counts once"
    )
    area = models.ForeignKey(GrowingArea, on_delete=models.PROTECT, related_name="diary")
    kind = models.CharField(max_length=8, choices=EntryKind)
    detail = models.CharField(max_length=10, choices=Detail, blank=True)
    on = models.DateField(help_text="the day it was done")
    input_name = models.CharField(max_length=120, blank=True)
    listed = models.ForeignKey(ListedInput, null=True, on_delete=models.PROTECT, related_name="+")
    amount = models.CharField(max_length=60, blank=True, help_text="how much of it, in their words")
    wait_days = models.PositiveSmallIntegerField(null=True, help_text="until the harvest, by the list or the label")
    harvest_g = models.BigIntegerField(null=True)
    is_sure = models.BooleanField(
        default=False, help_text="more than such land brings, and said to be right when asked"
    )
    note = models.CharField(max_length=300, blank=True)
    photo_code = models.CharField(max_length=24, blank=True)
    instead_of = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="corrected_by")
    is_struck = models.BooleanField(default=False, help_text="only takes back what it stands instead of")
    recorded_at = models.DateTimeField(help_text="by the clock of the phone")
    received_at = models.DateTimeField()
    entered_by = models.CharField(max_length=60)
    on_behalf_of = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [models.Index(fields=["area", "on"], name="growing_diary_area")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=EntryKind.values), name="growing_diary_kind_known"),
            models.CheckConstraint(
                condition=Q(harvest_g__isnull=True) | (Q(kind=EntryKind.HARVEST) & Q(harvest_g__gt=0)),
                name="growing_diary_harvest_weighs",
            ),
            models.CheckConstraint(
                condition=~Q(is_struck=True) | Q(instead_of__isnull=False), name="growing_diary_strikes_something"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class LandRequest(models.Model):
    """A buyer asks to see where exactly an area lies; its owner says yes or no, and may take the yes back."""

    code = models.CharField(max_length=16, unique=True)
    area = models.ForeignKey(GrowingArea, on_delete=models.CASCADE, related_name="land_requests")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="land_requests")
    purpose = models.CharField(max_length=300)
    status = models.CharField(max_length=8, choices=LandStatus, default=LandStatus.ASKED)
    asked_at = models.DateTimeField()
    until = models.DateField(null=True, help_text="the last day on which the yes counts")
    answered_by = models.CharField(max_length=60, blank=True)
    on_behalf_of = models.CharField(max_length=60, blank=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=LandStatus.values), name="growing_land_status_known"),
            models.UniqueConstraint(
                fields=["area", "person"],
                condition=Q(status__in=[LandStatus.ASKED, LandStatus.GIVEN]),
                name="growing_land_one_open",
            ),
        ]


class LandImport(models.Model):
    """What was read out of a file, before somebody says that it is right. Holds exact borders: gone once it is kept."""

    code = models.CharField(max_length=16, unique=True)
    seller = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="land_imports")
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, related_name="+")
    crop = models.CharField(max_length=60)
    variety = models.CharField(max_length=80, blank=True)
    standard = models.CharField(max_length=12, choices=Standard, blank=True)
    is_turned = models.BooleanField(default=False, help_text="latitude stood first in the file")
    rows = models.JSONField(help_text="name, land, hectares or the sentence why not, of each feature")
    entered_by = models.CharField(max_length=60)
    at = models.DateTimeField()
