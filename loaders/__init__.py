"""The loaders (装载器), one file a source format; the name is the file's stem and the word on the command line."""

from graph_engine.loading import Loader
from loaders import (
    bods,
    court,
    ftm,
    gleif,
    graph,
    licences,
    lists,
    ocds,
    ofac,
    penalties,
    projects,
    registry,
    repairs,
    table,
)

LOADERS: dict[str, Loader] = {
    "penalties": penalties.LOADER,
    "licences": licences.LOADER,
    "court": court.LOADER,
    "lists": lists.LOADER,
    "repairs": repairs.LOADER,
    "projects": projects.LOADER,
    "registry": registry.LOADER,
    "bods": bods.LOADER,
    "ocds": ocds.LOADER,
    "gleif": gleif.LOADER,
    "ftm": ftm.LOADER,
    "ofac": ofac.LOADER,
    "graph": graph.LOADER,
    "table": table.LOADER,
}
"""Every loader by name."""
