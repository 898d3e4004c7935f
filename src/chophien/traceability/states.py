"""What an identifier is to its event, how a capture goes on after a fault, how far a recall is."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chophien.lib.errors import Sentence
from chophien.lib.flow import Flow


class EpcRole(models.IntegerChoices):
    """What an identifier is to the event that names it (EPCIS 2.0 section 7.4): goods, or what stands beside them."""

    SUBJECT = 1, "epcList, quantityList"
    PARENT = 2, "parentID"
    CHILD = 3, "childEPCs, childQuantityList"
    INPUT = 4, "inputEPCList, inputQuantityList"
    OUTPUT = 5, "outputEPCList, outputQuantityList"
    READ_POINT = 6, "readPoint"
    LOCATION = 7, "bizLocation"
    DEAL = 8, "bizTransactionList"
    SOURCE = 9, "sourceList"
    DESTINATION = 10, "destinationList"
    PAPER = 11, "certificationInfo"
    DEVICE = 12, "sensorElementList"


OF_GOODS = (EpcRole.SUBJECT, EpcRole.PARENT, EpcRole.CHILD, EpcRole.INPUT, EpcRole.OUTPUT)
"""The roles of what an event happens to."""


class CaptureBehaviour(models.TextChoices):
    """What becomes of the sound events of a document when others in it are not: `GS1-Capture-Error-Behaviour`."""

    ROLLBACK = "rollback", _("All events or none")
    PROCEED = "proceed", _("The sound events, and a list of the others")


class EpcisScope(models.TextChoices):
    """What a key opens at `/epcis/v2`."""

    CAPTURE = "epcis:capture", _("Send events in")
    QUERY = "epcis:query", _("Read events")


class NumberKind(models.TextChoices):
    """Numbers that GS1 gave to a shop."""

    GTIN = "gtin", _("Number of goods (GTIN)")
    GLN = "gln", _("Number of a place (GLN)")
    PREFIX = "gcp", _("Company prefix (GCP)")


class RecallStatus(models.TextChoices):
    RUNNING = "running", _("Being called back")
    ENDED = "ended", _("Called back and done")


RECALL_FLOW = Flow(end={RecallStatus.RUNNING: RecallStatus.ENDED})

STEP_WORDS: dict[str, Sentence] = {
    "commissioning": _("The lot was opened"),
    "creating_class_instance": _("Harvested and weighed in"),
    "transforming": _("Processed"),
    "packing": _("Packed"),
    "unpacking": _("Taken out of the parcel again"),
    "shipping": _("Sent off"),
    "void_shipping": pgettext_lazy("step of goods", "Turned back on the way"),
    "receiving": _("Arrived"),
    "retail_selling": _("Sold"),
    "removing": _("Sorted out"),
    "destroying": _("Lost or destroyed"),
    "decommissioning": _("Ended"),
    "holding": _("Called back"),
    "accepting": pgettext_lazy("step of goods", "Taken over"),
    "arriving": pgettext_lazy("step of goods", "Came in"),
    "assembling": pgettext_lazy("step of goods", "Put together"),
    "collecting": pgettext_lazy("step of goods", "Collected"),
    "consigning": pgettext_lazy("step of goods", "Handed to somebody else to sell"),
    "cycle_counting": pgettext_lazy("step of goods", "Counted"),
    "departing": pgettext_lazy("step of goods", "Set off"),
    "disassembling": pgettext_lazy("step of goods", "Taken apart"),
    "dispensing": pgettext_lazy("step of goods", "Given out"),
    "encoding": pgettext_lazy("step of goods", "Given a code"),
    "entering_exiting": pgettext_lazy("step of goods", "Carried in or out"),
    "inspecting": pgettext_lazy("step of goods", "Inspected"),
    "installing": pgettext_lazy("step of goods", "Put in place"),
    "killing": pgettext_lazy("step of goods", "Its code was ended"),
    "loading": pgettext_lazy("step of goods", "Loaded"),
    "picking": pgettext_lazy("step of goods", "Picked for an order"),
    "repackaging": pgettext_lazy("step of goods", "Packed anew"),
    "repairing": pgettext_lazy("step of goods", "Repaired"),
    "replacing": pgettext_lazy("step of goods", "Replaced"),
    "reserving": pgettext_lazy("step of goods", "Set aside"),
    "sampling": pgettext_lazy("step of goods", "A sample was taken"),
    "sensor_reporting": pgettext_lazy("step of goods", "Measured"),
    "staging_outbound": pgettext_lazy("step of goods", "Ready to be sent"),
    "stock_taking": pgettext_lazy("step of goods", "Counted"),
    "stocking": pgettext_lazy("step of goods", "Put out for sale"),
    "storing": pgettext_lazy("step of goods", "Stored"),
    "transporting": pgettext_lazy("step of goods", "On its way"),
    "unloading": pgettext_lazy("step of goods", "Unloaded"),
}
"""The steps of a lot in words, by `bizStep` of CBV 2.0."""
OTHER_STEP: Sentence = pgettext_lazy("step of goods", "Another step")
"""What a step is called that a program has its own word for."""
