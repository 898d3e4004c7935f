"""Reads files of goods that were sent in, and carries word of changes out."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.utils import timezone, translation

from chophien.accounts.selectors import person_by_code
from chophien.channels.actions.announcing import announce_published
from chophien.channels.actions.channels import sync_channel
from chophien.channels.actions.imports import FILE_KIND, refuse_import, run_import
from chophien.channels.actions.webhooks import send_delivery, sweep_deliveries
from chophien.channels.imports.photos import TakenPhotos
from chophien.channels.selectors.channels import channel_by_code, enabled_channels
from chophien.channels.selectors.imports import import_by_code
from chophien.channels.states import ImportStatus
from chophien.jobs.queue import enqueue_many, job, periodic
from chophien.lib.actor import SystemActor
from chophien.lib.errors import DomainError
from chophien.uploads.actions.papers import read_table

CLERK = SystemActor("system:channels")
OVER = {ImportStatus.DONE, ImportStatus.REFUSED}


@job("channels.run_import")
def run_goods_import(*, code: str) -> None:
    """Import a file that was sent in; a file that cannot be read ends the import with its sentence."""
    goods_import = import_by_code(code)
    if goods_import.status in OVER:
        return
    actor = person_by_code(goods_import.started_by)
    photos = TakenPhotos(goods_import.photos)
    with TemporaryDirectory() as folder, translation.override(actor.language):
        path = Path(folder) / "goods"
        path.write_bytes(read_table(code=goods_import.file_code, kind=FILE_KIND))
        try:
            run_import(goods_import=goods_import, path=path, photos=photos, actor=actor, at=timezone.now())
        except DomainError as refusal:
            refuse_import(goods_import=goods_import, sentence=str(refusal), actor=actor, at=timezone.now())


@job("channels.announce_published")
def announce_goods(*, listing_ids: list[int]) -> None:
    """Write the messages about goods that a table brought on sale."""
    announce_published(listing_ids=listing_ids, at=timezone.now())


@job("channels.send_webhook")
def send_webhook(*, code: str) -> None:
    """Bring one message; the next try, when there is one, is a job of its own."""
    send_delivery(code=code, at=timezone.now())


@periodic("channels.sweep_webhooks", cron="*/5 * * * *")
def sweep_webhooks(*, due_at: str) -> None:
    """Send what should be out by now and is not; forget what is old."""
    del due_at  # the clock of now decides
    sweep_deliveries(at=timezone.now())


@job("channels.sync_channel")
def sync_one_channel(*, code: str) -> None:
    """Tell one channel prices and stock."""
    channel = channel_by_code(code)
    with translation.override("vi"):
        sync_channel(channel=channel, site=f"https://{settings.ALLOWED_HOSTS[0]}", actor=CLERK, at=timezone.now())


@periodic("channels.sync_all", cron="10 4 * * *")
def sync_all(*, due_at: str) -> None:
    """Tell every channel that is turned on, one job each."""
    del due_at  # what is left is left now
    enqueue_many("channels.sync_channel", [{"code": channel.code} for channel in enabled_channels()])
