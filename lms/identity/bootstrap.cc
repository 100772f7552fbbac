#include "lms/identity/bootstrap.h"

#include "common/files.h"
#include "lms/identity/people.h"
#include "lms/identity/tokens.h"

namespace assay::identity {
namespace {

namespace fs = std::filesystem;
using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

// Two that bootstrap at once do so one after the other.
constexpr Statement kLockTenant = {"bootstrap_lock",
                                   "SELECT 1 FROM identity.tenants WHERE id = $1 FOR UPDATE"};
constexpr Statement kFind = {"bootstrap_find",
                             "SELECT id FROM identity.people WHERE tenant = $1 AND seed = $2"};
constexpr Statement kMark = {"bootstrap_mark",
                             "UPDATE identity.people SET seed = $2 WHERE id = $1"};
constexpr Statement kRevokeOld = {"bootstrap_revoke", R"(
UPDATE identity.tokens SET revoked_at = now()
WHERE person = $1 AND name = 'bootstrap' AND revoked_at IS NULL)"};

struct Seed {
  std::string seed;
  Person person;
  fs::path file;
  std::vector<std::string> scopes;
};

std::vector<Seed> SeedsOf(const BootstrapOptions& options) {
  std::vector<Seed> seeds;
  const fs::path folder = options.token_out.parent_path();
  const auto add = [&](std::string seed, std::string name, bool administrator,
                       std::vector<CourseRole> roles, fs::path file,
                       std::vector<std::string> scopes) {
    Person person{{}, options.tenant, std::move(name), {}, administrator, std::move(roles)};
    seeds.push_back({std::move(seed), std::move(person), std::move(file), std::move(scopes)});
  };
  add("administrator", options.name, true, {}, options.token_out,
      {"submit", "read", "manage", "admin"});
  if (options.demo) {
    add("demo-instructor", "Irene Instructor", false, {{"demo", Role::kInstructor}},
        folder / "demo-instructor.token", {"submit", "read", "manage"});
    add("demo-ada", "Ada Student", false, {{"demo", Role::kStudent}}, folder / "demo-ada.token",
        {"submit", "read"});
    add("demo-grace", "Grace Student", false, {{"demo", Role::kStudent}},
        folder / "demo-grace.token", {"submit", "read"});
  }
  return seeds;
}

// Whether the file holds a token of this person that is good now.
Result<bool> IsGood(Connection& connection, const fs::path& file, const std::string& person) {
  Result<std::string> text = ReadFile(file, 4096);
  if (text.status().code() == StatusCode::kNotFound) return false;
  if (!text.ok()) return text.status();
  while (!text->empty() && text->back() == '\n') text->pop_back();
  const Result<Principal> who = Authenticate(connection, *text);
  if (who.status().code() == StatusCode::kUnauthenticated) return false;
  if (!who.ok()) return who.status();
  return who->person.id == person;
}

Result<std::string> FindOrMake(Connection& connection, const Seed& seed) {
  ASSAY_ASSIGN_OR_RETURN(
      const Rows found, connection.Execute(kFind, Params().Add(seed.person.tenant).Add(seed.seed)));
  if (!found.empty()) return std::string(found.Text(0, 0));
  ASSAY_ASSIGN_OR_RETURN(std::string id, PutPerson(connection, seed.person));
  ASSAY_RETURN_IF_ERROR(connection.Execute(kMark, Params().Add(id).Add(seed.seed)).status());
  return id;
}

// The file is written before the commit: if that fails, the file holds a token that is none, and
// the next run replaces it.
Result<Bootstrapped> Ensure(Connection& connection, const Seed& seed) {
  Bootstrapped done{seed.file, false};
  ASSAY_ASSIGN_OR_RETURN(const std::string person, FindOrMake(connection, seed));
  ASSAY_ASSIGN_OR_RETURN(const bool good, IsGood(connection, seed.file, person));
  if (good) return done;
  ASSAY_RETURN_IF_ERROR(connection.Execute(kRevokeOld, Params().Add(person)).status());
  ASSAY_ASSIGN_OR_RETURN(
      const CreatedToken token,
      CreateToken(connection, {person, "bootstrap", seed.scopes, kLongestToken}));
  ASSAY_RETURN_IF_ERROR(WriteFileAtomically(seed.file, token.secret + "\n", 0600));
  done.made = true;
  return done;
}

}  // namespace

Result<std::vector<Bootstrapped>> Bootstrap(Connection& connection,
                                            const BootstrapOptions& options) {
  std::vector<Bootstrapped> done;
  const Status ended = connection.InTransaction([&]() -> Status {
    ASSAY_RETURN_IF_ERROR(MakeTenant(connection, options.tenant, options.tenant));
    ASSAY_RETURN_IF_ERROR(connection.Execute(kLockTenant, Params().Add(options.tenant)).status());
    for (const Seed& seed : SeedsOf(options)) {
      ASSAY_ASSIGN_OR_RETURN(Bootstrapped one, Ensure(connection, seed));
      done.push_back(std::move(one));
    }
    return OkStatus();
  });
  if (!ended.ok()) return ended;
  return done;
}

}  // namespace assay::identity
