from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps


class JobsConfig(AppConfig):
    name = "chophien.jobs"

    def ready(self) -> None:
        """Import every app's jobs so that their names are known, and hand them to the queue."""
        from procrastinate.contrib.django import app  # noqa: PLC0415 -- only after the apps are loaded

        from chophien.jobs.queue import blueprint  # noqa: PLC0415 -- only after the apps are loaded

        for config in apps.get_app_configs():
            if config.name.startswith("chophien.") and find_spec(f"{config.name}.jobs"):
                import_module(f"{config.name}.jobs")
        app.add_tasks_from(blueprint, namespace="chophien")
