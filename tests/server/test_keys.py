"""The market's secrets are written once, for its own account only."""

import threading

import pytest
from cryptography.fernet import Fernet

from chophien.server.keys import field_keys, secret_key
from chophien.server.problems import ServerProblem


def test_the_key_is_private_and_stays_the_same(tmp_path):
    first = secret_key(tmp_path / "var")

    again = secret_key(tmp_path / "var")

    assert (again, len(first)) == (first, 86)
    assert oct((tmp_path / "var/secret_key").stat().st_mode & 0o777) == "0o600"
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret_key"]


def test_every_folder_has_a_key_of_its_own(tmp_path):
    keys = {secret_key(tmp_path / name) for name in "abc"}

    assert len(keys) == 3


def test_of_many_first_runs_one_writes_the_key_for_all(tmp_path):
    keys = []
    runs = [threading.Thread(target=lambda: keys.append(secret_key(tmp_path))) for _ in range(8)]

    for run in runs:
        run.start()
    for run in runs:
        run.join()

    assert keys == [(tmp_path / "secret_key").read_text().strip()] * 8


def test_a_key_that_others_may_read_is_closed_again(tmp_path):
    secret_key(tmp_path)
    (tmp_path / "secret_key").chmod(0o644)

    secret_key(tmp_path)

    assert oct((tmp_path / "secret_key").stat().st_mode & 0o777) == "0o600"


def test_an_emptied_key_file_is_refused(tmp_path):
    (tmp_path / "secret_key").write_text("\n")

    with pytest.raises(ServerProblem, match="does not hold a key"):
        secret_key(tmp_path)


def test_a_field_key_seals_and_opens(tmp_path):
    keys = field_keys(tmp_path)

    sealed = Fernet(keys[0]).encrypt(b"012345678901")

    assert (Fernet(field_keys(tmp_path)[0]).decrypt(sealed), len(keys)) == (b"012345678901", 1)
