# If A supplies B, B is supplied by A: states every affirmed relation that has a named inverse in the other direction too.
#
# Reads the graphs of articles and what 10-subproperty.ru inferred, writes the inferred graph.

PREFIX ent: <https://w3id.org/entente/ontology#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>

INSERT { GRAPH <https://w3id.org/entente/graph/inferred> { ?object ?inverse ?subject } }
WHERE {
  GRAPH <https://w3id.org/entente/graph/ontology> {
    ?relation a ent:ExtractedRelation ;
              owl:inverseOf ?inverse .
  }
  {
    GRAPH ?article {
      ?article a ent:Article .
      ?subject ?relation ?object .
    }
  }
  UNION
  {
    GRAPH <https://w3id.org/entente/graph/inferred> { ?subject ?relation ?object }
  }
}
