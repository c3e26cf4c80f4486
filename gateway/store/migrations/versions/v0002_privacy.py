"""What is kept of loans and messages once their reader is nobody's business any more."""

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for it."""
