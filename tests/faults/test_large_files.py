"""A file of fifty megabytes on its way down: within bounded memory, in pieces, and the same at the end."""

from __future__ import annotations

import pytest

from tests.faults.conftest import Installation

SIZE = 50 * 2**20


@pytest.mark.slow
def test_f41_a_large_file_breaks_off_and_goes_on_within_bounded_memory(installation: Installation):
    """Asked for whole, by its end, from where it broke off, and by pieces of a file that is another by now."""
    said = installation.run("give_out_large_file", size=SIZE)["give_out_large_file"]
    assert said["whole"] == [200, SIZE, said["sha256"]]
    assert said["rest"] == [206, SIZE // 2, said["half"]]
    assert said["end"] == [206, 100]
    assert said["other"] == [200, SIZE]
    assert said["beyond"] == [416, 0]
    assert said["grown"] < 100 * 2**20, said["grown"]


def test_f41_an_upload_that_breaks_off_leaves_nothing(installation: Installation):
    said = installation.run("break_off_upload", "sweep", "check@1", outside=dict)
    assert said["break_off_upload"] in (400, 403)
    assert said["check@1"] == []
