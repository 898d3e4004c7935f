"""Readiness: what is still missing for a certificate, found with a checklist, and who does it until when."""
