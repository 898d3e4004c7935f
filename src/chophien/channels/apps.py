from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "chophien.channels"

    def ready(self) -> None:
        """Have channels hear of what happens below."""
        from chophien.channels import receivers  # noqa: F401, PLC0415 -- only after the apps are loaded
