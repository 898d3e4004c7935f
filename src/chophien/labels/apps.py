from django.apps import AppConfig


class LabelsConfig(AppConfig):
    name = "chophien.labels"

    def ready(self) -> None:
        """Have packs get their last day by how long their goods keep."""
        from chophien.labels import receivers  # noqa: F401, PLC0415 -- only after the apps are loaded
