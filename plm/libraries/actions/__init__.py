"""Loading regions and adding libraries."""

from plm.libraries.actions.libraries import LibraryDraft, add_library, import_libraries
from plm.libraries.actions.regions import LoadedRegions, load_regions

__all__ = ["LibraryDraft", "LoadedRegions", "add_library", "import_libraries", "load_regions"]
