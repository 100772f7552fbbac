#include "lms/identity/bootstrap.h"

#include "common/crypto/key.h"
#include "common/files.h"
#include "lms/identity/password_hash.h"
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

constexpr Statement kHasPassword = {
    "bootstrap_has_password", "SELECT EXISTS (SELECT 1 FROM identity.passwords WHERE person = $1)"};
constexpr Statement kSetPassword = {
    "bootstrap_set_password", "INSERT INTO identity.passwords (person, hash) VALUES ($1, $2)"};
// Somebody from before there were passwords may have none.
constexpr Statement kEmail = {"bootstrap_email", R"(
UPDATE identity.people SET email = CASE WHEN email = '' THEN $2 ELSE email END
WHERE id = $1 RETURNING email)"};

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
    // Nobody receives mail there: it is what they sign in with.
    std::string email = file.stem().string() + "@assay.example";
    Person person{
        {}, options.tenant, std::move(name), std::move(email), administrator, std::move(roles)};
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

// "ADDRESS\nPASSWORD\n" for signing in with a browser, until the person changes it.
Status EnsureLogin(Connection& connection, const Seed& seed, const std::string& person) {
  fs::path file = seed.file;
  file.replace_extension(".login");
  ASSAY_ASSIGN_OR_RETURN(const Rows has, connection.Execute(kHasPassword, Params().Add(person)));
  if (has.Bool(0, 0)) return OkStatus();
  const std::string password = crypto::RandomToken(12);
  ASSAY_ASSIGN_OR_RETURN(const std::string hash, HashPassword(password));
  ASSAY_RETURN_IF_ERROR(connection.Execute(kSetPassword, Params().Add(person).Add(hash)).status());
  ASSAY_ASSIGN_OR_RETURN(const Rows email,
                         connection.Execute(kEmail, Params().Add(person).Add(seed.person.email)));
  return WriteFileAtomically(file, std::string(email.Text(0, 0)) + "\n" + password + "\n", 0600);
}

// The file is written before the commit: if that fails, the file holds a token that is none, and
// the next run replaces it.
Result<Bootstrapped> Ensure(Connection& connection, const Seed& seed) {
  Bootstrapped done{seed.file, false};
  ASSAY_ASSIGN_OR_RETURN(const std::string person, FindOrMake(connection, seed));
  ASSAY_RETURN_IF_ERROR(EnsureLogin(connection, seed, person));
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
