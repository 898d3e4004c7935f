import pytest
from tests.doors.world import a_world
from tests.doors.addresses import addresses
def values_of(world, a):
    app=a.name.split(":")[0]+":"
    v=dict(world.values[""]); v.update(world.values.get(app,{})); v.update(world.values.get(a.name,{})); return v
@pytest.mark.django_db
def test_print():
    w=a_world()
    who=["anonymous",*w.people]
    out=open("/tmp/doors/matrix.txt","w")
    print(" "*60, *who, file=out)
    for a in addresses():
        url=a.filled(values_of(w,a))
        row=[]
        for p in who:
            c=w.client(p)
            r=c.get(url)
            s=str(r.status_code)
            if r.status_code in(301,302): s+=("S" if "/dang-nhap/" in r["Location"] else ">")
            row.append(s)
            if r.status_code>=500: print("500",url,p, file=out)
        print(f"{a.name:30} {url:60}", *row, file=out, flush=True)
