"""How the list of invitations is cut."""

import pytest

from plm.invitations.rules import Reply, ReplyTab


@pytest.mark.parametrize(
    ("tab", "replies"),
    [
        (ReplyTab.PENDING, (Reply.PENDING,)),
        (ReplyTab.ANSWERED, (Reply.ACCEPTED, Reply.DECLINED)),
        (ReplyTab.ACCEPTED, (Reply.ACCEPTED,)),
        (ReplyTab.DECLINED, (Reply.DECLINED,)),
    ],
)
def test_a_tab_shows_its_replies(tab, replies):
    assert tab.replies == replies
