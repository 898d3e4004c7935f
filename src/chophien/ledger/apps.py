from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "chophien.ledger"

    def ready(self) -> None:
        from chophien.ledger.metrics import show_gauges  # noqa: PLC0415 -- only after the apps are loaded

        show_gauges()
