"""Regions by Kemendagri code, and the libraries that hang on them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from plm.db import Base, Word, intpk
from plm.libraries.rules import LibraryKind, PartnershipType, RegionLevel


class Region(Base):
    """A province, regency, district or village; `label` is what the law calls it there (Kabupaten, Nagari, …)."""

    __tablename__ = "region"

    code: Mapped[str] = mapped_column(String(13), primary_key=True)
    level: Mapped[RegionLevel] = mapped_column(Word(RegionLevel))
    name: Mapped[str] = mapped_column(String(120))
    label: Mapped[str] = mapped_column(String(40), default="")
    folded_name: Mapped[str] = mapped_column(String(120), index=True)
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)


class Library(Base):
    """A partner library; a province or regency has one office, a village may have its library and several TBM."""

    __tablename__ = "library"
    __table_args__ = (
        UniqueConstraint("kind", "region_code", "folded_name"),
        Index("ix_library_folded_name", "folded_name"),
    )

    id: Mapped[intpk]
    kind: Mapped[LibraryKind] = mapped_column(Word(LibraryKind))
    name: Mapped[str] = mapped_column(String(200))
    folded_name: Mapped[str] = mapped_column(String(200))
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"), index=True)
    npp: Mapped[str | None] = mapped_column(String(40), unique=True)
    partnership: Mapped[PartnershipType | None] = mapped_column(Word(PartnershipType))
    contact_name: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(20), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    created_at: Mapped[datetime]
