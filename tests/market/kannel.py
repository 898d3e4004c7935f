"""A real Kannel on this machine's own loopback: bearerbox, smsbox and the fake SMS centre of Debian's packages."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

import pytest

FAKE_CENTRE = Path("/usr/lib/kannel/test/fakesmsc")
USER, PASSWORD, SHORT_NUMBER = "market", "quiet", "8077"
PATIENCE_SECONDS = 20.0
CONFIG = """
group = core
admin-port = {admin}
admin-interface = 127.0.0.1
admin-password = {password}
smsbox-port = {boxes}
smsbox-interface = 127.0.0.1
box-allow-ip = 127.0.0.1
log-level = 1

group = smsc
smsc = fake
smsc-id = centre
port = {centre}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {sendsms}
sendsms-interface = 127.0.0.1
global-sender = {short_number}
mo-recode = true
http-request-retry = 5
http-queue-delay = 1
log-level = 1

group = sendsms-user
username = {user}
password = {password}
max-messages = 4
concatenation = true

group = sms-service
keyword = default
catch-all = true
omit-empty = true
max-messages = 1
post-url = "{market}/sms/nhan/?khoa={key}&id=%I&tu=%p&loi=%b"
"""


class Kannel:
    """What runs, where it takes messages, and what the fake SMS centre got."""

    def __init__(self, folder: Path, ports: dict[str, int]) -> None:
        self.folder, self.ports = folder, ports
        self.centre_log = folder / "centre.log"

    @property
    def sendsms(self) -> str:
        return f"http://{USER}:{PASSWORD}@127.0.0.1:{self.ports['sendsms']}/cgi-bin/sendsms"

    def is_joined(self) -> bool:
        """Whether the smsbox has found the bearerbox: what phones send before that would wait."""
        address = f"http://127.0.0.1:{self.ports['admin']}/status.txt?password={PASSWORD}"
        with urlopen(address, timeout=5) as answer:
            return "smsbox" in answer.read().decode("utf-8", "replace").partition("Box connections:")[2]

    def arrived(self) -> list[str]:
        """The messages that the centre got, as it writes them: sender, receiver, type, text."""
        log = self.centre_log.read_text("utf-8", "replace") if self.centre_log.exists() else ""
        return re.findall(r"Got message \d+: <(.*?)>\n", log, re.DOTALL)

    def wait_for(self, there: Callable[[], bool]) -> bool:
        """Wait until it is so, some seconds at most."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            if there():
                return True
            time.sleep(0.05)
        return there()

    def logs(self) -> str:
        return "\n".join(path.read_text("utf-8", "replace")[-4000:] for path in sorted(self.folder.glob("*.log")))


def need_kannel() -> None:
    """Skip the test with a plain reason where Kannel is not installed; under CI that is a failure."""
    if shutil.which("bearerbox", path=SBIN) and shutil.which("smsbox", path=SBIN) and FAKE_CENTRE.exists():
        return
    reason = "Debian's packages kannel and kannel-extras are not installed: tools/install_kannel installs them"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


SBIN = f"{os.environ.get('PATH', '')}:/usr/sbin"


@contextmanager
def running_kannel(folder: Path, *, market: str, key: str, phone: str, text: str) -> Iterator[Kannel]:
    """Start all three and end them. `phone` writes `text` to the market, once."""
    ports = dict(zip(("admin", "boxes", "centre", "sendsms"), _free_ports(4), strict=True))
    config = folder / "kannel.conf"
    words = {**ports, "user": USER, "password": PASSWORD, "short_number": SHORT_NUMBER, "market": market, "key": key}
    config.write_text(CONFIG.format(**words), "utf-8")
    kannel = Kannel(folder, ports)
    with ExitStack() as running:
        running.enter_context(_program([_find("bearerbox"), str(config)], folder / "bearerbox.log"))
        _await_port(ports["boxes"])
        _await_port(ports["centre"])
        running.enter_context(_program([_find("smsbox"), str(config)], folder / "smsbox.log"))
        _await_port(ports["sendsms"])
        assert kannel.wait_for(kannel.is_joined), kannel.logs()
        centre = [str(FAKE_CENTRE), "-H", "127.0.0.1", "-r", str(ports["centre"]), "-m", "1"]
        running.enter_context(_program([*centre, _as_a_phone_sends(phone, text)], kannel.centre_log))
        yield kannel


def _as_a_phone_sends(phone: str, text: str) -> str:
    """Plain letters as text; with tone marks a phone sends UCS-2."""
    if text.isascii():
        return f"{phone} {SHORT_NUMBER} text {text}"
    return f"{phone} {SHORT_NUMBER} ucs2 {quote(text.encode('utf-16-be'))}"


@contextmanager
def _program(words: list[str], log: Path) -> Iterator[None]:
    with log.open("wb") as lines:
        process = subprocess.Popen(words, cwd=log.parent, stdout=lines, stderr=subprocess.STDOUT)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _find(name: str) -> str:
    found = shutil.which(name, path=SBIN)
    assert found, name
    return found


def _free_ports(number: int) -> list[int]:
    held = [socket.socket() for _one in range(number)]
    try:
        for one in held:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in held]
    finally:
        for one in held:
            one.close()


def _await_port(port: int) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"nothing listens on port {port}")
