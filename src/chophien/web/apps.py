from django.apps import AppConfig
from django.db.backends.signals import connection_created


class WebConfig(AppConfig):
    name = "chophien.web"

    def ready(self) -> None:
        from chophien.web.statements import plan_for_any_words  # noqa: PLC0415 -- it needs the models of all apps

        connection_created.connect(plan_for_any_words)
