from django.apps import AppConfig


class CashpointsConfig(AppConfig):
    name = "chophien.cashpoints"

    def ready(self) -> None:
        """Let agents find their counter from the page about themselves."""
        from chophien.cashpoints.selectors.points import counter_desk  # noqa: PLC0415 -- apps are ready now
        from chophien.web import desks  # noqa: PLC0415 -- as above

        desks.provide("counter", counter_desk)
