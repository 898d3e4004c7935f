"""What was said to whom, by which ways, and what came of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from chophien.messages.states import Audience, Channel, MessageStatus, Outcome


class Message(models.Model):
    """Something that one person is told. The router tries one channel after the other until it is read or settled."""

    code = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=40, help_text="a row of data/kinds.csv")
    person_code = models.CharField(max_length=60, blank=True, help_text="empty for a phone without an account")
    phone = models.CharField(max_length=16, blank=True, help_text="E.164")
    seller_code = models.CharField(max_length=60, blank=True, help_text="the household it is about, for visits")
    language = models.CharField(max_length=5, default="vi")
    text = models.CharField(max_length=612)
    link = models.CharField(max_length=200, blank=True, help_text="a path of this site")
    about = models.CharField(max_length=60, blank=True, help_text="code of what it is about")
    notice = models.ForeignKey("Notice", on_delete=models.SET_NULL, null=True, related_name="+")
    tried = ArrayField(models.CharField(max_length=10, choices=Channel), default=list, help_text="in this order")
    written_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True, help_text="when the next channel is due; empty: none follows")
    settled_at = models.DateTimeField(null=True, help_text="what it asked for was done")

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], condition=models.Q(next_at__isnull=False), name="messages_message_due"),
            models.Index(
                fields=["about"], condition=models.Q(next_at__isnull=False), name="messages_message_open_about"
            ),
            models.Index(fields=["written_at"], name="messages_message_written"),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(person_code="", phone=""), name="messages_message_for_somebody"),
            models.CheckConstraint(
                condition=models.Q(settled_at__isnull=True) | models.Q(next_at__isnull=True),
                name="messages_message_settled_rests",
            ),
        ]


class OutgoingSms(models.Model):
    """One SMS. It is written in the transaction that causes it and sent by a job."""

    key = models.CharField(max_length=43, unique=True, help_text="tells the gateway a repeat from a new message")
    phone = models.CharField(max_length=16, help_text="E.164")
    text = models.CharField(max_length=612, blank=True, help_text="empty once it was wiped")
    about = models.CharField(max_length=60, blank=True, help_text="code of what it is about")
    secret = models.BooleanField(default=False, help_text="holds a sign-in code: wiped after use or an hour")
    status = models.CharField(max_length=10, choices=MessageStatus, default=MessageStatus.WAITING)
    written_at = models.DateTimeField()
    wiped_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    gateway_id = models.CharField(max_length=80, blank=True)
    problem = models.CharField(max_length=200, blank=True, help_text="why it was not sent, for engineers")
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["-written_at"], name="messages_sms_written"),
            models.Index(
                fields=["written_at"],
                condition=models.Q(secret=True, wiped_at__isnull=True),
                name="messages_sms_secret",
            ),
            models.Index(
                fields=["written_at"], condition=models.Q(status=MessageStatus.WAITING), name="messages_sms_waiting"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=MessageStatus.values), name="messages_sms_status"),
            models.CheckConstraint(
                condition=models.Q(wiped_at__isnull=True) | models.Q(text=""), name="messages_sms_wiped_is_empty"
            ),
            models.CheckConstraint(
                condition=~models.Q(status=MessageStatus.SENT) | models.Q(sent_at__isnull=False),
                name="messages_sms_sent_at_set",
            ),
        ]


class PushDevice(models.Model):
    """A browser that its owner allowed to show the market's notifications."""

    code = models.CharField(max_length=20, unique=True)
    person_code = models.CharField(max_length=60, db_index=True)
    endpoint = models.CharField(max_length=600, unique=True, help_text="address at the browser maker's push service")
    public_key = models.CharField(max_length=90, help_text="p256dh, base64url")
    secret = models.CharField(max_length=30, help_text="auth, base64url")
    added_at = models.DateTimeField()


class Dispatch(models.Model):
    """One notification, Zalo message or call on its way through a gateway."""

    key = models.CharField(max_length=43, unique=True, help_text="tells the gateway a repeat from a new one")
    channel = models.CharField(max_length=10, choices=Channel)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="dispatches")
    device = models.ForeignKey(PushDevice, on_delete=models.CASCADE, null=True, related_name="+")
    status = models.CharField(max_length=10, choices=MessageStatus, default=MessageStatus.WAITING)
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    gateway_id = models.CharField(max_length=80, blank=True)
    problem = models.CharField(max_length=200, blank=True, help_text="why it was not sent, for engineers")

    class Meta:
        indexes = [
            models.Index(fields=["-written_at"], name="messages_dispatch_written"),
            models.Index(
                fields=["written_at"],
                condition=models.Q(status=MessageStatus.WAITING),
                name="messages_dispatch_waiting",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=MessageStatus.values), name="messages_dispatch_status"
            ),
            models.CheckConstraint(
                condition=models.Q(channel=Channel.PUSH, device__isnull=False)
                | models.Q(channel__in=[Channel.ZALO, Channel.VOICE], device__isnull=True),
                name="messages_dispatch_device_for_push",
            ),
        ]


class Attempt(models.Model):
    """What came of one try to reach somebody. Rows are added and never changed; they hold no numbers and no words."""

    at = models.DateTimeField()
    channel = models.CharField(max_length=10, choices=Channel)
    outcome = models.CharField(max_length=10, choices=Outcome)
    kind = models.CharField(max_length=40, blank=True)
    about = models.CharField(max_length=60, blank=True)
    recipient = models.CharField(max_length=60, help_text="a person's code, or the mark of a phone without an account")
    message_code = models.CharField(max_length=20, blank=True)
    key = models.CharField(max_length=43, blank=True, help_text="of the SMS or dispatch")
    units = models.PositiveSmallIntegerField(default=0, help_text="paid parts of it")
    cost_vnd = models.PositiveBigIntegerField(default=0)
    gateway_id = models.CharField(max_length=80, blank=True)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["message_code"], name="messages_attempt_message"),
            models.Index(fields=["recipient", "-at"], name="messages_attempt_recipient"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(outcome__in=Outcome.values), name="messages_attempt_outcome")
        ]


class MonthlyCost(models.Model):
    """What messages have cost in one month: of one person, or with an empty `recipient` of the whole market."""

    month = models.DateField(help_text="its first day")
    recipient = models.CharField(max_length=60, blank=True)
    spent_vnd = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month", "recipient"], name="messages_cost_once")]


class Wish(models.Model):
    """By which channel somebody wants one kind of message first; `app` means: on the site and nowhere else."""

    person_code = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=10, choices=Channel)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person_code", "kind"], name="messages_wish_once")]


class QuietHours(models.Model):
    """When somebody does not want to be woken. Whole hours in Vietnam; the same hour twice means never quiet."""

    person_code = models.CharField(max_length=60, unique=True)
    from_hour = models.PositiveSmallIntegerField()
    to_hour = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(from_hour__lte=23, to_hour__lte=23), name="messages_quiet_hours_of_a_day"
            )
        ]


class Visit(models.Model):
    """Somebody should be told face to face, because no other way reached them. A helper does it and says so."""

    code = models.CharField(max_length=20, unique=True)
    message = models.OneToOneField(Message, on_delete=models.SET_NULL, null=True, related_name="visit")
    kind = models.CharField(max_length=40)
    person_code = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=16, blank=True)
    seller_code = models.CharField(max_length=60, blank=True)
    about = models.CharField(max_length=60, blank=True)
    text = models.CharField(max_length=612)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["asked_at"], condition=models.Q(done_at__isnull=True), name="messages_visit_due"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(done_at__isnull=True) | ~models.Q(done_by=""), name="messages_visit_done_by_somebody"
            )
        ]


class Notice(models.Model):
    """A short text in somebody's list of news, with a link to where it can be acted upon."""

    code = models.CharField(max_length=20, unique=True)
    person_code = models.CharField(max_length=60)
    text = models.CharField(max_length=300)
    link = models.CharField(max_length=200, blank=True, help_text="a path of this site")
    about = models.CharField(max_length=60, blank=True)
    written_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["person_code", "-written_at", "-id"], name="messages_notice_person"),
            models.Index(
                fields=["person_code"], condition=models.Q(read_at__isnull=True), name="messages_notice_unread"
            ),
        ]


class Announcement(models.Model):
    """What the market says for a while: to everybody or to one kind of people, of the country or of one place.

    Where it is also sent, a job tells some hundred people at a time and notes whom it told last.
    """

    code = models.CharField(max_length=20, unique=True)
    text = models.CharField(max_length=300)
    audience = models.CharField(max_length=10, choices=Audience)
    province_code = models.CharField(max_length=2, blank=True, help_text="empty: the whole country")
    commune_code = models.CharField(max_length=5, blank=True, help_text="of that province; empty: all of it")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    written_by = models.CharField(max_length=60)
    written_at = models.DateTimeField()
    is_sent = models.BooleanField(default=False, help_text="also into everybody's news, by the ways they chose")
    to_tell = models.PositiveIntegerField(null=True, help_text="how many, counted when sending began")
    told = models.PositiveIntegerField(default=0)
    told_up_to = models.BigIntegerField(default=0, help_text="id of the last person who was told")
    told_at = models.DateTimeField(null=True, help_text="when everybody had been told")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gte=models.F("starts_at")), name="messages_announcement_not_reversed"
            ),
            models.CheckConstraint(
                condition=models.Q(commune_code="") | ~models.Q(province_code=""),
                name="messages_announcement_commune_in_province",
            ),
            models.CheckConstraint(
                condition=models.Q(audience__in=Audience.values), name="messages_announcement_audience"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class AnnouncementRead(models.Model):
    """Somebody has said that they read an announcement."""

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="reads")
    person_code = models.CharField(max_length=60)
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person_code", "announcement"], name="messages_announcement_read_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_code} {self.announcement_id}"
