from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps


class JobsConfig(AppConfig):
    name = "chophien.jobs"

    def ready(self) -> None:
        """Import every app's jobs so that their names are known, hand them to the queue, and show its gauges."""
        from procrastinate.contrib.django import app  # noqa: PLC0415 -- only after the apps are loaded

        from chophien.jobs.metrics import show_gauges  # noqa: PLC0415 -- only after the apps are loaded
        from chophien.jobs.queue import register_with  # noqa: PLC0415 -- only after the apps are loaded

        for config in apps.get_app_configs():
            if config.name.startswith("chophien.") and find_spec(f"{config.name}.jobs"):
                import_module(f"{config.name}.jobs")
        register_with(app)
        show_gauges()
