from django.apps import AppConfig

from chophien.web.offered import provide


class SwitchesConfig(AppConfig):
    name = "chophien.switches"

    def ready(self) -> None:
        """Tell the templates who knows what is offered."""
        from chophien.switches.selectors import offered_by_name  # noqa: PLC0415 -- only after the models are loaded

        provide(offered_by_name)
