from django.apps import AppConfig


class SampleMarketConfig(AppConfig):
    name = "chophien.samplemarket"
