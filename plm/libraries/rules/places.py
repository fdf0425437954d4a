"""Regions as published, and places in words."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PublishedRegion:
    """A region as the ministry's list has it; `label` is what it is called there (Kabupaten, Distrik, Kelurahan …)."""

    code: str
    name: str
    label: str


@dataclass(frozen=True)
class Place:
    """The names of a region and of those above it; levels below the region are empty."""

    village: str = ""
    district: str = ""
    regency: str = ""
    province: str = ""

    @property
    def around(self) -> str:
        """Where it lies, without the village itself, from narrow to wide."""
        return ", ".join(filter(None, (self.district, self.regency, self.province)))
