from chophien.jobs.queue import job
from chophien.supply.actions import show_availability as show


@job("supply.show_availability")
def show_availability(*, listing_ids: list[int]) -> None:
    show(listing_ids=listing_ids)
