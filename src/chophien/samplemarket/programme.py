"""The demonstration's programme: a team, two households that are just beginning, tasks and a visit; all say (mẫu)."""

from datetime import datetime, timedelta
from io import BytesIO

from PIL import Image

from chophien.accounts.models import Person
from chophien.accounts.selectors import person_by_phone
from chophien.lib.actor import SystemActor
from chophien.lib.dates import local_date
from chophien.places.models import TODAY, Commune
from chophien.programmes.actions.tasks import make_task
from chophien.programmes.actions.teams import add_member, register_team
from chophien.programmes.actions.visits import VisitText, note_visit
from chophien.programmes.states import TaskKind
from chophien.regulations.states import SupportTarget
from chophien.sellers.actions.mandates import ask_for_mandate
from chophien.sellers.actions.shops import ShopDetails, open_shop_for
from chophien.sellers.actions.supporting import Ruling, decide_support
from chophien.sellers.models import Seller
from chophien.sellers.states import Deed, SellerKind

HELPER, COMMUNE, SHOP = "+84900000021", "00721", "gian-hang-mau-dong-van"
VILLAGES = ("Thôn mẫu Sủng Là", "Thôn mẫu Lũng Cẩm")
BEGINNERS = (("Bà Sùng (mẫu)", VILLAGES[0]), ("Anh Vừ (mẫu)", VILLAGES[1]))
TASKS = (
    (TaskKind.VISIT, "Việc mẫu: cùng hộ chụp lại ảnh các loại chè, thêm ảnh lúc hái", 7),
    (TaskKind.SURVEY, "Việc mẫu: hỏi hộ phiếu khảo sát về điện thoại và mạng ở nhà", 14),
)
MONTHS = timedelta(days=180)


def begin_sample_programme(*, loader: SystemActor, at: datetime) -> None:
    """Register the sample helper's team, have it begin two shops, give it tasks, and write a visit down."""
    helper = person_by_phone(HELPER)
    commune = Commune.objects.select_related("province").get(vintage=TODAY, code=COMMUNE)
    if helper is None:
        raise ValueError("the sample's helper is missing")
    team = register_team(commune=commune, name="Tổ công nghệ số Đồng Văn (mẫu)", actor=loader, at=at)
    add_member(team=team, phone=helper.phone, name="", villages=VILLAGES, actor=loader, at=at)
    for name, hamlet in BEGINNERS:
        _begin(name, hamlet, commune=commune, helper=helper, at=at)
    seller = Seller.objects.select_related("commune__province").get(code=SHOP)
    today = local_date(at)
    for kind, note, days in TASKS:
        due_on = today + timedelta(days=days)
        make_task(seller=seller, kind=kind, note=note, due_on=due_on, actor=loader, helper=helper, at=at)
    text = VisitText(
        visited_on=today,
        place=VILLAGES[0],
        met="Chị Sính (mẫu)",
        done="Chuyến thăm mẫu: cùng xem các món hàng, chọn món cần viết thêm.",
        next_step="Chụp thêm ảnh lúc hái chè",
        next_on=today + timedelta(days=7),
    )
    note_visit(seller=seller, text=text, key="mau", actor=helper, at=at)
    _support(seller, loader=loader, at=at)


def _begin(name: str, hamlet: str, *, commune: Commune, helper: Person, at: datetime) -> None:
    """A shop that the helper began for a household without a phone, which has not said yes."""
    details = ShopDetails(name=f"Nhà {name}", kind=SellerKind.INDIVIDUAL, commune=commune, hamlet=hamlet)
    seller = open_shop_for(phone="", name=name, details=details, actor=helper, at=at)
    ask_for_mandate(seller=seller, deeds=list(Deed), valid_until=local_date(at) + MONTHS, actor=helper, at=at)


def _support(seller: Seller, *, loader: SystemActor, at: datetime) -> None:
    """A decision by which somebody else bears the sample shop's fees; its paper is an empty sheet."""
    today, sheet = local_date(at), BytesIO()
    Image.new("RGB", (210, 297), "white").save(sheet, "PNG")
    sheet.seek(0)
    ruling = Ruling(
        target=SupportTarget.WOMEN_LED,
        number="01/QĐ-MẪU",
        issued_on=today,
        issued_by="UBND xã Đồng Văn (mẫu)",
        funder="Ngân sách mẫu của xã",
        since=today,
        until=today + 2 * MONTHS,
    )
    decide_support(seller=seller, ruling=ruling, evidence=sheet, actor=loader, at=at)
