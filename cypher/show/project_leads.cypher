// The risk events of a project's parties, and of those who are one or two relations away from them.
// This shows the neighborhood only; what weighs how much is for `graph-engine assess` to say.
// params: project: str
// returns: path: path
MATCH (store:GraphStore {name: 'graph'})
MATCH path = (:Project {key: $project})<-[:TAKES_PART_IN]-()
             -[:HOLDS_SHARES_IN|LEGAL_REPRESENTATIVE_OF|HOLDS_OFFICE_IN|CONTROLS|GUARANTEES|BRANCH_OF*0..2]-()
             -[:SUBJECT_OF]->(:RiskEvent)
WHERE all(relation IN relationships(path) WHERE relation.recorded_load <= store.committed_load
          AND (relation.retired_load IS NULL OR relation.retired_load > store.committed_load))
RETURN path
LIMIT 300
