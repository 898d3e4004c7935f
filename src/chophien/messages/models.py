"""What was said to whom: SMS that go out, and notices that people find when they sign in."""

from django.db import models

from chophien.messages.states import MessageStatus


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

    class Meta:
        indexes = [
            models.Index(fields=["-written_at"], name="messages_sms_written"),
            models.Index(
                fields=["written_at"],
                condition=models.Q(secret=True, wiped_at__isnull=True),
                name="messages_sms_secret",
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
