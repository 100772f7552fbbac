#include "plagiarism/service/assignments.h"

#include "assay/plagiarism/v1/plagiarism.pb.h"

namespace assay::plagiarism {
namespace {

using database::Params;
using database::Statement;

constexpr int kMostTemplates = 20;

constexpr Statement kFigures = {"assignment_figures", R"(
SELECT count(*) FILTER (WHERE state = 0), count(DISTINCT person) FILTER (WHERE state = 0),
       count(*) FILTER (WHERE state = 1),
       coalesce((extract(epoch FROM max(submitted_at) FILTER (WHERE state = 0)) * 1000000)::bigint, 0)
FROM plagiarism.submissions WHERE tenant = $1 AND course = $2 AND problem = $3)"};
constexpr Statement kNewest = {"assignment_newest", R"(
SELECT id, person, course, problem, (extract(epoch FROM submitted_at) * 1000000)::bigint
FROM (SELECT *, row_number() OVER (PARTITION BY person ORDER BY submitted_at DESC, id DESC) AS version
      FROM plagiarism.submissions WHERE tenant = $1 AND course = $2 AND problem = $3 AND state = 0) AS s
WHERE version <= $4::int ORDER BY id LIMIT $5)"};
constexpr Statement kFind = {"assignment_find", R"(
SELECT id, person, course, problem, (extract(epoch FROM submitted_at) * 1000000)::bigint
FROM plagiarism.submissions WHERE tenant = $1 AND id = $2)"};

// Whose texts they are is known from the pair, of whatever comparison; a key that none has is
// refused.
constexpr Statement kDecide = {"decision_add", R"(
INSERT INTO plagiarism.decisions (tenant, course, problem, pair, left_person, right_person, state, note, who)
SELECT $1, $2, $3, $4, p.left_person, p.right_person, $5::smallint, $6, $7
FROM plagiarism.pairs p JOIN plagiarism.comparisons c ON c.id = p.comparison
WHERE c.tenant = $1 AND c.course = $2 AND c.problem = $3 AND p.key = $4
  AND p.left_person <> $7 AND p.right_person <> $7
ORDER BY c.id DESC LIMIT 1 RETURNING 1)"};
constexpr Statement kDecisions = {"decision_list", R"(
SELECT pair, state, note, who, (extract(epoch FROM at) * 1000000)::bigint FROM plagiarism.decisions
WHERE tenant = $1 AND course = $2 AND problem = $3 AND ($4::text = '' OR pair = $4)
  AND ($5::text = '' OR (left_person <> $5 AND right_person <> $5)) ORDER BY id)"};

constexpr Statement kDecideCommon = {"common_decide", R"(
INSERT INTO plagiarism.common_decisions (tenant, course, problem, key, accepted, who)
SELECT $1, $2, $3, $4, $5::int = 1, $6
WHERE EXISTS (SELECT 1 FROM plagiarism.common_code k JOIN plagiarism.comparisons c ON c.id = k.comparison
              WHERE c.tenant = $1 AND c.course = $2 AND c.problem = $3 AND k.key = $4)
RETURNING 1)"};
constexpr Statement kRefused = {"common_refused", R"(
SELECT key FROM (SELECT DISTINCT ON (key) key, accepted FROM plagiarism.common_decisions
                 WHERE tenant = $1 AND course = $2 AND problem = $3 ORDER BY key, id DESC) AS last
WHERE NOT accepted)"};

constexpr Statement kPutTemplate = {"template_put", R"(
INSERT INTO plagiarism.templates (tenant, course, problem, name, files, bytes, sealed, put_by)
SELECT $1, $2, $3, $4, $5::int, $6::int, $7, $8
WHERE $9 > (SELECT count(*) FROM plagiarism.templates
            WHERE tenant = $1 AND course = $2 AND problem = $3 AND name <> $4)
ON CONFLICT (tenant, course, problem, name) DO UPDATE
SET files = excluded.files, bytes = excluded.bytes, sealed = excluded.sealed, put_by = excluded.put_by, put_at = now()
RETURNING 1)"};
constexpr Statement kTemplates = {"template_list", R"(
SELECT name, files, bytes, put_by, (extract(epoch FROM put_at) * 1000000)::bigint
FROM plagiarism.templates WHERE tenant = $1 AND course = $2 AND problem = $3 ORDER BY name)"};
constexpr Statement kReadTemplates = {"template_read", R"(
SELECT name, sealed FROM plagiarism.templates
WHERE tenant = $1 AND course = $2 AND problem = $3 ORDER BY name)"};
constexpr Statement kDeleteTemplate = {"template_delete", R"(
DELETE FROM plagiarism.templates WHERE tenant = $1 AND course = $2 AND problem = $3 AND name = $4 RETURNING 1)"};

constexpr Statement kErased = {"erased_list",
                               "SELECT person_hash FROM plagiarism.erasures WHERE tenant = $1"};
constexpr Statement kBegin = {"erased_begin", R"(
INSERT INTO plagiarism.erasures (tenant, person_hash, person, asked_by) VALUES ($1, $2, $3, $4)
ON CONFLICT (tenant, person_hash) DO UPDATE
SET person = excluded.person, erased_at = now(), asked_by = excluded.asked_by)"};
constexpr Statement kUnfinished = {
    "erased_unfinished", "SELECT tenant, person FROM plagiarism.erasures WHERE person IS NOT NULL"};

constexpr Statement kEraseSubmissions = {
    "erase_submissions",
    "DELETE FROM plagiarism.submissions WHERE tenant = $1 AND person = $2 RETURNING 1"};
constexpr Statement kErasePairs = {"erase_pairs", R"(
DELETE FROM plagiarism.pairs WHERE tenant = $1 AND (left_person = $2 OR right_person = $2) RETURNING 1)"};
// Passages that they have stand for a class's; another comparison finds another example.
constexpr Statement kEraseMembers = {"erase_members", R"(
WITH gone AS (DELETE FROM plagiarism.members WHERE tenant = $1 AND person = $2 RETURNING comparison, place),
counted AS (
  UPDATE plagiarism.comparisons c SET erased = c.erased + g.many
  FROM (SELECT comparison, count(*) AS many FROM gone GROUP BY comparison) g WHERE c.id = g.comparison),
clustered AS (DELETE FROM plagiarism.clusters c USING gone g WHERE c.comparison = g.comparison AND c.place = g.place),
noted AS (DELETE FROM plagiarism.notes n USING gone g WHERE n.comparison = g.comparison AND n.place = g.place),
shared AS (DELETE FROM plagiarism.common_code k USING gone g WHERE k.comparison = g.comparison AND k.place = g.place)
SELECT 1 FROM gone)"};
constexpr Statement kEraseDecisions = {"erase_decisions", R"(
UPDATE plagiarism.decisions SET left_person = '', right_person = '', note = '', pair = 'erased'
WHERE tenant = $1 AND (left_person = $2 OR right_person = $2) RETURNING 1)"};
constexpr Statement kEraseEnd = {
    "erase_end", "UPDATE plagiarism.erasures SET person = NULL WHERE tenant = $1 AND person = $2"};
constexpr Statement kLeft = {"erase_left", R"(
SELECT (SELECT count(*) FROM plagiarism.submissions WHERE tenant = $1 AND person = $2)
     + (SELECT count(*) FROM plagiarism.members WHERE tenant = $1 AND person = $2)
     + (SELECT count(*) FROM plagiarism.pairs WHERE tenant = $1 AND (left_person = $2 OR right_person = $2))
     + (SELECT count(*) FROM plagiarism.decisions WHERE tenant = $1 AND (left_person = $2 OR right_person = $2))
     + (SELECT count(*) FROM plagiarism.erasures WHERE tenant = $1 AND person = $2))"};

Params Of(const AssignmentKey& assignment) {
  return Params().Add(assignment.tenant).Add(assignment.course).Add(assignment.problem);
}

std::string TemplateContext(const AssignmentKey& assignment, const std::string& name) {
  return "template/" + assignment.Name() + "/" + name;
}

IndexedSubmission IndexedOf(const database::Rows& rows, size_t row) {
  return {TextAt(rows, row, 0), TextAt(rows, row, 1), TextAt(rows, row, 2), TextAt(rows, row, 3),
          rows.Int(row, 4)};
}

}  // namespace

Result<AssignmentFigures> Assignments::Figures(const AssignmentKey& assignment) {
  ASSAY_ASSIGN_OR_RETURN(const database::Rows rows, rows_.Run(kFigures, Of(assignment)));
  return AssignmentFigures{static_cast<int>(rows.Int(0, 0)), static_cast<int>(rows.Int(0, 1)),
                           static_cast<int>(rows.Int(0, 2)), rows.Int(0, 3)};
}

Result<std::vector<IndexedSubmission>> Assignments::Newest(const AssignmentKey& assignment,
                                                           int versions, int most) {
  ASSAY_ASSIGN_OR_RETURN(const database::Rows rows,
                         rows_.Run(kNewest, Of(assignment).Add(versions).Add(most + 1)));
  std::vector<IndexedSubmission> all;
  for (size_t i = 0; i < rows.size(); ++i) all.push_back(IndexedOf(rows, i));
  return all;
}

Result<IndexedSubmission> Assignments::Find(const std::string& tenant,
                                            const std::string& submission) {
  ASSAY_ASSIGN_OR_RETURN(const database::Rows rows,
                         rows_.Run(kFind, Params().Add(tenant).Add(submission)));
  if (rows.empty()) return NotFound("submission " + submission.substr(0, 40) + " is not indexed");
  return IndexedOf(rows, 0);
}

Status Assignments::AddDecision(const AssignmentKey& assignment, const DecisionRecord& decision) {
  ASSAY_ASSIGN_OR_RETURN(const database::Rows rows, rows_.Run(kDecide, Of(assignment)
                                                                           .Add(decision.pair)
                                                                           .Add(decision.state)
                                                                           .Add(decision.note)
                                                                           .Add(decision.who)));
  if (rows.empty()) return NotFound("no pair " + decision.pair.substr(0, 40) + " here");
  return OkStatus();
}

Result<std::vector<DecisionRecord>> Assignments::Decisions(const AssignmentKey& assignment,
                                                           const std::string& pair,
                                                           const std::string& hidden_from) {
  ASSAY_ASSIGN_OR_RETURN(const database::Rows rows,
                         rows_.Run(kDecisions, Of(assignment).Add(pair).Add(hidden_from)));
  std::vector<DecisionRecord> all;
  for (size_t i = 0; i < rows.size(); ++i) {
    all.push_back({TextAt(rows, i, 0), TextAt(rows, i, 2), TextAt(rows, i, 3),
                   static_cast<int>(rows.Int(i, 1)), rows.Int(i, 4)});
  }
  return all;
}

Status Assignments::DecideCommon(const AssignmentKey& assignment, const std::string& key,
                                 bool accepted, const std::string& who) {
  ASSAY_ASSIGN_OR_RETURN(
      const database::Rows rows,
      rows_.Run(kDecideCommon, Of(assignment).Add(key).Add(accepted ? 1 : 0).Add(who)));
  if (rows.empty()) return NotFound("no comparison found a shared passage " + key.substr(0, 40));
  return OkStatus();
}

Result<std::set<std::string>> Assignments::RefusedCommon(const AssignmentKey& assignment) {
  ASSAY_ASSIGN_OR_RETURN(const database::Rows rows, rows_.Run(kRefused, Of(assignment)));
  std::set<std::string> keys;
  for (size_t i = 0; i < rows.size(); ++i) keys.insert(TextAt(rows, i, 0));
  return keys;
}

Status Assignments::PutTemplate(const AssignmentKey& assignment, const Tenant& tenant,
                                const TemplateRecord& record,
                                const std::vector<SourceFile>& files) {
  v1::StoredFiles stored;
  for (const SourceFile& file : files) {
    v1::File& one = *stored.add_files();
    one.set_path(file.path);
    one.set_data(file.text);
  }
  ASSAY_ASSIGN_OR_RETURN(
      const std::string sealed,
      tenant.Seal(stored.SerializeAsString(), TemplateContext(assignment, record.name)));
  ASSAY_ASSIGN_OR_RETURN(const database::Rows rows,
                         rows_.Run(kPutTemplate, Of(assignment)
                                                     .Add(record.name)
                                                     .Add(record.files)
                                                     .Add(record.bytes)
                                                     .Add(sealed)
                                                     .Add(record.put_by)
                                                     .Add(kMostTemplates)));
  if (rows.empty()) return ResourceExhausted("an assignment has at most 20 templates");
  return OkStatus();
}

Result<std::vector<TemplateRecord>> Assignments::Templates(const AssignmentKey& assignment) {
  ASSAY_ASSIGN_OR_RETURN(const database::Rows rows, rows_.Run(kTemplates, Of(assignment)));
  std::vector<TemplateRecord> all;
  for (size_t i = 0; i < rows.size(); ++i) {
    all.push_back({TextAt(rows, i, 0), TextAt(rows, i, 3), static_cast<int>(rows.Int(i, 1)),
                   static_cast<int>(rows.Int(i, 2)), rows.Int(i, 4)});
  }
  return all;
}

Result<std::vector<Submission>> Assignments::ReadTemplates(const AssignmentKey& assignment,
                                                           const Tenant& tenant) {
  ASSAY_ASSIGN_OR_RETURN(const database::Rows rows, rows_.Run(kReadTemplates, Of(assignment)));
  std::vector<Submission> all;
  for (size_t i = 0; i < rows.size(); ++i) {
    const std::string name = TextAt(rows, i, 0);
    ASSAY_ASSIGN_OR_RETURN(const std::string bytes,
                           tenant.Open(TextAt(rows, i, 1), TemplateContext(assignment, name)));
    v1::StoredFiles stored;
    if (!stored.ParseFromString(bytes)) return DataLoss("template " + name + " cannot be read");
    Submission one;
    one.id = "template:" + name;
    one.origin = Origin::kTemplate;
    for (const v1::File& file : stored.files()) one.files.push_back({file.path(), file.data()});
    all.push_back(std::move(one));
  }
  return all;
}

Status Assignments::DeleteTemplate(const AssignmentKey& assignment, const std::string& name) {
  ASSAY_ASSIGN_OR_RETURN(const database::Rows rows,
                         rows_.Run(kDeleteTemplate, Of(assignment).Add(name)));
  if (rows.empty()) return NotFound("no template " + name.substr(0, 40));
  return OkStatus();
}

Result<std::set<std::string>> Assignments::Erased(const std::string& tenant) {
  ASSAY_ASSIGN_OR_RETURN(const database::Rows rows, rows_.Run(kErased, Params().Add(tenant)));
  std::set<std::string> hashes;
  for (size_t i = 0; i < rows.size(); ++i) hashes.insert(TextAt(rows, i, 0));
  return hashes;
}

Status Assignments::BeginErasure(const std::string& tenant, const std::string& hash,
                                 const std::string& person, const std::string& asked_by) {
  return rows_.Run(kBegin, Params().Add(tenant).Add(hash).Add(person).Add(asked_by)).status();
}

Result<ErasedCounts> Assignments::Erase(const std::string& tenant, const std::string& person) {
  const Params whose = Params().Add(tenant).Add(person);
  ErasedCounts counts;
  const Status erased = rows_.InTransaction([&](database::Connection& connection) -> Status {
    ASSAY_ASSIGN_OR_RETURN(const auto pairs, connection.Execute(kErasePairs, whose));
    ASSAY_RETURN_IF_ERROR(connection.Execute(kEraseMembers, whose).status());
    ASSAY_ASSIGN_OR_RETURN(const auto decisions, connection.Execute(kEraseDecisions, whose));
    ASSAY_ASSIGN_OR_RETURN(const auto submissions, connection.Execute(kEraseSubmissions, whose));
    ASSAY_RETURN_IF_ERROR(connection.Execute(kEraseEnd, whose).status());
    counts.pairs = static_cast<int>(pairs.size());
    counts.decisions = static_cast<int>(decisions.size());
    counts.submissions = static_cast<int>(submissions.size());
    return OkStatus();
  });
  if (!erased.ok()) return erased;
  ASSAY_ASSIGN_OR_RETURN(const database::Rows left, rows_.Run(kLeft, whose));
  counts.left = static_cast<int>(left.Int(0, 0));
  return counts;
}

Result<std::vector<std::pair<std::string, std::string>>> Assignments::UnfinishedErasures() {
  ASSAY_ASSIGN_OR_RETURN(const database::Rows rows, rows_.Run(kUnfinished));
  std::vector<std::pair<std::string, std::string>> all;
  for (size_t i = 0; i < rows.size(); ++i) all.emplace_back(TextAt(rows, i, 0), TextAt(rows, i, 1));
  return all;
}

}  // namespace assay::plagiarism
