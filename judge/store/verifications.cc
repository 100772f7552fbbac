#include "judge/store/verifications.h"

#include "judge/store/rows.h"
#include "judge/store/statements.h"

namespace assay::judge {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

constexpr Statement kLock = {"verification_lock",
                             "SELECT pg_advisory_xact_lock(hashtext('judge.verifications'))"};

// Those that wait or run are among the latest: there are never more than a few.
constexpr Statement kAlive = {
    "verification_alive",
    "SELECT v.submission, v.problem, s.person, v.version FROM "
    "(SELECT * FROM judge.verifications WHERE tenant = $1 ORDER BY submission DESC LIMIT 200) v "
    "JOIN judge.submissions s ON s.id = v.submission "
    "JOIN judge.judgements g ON g.id = s.judgement" ASSAY_STATE_JOINS "WHERE " ASSAY_STATE
    " IN (0, 1)"};

// The same of every tenant.
constexpr Statement kCountAlive = {
    "verification_count_alive",
    "SELECT count(*) FROM "
    "(SELECT * FROM judge.verifications ORDER BY submission DESC LIMIT 1000) v "
    "JOIN judge.submissions s ON s.id = v.submission "
    "JOIN judge.judgements g ON g.id = s.judgement" ASSAY_STATE_JOINS "WHERE " ASSAY_STATE
    " IN (0, 1)"};

constexpr Statement kIs = {
    "verification_is",
    "SELECT EXISTS (SELECT 1 FROM judge.verifications WHERE tenant = $1 AND submission = $2)::int"};

constexpr Statement kAdd = {"verification_add", R"(
INSERT INTO judge.verifications (tenant, submission, problem, version)
VALUES ($1, $2, $3, $4::int) ON CONFLICT DO NOTHING)"};

constexpr Statement kLatest = {"verification_latest", R"(
SELECT v.submission, v.problem, s.person, v.version
FROM judge.verifications v JOIN judge.submissions s ON s.id = v.submission
WHERE v.tenant = $1 AND v.problem = $2 ORDER BY v.submission DESC LIMIT 1)"};

VerificationStore::Verification VerificationOf(const Rows& rows, size_t i) {
  return {TextAt(rows, i, 0), TextAt(rows, i, 1), TextAt(rows, i, 2),
          static_cast<int>(rows.Int(i, 3))};
}

}  // namespace

Result<VerificationStore::Started> VerificationStore::Start(const std::string& tenant,
                                                            const Verification& wanted,
                                                            const Limits& limits,
                                                            const std::function<Status()>& insert) {
  Started started;
  const Status status = runner_.InTransaction([&](Connection& connection) -> Status {
    started = {};
    ASSAY_RETURN_IF_ERROR(connection.Execute(kLock).status());
    ASSAY_ASSIGN_OR_RETURN(const Rows alive, connection.Execute(kAlive, Params().Add(tenant)));
    int of_person = 0;
    for (size_t i = 0; i < alive.size(); ++i) {
      Verification other = VerificationOf(alive, i);
      of_person += other.person == wanted.person ? 1 : 0;
      if (other.problem != wanted.problem) continue;
      started.verification = std::move(other);
      return OkStatus();
    }
    if (of_person >= limits.of_person) {
      return ResourceExhausted("you have " + std::to_string(of_person) +
                               " packages verified at this moment; wait until one has ended");
    }
    if (static_cast<int>(alive.size()) >= limits.of_tenant) {
      return ResourceExhausted(std::to_string(alive.size()) +
                               " packages are verified at this moment; try again when one has "
                               "ended");
    }
    ASSAY_ASSIGN_OR_RETURN(const Rows all, connection.Execute(kCountAlive));
    if (all.Int(0, 0) >= limits.of_all) {
      return ResourceExhausted(
          "as many packages are verified at this moment as leave room for submissions; try again "
          "in a few minutes");
    }
    ASSAY_RETURN_IF_ERROR(insert());
    ASSAY_RETURN_IF_ERROR(connection
                              .Execute(kAdd, Params()
                                                 .Add(tenant)
                                                 .Add(wanted.submission)
                                                 .Add(wanted.problem)
                                                 .Add(int64_t{wanted.version}))
                              .status());
    started = {wanted, true};
    return OkStatus();
  });
  if (!status.ok()) return status;
  return started;
}

Result<bool> VerificationStore::Is(const std::string& tenant, const std::string& submission) {
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, runner_.Run(kIs, Params().Add(tenant).Add(submission)));
  return rows.Int(0, 0) != 0;
}

Result<VerificationStore::Verification> VerificationStore::Latest(const std::string& tenant,
                                                                  const std::string& problem) {
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, runner_.Run(kLatest, Params().Add(tenant).Add(problem)));
  if (rows.empty()) return NotFound("\"" + problem + "\" was never verified");
  return VerificationOf(rows, 0);
}

}  // namespace assay::judge
