"""The loaders (装载器), one file a source format; the name is the file's stem and the word on the command line."""

from graph_engine.loading import Loader
from loaders import bods, court, ocds, penalties, projects, registry

LOADERS: dict[str, Loader] = {
    "penalties": penalties.LOADER,
    "court": court.LOADER,
    "projects": projects.LOADER,
    "registry": registry.LOADER,
    "bods": bods.LOADER,
    "ocds": ocds.LOADER,
}
"""Every loader by name."""
