#include "judge/store/problems.h"

#include "judge/store/rows.h"

namespace assay::judge {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

// Locks the problem, new or old.
constexpr Statement kLock = {"problem_lock", R"(
INSERT INTO judge.problems (tenant, id, course, version) VALUES ($1, $2, $3, 0)
ON CONFLICT (tenant, id) DO UPDATE SET course = excluded.course RETURNING version)"};

#define ASSAY_PROBLEM                                                                           \
  "SELECT p.tenant, p.id, p.course, v.title, v.format, encode(v.package, 'hex'), v.languages, " \
  "v.version, (extract(epoch FROM v.created_at) * 1000000)::bigint, encode(v.page, 'hex') "     \
  "FROM judge.problems p JOIN judge.problem_versions v "                                        \
  "ON v.tenant = p.tenant AND v.id = p.id AND v.version = p.version "

constexpr Statement kGet = {"problem_get", ASSAY_PROBLEM "WHERE p.tenant = $1 AND p.id = $2"};
constexpr Statement kList = {"problem_list", ASSAY_PROBLEM
                             "WHERE p.tenant = $1 AND p.id > $3 AND ($2::text = '' OR p.course = "
                             "$2) ORDER BY p.id LIMIT $4"};

constexpr Statement kAdd = {"problem_add", R"(
WITH added AS (
  INSERT INTO judge.problem_versions (tenant, id, version, title, format, package, languages,
                                      page)
  VALUES ($1, $2, $3::int, $4, $5, decode($6, 'hex'), $7, decode($8, 'hex')) RETURNING tenant, id, version)
UPDATE judge.problems p SET version = a.version FROM added a
WHERE p.tenant = a.tenant AND p.id = a.id)"};

constexpr Statement kSetPage = {"problem_set_page", R"(
UPDATE judge.problem_versions SET page = decode($4, 'hex')
WHERE tenant = $1 AND id = $2 AND version = $3::int)"};

ProblemRecord ProblemOf(const Rows& rows, size_t i) {
  ProblemRecord p;
  p.tenant = TextAt(rows, i, 0);
  p.id = TextAt(rows, i, 1);
  p.course = TextAt(rows, i, 2);
  p.title = TextAt(rows, i, 3);
  p.format = TextAt(rows, i, 4);
  p.package = TextAt(rows, i, 5);
  p.languages = TextAt(rows, i, 6);
  p.version = static_cast<int>(rows.Int(i, 7));
  p.created_us = rows.Int(i, 8);
  p.page = TextAt(rows, i, 9);
  return p;
}

}  // namespace

Result<ProblemRecord> ProblemStore::Put(const ProblemRecord& problem) {
  const Params key = Params().Add(problem.tenant).Add(problem.id);
  ProblemRecord stored;
  const Status status = runner_.InTransaction([&](Connection& connection) -> Status {
    ASSAY_ASSIGN_OR_RETURN(
        const Rows locked,
        connection.Execute(kLock,
                           Params().Add(problem.tenant).Add(problem.id).Add(problem.course)));
    ASSAY_ASSIGN_OR_RETURN(Rows now, connection.Execute(kGet, key));
    if (now.empty() || ProblemOf(now, 0).package != problem.package) {
      ASSAY_RETURN_IF_ERROR(connection
                                .Execute(kAdd, Params()
                                                   .Add(problem.tenant)
                                                   .Add(problem.id)
                                                   .Add(locked.Int(0, 0) + 1)
                                                   .Add(problem.title)
                                                   .Add(problem.format)
                                                   .Add(problem.package)
                                                   .Add(problem.languages)
                                                   .Add(problem.page))
                                .status());
      ASSAY_ASSIGN_OR_RETURN(now, connection.Execute(kGet, key));
    }
    if (now.empty()) return Internal("problems: a version that was just added is not there");
    stored = ProblemOf(now, 0);
    return OkStatus();
  });
  if (!status.ok()) return status;
  return stored;
}

Result<ProblemRecord> ProblemStore::Get(const std::string& tenant, const std::string& id) {
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, runner_.Run(kGet, Params().Add(tenant).Add(id)));
  if (rows.empty()) return NotFound("no problem \"" + id + "\"");
  return ProblemOf(rows, 0);
}

Status ProblemStore::SetPage(const ProblemRecord& problem) {
  return runner_
      .Run(kSetPage, Params()
                         .Add(problem.tenant)
                         .Add(problem.id)
                         .Add(int64_t{problem.version})
                         .Add(problem.page))
      .status();
}

Result<std::vector<ProblemRecord>> ProblemStore::List(const std::string& tenant,
                                                      const std::string& course,
                                                      const std::string& after, int64_t limit) {
  ASSAY_ASSIGN_OR_RETURN(
      const Rows rows,
      runner_.RunList(kList, Params().Add(tenant).Add(course).Add(after).Add(limit)));
  std::vector<ProblemRecord> problems;
  for (size_t i = 0; i < rows.size(); ++i) problems.push_back(ProblemOf(rows, i));
  return problems;
}

}  // namespace assay::judge
