"""Photos that everybody may see, files that few may, and voices. Owners are codes, not foreign keys."""

from django.db import models

from chophien.uploads.states import PhotoStatus, SoundKind


class Photo(models.Model):
    """A picture of goods or a shop. Its original stays private; the shrunk copies carry no location."""

    code = models.CharField(max_length=24, unique=True, help_text="made from the content, unguessable; names the files")
    owner_code = models.CharField(max_length=60, help_text="the seller's code")
    status = models.CharField(max_length=10, choices=PhotoStatus, default=PhotoStatus.WAITING)
    original = models.CharField(max_length=200, help_text="path below the private folder")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the bytes as sent")
    width = models.PositiveIntegerField(default=0, help_text="of the largest copy, upright")
    height = models.PositiveIntegerField(default=0)
    widths = models.JSONField(default=list, help_text="the widths made, such as [160, 320, 640]")
    colour = models.CharField(max_length=7, blank=True, help_text="dominant colour, #rrggbb")
    sharpness = models.PositiveIntegerField(null=True, help_text="variance of the Laplacian, at 640 dots of width")
    light = models.PositiveSmallIntegerField(null=True, help_text="mean luminance, 0 to 255")
    shadows = models.PositiveSmallIntegerField(null=True, help_text="luminance below which a tenth of the dots lies")
    highlights = models.PositiveSmallIntegerField(null=True, help_text="and above which a tenth lies")
    sent_by = models.CharField(max_length=60)
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=PhotoStatus.values), name="uploads_photo_status"),
            models.CheckConstraint(
                condition=~models.Q(status=PhotoStatus.READY) | models.Q(width__gt=0, height__gt=0),
                name="uploads_photo_measured_once_ready",
            ),
            models.UniqueConstraint(fields=["owner_code", "digest"], name="uploads_photo_once"),
        ]

    def __str__(self) -> str:
        return self.code


class PrivateFile(models.Model):
    """A paper that only those with a purpose may see. The bytes are sealed at rest."""

    code = models.CharField(max_length=24, unique=True)
    owner_code = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the bytes as sent")
    path = models.CharField(max_length=200)
    sent_by = models.CharField(max_length=60)
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner_code", "kind", "digest"], name="uploads_file_once"),
        ]

    def __str__(self) -> str:
        return self.code


class Recording(models.Model):
    """A voice that was recorded. Sealed at rest; once it is made public, a copy of it is there for everybody."""

    code = models.CharField(max_length=24, unique=True, help_text="made from the content, unguessable; names the copy")
    owner_code = models.CharField(max_length=60, help_text="the code of whose voice or matter it is")
    kind = models.CharField(max_length=40, help_text="what for: story, consent, message")
    content_type = models.CharField(max_length=20, choices=SoundKind)
    size = models.PositiveIntegerField()
    duration_ms = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the bytes as sent")
    path = models.CharField(max_length=200, help_text="below the private folder")
    published_at = models.DateTimeField(null=True, help_text="everybody may hear it since")
    sent_by = models.CharField(max_length=60)
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(content_type__in=SoundKind.values), name="uploads_recording_content_type"
            ),
            models.CheckConstraint(
                condition=models.Q(size__gt=0, duration_ms__gt=0), name="uploads_recording_not_empty"
            ),
            models.UniqueConstraint(fields=["owner_code", "kind", "digest"], name="uploads_recording_once"),
        ]

    def __str__(self) -> str:
        return self.code
