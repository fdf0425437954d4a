"""The folder broker: whoever reads in the middle of a write finds nothing rather than half a message."""

from concurrent.futures import ThreadPoolExecutor
from queue import Empty

import pytest
from kombu import Connection
from kombu.transport import filesystem

from plm.adapters.broker import make_celery
from plm.adapters.folder_broker import Transport

MANY = 16


def channel_of(folder, transport):
    for name in ("messages", "control"):
        (folder / name).mkdir(exist_ok=True)
    options = {
        "data_folder_in": str(folder / "messages"),
        "data_folder_out": str(folder / "messages"),
        "control_folder": str(folder / "control"),
    }
    return Connection("filesystem://", transport=transport, transport_options=options).channel()


class Meddler:
    """A message that is asked for while it is being written."""

    def __init__(self, channel):
        self.channel = channel
        self.found = None

    def __json__(self):
        try:
            self.found = self.channel._get("default")
        except (Empty, ValueError) as error:
            self.found = type(error)
        return {"job_id": 1}


def put_while_read(channel):
    meddler = Meddler(channel)
    channel._put("default", meddler)
    return meddler.found


def test_a_message_is_not_there_before_it_is_whole(tmp_path):
    channel = channel_of(tmp_path, Transport)

    assert put_while_read(channel) is Empty
    assert channel._get("default") == {"job_id": 1}


def test_the_library_s_own_would_hand_out_half_a_message(tmp_path):
    """The negative control."""
    found = put_while_read(channel_of(tmp_path, filesystem.Transport))

    assert issubclass(found, ValueError)


def test_bindings_made_at_one_instant_are_all_kept(tmp_path):
    def bind(number):
        channel = channel_of(tmp_path, Transport)
        channel._queue_bind("plm", "", "", f"queue{number}")
        return len(channel.get_table("plm"))

    with ThreadPoolExecutor(MANY) as hands:
        seen = list(hands.map(bind, range(MANY)))

    assert max(seen) == MANY
    assert {bound.queue for bound in channel_of(tmp_path, Transport).get_table("plm")} == {
        f"queue{number}" for number in range(MANY)
    }


@pytest.mark.parametrize("way", ["connection_for_write", "connection_for_read"])
def test_celery_uses_it_for_a_folder(tmp_path, way):
    celery = make_celery(f"filesystem://{tmp_path}")

    with getattr(celery, way)() as connection:
        assert isinstance(connection.transport, Transport)
