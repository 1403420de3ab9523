"""Notices say what they are about, and letters how often they were handed over"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LINK = re.compile(r"/(post|overlap|digest)s/(\w{8})$")
NOTICE = sa.table("notice", sa.column("id", sa.Integer), sa.column("link", sa.String), sa.column("about", sa.String))


def upgrade() -> None:
    op.add_column("notice", sa.Column("about", sa.String(length=60), nullable=False, server_default=""))
    op.add_column("outbox", sa.Column("handovers", sa.Integer(), nullable=False, server_default="0"))
    connection = op.get_bind()
    for key, link in connection.execute(sa.select(NOTICE.c.id, NOTICE.c.link)).all():
        if about := subject(link):
            connection.execute(sa.update(NOTICE).where(NOTICE.c.id == key).values(about=about))


def subject(link: str) -> str:
    """What a notice of before is about, which its link says: the list of a post's overlaps is about the post."""
    found = LINK.match(link.replace("/overlaps?post=", "/posts/"))
    if not found:
        return ""
    number = 0
    for digit in found[2]:
        number = number * 32 + DIGITS.index(digit)
    return f"{found[1]}:{number}"


def downgrade() -> None:
    op.drop_column("outbox", "handovers")
    op.drop_column("notice", "about")
