"""Checks that other tools read what entente writes. Started by run.sh; README.md says what is checked and why.

    check.py ENTENTE GRAPHDIR NODE_MODULES EXPORTS

EXPORTS is an empty folder for the files. Prints `ok NAME` or `FAILED NAME: why` for each check, and `N passed, N failed` last.
"""

import csv
import io
import logging
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter
from functools import cache
from pathlib import Path

import networkx
import pyoxigraph
import pyshacl
import rdflib
from pyoxigraph import RdfFormat

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
ENTENTE, GRAPH, NODE_MODULES, EXPORTS = sys.argv[1:]
EXPORTS = Path(EXPORTS)

ENT = "https://w3id.org/entente/ontology#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
ONTOLOGY_GRAPH = "https://w3id.org/entente/graph/ontology"
ONTOLOGY = ["entente.ttl", "goods.ttl", "plover.ttl"]

# What each tool calls each format; a tool without a name for it does not read it.
FORMATS = {
    "turtle": dict(pyoxigraph=RdfFormat.TURTLE, rdflib="turtle", rapper="turtle", serdi="turtle", n3="Turtle"),
    "ntriples": dict(pyoxigraph=RdfFormat.N_TRIPLES, rdflib="nt", rapper="ntriples", serdi="ntriples", n3="N-Triples"),
    "nquads": dict(pyoxigraph=RdfFormat.N_QUADS, rdflib="nquads", rapper="nquads", serdi="nquads", n3="N-Quads"),
    "trig": dict(pyoxigraph=RdfFormat.TRIG, rdflib="trig", rapper="trig", serdi="trig", n3="TriG"),
    "rdfxml": dict(pyoxigraph=RdfFormat.RDF_XML, rdflib="xml", rapper="rdfxml"),
    "jsonld": dict(pyoxigraph=RdfFormat.JSON_LD, rdflib="json-ld"),
}
WITH_GRAPHS = {"nquads", "trig", "jsonld"}
RDF12 = ["turtle", "ntriples", "nquads", "trig"]

# Queries that read claims inside GRAPH ?articleIri, and of the default graph only what articles say of their entities and claims.
# The default graph of entente also holds background knowledge and inferred statements, which these queries cannot see.
QUERIES = ["facts", "meetings", "by-source"]
# These also read relations, so the ontology is loaded beside the export.
QUERIES_WITH_ONTOLOGY = ["conflicts"]

# Seconds that one run of a tool may take.
PATIENCE = 300

# Literals as they are written: rdflib otherwise turns the month 2024-06 into a day.
rdflib.NORMALIZE_LITERALS = False


class Failure(Exception):
    """A check that does not hold."""


class Complaints(logging.Handler):
    """Keeps the warnings of libraries, which would otherwise pass unseen."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.messages = []

    def emit(self, record):
        self.messages.append(record.getMessage())


complaints = Complaints()
logging.getLogger("rdflib").addHandler(complaints)
passed = failed = 0


def check(name, test, *args):
    """Runs a test. What it returns is shown, what it raises is why it failed."""
    global passed, failed
    complaints.messages.clear()
    try:
        detail = test(*args)
        if complaints.messages:
            raise Failure(f"{len(complaints.messages)} warnings, the first: {complaints.messages[0]}")
    except Exception as error:  # whatever a library raises is a file that it cannot read
        failed += 1
        kind = "" if isinstance(error, Failure) else f"{type(error).__name__}: "
        print(f"FAILED {name}: {kind}{' '.join(str(error).split())[:500]}", flush=True)
    else:
        passed += 1
        print(f"ok {name}" + (f" ({detail})" if detail else ""), flush=True)


def run(*command):
    """What the command writes to stdout. A complaint on stderr is a failure too: rapper exits with 0 after some errors."""
    done = subprocess.run([str(part) for part in command], stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE)
    stderr = done.stderr.decode("utf-8", "replace").strip()
    if done.returncode != 0:
        raise Failure(f"{Path(command[0]).name} exits with {done.returncode}: {stderr}")
    if re.search(r"error|warning", stderr, re.IGNORECASE):
        raise Failure(f"{Path(command[0]).name} exits with 0 but says: {stderr}")
    return done.stdout


def entente(*args):
    return run(ENTENTE, "--graph", GRAPH, *args)


# --- exports ---------------------------------------------------------------------------------------------------------------


def exported(name):
    path = EXPORTS / name
    if not path.exists():
        raise Failure("there is no such export")
    return path


def export(format, *options):
    text = entente("export", "--format", format, *options)
    if not text.strip():
        raise Failure("it is empty")
    (EXPORTS / "-".join([format, *options])).write_bytes(text)
    return f"{len(text)} bytes"


def export_csv():
    entente("export", "--format", "csv", "--output", EXPORTS / "csv")
    return f"{len(table('nodes.csv'))} nodes, {len(table('edges.csv'))} edges"


def export_to_file():
    path = EXPORTS / "to-file.ttl"
    if entente("export", "--format", "turtle", "--output", path):
        raise Failure("with --output it writes to stdout too")
    if path.read_bytes() != exported("turtle").read_bytes():
        raise Failure("the file differs from what goes to stdout")


@cache
def table(name):
    with open(exported(f"csv/{name}"), newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, strict=True))


# --- loading: every tool gives a set of pyoxigraph quads -------------------------------------------------------------------


def quads_of(text, format=RdfFormat.N_QUADS):
    return frozenset(pyoxigraph.parse(text, format=format))


def by_pyoxigraph(path, format):
    return quads_of(path.read_bytes(), FORMATS[format]["pyoxigraph"])


def by_rdflib(path, format):
    dataset = rdflib.Dataset()
    dataset.parse(path, format=FORMATS[format]["rdflib"])

    def term(node):
        if isinstance(node, rdflib.BNode):
            return pyoxigraph.BlankNode(node)
        if isinstance(node, rdflib.URIRef):
            return pyoxigraph.NamedNode(node)
        if node.language:
            return pyoxigraph.Literal(str(node), language=node.language)
        return pyoxigraph.Literal(str(node), datatype=pyoxigraph.NamedNode(node.datatype or rdflib.XSD.string))

    def graph(name):
        # A format without graphs is read into a graph named by a blank node.
        named = name not in (None, rdflib.graph.DATASET_DEFAULT_GRAPH_ID) and format in WITH_GRAPHS
        return term(name) if named else pyoxigraph.DefaultGraph()

    return frozenset(pyoxigraph.Quad(term(s), term(p), term(o), graph(g)) for s, p, o, g in dataset.quads())


def by_rapper(path, format):
    output = "nquads" if format in WITH_GRAPHS else "ntriples"
    return quads_of(run("rapper", "-q", "-i", FORMATS[format]["rapper"], "-o", output, path))


def by_serdi(path, format):
    output = "nquads" if format in WITH_GRAPHS else "ntriples"
    return quads_of(run("serdi", "-i", FORMATS[format]["serdi"], "-o", output, path))


def by_n3(path, format):
    return quads_of(run("node", HERE / "check.mjs", NODE_MODULES, FORMATS[format]["n3"], path))


LOADERS = dict(pyoxigraph=by_pyoxigraph, rdflib=by_rdflib, rapper=by_rapper, serdi=by_serdi, n3=by_n3)


def in_default_graph(quads):
    return frozenset(pyoxigraph.Quad(*quad.triple) for quad in quads)


def compare(read, expected):
    """The same statements, not only as many."""
    if read != expected:
        difference = [f"{sign} {quad}" for sign, some in [("lost", expected - read), ("new", read - expected)] for quad in sorted(map(str, some))[:1]]
        raise Failure(f"{len(read)} statements instead of {len(expected)}; {'; '.join(difference)}")


# --- RDF -------------------------------------------------------------------------------------------------------------------


@cache
def reference():
    """The export as N-Quads, as pyoxigraph reads it: what all other files and tools are compared with."""
    return by_pyoxigraph(exported("nquads"), "nquads")


def nquads_lines():
    lines = exported("nquads").read_bytes().splitlines()
    if len(lines) != len(set(lines)) or len(lines) != len(reference()):
        raise Failure(f"{len(lines)} lines, {len(set(lines))} of them different, for {len(reference())} quads")
    return f"{len(lines)} quads"


def no_blank_nodes():
    blank = [str(quad) for quad in reference() if any(isinstance(node, pyoxigraph.BlankNode) for node in (quad.subject, quad.object, quad.graph_name))]
    if blank:
        raise Failure(f"{len(blank)} quads with blank nodes, such as {min(blank)}")


def loads(tool, format):
    expected = reference() if format in WITH_GRAPHS else in_default_graph(reference())
    compare(LOADERS[tool](exported(format), format), expected)
    return f"{len(expected)} {'quads' if format in WITH_GRAPHS else 'triples'}"


def reified(quads):
    """What the quads say, in RDF 1.2: a claim reifies its triple in place of having subject, predicate and object."""
    parts = {}
    rest = set()
    for quad in quads:
        part = quad.predicate.value.removeprefix(RDF)
        if part in ("subject", "predicate", "object"):
            parts.setdefault((quad.subject, quad.graph_name), {})[part] = quad.object
        else:
            rest.add(quad)
    reifies = pyoxigraph.NamedNode(RDF + "reifies")
    for (claim, graph), part in parts.items():
        rest.add(pyoxigraph.Quad(claim, reifies, pyoxigraph.Triple(part["subject"], part["predicate"], part["object"]), graph))
    return frozenset(rest)


def loads_rdf12(tool, format):
    expected = reified(reference())
    if format not in WITH_GRAPHS:
        expected = in_default_graph(expected)
    read = LOADERS[tool](exported(f"{format}---rdf12"), format)
    reifiers = sum(quad.predicate.value == RDF + "reifies" for quad in read)
    if not reifiers:
        raise Failure("no rdf:reifies")
    compare(read, expected)
    return f"{len(expected)} statements, {reifiers} reifiers"


def ontology_loads(path):
    # These files have blank nodes, which each tool names in its own way: numbers have to do.
    counts = {tool: len(load(path, "turtle")) for tool, load in LOADERS.items()}
    if len(set(counts.values())) != 1:
        raise Failure(", ".join(f"{tool} {count}" for tool, count in counts.items()))
    return f"{counts['rdflib']} triples in {', '.join(counts)}"


# --- answers ---------------------------------------------------------------------------------------------------------------


@cache
def rdflib_union(with_ontology):
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(exported("nquads"), format="nquads")
    for name in ONTOLOGY if with_ontology else []:
        dataset.graph(rdflib.URIRef(ONTOLOGY_GRAPH)).parse(ROOT / "ontology" / name, format="turtle")
    return dataset


@cache
def pyoxigraph_store(with_ontology):
    store = pyoxigraph.Store()
    store.load(path=exported("nquads"), format=RdfFormat.N_QUADS)
    for name in ONTOLOGY if with_ontology else []:
        store.load(path=ROOT / "ontology" / name, format=RdfFormat.TURTLE, to_graph=pyoxigraph.NamedNode(ONTOLOGY_GRAPH))
    return store


def answers_of_entente(name):
    header, *rows = csv.reader(io.StringIO(entente("query", name, "--format", "csv").decode("utf-8"), newline=""), strict=True)
    return header, Counter(map(tuple, rows))


def answers_of_rdflib(query, with_ontology):
    result = rdflib_union(with_ontology).query(query)
    rows = Counter(tuple("" if value is None else str(value) for value in row) for row in result)
    return [str(variable) for variable in result.vars], rows


def answers_of_pyoxigraph(query, with_ontology):
    result = pyoxigraph_store(with_ontology).query(query, use_default_graph_as_union=True)
    names = [variable.value for variable in result.variables]
    return names, Counter(tuple("" if value is None else value.value for value in row) for row in result)


def answers(engine, name, with_ontology):
    expected_header, expected = answers_of_entente(name)
    header, rows = engine((ROOT / "queries" / f"{name}.rq").read_text(encoding="utf-8"), with_ontology)
    if not expected:
        raise Failure("entente finds nothing, so that there is nothing to compare")
    if header != expected_header:
        raise Failure(f"columns {header} instead of {expected_header}")
    if rows != expected:
        lost, new = expected - rows, rows - expected
        example = "; ".join(f"{who} has {min(some)}" for who, some in [("only entente", lost), ("only the other", new)] if some)
        raise Failure(f"{rows.total()} rows instead of {expected.total()}, {lost.total()} missing, {new.total()} new: {example}")
    return f"{rows.total()} rows"


# --- shapes ----------------------------------------------------------------------------------------------------------------


@cache
def turtle(*paths):
    graph = rdflib.Graph()
    for path in paths:
        graph.parse(path, format="turtle")
    return graph


def conforms(data):
    shapes = turtle(ROOT / "ontology" / "shapes.ttl")
    ontology = turtle(*(ROOT / "ontology" / name for name in ONTOLOGY))
    # As data, not as ont_graph: of that pyshacl takes classes and properties, but not that a relation is an ent:ExtractedRelation.
    ok, _, report = pyshacl.validate(data + ontology, shacl_graph=shapes, inference="none", meta_shacl=True)
    return ok, report


def shapes_hold():
    ok, report = conforms(turtle(exported("turtle")))
    if not ok:
        raise Failure(report)


def shapes_notice():
    """That shapes hold is worth something only where they can fail."""
    damaged = rdflib.Graph()
    for triple in turtle(exported("turtle")):
        damaged.add(triple)
    claim = min(damaged.subjects(rdflib.URIRef(ENT + "factuality")))
    damaged.remove((claim, rdflib.URIRef(ENT + "evidence"), None))
    ok, report = conforms(damaged)
    if ok:
        raise Failure("a claim without evidence passes")
    if str(claim) not in report or "Result Path: ent:evidence" not in report:
        raise Failure(f"the report does not say that {claim} lacks evidence: {report}")


# --- networks and drawings -------------------------------------------------------------------------------------------------


def graphml_loads():
    """GraphML merges the claims of one relation and factuality between two actors; edges.csv lists each claim."""
    network = networkx.read_graphml(exported("graphml"), force_multigraph=True)
    if not isinstance(network, networkx.MultiDiGraph):
        raise Failure(f"it is a {type(network).__name__}")
    nodes = {row["id"] for row in table("nodes.csv")}
    if set(network) != nodes or len(nodes) != len(table("nodes.csv")):
        raise Failure(f"{len(network)} nodes, nodes.csv has {len(table('nodes.csv'))}")

    def kind(source, target, edge):
        ends = (source, target)
        return (*(sorted(ends) if edge["symmetric"] in (True, "true") else ends), edge["relation"], edge["factuality"])

    expected = Counter(kind(row["source"], row["target"], row) for row in table("edges.csv"))
    read = Counter({kind(*ends, edge): edge["count"] for *ends, edge in network.edges(data=True)})
    if read != expected or network.number_of_edges() != len(expected):
        first = min((read - expected) + (expected - read), default="an edge twice")
        raise Failure(f"{network.number_of_edges()} edges for {read.total()} claims, edges.csv has {len(expected)} for {expected.total()}; {first}")
    return f"{len(nodes)} nodes, {len(expected)} edges for {expected.total()} claims"


def drawn(svg):
    """How many nodes and edges a drawing has."""
    root = ElementTree.fromstring(svg)
    if root.tag != "{http://www.w3.org/2000/svg}svg":
        raise Failure(f"the root is {root.tag}")
    classes = Counter(element.get("class") for element in root.iter("{http://www.w3.org/2000/svg}g"))
    if not classes["node"]:
        raise Failure("it shows no node")
    return classes["node"], classes["edge"]


@cache
def dot_drawn():
    return drawn(run("dot", "-Tsvg", exported("dot")))


def dot_draws():
    return "{} nodes, {} edges".format(*dot_drawn())


def svg_is_drawn():
    shown = drawn(exported("svg").read_bytes())
    if shown != dot_drawn():
        raise Failure("{} nodes and {} edges, but the DOT file has {} and {}".format(*shown, *dot_drawn()))


# --- all of it -------------------------------------------------------------------------------------------------------------


def main():
    for format in [*FORMATS, "graphml", "dot", "svg"]:
        check(f"export {format}", export, format)
    for format in RDF12:
        check(f"export {format} --rdf12", export, format, "--rdf12")
    check("export csv", export_csv)
    check("export --output", export_to_file)

    check("nquads has each quad once", nquads_lines)
    check("no blank nodes", no_blank_nodes)
    for format, names in FORMATS.items():
        for tool in names:
            check(f"{format} in {tool}", loads, tool, format)
    for format in RDF12:
        for tool in ("pyoxigraph", "n3"):
            check(f"{format} --rdf12 in {tool}", loads_rdf12, tool, format)

    for path in sorted((ROOT / "ontology").glob("*.ttl")):
        check(f"ontology/{path.name} in all", ontology_loads, path)

    for name in QUERIES + QUERIES_WITH_ONTOLOGY:
        for tool, engine in [("rdflib", answers_of_rdflib), ("pyoxigraph", answers_of_pyoxigraph)]:
            check(f"query {name} in {tool}", answers, engine, name, name in QUERIES_WITH_ONTOLOGY)

    check("shapes hold in pyshacl", shapes_hold)
    check("shapes notice a claim without evidence", shapes_notice)
    check("entente validate", lambda: entente("validate") and None)

    check("graphml in networkx", graphml_loads)
    check("dot in GraphViz", dot_draws)
    check("svg is XML", svg_is_drawn)

    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
