"""Those who exhibit, and what they bring."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from plm.db import Base, Word, intpk, items
from plm.expo.words import ProductCategory


class Exhibitor(Base):
    """A library's application for a booth; `applied_at`, then `id`, is the order of application."""

    __tablename__ = "exhibitor"
    __table_args__ = (UniqueConstraint("event_id", "library_id"),)

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    library_id: Mapped[int] = mapped_column(ForeignKey("library.id"), index=True)
    label: Mapped[str] = mapped_column(String(120))
    category: Mapped[ProductCategory] = mapped_column(Word(ProductCategory))
    needs: Mapped[items]
    wishes: Mapped[items]
    pinned_booth_id: Mapped[int | None] = mapped_column(ForeignKey("booth.id"))
    applied_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class Product(Base):
    """What a fostered micro business makes; registration numbers are checked softly, never required."""

    __tablename__ = "product"

    id: Mapped[intpk]
    exhibitor_id: Mapped[int] = mapped_column(ForeignKey("exhibitor.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    business_name: Mapped[str] = mapped_column(String(200))
    category: Mapped[ProductCategory] = mapped_column(Word(ProductCategory))
    impact_story: Mapped[str] = mapped_column(Text, default="")
    nib: Mapped[str] = mapped_column(String(40), default="")
    pirt: Mapped[str] = mapped_column(String(40), default="")
    halal: Mapped[str] = mapped_column(String(40), default="")
    bpom: Mapped[str] = mapped_column(String(40), default="")
