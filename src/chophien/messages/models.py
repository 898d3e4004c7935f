"""What was said to whom: SMS that go out, and notices that people find when they sign in."""

from django.db import models

from chophien.messages.states import MessageStatus


class OutgoingSms(models.Model):
    """One SMS. It is written in the transaction that causes it and sent by a job."""

    phone = models.CharField(max_length=16, help_text="E.164")
    text = models.CharField(max_length=612)
    about = models.CharField(max_length=60, blank=True, help_text="code of what it is about")
    secret = models.BooleanField(default=False, help_text="holds a sign-in code: shown nowhere but the outbox")
    status = models.CharField(max_length=10, choices=MessageStatus, default=MessageStatus.WAITING)
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    gateway_id = models.CharField(max_length=80, blank=True)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["-written_at"], name="messages_sms_written")]


class Notice(models.Model):
    """A short text in somebody's list of news, with a link to where it can be acted upon."""

    person_code = models.CharField(max_length=60)
    text = models.CharField(max_length=300)
    link = models.CharField(max_length=200, blank=True)
    about = models.CharField(max_length=60, blank=True)
    written_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person_code", "-written_at"], name="messages_notice_person")]
