#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "plagiarism/comparison.h"
#include "plagiarism/service/rows.h"
#include "plagiarism/service/tenants.h"

namespace assay::plagiarism {

struct IndexedSubmission {
  std::string id, person, course, problem;
  int64_t submitted_us = 0;
};

struct AssignmentFigures {
  int indexed = 0, people = 0, left_out = 0;
  int64_t newest_us = 0;  // 0: none
};

struct TemplateRecord {
  std::string name, put_by;
  int files = 0, bytes = 0;
  int64_t put_us = 0;
};

struct DecisionRecord {
  std::string pair, note, who;
  int state = 0;  // as Decision::State
  int64_t at_us = 0;
};

struct ErasedCounts {
  int submissions = 0, pairs = 0, decisions = 0, left = 0;
};

// What is kept of an assignment beside its comparisons. Thread-safe.
class Assignments {
 public:
  explicit Assignments(Rows& rows) : rows_(rows) {}

  Result<AssignmentFigures> Figures(const AssignmentKey& assignment);
  // Of each person the newest `versions`, at most `most` + 1 in all.
  Result<std::vector<IndexedSubmission>> Newest(const AssignmentKey& assignment, int versions,
                                                int most);
  // kNotFound, also where it is of another tenant.
  Result<IndexedSubmission> Find(const std::string& tenant, const std::string& submission);

  Status AddDecision(const AssignmentKey& assignment, const DecisionRecord& decision);
  // Oldest first; `pair` empty: of all. Those about `hidden_from` are left out.
  Result<std::vector<DecisionRecord>> Decisions(const AssignmentKey& assignment,
                                                const std::string& pair,
                                                const std::string& hidden_from);

  Status DecideCommon(const AssignmentKey& assignment, const std::string& key, bool accepted,
                      const std::string& who);
  Result<std::set<std::string>> RefusedCommon(const AssignmentKey& assignment);

  // kResourceExhausted: more than 20 of them.
  Status PutTemplate(const AssignmentKey& assignment, const Tenant& tenant,
                     const TemplateRecord& record, const std::vector<SourceFile>& files);
  Result<std::vector<TemplateRecord>> Templates(const AssignmentKey& assignment);
  Result<std::vector<Submission>> ReadTemplates(const AssignmentKey& assignment,
                                                const Tenant& tenant);
  Status DeleteTemplate(const AssignmentKey& assignment, const std::string& name);

  // Hashes of everybody who was erased.
  Result<std::set<std::string>> Erased(const std::string& tenant);
  // From here on nothing of them is indexed.
  Status BeginErasure(const std::string& tenant, const std::string& hash, const std::string& person,
                      const std::string& asked_by);
  // Takes them out of all rows, and ends what was begun.
  Result<ErasedCounts> Erase(const std::string& tenant, const std::string& person);
  // (tenant, person) of erasures that a crash interrupted.
  Result<std::vector<std::pair<std::string, std::string>>> UnfinishedErasures();

 private:
  Rows& rows_;
};

}  // namespace assay::plagiarism
