from django.apps import AppConfig

from chophien.web.tabs import provide


class LotsConfig(AppConfig):
    name = "chophien.lots"

    def ready(self) -> None:
        """Tell every page's frame whether its reader is a household that brings goods to a cooperative."""
        from chophien.lots.selectors import tabs  # noqa: PLC0415 -- only after the models are loaded

        provide({"shares": tabs.shares})
