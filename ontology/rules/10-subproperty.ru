# Who leads a state is affiliated with it: every affirmed statement also holds for the relations above its own.
#
# Reads the graphs of articles, writes the inferred graph. Only extracted relations count as conclusions: alignments with other
# vocabularies, which also use rdfs:subPropertyOf, do not multiply the statements.

PREFIX ent: <https://w3id.org/entente/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

INSERT { GRAPH <https://w3id.org/entente/graph/inferred> { ?subject ?general ?object } }
WHERE {
  GRAPH <https://w3id.org/entente/graph/ontology> {
    ?special rdfs:subPropertyOf+ ?general .
    ?special a ent:ExtractedRelation .
    ?general a ent:ExtractedRelation .
  }
  GRAPH ?article {
    ?article a ent:Article .
    ?subject ?special ?object .
  }
}
