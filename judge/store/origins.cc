#include "judge/store/origins.h"

#include "common/crypto/encoding.h"
#include "judge/store/rows.h"

namespace assay::judge {
namespace {

using database::Params;
using database::Rows;
using database::Statement;

constexpr Statement kPut = {"origin_put", R"(
INSERT INTO judge.origins (tenant, problem, version, url, ref, folder, commit, fetched_by)
VALUES ($1, $2, $3::int, $4, $5, $6, $7, $8)
ON CONFLICT (tenant, problem, version) DO UPDATE
SET url = excluded.url, ref = excluded.ref, folder = excluded.folder, commit = excluded.commit,
    fetched_by = excluded.fetched_by, fetched_at = now())"};

constexpr Statement kNewest = {"origin_newest", R"(
SELECT o.url, o.ref, o.folder, o.commit, o.fetched_by, o.version
FROM judge.problems p JOIN judge.origins o ON o.tenant = p.tenant AND o.problem = p.id AND o.version = p.version
WHERE p.tenant = $1 AND p.id = $2)"};

constexpr Statement kToken = {"origin_token", R"(
SELECT encode(token, 'hex') FROM judge.origin_tokens
WHERE tenant = $1 AND problem = $2 AND url = $3)"};

constexpr Statement kSetToken = {"origin_set_token", R"(
INSERT INTO judge.origin_tokens (tenant, problem, url, token)
VALUES ($1, $2, $3, decode($4, 'hex'))
ON CONFLICT (tenant, problem, url) DO UPDATE SET token = excluded.token)"};

constexpr Statement kDropToken = {"origin_drop_token", R"(
DELETE FROM judge.origin_tokens WHERE tenant = $1 AND problem = $2 AND url = $3)"};

constexpr Statement kDropOthers = {"origin_drop_others", R"(
DELETE FROM judge.origin_tokens WHERE tenant = $1 AND problem = $2 AND url <> $3)"};

}  // namespace

Status OriginStore::Put(const OriginRecord& origin) {
  ASSAY_RETURN_IF_ERROR(
      runner_.Run(kDropOthers, Params().Add(origin.tenant).Add(origin.problem).Add(origin.url))
          .status());
  return runner_
      .Run(kPut, Params()
                     .Add(origin.tenant)
                     .Add(origin.problem)
                     .Add(int64_t{origin.version})
                     .Add(origin.url)
                     .Add(origin.ref)
                     .Add(origin.folder)
                     .Add(origin.commit)
                     .Add(origin.fetched_by))
      .status();
}

Result<OriginRecord> OriginStore::Newest(const std::string& tenant, const std::string& problem) {
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, runner_.Run(kNewest, Params().Add(tenant).Add(problem)));
  if (rows.empty())
    return NotFound("the newest version of \"" + problem + "\" is of no git repository");
  OriginRecord origin;
  origin.tenant = tenant;
  origin.problem = problem;
  origin.url = TextAt(rows, 0, 0);
  origin.ref = TextAt(rows, 0, 1);
  origin.folder = TextAt(rows, 0, 2);
  origin.commit = TextAt(rows, 0, 3);
  origin.fetched_by = TextAt(rows, 0, 4);
  origin.version = static_cast<int>(rows.Int(0, 5));
  return origin;
}

Result<std::string> OriginStore::Token(const std::string& tenant, const std::string& problem,
                                       const std::string& url) {
  ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                         runner_.Run(kToken, Params().Add(tenant).Add(problem).Add(url)));
  if (rows.empty()) return std::string();
  return crypto::HexDecode(TextAt(rows, 0, 0));
}

Status OriginStore::SetToken(const std::string& tenant, const std::string& problem,
                             const std::string& url, const std::string& sealed) {
  const Params key = Params().Add(tenant).Add(problem).Add(url);
  if (sealed.empty()) return runner_.Run(kDropToken, key).status();
  return runner_
      .Run(kSetToken, Params().Add(tenant).Add(problem).Add(url).Add(crypto::HexEncode(sealed)))
      .status();
}

}  // namespace assay::judge
