"""The sheet before the order as tests fill it in."""

from chophien.orders.tests.pages import answers_of

SHEET, HA_NOI, BA_DINH, DONG_VAN = "/dat-hang/", "01", "00004", "00721"
PAO = {
    "contact_name": "Sùng A Páo",
    "contact_phone": "0912 345 678",
    "hamlet": "Số 8, ngõ 12",
    "landmark": "cạnh trường học",
    "note": "Gọi trước khi giao",
    "province_code": HA_NOI,
    "commune_code": BA_DINH,
    "payment": "cod",
    "consent": "on",
}


def put(client, variant, quantity="2"):
    return client.post("/gio/them/", {"variant": variant.code, "quantity": quantity})


def sheet_for(client, **answers):
    """The sheet after the province was chosen, as it would be sent, with these answers."""
    page = client.get(SHEET)
    priced = client.post(SHEET, {**answers_of(page, SHEET), "province_code": HA_NOI, "do": "place"}, follow=True)
    return {**answers_of(priced, SHEET), **PAO, **answers}


def order(client, **answers):
    """The answer to the sheet as it was sent; of one that was refused the page that says so."""
    answer = client.post(SHEET, sheet_for(client, **answers))
    where = answer.headers.get("Location", "")
    return client.get(where) if where.startswith(SHEET) else answer
