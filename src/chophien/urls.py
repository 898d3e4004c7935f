"""Where each app's pages hang. Paths are Vietnamese without marks; names are English."""

from django.urls import include, path

urlpatterns = [
    path("", include("chophien.web.urls")),
    path("", include("chophien.storefront.urls")),
    path("", include("chophien.atlas.urls")),
    path("", include("chophien.places.urls")),
    path("", include("chophien.uploads.urls")),
    path("", include("chophien.messages.urls")),
    path("", include("chophien.accounts.urls")),
    path("", include("chophien.regulations.urls")),
    path("", include("chophien.sellers.urls")),
    path("", include("chophien.catalog.urls")),
    path("", include("chophien.orders.urls")),
    path("", include("chophien.complaints.urls")),
    path("", include("chophien.reviews.urls")),
    path("", include("chophien.conversations.urls")),
    path("", include("chophien.follows.urls")),
    path("", include("chophien.privacy.urls")),
    path("", include("chophien.smsdesk.urls")),
    path("", include("chophien.channels.urls")),
    path("", include("chophien.scans.urls")),
    path("", include("chophien.traceability.urls")),
    path("", include("chophien.wholesale.urls")),
    path("", include("chophien.collecting.urls")),
    path("", include("chophien.reconciliation.urls")),
    path("", include("chophien.gateways.urls")),
    path("", include("chophien.growing.urls")),
    path("", include("chophien.cashpoints.urls")),
    path("ban-hang/", include("chophien.sellerdesk.urls")),
    path("", include("chophien.helperdesk.urls")),
    path("dieu-hanh/", include("chophien.officedesk.urls")),
    path("api/v1/", include("chophien.api.urls")),
]
handler400 = "chophien.web.views.errors.bad_request"
handler403 = "chophien.web.views.errors.forbidden"
handler404 = "chophien.web.views.errors.not_found"
handler500 = "chophien.web.views.errors.server_error"
