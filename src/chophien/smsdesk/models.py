"""What people wrote to the market by SMS, and the PIN that guards their money."""

from django.db import models

from chophien.smsdesk.states import UNMATCHED, Command, Reply


class IncomingSms(models.Model):
    """One SMS that came in, with what it was taken for and what was answered. The same one twice is one row."""

    code = models.CharField(max_length=20, unique=True)
    digest = models.CharField(max_length=64, unique=True, help_text="of the gateway's id, the sender and the text")
    phone = models.CharField(max_length=20, help_text="E.164, or what the gateway gave where it is none")
    text = models.CharField(max_length=640, blank=True, help_text="without PINs")
    received_at = models.DateTimeField()
    person_code = models.CharField(max_length=20, blank=True)
    seller_code = models.CharField(max_length=60, blank=True, help_text="the shop that the sender manages, if any")
    command = models.CharField(max_length=10, choices=Command, blank=True)
    about = models.CharField(max_length=20, blank=True, help_text="code of the order or goods")
    reply = models.CharField(max_length=20, choices=Reply)
    answer = models.CharField(max_length=160, blank=True, help_text="empty: nothing was answered")
    helped_at = models.DateTimeField(null=True, help_text="when somebody took care of what was not understood")
    helped_by = models.CharField(max_length=20, blank=True)
    helped_words = models.CharField(max_length=160, blank=True, help_text="what somebody of the office answered by SMS")

    class Meta:
        indexes = [
            models.Index(fields=["phone", "-received_at"], name="smsdesk_sms_phone"),
            models.Index(
                fields=["seller_code", "received_at"],
                condition=models.Q(reply=Reply.NOT_UNDERSTOOD, helped_at__isnull=True),
                name="smsdesk_sms_puzzling",
            ),
            models.Index(
                fields=["received_at", "id"],
                condition=models.Q(reply__in=UNMATCHED, helped_at__isnull=True),
                name="smsdesk_sms_unmatched",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(reply__in=Reply.values), name="smsdesk_sms_reply"),
            models.CheckConstraint(
                condition=models.Q(helped_at__isnull=True) | ~models.Q(helped_by=""),
                name="smsdesk_sms_helped_by_somebody",
            ),
        ]


class SmsPin(models.Model):
    """Six digits by which a household shows that it is they who ask about money. Only a slow digest is kept."""

    person_code = models.CharField(max_length=20, unique=True)
    digest = models.CharField(max_length=128)
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    set_at = models.DateTimeField()
