"""What regulations tell the apps above. Sent inside the transaction: a receiver that fails undoes the publishing."""

from django.dispatch import Signal

versions_published = Signal()
"""Documents that were public before got new versions. Arguments: ``versions`` (RegulationVersion, all published at the
same moment and counting from the same day). A document's first version is not told of."""
