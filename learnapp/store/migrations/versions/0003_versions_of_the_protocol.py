"""Versions of the protocol

Revision ID: 0003
Revises: 0001
Create Date: 2026-11-22 11:30:00.000000
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0001"
branch_labels = None
depends_on = None

_IN_FORCE = """
    UPDATE protocol_version SET slot = 'in_force'
    WHERE id = (SELECT max(id) FROM protocol_version WHERE in_force_at IS NOT NULL AND replaced_at IS NULL)
"""


def upgrade() -> None:
    with op.batch_alter_table("protocol_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("slot", sa.String(length=12), nullable=True))
        batch_op.add_column(sa.Column("created_by", sa.Integer(), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_protocol_version_slot"), ["slot"])
        batch_op.create_foreign_key(
            batch_op.f("fk_protocol_version_created_by_person"), "person", ["created_by"], ["id"], ondelete="SET NULL"
        )
    op.execute(_IN_FORCE)


def downgrade() -> None:
    with op.batch_alter_table("protocol_version", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_protocol_version_created_by_person"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_protocol_version_slot"), type_="unique")
        batch_op.drop_column("created_by")
        batch_op.drop_column("slot")
