# Empties the graph of inferred statements, so that the rules after this one take back what removed articles had let them infer.

DROP SILENT GRAPH <https://w3id.org/entente/graph/inferred>
