"""Places for tests: real units of today, made when they are not loaded."""

from chophien.lib.text import fold, slugify_vi, sort_key
from chophien.places.models import TODAY, Commune, Province

PROVINCES = {"08": "Tuyên Quang", "20": "Lạng Sơn", "01": "Hà Nội", "19": "Thái Nguyên", "79": "Hồ Chí Minh"}
COMMUNES = {
    "00721": ("08", "Đồng Văn", "Xã Đồng Văn"),
    "06463": ("20", "Chi Lăng", "Xã Chi Lăng"),
    "00004": ("01", "Ba Đình", "Phường Ba Đình"),
    "00008": ("01", "Ngọc Hà", "Phường Ngọc Hà"),
    "02155": ("19", "Na Rì", "Xã Na Rì"),
    "26740": ("79", "Sài Gòn", "Phường Sài Gòn"),
}


def a_province(code: str = "08") -> Province:
    name = PROVINCES[code]
    facts = {"name": name, "full_name": f"Tỉnh {name}", "kind": "tinh", "slug": slugify_vi(name)}
    found, _ = Province.objects.get_or_create(
        vintage=TODAY, code=code, defaults={**facts, "folded": fold(name), "sort_key": sort_key(name)}
    )
    return found


def a_commune(code: str = "00721") -> Commune:
    province, name, full_name = COMMUNES[code]
    facts = {"name": name, "full_name": full_name, "kind": "xa", "slug": slugify_vi(full_name)}
    found, _ = Commune.objects.get_or_create(
        vintage=TODAY,
        code=code,
        defaults={**facts, "province": a_province(province), "folded": fold(name), "sort_key": sort_key(name)},
    )
    return found
